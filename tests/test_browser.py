"""The dashboards in a real browser: what only a browser writes (the URL) and only a person sees (the page)."""

import urllib.request
from pathlib import Path
from typing import Any

import pytest

from settings import Settings
from tests import chromium, oidc_provider
from tests.chromium import BODY, opened, rerun, settle
from tests.test_sign_in import FILE, KEY
from warehouse import store

pytestmark = pytest.mark.browser
# Filter -> what it is changed to; of any other, the second option is taken.
CHOICES = {
    "project": "kubernetes",
    "group": "kubernetes/kubernetes",
    "range": "30 days",
    "every": "day",
    "window_days": "7",
    "who": "all",
    "company": "unknown",
    "country": "unknown",
}


def visit(browser: Any, address: str, width: int = 1440, scheme: str = "light") -> Any:
    """A page in a context of its own, after its script has run."""
    page = opened(browser, address, width, scheme)
    assert page.locator('[data-testid="stException"]').count() == 0
    return page


def figures(page: Any) -> dict[str, str]:
    """The key figures as a reader sees them."""
    page.locator('[data-testid="stMetricValue"]').nth(7).wait_for()
    labels = page.locator('[data-testid="stMetricLabel"]').all_inner_texts()
    values = page.locator('[data-testid="stMetricValue"]').all_inner_texts()
    return dict(zip((label.strip() for label in labels), (value.strip() for value in values), strict=True))


def choose(page: Any, key: str, option: str) -> None:
    """Choose an option of a select box, as a person does."""
    page.locator(f".st-key-{key} input").click()
    rerun(page, page.get_by_role("option", name=option, exact=True).click)
    # The address changes at once; numbers that belong to the choice before are marked stale until they are new.
    page.wait_for_url(f"**{key}=*")
    settle(page)


def test_home_shows_the_numbers_of_the_command_line(browser: Any, server: str, published: Settings) -> None:
    page = visit(browser, f"{server}/?range=all")
    rows = store.current(published).metric("key_figures", {}).to_pylist()
    expected = {row["figure"]: row["value"] for row in rows}
    seen = figures(page)
    assert seen["Contributors"] == f"{expected['contributors']:,.0f}"
    assert seen["Contributions"] == f"{expected['contributions']:,.0f}"
    assert seen["Pull requests opened"] == f"{expected['pull_requests_opened']:,.0f}"
    assert "Sample data" in page.inner_text(BODY)


def test_click_on_a_project_opens_its_page(browser: Any, server: str) -> None:
    page = visit(browser, f"{server}/?range=30+days&search=prometheus")
    page.get_by_text("1 of ").wait_for()
    table = page.locator('.st-key-card-projects_table [data-testid="stDataFrame"]')
    table.scroll_into_view_if_needed()
    settle(page)
    cell = table.bounding_box()
    with page.context.expect_page() as fresh:
        # The table is drawn on a canvas: its first cell lies right below the header.
        page.mouse.move(cell["x"] + 40, cell["y"] + 52)
        page.wait_for_timeout(300)
        page.mouse.click(cell["x"] + 40, cell["y"] + 52)
    project = fresh.value
    settle(project)
    assert "project=prometheus" in project.url
    assert "range=30+days" in project.url
    project.locator(f"{BODY} h2").filter(has_text="Prometheus").wait_for()


def test_url_round_trip(browser: Any, server: str) -> None:
    page = visit(browser, f"{server}/project?project=kubernetes")
    before = figures(page)
    choose(page, "range", "30 days")
    choose(page, "every", "week")
    assert "project=kubernetes" in page.url
    assert "range=30+days" in page.url.replace("%20", "+")
    assert "every=week" in page.url
    after = figures(page)
    assert after != before
    again = visit(browser, page.url)
    assert figures(again) == after
    assert again.locator(".st-key-every input").input_value() == "week"


def test_bogus_values_are_cleaned_from_the_url_or_said(browser: Any, server: str) -> None:
    page = visit(browser, f"{server}/project?project=nothing&who=cats&every=month")
    page.get_by_text("There is no project 'nothing': all are shown.").wait_for()
    assert "cats" not in page.url
    assert "every=month" in page.url


def test_menu_shows_the_exact_sql(browser: Any, server: str) -> None:
    page = visit(browser, f"{server}/project?project=helm&range=30+days")
    page.locator(".st-key-menu-activity button").first.click()
    code = page.locator('[data-testid="stPopoverBody"] code').filter(has_text="FROM activity(")
    code.wait_for()
    assert "for_project := 'helm'" in code.inner_text()


def told(page: Any) -> list[str]:
    """Whatever a page says in numbers: figures, totals of its tables, and the scales of its charts."""
    found = page.locator('[data-testid="stMetricValue"], [class*="st-key-card-"] [data-testid="stCaptionContainer"]')
    scales = page.locator(".js-plotly-plot .ytick text, .js-plotly-plot .legendtext").all_inner_texts()
    return [text.strip() for text in found.all_inner_texts()] + scales


def links(page: Any) -> list[str]:
    """The relative and the frozen link to this view."""
    page.locator(".st-key-copy-link button").first.click()
    codes = page.locator('[data-testid="stPopoverBody"] code')
    codes.nth(1).wait_for()
    return codes.all_inner_texts()[:2]


def change_all(page: Any) -> dict[str, str]:
    """Change every filter of the bar, as a person does; what each says then."""
    bar = page.locator('.st-key-filters [data-testid="stSelectbox"]')
    for place in range(bar.count()):
        box = bar.nth(place)
        key = box.evaluate("box => box.closest('[class*=st-key-]').className.match(/st-key-(\\S+)/)[1]")
        box.locator("input").click()
        options = page.get_by_role("option")
        options.first.wait_for()
        if key in CHOICES:
            # Long lists are drawn in part: what is typed brings the rest.
            box.locator("input").fill(CHOICES[key])
            rerun(page, page.get_by_role("option", name=CHOICES[key], exact=True).click)
        else:
            rerun(page, options.nth(1).click)
        page.wait_for_url(f"**{key}=*")
    return {box.get_attribute("aria-label") or "": box.input_value() for box in bar.locator("input").all()}


@pytest.mark.parametrize("path", ["project", "contributors"])
def test_links_bring_the_same_figures(path: str, browser: Any, server: str) -> None:
    page = visit(browser, f"{server}/{path}")
    before = told(page)
    chosen = change_all(page)
    after = told(page)
    assert len(after) > 20 and after != before
    relative, frozen = links(page)
    assert "build=" in frozen and "since=" in frozen and "range=custom" in frozen
    assert "build=" not in relative and "range=30+days" in relative
    for link in (relative, frozen):
        again = visit(browser, link)
        assert told(again) == after
        again.context.close()
    assert len(chosen) > 5
    page.context.close()


def test_the_keyboard_reaches_menu_filters_panels_and_tables(browser: Any, server: str) -> None:
    page = visit(browser, f"{server}/companies?range=30+days")
    reached: list[str] = []
    for _ in range(90):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                """() => { const at = document.activeElement;
                const near = at.closest('[data-testid="stSidebarNavItems"], [class*="st-key-"]');
                return at.tagName + ' ' + (near ? near.className : '') + ' ' + (near?.dataset.testid || '')}"""
            )
        )
    order = [
        next((place for place, at in enumerate(reached) if part in at), None)
        for part in ("stSidebarNavItems", "st-key-project", "st-key-who", "st-key-menu-", "st-key-table-")
    ]
    assert None not in order and order == sorted(order), order
    page.context.close()


def test_panels_below_the_screen_are_asked_for_when_one_comes_near(browser: Any, server: str) -> None:
    page = browser.new_context(viewport={"width": 1440, "height": 600}).new_page()
    page.goto(f"{server}/companies")
    settle(page)
    cards, waiting = page.locator('[class*="st-key-card-"]'), page.locator('[class*="st-key-later-"] button')
    first = cards.count()
    assert first and waiting.count()
    for _ in range(10):
        waiting.last.scroll_into_view_if_needed()
        settle(page)
        if not waiting.count():
            break
    assert not waiting.count() and cards.count() > first
    page.context.close()


def test_a_menu_opens_and_closes_by_keyboard(browser: Any, server: str) -> None:
    page = visit(browser, f"{server}/project?project=helm&range=30+days")
    page.locator(".st-key-menu-activity button").first.focus()
    page.keyboard.press("Enter")
    body = page.locator('[data-testid="stPopoverBody"]')
    body.wait_for()
    page.keyboard.press("Escape")
    body.wait_for(state="detached")
    page.context.close()


def test_a_private_server_asks_who_it_is(browser: Any, published: Settings, tmp_path: Path) -> None:
    port = chromium.free_port()
    with oidc_provider.serving() as provider:
        ours = FILE.replace("localhost:8501", f"127.0.0.1:{port}").replace("http://127.0.0.1:9", provider.url)
        (tmp_path / "sign_in.toml").write_text(ours)
        with chromium.served(
            published.data_dir, port, DUCKSTATS_SIGN_IN_FILE=str(tmp_path / "sign_in.toml")
        ) as address:
            page = visit(browser, f"{address}/project?project=kubernetes")
            assert page.inner_text(f"{BODY} h1") == "Sign in" and "Kubernetes" not in page.inner_text("body")
            assert page.goto(f"{address}/api/v2/status").status == 401
            chromium.screenshot(visit(browser, address), chromium.ARTEFACTS / "sign-in.png")
            provider.user = {"email": "eve@elsewhere.example"}
            _sign_in(page, address)
            page.get_by_text("Not among the people").wait_for()
            assert page.goto(f"{address}/api/v2/status").status == 401
            page.goto(address)
            page.get_by_role("button", name="Sign out").click()
            page.get_by_role("heading", name="Sign in").wait_for()
            provider.user = {"email": "ann@example.org", "email_verified": True}
            _sign_in(page, address)
            page.locator('[data-testid="stMetricValue"]').first.wait_for(timeout=60_000)
            assert page.goto(f"{address}/api/v2/status").status == 200
            request = urllib.request.Request(f"{address}/api/v2/status", headers={"Authorization": f"Bearer {KEY}"})
            with urllib.request.urlopen(request, timeout=30) as answer:
                assert answer.status == 200
    assert provider.asked.count("/token") == 2


def _sign_in(page: Any, address: str) -> None:
    page.goto(address)
    settle(page)
    page.get_by_role("button", name="Sign in").click()

"""The dashboards in a real browser: what only a browser writes (the URL) and only a person sees (the page)."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from settings import ROOT, Settings
from tests import oidc_provider
from tests.test_sign_in import FILE, KEY
from warehouse import store

pytestmark = pytest.mark.browser
ARTEFACTS = ROOT / "artefacts"
ARGUMENTS = [
    "--no-sandbox",
    "--headless=new",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BODY = '[data-testid="stMainBlockContainer"]'


@contextmanager
def running(published: Settings, port: int, **environment: str) -> Iterator[str]:
    """The address of a server of its own on the published sample data."""
    command = [sys.executable, "-m", "uvicorn", "dashboards.server:app", "--port", str(port), "--log-level", "warning"]
    more = {"DUCKSTATS_DATA_DIR": str(published.data_dir)} | environment
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | more)
    address = f"http://127.0.0.1:{port}"
    try:
        _await_health(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture(scope="module")
def server(published: Settings) -> Iterator[str]:
    """The address of a running server on the published sample data."""
    with running(published, free_port()) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Headless Chromium."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("chromium is not installed")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


def _await_health(address: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(120):
        assert process.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
    pytest.fail("the server did not answer within 30 s")


def visit(browser: Any, address: str, width: int = 1440, scheme: str = "light") -> Any:
    """A page in a context of its own, after its script has run."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(address)
    settle(page)
    return page


def settle(page: Any) -> None:
    """Wait until the page's script has run and drawn."""
    page.wait_for_selector(f"{BODY} h1", timeout=30_000)
    page.wait_for_timeout(400)
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=60_000)
    page.wait_for_timeout(600)
    page.wait_for_function("document.querySelector('[data-stale=true]') === null", timeout=60_000)
    assert page.locator('[data-testid="stException"]').count() == 0


def figures(page: Any) -> dict[str, str]:
    """The key figures as a reader sees them."""
    page.locator('[data-testid="stMetricValue"]').nth(7).wait_for()
    labels = page.locator('[data-testid="stMetricLabel"]').all_inner_texts()
    values = page.locator('[data-testid="stMetricValue"]').all_inner_texts()
    return dict(zip((label.strip() for label in labels), (value.strip() for value in values), strict=True))


def choose(page: Any, key: str, option: str) -> None:
    """Choose an option of a select box, as a person does."""
    page.locator(f".st-key-{key} input").click()
    page.get_by_role("option", name=option, exact=True).click()
    # The address changes at once; numbers that belong to the choice before are marked stale until they are new.
    page.wait_for_url(f"**{key}=*")
    settle(page)


def screenshot(page: Any, name: str) -> None:
    """The whole page in artefacts/."""
    ARTEFACTS.mkdir(exist_ok=True)
    width = page.viewport_size["width"]
    height = page.evaluate(f"document.querySelector('{BODY}').scrollHeight")
    page.set_viewport_size({"width": width, "height": min(height + 80, 8000)})
    page.wait_for_timeout(1500)
    page.screenshot(path=str(ARTEFACTS / f"{name}.png"))


def test_home_shows_the_numbers_of_the_command_line(browser: Any, server: str, published: Settings) -> None:
    page = visit(browser, f"{server}/?range=all")
    rows = store.current(published).metric("key_figures", {}).to_pylist()
    expected = {row["figure"]: row["value"] for row in rows}
    seen = figures(page)
    assert seen["Contributors"] == f"{expected['contributors']:,.0f}"
    assert seen["Contributions"] == f"{expected['contributions']:,.0f}"
    assert seen["Pull requests opened"] == f"{expected['pull_requests_opened']:,.0f}"
    assert "Sample data" in page.inner_text(BODY)
    screenshot(page, "home")


def test_click_on_a_project_opens_its_page(browser: Any, server: str) -> None:
    page = visit(browser, f"{server}/?range=30+days&search=prometheus")
    page.get_by_text("1 of ").wait_for()
    table = page.locator('.st-key-card-projects [data-testid="stDataFrame"]')
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
    project.locator(f"{BODY} h3").filter(has_text="Prometheus").wait_for()


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


def test_bogus_values_are_cleaned_from_the_url(browser: Any, server: str) -> None:
    page = visit(browser, f"{server}/project?project=nothing&who=cats&every=month")
    assert "nothing" not in page.url and "cats" not in page.url
    assert "every=month" in page.url


def test_menu_shows_the_exact_sql(browser: Any, server: str) -> None:
    page = visit(browser, f"{server}/project?project=helm&range=30+days")
    page.locator(".st-key-menu-activity button").first.click()
    code = page.locator('[data-testid="stPopoverBody"] code').filter(has_text="FROM activity(")
    code.wait_for()
    assert "for_project := 'helm'" in code.inner_text()


@pytest.mark.parametrize("path", ["", "project?project=kubernetes", "metrics?metric=commits"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_sticks_out(path: str, scheme: str, width: int, browser: Any, server: str) -> None:
    page = visit(browser, f"{server}/{path}", width, scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    body = page.locator(BODY)
    assert body.evaluate("element => element.scrollWidth <= element.clientWidth + 1")
    screenshot(page, f"{path.partition('?')[0] or 'home'}-{width}-{scheme}")


def test_a_private_server_asks_who_it_is(browser: Any, published: Settings, tmp_path: Path) -> None:
    port = free_port()
    with oidc_provider.serving() as provider:
        ours = FILE.replace("localhost:8501", f"127.0.0.1:{port}").replace("http://127.0.0.1:9", provider.url)
        (tmp_path / "sign_in.toml").write_text(ours)
        with running(published, port, DUCKSTATS_SIGN_IN_FILE=str(tmp_path / "sign_in.toml")) as address:
            page = visit(browser, f"{address}/project?project=kubernetes")
            assert page.inner_text(f"{BODY} h1") == "Sign in" and "Kubernetes" not in page.inner_text("body")
            assert page.goto(f"{address}/api/v2/status").status == 401
            screenshot(visit(browser, address), "sign-in")
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

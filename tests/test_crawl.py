"""Every page once in a browser: narrow and light, then wide and dark. `make crawl` looks at all widths and themes."""

from pathlib import Path
from typing import Any

import pytest

from settings import Settings
from tests import chromium
from tests.crawl import addresses, look, somebody

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("page", addresses.PAGES, ids=addresses.slug)
def test_page_is_whole_and_can_be_read_by_all(page: Path, browser: Any, server: str, published: Settings) -> None:
    path = addresses.paths(page, *somebody(published))[0]
    tab = chromium.window(browser, 390, "light")
    wrong = look.listen(tab)
    tab.goto(chromium.whole(f"{server}/{path}"))
    chromium.settle(tab)
    wrong += look.layout(tab)
    chromium.unroll(tab)
    wrong += look.access(tab)
    tab.emulate_media(color_scheme="dark")
    tab.set_viewport_size({"width": 1440, "height": 900})
    chromium.unroll(tab)
    wrong += look.layout(tab) + look.access(tab)
    tab.context.close()
    assert not wrong, "\n".join(wrong)


def test_every_page_is_crawled() -> None:
    assert addresses.QUERIES.keys() <= {addresses.slug(page) for page in addresses.PAGES}


def test_the_crawl_sees_what_is_wrong(browser: Any, server: str) -> None:
    tab = chromium.opened(browser, f"{server}/metrics?metric=commits", 390)
    chromium.unroll(tab)
    tab.evaluate(
        """() => {
      const body = document.querySelector('[data-testid="stMainBlockContainer"]');
      body.insertAdjacentHTML('afterbegin', `<div style="width: 900px">wide</div>
        <p style="color: #ccc; background: #fff">pale</p><div data-testid="stException">broken</div>
        <div data-testid="stMetricValue" style="width: 20px; overflow: hidden; white-space: nowrap">1,234,567</div>`);
      document.querySelector('[role="figure"]').removeAttribute('role');
    }"""
    )
    wrong = " ".join(look.layout(tab) + look.access(tab))
    for part in ("wide", "axe color-contrast", "exception: broken", "cut off: 1,234,567", "chart without a text"):
        assert part in wrong
    tab.context.close()

"""A running server and headless Chromium, for whatever looks at pages as a person does."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dashboards import card
from settings import ROOT

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
MOST_SECONDS = 90
# Drawn: the script has ended, nothing is marked as of the run before, and no skeleton stands for what is to come.
DRAWN = """() => document.querySelector('[data-testid="stMainBlockContainer"] h1')
    && document.querySelector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    && !document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]')"""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def served(data_dir: Path, port: int | None = None, **environment: str) -> Iterator[str]:
    """The address of a server of this data folder, which ends with the block."""
    port = port or free_port()
    command = [sys.executable, "-m", "uvicorn", "dashboards.server:app", "--port", str(port), "--log-level", "warning"]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"DUCKSTATS_DATA_DIR": str(data_dir)} | environment)
    address = f"http://127.0.0.1:{port}"
    try:
        _await_health(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def _await_health(address: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(4 * MOST_SECONDS):
        assert process.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
    raise TimeoutError(f"the server did not answer within {MOST_SECONDS} s")


@contextmanager
def started() -> Iterator[Any]:
    """Headless Chromium. Raises FileNotFoundError where it is not installed."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium")
    if path is None:
        raise FileNotFoundError("chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


def window(browser: Any, width: int, scheme: str) -> Any:
    """An empty page in a context of its own. Nothing fades or slides in: that only takes time."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    return context.new_page()


def opened(browser: Any, address: str, width: int = 1440, scheme: str = "light") -> Any:
    """A page in a context of its own, drawn; all of it, and not only what the window shows."""
    page = window(browser, width, scheme)
    page.goto(whole(address))
    settle(page)
    return page


def whole(address: str) -> str:
    """The address of all of a page, and not only of what the window shows."""
    return address + ("&" if "?" in address else "?") + f"{card.ALL_PANELS}=true"


def settle(page: Any) -> None:
    """Wait until the page's script has run and drawn, and stays so for a moment."""
    calm = 0
    page.wait_for_function(DRAWN, timeout=MOST_SECONDS * 1000)
    until = time.monotonic() + MOST_SECONDS
    while calm < 4:
        page.wait_for_timeout(120)
        calm = calm + 1 if page.evaluate(f"!!({DRAWN})()") else 0
        assert time.monotonic() < until, f"{page.url} does not come to rest"


def rerun(page: Any, act: Callable[[], object]) -> None:
    """Act, and wait until the run of the page's script that it starts is drawn."""
    page.evaluate(
        """() => {
      const app = document.querySelector('[data-testid="stApp"]');
      window.hasRun = false;
      new MutationObserver(() => { window.hasRun ||= app.dataset.testScriptState === 'running'; })
        .observe(app, { attributes: true, attributeFilter: ['data-test-script-state'] });
    }"""
    )
    act()
    page.wait_for_function("window.hasRun", timeout=MOST_SECONDS * 1000)
    settle(page)


def unroll(page: Any) -> None:
    """Make the window as tall as the page, so that all of it is drawn."""
    width = page.viewport_size["width"]
    for _ in range(2):
        tall = page.evaluate(f"document.querySelector('{BODY}').scrollHeight")
        page.set_viewport_size({"width": width, "height": min(tall + 80, 12_000)})
        settle(page)


def screenshot(page: Any, path: Path) -> None:
    """The whole page in a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unroll(page)
    page.screenshot(path=str(path))

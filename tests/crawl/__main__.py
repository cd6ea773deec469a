"""`python -m tests.crawl`: every page, at three widths, in light and dark, with screenshots and a report.

Exits with 1 when anything is wrong anywhere.
"""

import argparse
import re
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from settings import ROOT, Settings
from tests import chromium
from tests.crawl import addresses, look, somebody

WIDTHS = (390, 768, 1440)
SCHEMES = ("light", "dark")


@dataclass(frozen=True)
class Look:
    """One page at one width in one theme."""

    path: str
    width: int
    scheme: str
    seconds: float
    requests: int
    wrong: list[str]

    def __str__(self) -> str:
        words = f"{'/' + self.path:<72.72} {self.width:>5} {self.scheme:<5} {self.seconds:>6.1f} {self.requests:>9}"
        return "\n".join([f"{words} {len(self.wrong) or 'none':>6}", *(f"      {line}" for line in self.wrong)])


def looked(browser: Any, address: str, path: str, width: int, scheme: str, pictures: Path, *, again: bool) -> Look:
    """Open the page anew and measure; what axe says of one width it says of all, so it is asked `again` only once."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    wrong = look.listen(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    began = time.monotonic()
    page.goto(chromium.whole(f"{address}/{path}"))
    chromium.settle(page)
    seconds = time.monotonic() - began
    name = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-")[:60] or "home"
    chromium.screenshot(page, pictures / f"{name}-{width}-{scheme}.png")
    wrong += look.layout(page) + (look.access(page) if again else [])
    context.close()
    return Look(path, width, scheme, seconds, len(asked), wrong)


def main() -> int:
    """Crawl and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, required=True, help="a data folder with a published build")
    parser.add_argument("--only", default="", help="pages whose address begins so")
    parser.add_argument("--out", type=Path, default=chromium.ARTEFACTS / "crawl")
    parser.add_argument("--widths", type=int, nargs="*", default=WIDTHS)
    parser.add_argument("--schemes", nargs="*", default=SCHEMES)
    chosen = parser.parse_args()
    person, company = somebody(Settings(chosen.data_dir, ROOT / "config"))
    paths = [path for page in addresses.PAGES for path in addresses.paths(page, person, company)]
    paths = [path for path in paths if path.startswith(chosen.only)]
    chosen.out.mkdir(parents=True, exist_ok=True)
    looks: list[Look] = []
    with (
        (chosen.out / "report.txt").open("w", encoding="utf-8") as report,
        chromium.served(chosen.data_dir) as address,
        chromium.started() as browser,
    ):
        head = f"{'page':<72} {'width':>5} {'theme':<5} {'seconds':>6} {'requests':>8} {'wrong':>6}"
        print(head, file=report)
        for path in paths:
            for scheme in chosen.schemes:
                for width in chosen.widths:
                    again = width == max(chosen.widths)
                    seen = looked(browser, address, path, width, scheme, chosen.out, again=again)
                    looks.append(seen)
                    print(seen, file=report, flush=True)
                    print(seen, flush=True)
        bad = sum(bool(seen.wrong) for seen in looks)
        last = f"{len(looks):,} looks at {len(paths)} addresses of {len(addresses.PAGES)} pages; {bad} with something wrong"
        print(last, file=report)
    print(last)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

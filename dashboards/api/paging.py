"""Pages of long answers: `limit` and `offset`, the total in X-Total-Count, and a Link header with the neighbours."""

from dataclasses import dataclass
from urllib.parse import urlencode

import pyarrow as pa
from starlette.requests import Request

from dashboards.api.answers import Refusal

WORDS = ("limit", "offset")
MOST = 1_000_000


@dataclass(frozen=True)
class Page:
    """Which rows are asked for; without a limit, all from the offset on."""

    offset: int
    limit: int | None

    def of(self, table: pa.Table) -> pa.Table:
        """The page's rows."""
        return table.slice(self.offset, self.limit)

    def headers(self, request: Request, total: int) -> dict[str, str]:
        """X-Total-Count, and Link (RFC 8288) to the first, previous, next and last page."""
        headers = {"X-Total-Count": str(total)}
        if self.limit is None:
            return headers
        last = max(0, (total - 1) // self.limit * self.limit)
        offsets = {"first": 0, "last": last}
        if self.offset > 0:
            offsets["prev"] = max(0, self.offset - self.limit)
        if self.offset + self.limit < total:
            offsets["next"] = self.offset + self.limit
        links = (f'<{self._address(request, offset)}>; rel="{name}"' for name, offset in offsets.items())
        return headers | {"Link": ", ".join(links)}

    def _address(self, request: Request, offset: int) -> str:
        words = [(word, value) for word, value in request.query_params.multi_items() if word not in WORDS]
        return f"{request.url.path}?{urlencode([*words, ('limit', str(self.limit)), ('offset', str(offset))])}"


def taken(given: dict[str, str]) -> Page:
    """The page that the words ask for, taken out of them. Raises Refusal (400) for what is no number of rows."""
    limit, offset = given.pop("limit", None), given.pop("offset", "0")
    return Page(_number("offset", offset, 0), None if limit is None else _number("limit", limit, 1))


def _number(word: str, text: str, lowest: int) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 7 and lowest <= int(text) <= MOST:
        return int(text)
    raise Refusal(400, f"{word} is a whole number from {lowest} to {MOST}; not {text!r}.")

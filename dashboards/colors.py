"""Colours of charts. A company, project or country has the same one on every page, whatever else is shown with it."""

from functools import cache
from hashlib import blake2b

# Okabe and Ito's colours, which people with colour-blindness tell apart, their blue a little lighter so that it stands
# out from both a white and a black ground, and grey in place of yellow and black, which one of them would swallow.
# The last ones stand out from both grounds, too.
PALETTE = ["#2B83C6", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#8C8C8C",
           "#7B5EA7", "#A6761D", "#6E9E2B", "#B0447A", "#E8716D"]  # fmt: skip
GREY = "#8C8C8C"
# Two names of one colour differ by the pattern of their bars.
PATTERNS = ["", "/", "x", "."]
UNKNOWN = {"unknown", "(unknown)", "by unknown", "none"}
MACHINES = {"bots", "by bots", "(robots)", "bot"}
# Kinds of work are few and stand together on many pages, so each has a colour that no other kind has.
KINDS = ["issue comment", "pull request", "review", "issue", "review comment", "push", "commit comment"]


@cache
def of(name: str) -> str:
    """The colour of a name: grey for bots and what is unknown, its own for every other."""
    plain = _plain(name)
    if plain in UNKNOWN | MACHINES:
        return GREY
    coloured = [color for color in PALETTE if color != GREY]
    if plain in KINDS:
        return coloured[KINDS.index(plain)]
    digest = int.from_bytes(blake2b(plain.encode(), digest_size=4).digest(), "big")
    return coloured[digest % len(coloured)]


def of_unnamed(column: str) -> str | None:
    """The colour of a column: grey as above; the others take theirs in the order in which they stand."""
    return GREY if _plain(column) in UNKNOWN | MACHINES else None


def patterns(names: list[str]) -> dict[str, str]:
    """What is unknown is hatched, and of names shown together that share a colour each has a pattern of its own."""
    found: dict[str, str] = {}
    for name in names:
        before = [other for other in found if of(other) == of(name)]
        place = len(before) + (1 if _plain(name) in UNKNOWN else 0)
        found[name] = PATTERNS[place % len(PATTERNS)]
    return found


def _plain(name: str) -> str:
    return name.replace("_", " ").casefold()

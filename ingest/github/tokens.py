"""GitHub tokens: from the environment or a file, never from the command line, never in a message."""

import os
import re
from pathlib import Path

from settings import DuckstatsError, without_password

VARIABLES = ("DUCKSTATS_GITHUB_TOKENS", "GITHUB_TOKENS", "GITHUB_TOKEN")
FILE_VARIABLE = "DUCKSTATS_GITHUB_TOKEN_FILE"
SHORTEST = 16  # GitHub's have 40 and more; a shorter one is a word of a test
SIGNS = re.compile(r"[\w.-]+")


def tokens() -> list[str]:
    """The tokens to use, each once; several are parted by commas or white space. An empty list means none.

    A file named in DUCKSTATS_GITHUB_TOKEN_FILE wins over DUCKSTATS_GITHUB_TOKENS, GITHUB_TOKENS and GITHUB_TOKEN.
    Raises DuckstatsError when that file cannot be read or what is there cannot be a token.
    """
    text = _from_file() or next((value for name in VARIABLES if (value := os.environ.get(name, "").strip())), "")
    words = [word for word in re.split(r"[,\s]+", text) if word]
    if any(not SIGNS.fullmatch(word) for word in words):
        raise DuckstatsError(f"What stands in {FILE_VARIABLE} or {VARIABLES[0]} is no list of GitHub tokens.")
    return list(dict.fromkeys(words))


def hidden(text: str) -> str:
    """A text that may be printed, logged and posted: without these tokens, and without passwords in addresses."""
    try:
        known = [token for token in tokens() if len(token) >= SHORTEST]
    except DuckstatsError:  # what is no token cannot be looked for
        known = []
    for token in known:
        text = text.replace(token, "***")
    return without_password(text)


def _from_file() -> str | None:
    name = os.environ.get(FILE_VARIABLE)
    if not name:
        return None
    try:
        lines = Path(name).expanduser().read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise DuckstatsError(f"{FILE_VARIABLE} names {name}, which cannot be read.") from None
    return " ".join(line.partition("#")[0] for line in lines)

"""Bare clones: fetched whole or up to date in one `git fetch`, and what their refs point at."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from settings import PASSWORD, DuckstatsError, without_password

# The remote's own HEAD under a name of ours: one fetch then tells the default branch too.
DEFAULT_REF = "refs/duckstats/default"
REFSPECS = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
USUAL_BRANCHES = ("refs/heads/main", "refs/heads/master")
# git's words for a repository that is deleted, private or never was; GitHub asks who we are before it says so.
GONE = ("not found", "does not exist", "could not read username", "authentication failed", "does not appear to be")
NO_HEAD = "couldn't find remote ref head"
# A connection that stands still for a minute is given up, however large the repository.
NETWORK = ("-c", "http.lowSpeedLimit=1000", "-c", "http.lowSpeedTime=60", "-c", "credential.interactive=false")


class RepositoryGone(Exception):
    """The repository cannot be had: deleted, private, or never there."""


class GitFailed(Exception):
    """git failed; the message is its own."""


@dataclass(frozen=True)
class Refs:
    """What a clone's refs point at: the default branch's commit, every branch's, and tags as (name, commit, time)."""

    default: str | None
    branches: frozenset[str]
    tags: list[tuple[str, str, int | None]] = field(default_factory=list)


def require_git() -> None:
    """Raise DuckstatsError when git is not installed."""
    if not shutil.which("git"):
        raise DuckstatsError("git is not installed: install it (apt install git) and run the same command again.")


def fetch(clone: Path, address: str, full: bool) -> None:
    """Bring a bare clone up to date, making it first where there is none. An interrupted fetch is just done again.

    Without `full` the contents of files stay away: history, messages and paths need none.
    Raises RepositoryGone or GitFailed.
    """
    is_new = not (clone / "HEAD").exists()
    if is_new:
        clone.mkdir(parents=True, exist_ok=True)
        run(clone, "init", "--quiet", "--bare")
    # A password in the address stays out of the clone: git learns of it from the environment.
    run(clone, "config", "remote.origin.url", PASSWORD.sub("", address))
    if full and _is_partial(clone):
        _fetch_all(clone, address, ("--refetch", "--no-filter"))
        run(clone, "config", "--unset", "remote.origin.partialclonefilter")
        run(clone, "config", "--unset", "remote.origin.promisor")
    else:
        # What was once fetched in full stays so.
        filtered = not full and (is_new or _is_partial(clone))
        _fetch_all(clone, address, ("--filter=blob:none",) if filtered else ())


def _fetch_all(clone: Path, address: str, filters: tuple[str, ...]) -> None:
    try:
        _fetch(clone, address, filters, (f"+HEAD:{DEFAULT_REF}", *REFSPECS))
    except GitFailed as error:
        if NO_HEAD not in str(error).lower():
            raise
        # An empty repository, or a bundle without HEAD. What an earlier HEAD pointed at is no default any more.
        run(clone, "update-ref", "-d", DEFAULT_REF)
        _fetch(clone, address, filters, REFSPECS)


def _fetch(clone: Path, address: str, filters: tuple[str, ...], refspecs: tuple[str, ...]) -> None:
    words = ("fetch", "--quiet", "--force", "--prune", "--no-tags", *filters, "origin", *refspecs)
    try:
        run(clone, *NETWORK, *words, more=_password(address))
    except GitFailed as error:
        if any(word in str(error).lower() for word in GONE):
            raise RepositoryGone("deleted, private, or never there") from None
        raise


def _password(address: str) -> dict[str, str]:
    """An environment by which git takes the whole address where the clone has it without the password."""
    plain = PASSWORD.sub("", address)
    if plain == address:
        return {}
    return {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": f"url.{address}.insteadOf", "GIT_CONFIG_VALUE_0": plain}


def _is_partial(clone: Path) -> bool:
    config = clone / "config"
    return config.exists() and "partialclonefilter" in config.read_text(encoding="utf-8").lower()


def refs(clone: Path) -> Refs:
    """What the clone's refs point at now."""
    wanted = "%(refname)%00%(objectname)%00%(*objectname)%00%(creatordate:unix)"
    lines = run(clone, "for-each-ref", f"--format={wanted}").splitlines()
    found = [line.split("\0") for line in lines]
    branches = {name: sha for name, sha, *_ in found if name.startswith("refs/heads/")}
    default = next((sha for name, sha, *_ in found if name == DEFAULT_REF), None) or _usual(branches)
    tags = [
        (name.removeprefix("refs/tags/"), peeled or sha, int(at) if at.lstrip("-").isdigit() else None)
        for name, sha, peeled, at in found
        if name.startswith("refs/tags/")
    ]
    return Refs(default, frozenset(branches.values()), tags)


def _usual(branches: dict[str, str]) -> str | None:
    """The default branch where the remote does not say: one of the usual name, or the only one."""
    named = next((branches[name] for name in USUAL_BRANCHES if name in branches), None)
    return named or (next(iter(branches.values())) if len(branches) == 1 else None)


def reachable(clone: Path, tips: list[str], without: list[str]) -> list[str]:
    """Shas of commits that lead to `tips` and not to `without`."""
    return run(clone, "rev-list", "--stdin", stdin=revisions(tips, without)).split() if tips else []


def present(clone: Path, shas: list[str]) -> list[str]:
    """Those of the commits that the clone has: what was forced away and cleaned up it has not."""
    answer = run(clone, "cat-file", "--batch-check", stdin="".join(f"{sha}\n" for sha in shas)) if shas else ""
    return [line.split(" ", 1)[0] for line in answer.splitlines() if line.split(" ")[1:2] == ["commit"]]


def revisions(tips: list[str], without: list[str]) -> str:
    """What git reads from standard input, as thousands of branches would not fit on a command line."""
    return "".join([*(f"{tip}\n" for tip in tips), *(f"^{tip}\n" for tip in without)])


def run(clone: Path, *words: str, stdin: str = "", more: Mapping[str, str] | None = None) -> str:
    """The output of a git command in a clone, with more in its environment. Raises GitFailed with git's last words."""
    done = subprocess.run(
        ["git", "--git-dir", str(clone), *words],
        input=stdin,
        capture_output=True,
        text=True,
        errors="replace",
        env=environment() | (more or {}),
    )
    if done.returncode:
        raise GitFailed(last_words(done.stderr))
    return done.stdout


def last_words(stderr: str) -> str:
    """The line of git's complaint that says what is wrong."""
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    told = [line for line in lines if line.startswith(("fatal:", "error:", "remote:"))]
    return without_password((told or lines or ["git was killed"])[0])[:200]


def environment() -> dict[str, str]:
    """Ours, but nobody asks for a password, git speaks English, and the repository is the one that we name."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    return kept | {"GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "true", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}

"""Asking GitHub: PyGithub's requester with its retries, over several tokens, never past their quota."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import typer

from ingest import landing
from settings import DuckstatsError

if TYPE_CHECKING:
    from github import Github

BASE_URL = "https://api.github.com"
NEXT = re.compile(r'<([^>]+)>;\s*rel="next"')
PAGE = re.compile(r"[?&]page=(\d+)")
GONE = {404, 410, 451}
UNSEEN = {"NOT_FOUND", "FORBIDDEN"}  # GraphQL's words for the same
# Seconds; PyGithub retries 403 with Retry-After, secondary limits and 5xx by itself.
TIMEOUT = 60
RETRIES = 5
ATTEMPTS = 3  # of an answer that breaks off, which no retry of PyGithub's sees
RESERVE = 20  # requests of a token's quota that are left to others who use it
SECONDARY_WAIT = 60
SLACK = timedelta(seconds=10)


class Absent(Exception):
    """There is nothing at this address for us: deleted, private, blocked, or a feature that is switched off."""


class Failed(Exception):
    """GitHub did not answer as it should, also when asked again; the next run tries once more."""


class TooMuch(Failed):
    """GitHub gave a query up before it had an answer: a smaller one may go through."""


class QuotaSpent(Exception):
    """Every token's quota is spent for longer than we may wait; the message says until when."""


@dataclass
class Quota:
    """What one token may still ask of one resource (core, graphql). `reset_at` is in seconds since 1970."""

    limit: int = 0
    remaining: int = 0
    reset_at: int = 0

    def left(self, now: float) -> int:
        """Requests that may be sent now."""
        return self.limit if now > self.reset_at else self.remaining


@dataclass
class Account:
    """One token, or none, with its own connection."""

    github: "Github"
    quotas: dict[str, Quota] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """One answer. `data` is None when nothing changed since `etag`; `page` is the number of the next page."""

    data: Any
    etag: str | None
    page: int | None


class Client:
    """All tokens as one: each request goes to the one with most quota left.

    `max_wait` is the longest time in seconds to wait for quota; `sleep` and `now` serve tests.
    """

    def __init__(
        self,
        tokens: list[str],
        base_url: str = BASE_URL,
        max_wait: float = 3600,
        sleep: Callable[[float], None] = time.sleep,
        secondary_wait: float = SECONDARY_WAIT,
        retries: int = RETRIES,
    ) -> None:
        import github

        self.is_anonymous = not tokens
        self.max_wait, self.sleep, self.requests = max_wait, sleep, 0
        self.ahead = timedelta()  # of GitHub's clock, by ours
        self.accounts = []
        for token in tokens or [None]:
            retry = github.GithubRetry(
                secondary_rate_wait=secondary_wait,
                max_rate_limit_wait=max_wait,
                total=retries,
                backoff_factor=0.5,
                status_forcelist=[429, *range(500, 600)],
            )
            self.accounts.append(
                Account(
                    github.Github(
                        auth=github.Auth.Token(token) if token else None,
                        base_url=base_url,
                        timeout=TIMEOUT,
                        retry=retry,
                        per_page=100,
                        seconds_between_requests=0,
                        seconds_between_writes=0,  # what we post are questions
                    )
                )
            )

    def read_quotas(self) -> None:
        """Ask for every token's quota, which is free. Raises DuckstatsError when GitHub cannot be reached."""
        import github
        import requests

        for account in list(self.accounts):
            try:
                told, data = account.github.requester.requestJsonAndCheck("GET", "/rate_limit")
                self.ahead = _ahead(told.get("date"))
            except github.BadCredentialsException:
                self.accounts.remove(account)
                typer.echo("github: a token is not accepted and is left out", err=True)
                continue
            except github.GithubException as error:
                if error.status != 404:  # a server of one's own may have no limits
                    raise DuckstatsError(f"GitHub answers {error.status} when asked for the quota.") from None
                continue
            except requests.RequestException:
                raise DuckstatsError("GitHub cannot be reached: check the network and run the command again.") from None
            for resource, quota in data.get("resources", {}).items():
                account.quotas[resource] = Quota(quota["limit"], quota["remaining"], quota["reset"])
        if not self.accounts:
            raise DuckstatsError("GitHub accepts none of the tokens: make a new one, or unset it to go without.")

    def now(self) -> datetime:
        """The time, UTC without zone, by GitHub's clock where ours is ahead: what is known up to a time that has not
        come yet would hide what changes until then."""
        return landing.now() - self.ahead

    def quota(self, resource: str = "core") -> Quota | None:
        """All tokens' quota together, with the time of the first reset; None where GitHub told none."""
        found = [account.quotas[resource] for account in self.accounts if resource in account.quotas]
        if not found:
            return None
        now = time.time()
        return Quota(sum(q.limit for q in found), sum(q.left(now) for q in found), min(q.reset_at for q in found))

    def get(self, path: str, etag: str | None = None, kind: type = dict, **parameters: Any) -> Answer:
        """One answer, which must be of this kind. With `etag` an unchanged one costs no quota and has no data.

        Raises Absent, Failed or QuotaSpent.
        """
        headers = {"If-None-Match": etag} if etag else None
        kinds = (kind, type(None)) if etag else (kind,)
        told, data = self._ask("core", "GET", path, kinds, parameters, headers)
        following = NEXT.search(told.get("link", ""))
        page = PAGE.search(following[1]) if following else None
        return Answer(data, told.get("etag"), int(page[1]) if page else None)

    def pages(self, path: str, page: int = 1, **parameters: Any) -> Iterator[Answer]:
        """Each page of a listing of at most 100 items a page, from page `page` on."""
        following: int | None = page
        while following:
            answer = self.get(path, kind=list, per_page=100, page=following, **parameters)
            yield answer
            following = answer.page

    def graphql(self, query: str) -> tuple[dict[str, Any], set[str]]:
        """The data of a query, in which what is not there for us is None, and the aliases that GitHub failed at.

        Raises QuotaSpent, Failed or TooMuch.
        """
        url = self.accounts[0].github.requester.graphql_url
        _, answer = self._ask("graphql", "POST", url, (dict,), {}, None, {"query": query})
        if not isinstance(answer.get("data"), dict):
            errors = answer.get("errors")
            raise TooMuch(str(errors[0].get("message"))[:200] if errors else "an answer without data")
        errors = [error for error in answer.get("errors") or [] if error.get("type") not in UNSEEN]
        return answer["data"], {str(step) for error in errors for step in error.get("path") or []}

    def _ask(
        self,
        resource: str,
        verb: str,
        path: str,
        kinds: tuple[type, ...],
        parameters: dict[str, Any],
        headers: dict[str, str] | None,
        body: Any = None,
    ) -> tuple[dict[str, Any], Any]:
        import github
        import requests

        for attempt in range(1, ATTEMPTS + 1):
            account = self._best(resource)
            self.requests += 1
            try:
                told, data = account.github.requester.requestJsonAndCheck(
                    verb, path, parameters=parameters, headers=dict(headers or {}), input=body
                )
                if not isinstance(data, kinds):
                    raise ValueError("an answer of another kind")
            except github.GithubException as error:
                self._note(account, resource, error.headers or {})
                if error.status in GONE or (error.status == 403 and not _is_limit(error)):
                    raise Absent(f"GitHub answers {error.status}") from None
                if not _is_limit(error):
                    raise Failed(f"GitHub answers {error.status}") from None
                self._spend(account, resource)
                continue
            except (requests.RequestException, ValueError) as error:
                # RetryError: PyGithub has tried often enough by itself.
                if isinstance(error, requests.exceptions.RetryError):
                    raise TooMuch("GitHub keeps failing") from None
                if attempt == ATTEMPTS:
                    raise Failed(f"GitHub does not answer ({type(error).__name__})") from None
                self.sleep(attempt)
                continue
            self._note(account, resource, told)
            if not _is_spent(data):
                return told, data
            self._spend(account, resource)
        raise QuotaSpent("GitHub keeps answering that its limits are reached")

    def _best(self, resource: str) -> Account:
        """The account with most quota; waits for the first reset when all are spent."""
        while True:
            now = time.time()
            best = max(self.accounts, key=lambda account: account.quotas.get(resource, Quota(1 << 30)).left(now))
            quota = best.quotas.get(resource)
            reserve = 0 if self.is_anonymous else RESERVE
            if quota is None or quota.left(now) > reserve:
                return best
            first = min(account.quotas[resource].reset_at for account in self.accounts)
            wait = first + 1 - now
            if wait > self.max_wait:
                raise QuotaSpent(f"the quota of GitHub's API is spent until {_clock(first)} UTC")
            typer.echo(f"github: quota spent, waiting until {_clock(first)} UTC", err=True)
            self.sleep(wait)
            for account in self.accounts:
                quota = account.quotas[resource]
                if quota.reset_at <= first:
                    account.quotas[resource] = Quota(quota.limit, quota.limit, first + 3600)

    def _note(self, account: Account, resource: str, told: dict[str, Any]) -> None:
        if "x-ratelimit-remaining" not in told:
            return
        numbers = [int(float(told.get(f"x-ratelimit-{word}") or 0)) for word in ("limit", "remaining", "reset")]
        account.quotas[told.get("x-ratelimit-resource", resource)] = Quota(*numbers)

    def _spend(self, account: Account, resource: str) -> None:
        """GitHub says so, or PyGithub gave up waiting: this token has nothing left until its reset."""
        quota = account.quotas.get(resource) or Quota(0, 0, int(time.time()) + 3600)
        account.quotas[resource] = Quota(quota.limit, 0, max(quota.reset_at, int(time.time()) + 1))


def _ahead(date: str | None) -> timedelta:
    """How far our clock is ahead of a Date header; a few seconds are the way of the answer."""
    try:
        off = landing.now() - parsedate_to_datetime(date or "").replace(tzinfo=None)
    except ValueError:
        return timedelta()
    return off if off > SLACK else timedelta()


def _is_limit(error: Any) -> bool:
    from github.Requester import Requester

    message = (error.data or {}).get("message") if isinstance(error.data, dict) else str(error.data)
    return error.status in (403, 429) and (error.status == 429 or Requester.isRateLimitError(str(message)))


def _is_spent(data: Any) -> bool:
    """Whether an answer of GraphQL, which is always 200, says that the quota is spent."""
    errors = data.get("errors") if isinstance(data, dict) else None
    return bool(errors) and errors[0].get("type") == "RATE_LIMITED"


def _clock(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%H:%M}"

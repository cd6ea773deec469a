"""What a file of config/people/ may say: a person, a company's people, or somebody's wish to be hidden."""

import re
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, model_validator

from ingest.affiliations.entries import BEGINNING, END, Interval
from ingest.registry_models import Day, Strict, Text

Kind = Literal["human", "bot", "agent"]
LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(\[bot\])?")
_HASHED_ADDRESS = re.compile(r"[0-9a-f]{40}@[a-z0-9][a-z0-9.-]*")
_HASH = re.compile(r"[0-9a-f]{40}")


def _login(value: str) -> str:
    if not LOGIN.fullmatch(value):
        raise ValueError(f"{value!r} cannot be a GitHub login")
    return value


def _address(value: str) -> str:
    # The sentence must not repeat what may be a plain address.
    if not _HASHED_ADDRESS.fullmatch(value.lower()):
        raise ValueError("an address stands here as sha1(local part)@domain only; `duckstats people hash` makes it")
    return value.lower()


def _hash(value: str) -> str:
    if not _HASH.fullmatch(value.lower()):
        raise ValueError("must be the SHA-1 of a login, name or address; `duckstats people hash` makes it")
    return value.lower()


def _country(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2}", value):
        raise ValueError(f"{value!r} is no country; write two letters, like de")
    return value.lower()


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError(f"{value!r} is no time zone; write it like Europe/Berlin")
    return value


Login = Annotated[Text, AfterValidator(_login)]
Address = Annotated[Text, AfterValidator(_address)]
Hash = Annotated[Text, AfterValidator(_hash)]
Country = Annotated[Text, AfterValidator(_country)]
Zone = Annotated[Text, AfterValidator(_zone)]


class _Dated(Strict):
    """Days from `since` up to, not including, `until`; without them from ever and for ever."""

    since: Day | None = None
    until: Day | None = None
    evidence: Text | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "_Dated":
        if self.limits[0] >= self.limits[1]:
            raise ValueError(f"it ends on {self.limits[1]}, not after it begins on {self.limits[0]}")
        return self

    @property
    def limits(self) -> tuple[Day, Day]:
        """First day, and the day after the last."""
        return self.since or BEGINNING, self.until or END

    def interval(self, company: str) -> Interval:
        """The same as an interval of employment."""
        return Interval(company, *self.limits)


class Employment(_Dated):
    """An employer, or one of gitdm's words for none that is known, such as NotFound."""

    company: Text


class Member(_Dated):
    """Somebody on a company's list."""

    login: Login


class PersonFile(Strict):
    """config/people/<login>.yaml: what is known better than imports say."""

    login: Login
    name: Text | None = None
    country: Country | None = None
    timezone: Zone | None = None
    kind: Kind | None = None
    affiliations: list[Employment] = Field(default_factory=list)
    same_as: list[Login] = Field(default_factory=list)
    addresses: list[Address] = Field(default_factory=list)
    not_same_as: list[Login] = Field(default_factory=list)
    not_addresses: list[Address] = Field(default_factory=list)
    evidence: Text | None = None

    def rules(self) -> list[tuple[str, str]]:
        """Kind and value of what is said of the person's identity, as raw.person_rules has them."""
        return [
            *((("kind", self.kind),) if self.kind else ()),
            *(("same_login", login.lower()) for login in self.same_as),
            *(("same_address", address) for address in self.addresses),
            *(("not_login", login.lower()) for login in self.not_same_as),
            *(("not_address", address) for address in self.not_addresses),
        ]


class CompanyFile(Strict):
    """config/people/<any name>.yaml with a company: its people."""

    company: Text
    people: list[Member]


class OptOutFile(Strict):
    """config/people/anon-<number>.yaml: SHA-1 of a login, names and addresses of one person who is to be hidden."""

    opt_out: list[Hash]

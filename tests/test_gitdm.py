"""Affiliations of cncf/gitdm: intervals, addresses, and the recorded sample."""

import json
import re
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import gitdm, landing
from settings import DuckstatsError

HASHED = re.compile(r"[0-9a-f]{40}@\S+")
COMPANIES = st.text("ABCabc .()&", min_size=1, max_size=12).map(lambda text: f"X{text}".strip())
DATES = st.dates(gitdm.BEGINNING + timedelta(days=1), gitdm.END - timedelta(days=1))


def test_an_affiliation_with_a_change() -> None:
    """The example of gitdm's own documentation."""
    assert gitdm.intervals("Google < 2016-07-15, Microsoft") == [
        gitdm.Interval("Google", date(1900, 1, 1), date(2016, 7, 15)),
        gitdm.Interval("Microsoft", date(2016, 7, 15), date(2100, 1, 1)),
    ]


@pytest.mark.parametrize("unknown", ["", "NotFound", "(Unknown)", "?", "-", "? < 2015-01-01, NotFound"])
def test_unknown_companies_are_none(unknown: str) -> None:
    """What gitdm writes for not knowing is no company."""
    assert gitdm.intervals(unknown) == []


def test_unknown_time_is_a_gap() -> None:
    """Nobody is employed by NotFound, but time passes there."""
    assert gitdm.intervals("? < 2015-01-01, Acme < 2016-01-01, NotFound") == [
        gitdm.Interval("Acme", date(2015, 1, 1), date(2016, 1, 1))
    ]


@given(st.lists(st.tuples(COMPANIES, DATES)), COMPANIES, st.randoms())
def test_known_companies_cover_all_time(dated: list[tuple[str, date]], last: str, shuffled: Random) -> None:
    """Intervals are in order, do not overlap, and leave no day out, in whatever order they are written."""
    parts = [f"{company} < {until}" for company, until in dated] + [last]
    shuffled.shuffle(parts)
    found = gitdm.intervals(", ".join(parts))
    assert found[0].since == gitdm.BEGINNING
    assert found[-1] == gitdm.Interval(last, found[-1].since, gitdm.END)
    assert all(one.since < one.until for one in found)
    assert all(one.until == next_one.since for one, next_one in pairwise(found))


@given(st.lists(st.tuples(st.sampled_from(["Acme", "?", "NotFound", "Umbrella"]), DATES)))
def test_gaps_never_make_intervals_overlap(dated: list[tuple[str, date]]) -> None:
    """Disjoint and in order with unknown companies among them; every day is the right company's."""
    found = gitdm.intervals(", ".join(f"{company} < {until}" for company, until in dated))
    assert all(one.until <= next_one.since for one, next_one in pairwise(found))
    assert {one.company for one in found} <= {"Acme", "Umbrella"}


@pytest.mark.parametrize(
    ("given_address", "stored"),
    [
        ("0123456789abcdef0123456789abcdef01234567!x.org", "0123456789abcdef0123456789abcdef01234567@x.org"),
        ("0123456789abcdef0123456789abcdef01234567@x.org", "0123456789abcdef0123456789abcdef01234567@x.org"),
        ("abc!example.com", "a9993e364706816aba3e25717850c26c9cd0d89d@example.com"),
        ("abc@example.com", "a9993e364706816aba3e25717850c26c9cd0d89d@example.com"),
        ("abc@def!example.com", "22fec7c688751cf23a62c88b851d641c1824cf6f@example.com"),
        ("no address", None),
        ("!example.com", None),
        ("abc!", None),
        ("", None),
        (None, None),
    ],
)
def test_addresses_are_hashed(given_address: str | None, stored: str | None) -> None:
    """Hashed already or not, what is stored is sha1(local part)@domain."""
    assert gitdm.hashed_address(given_address) == stored


@given(st.text(min_size=1))
def test_no_text_is_stored_as_it_came(local: str) -> None:
    """Whatever stands before the sign is hashed."""
    stored = gitdm.hashed_address(f"{local}!example.com")
    assert stored is None or HASHED.fullmatch(stored)


def test_sources_have_priorities(tmp_path: Path) -> None:
    """What people say of themselves outweighs what a script guessed."""
    entries = [
        {"login": source, "email": f"{source}!x.org", "affiliation": "Acme", "source": source}
        for source in ("user", "manual", "domain", "notfound", "")
    ]
    path = tmp_path / "users.json"
    path.write_text(json.dumps(entries), encoding="utf-8")
    people, affiliations = gitdm.read_github_users(path)
    assert [row["priority"] for row in people] == [40, 20, -10, -20, 0]
    assert [row["priority"] for row in affiliations] == [40, 20, -10, -20, 0]


def test_a_name_that_is_an_address_is_dropped(tmp_path: Path) -> None:
    """People put addresses into the field of their name."""
    path = tmp_path / "users.json"
    path.write_text('[{"login": "ann", "email": "", "affiliation": "?", "name": "ann@example.com"}]', encoding="utf-8")
    people, _ = gitdm.read_github_users(path)
    assert people[0]["name"] is None


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "is no JSON"),
        ("{}", "must hold a list of people"),
        ('[{"login": "a"}, {"login": 7}]', "entry 2 cannot be understood"),
        ('[{"login": "a", "affiliation": "Acme < soon"}]', "entry 1 cannot be understood: 'soon' is no date"),
        ("[1]", "entry 1 cannot be understood"),
    ],
)
def test_a_file_that_is_something_else(tmp_path: Path, content: str, sentence: str) -> None:
    """One sentence with the number of the entry; nothing is landed."""
    path = tmp_path / "users.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DuckstatsError, match=re.escape(sentence)):
        gitdm.read_github_users(path)


@pytest.mark.realdata
def test_recorded_sample(shared_data: Path, tmp_path: Path) -> None:
    """All people of the file, no plain address, and a second import changes nothing."""
    path = shared_data / "affiliations" / "github_users.json"
    with landing.opened(tmp_path / "landing.duckdb") as file:
        first = gitdm.land_affiliations(file, path)
        assert (first.people, first.changed) == (1607, True)
        assert not gitdm.land_affiliations(file, path).changed
        connection = file.connection
        assert connection.execute("SELECT COUNT(*) FROM raw.people WHERE source = 'gitdm'").fetchone() == (1607,)
        for table in ("people", "affiliations"):
            addresses = connection.execute(f"SELECT address FROM raw.{table}").fetchall()
            assert all(HASHED.fullmatch(address) for (address,) in addresses)
        burns = "SELECT company FROM raw.affiliations WHERE login = 'brendandburns' AND since <= '2017-07-24'"
        assert set(connection.execute(f"{burns} AND until > '2017-07-24'").fetchall()) == {("Microsoft",)}


def test_other_sources_stay(tmp_path: Path) -> None:
    """Only gitdm's own rows are replaced."""
    path = tmp_path / "users.json"
    path.write_text('[{"login": "ann", "email": "ann!x.org", "affiliation": "Acme"}]', encoding="utf-8")
    with landing.opened(tmp_path / "landing.duckdb") as file:
        file.append("people", landing.arrow_table("people", [{"source": "github", "login": "bob"}]))
        gitdm.land_affiliations(file, path)
        path.write_text("[]", encoding="utf-8")
        assert gitdm.land_affiliations(file, path).changed
        assert file.connection.execute("SELECT login FROM raw.people").fetchall() == [("bob",)]

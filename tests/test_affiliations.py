"""Affiliations of cncf/gitdm: intervals, addresses, and the recorded sample."""

import json
import re
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import duckstats
from ingest import landing, people_hashes
from ingest.affiliations import developers, entries, github_users, importing, sources
from settings import DuckstatsError

HASHED = re.compile(r"[0-9a-f]{40}@\S+")
COMPANIES = st.text("ABCabc .()&", min_size=1, max_size=12).map(lambda text: f"X{text}".strip())
DATES = st.dates(entries.BEGINNING + timedelta(days=1), entries.END - timedelta(days=1))


def test_an_affiliation_with_a_change() -> None:
    """The example of gitdm's own documentation."""
    assert entries.intervals("Google < 2016-07-15, Microsoft") == [
        entries.Interval("Google", date(1900, 1, 1), date(2016, 7, 15)),
        entries.Interval("Microsoft", date(2016, 7, 15), date(2100, 1, 1)),
    ]


@pytest.mark.parametrize("unknown", ["", "NotFound", "(Unknown)", "?", "-", "? < 2015-01-01, NotFound"])
def test_unknown_companies_are_none(unknown: str) -> None:
    """What gitdm writes for not knowing is no company."""
    assert entries.intervals(unknown) == []


def test_unknown_time_is_a_gap() -> None:
    """Nobody is employed by NotFound, but time passes there."""
    assert entries.intervals("? < 2015-01-01, Acme < 2016-01-01, NotFound") == [
        entries.Interval("Acme", date(2015, 1, 1), date(2016, 1, 1))
    ]


@given(st.lists(st.tuples(COMPANIES, DATES)), COMPANIES, st.randoms())
def test_known_companies_cover_all_time(dated: list[tuple[str, date]], last: str, shuffled: Random) -> None:
    """Intervals are in order, do not overlap, and leave no day out, in whatever order they are written."""
    parts = [f"{company} < {until}" for company, until in dated] + [last]
    shuffled.shuffle(parts)
    found = entries.intervals(", ".join(parts))
    assert found[0].since == entries.BEGINNING
    assert found[-1] == entries.Interval(last, found[-1].since, entries.END)
    assert all(one.since < one.until for one in found)
    assert all(one.until == next_one.since for one, next_one in pairwise(found))


@given(st.lists(st.tuples(st.sampled_from(["Acme", "?", "NotFound", "Umbrella"]), DATES)))
def test_gaps_never_make_intervals_overlap(dated: list[tuple[str, date]]) -> None:
    """Disjoint and in order with unknown companies among them; every day is the right company's."""
    found = entries.intervals(", ".join(f"{company} < {until}" for company, until in dated))
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
    assert entries.hashed_address(given_address) == stored


@given(st.text(min_size=1))
def test_no_text_is_stored_as_it_came(local: str) -> None:
    """Whatever stands before the sign is hashed."""
    stored = entries.hashed_address(f"{local}!example.com")
    assert stored is None or HASHED.fullmatch(stored)


def users(*items) -> entries.Found:
    """A github_users.json of these entries, read."""
    return github_users.read("users.json", json.dumps(items, indent=1).encode())


def test_sources_have_priorities() -> None:
    """What people say of themselves outweighs what a script guessed."""
    found = users(*({"login": s, "affiliation": "Acme", "source": s} for s in ("user", "manual", "domain", "notfound")))
    assert [entry.priority for entry in found.entries] == [40, 20, -10, -20]


def test_a_name_that_is_an_address_is_dropped() -> None:
    """People put addresses into the field of their name."""
    assert users({"login": "ann", "name": "ann@example.com"}).entries[0].name is None


def test_country_and_time_zone() -> None:
    found = users({"login": "ann", "email": "a!x.org", "country_id": "DE", "tz": "Europe/Berlin"}).entries[0]
    assert (found.country, found.timezone) == ("de", "Europe/Berlin")


def test_bad_entries_are_reported_with_their_line_and_the_rest_is_taken() -> None:
    """Lines count in the file as it is, whatever lies between the entries."""
    text = """[
{"login": "a", "affiliation": "Acme"},

{"login": 7},
{
 "login": "b",
 "affiliation": "Acme < soon"
}, 1, {"email": "c", "affiliation": "Acme < c!x.org"}, {},
{"login": "d"}]"""
    found = github_users.read("users.json", text.encode())
    assert [entry.login for entry in found.entries] == ["a", "d"]
    assert [str(problem) for problem in found.problems] == [
        "users.json line 4: login must be text",
        "users.json line 5: 'soon' is no date",
        "users.json line 8: this is no person: an entry must be an object",
        "users.json line 8: neither a login nor an address says who this is",
        "users.json line 8: neither a login nor an address says who this is",
    ]


@pytest.mark.parametrize(("content", "sentence"), [("[\n{", "line 2: no JSON"), ("{}", "must hold a list of people")])
def test_a_file_that_is_something_else(content: str, sentence: str) -> None:
    found = github_users.read("users.json", content.encode())
    assert not found.entries
    assert sentence in str(found.problems[0])


def employments(*lines: str) -> list[tuple[str, str, str]]:
    """What these lines say below the line of a login, dates as text, limits of time left empty."""
    text = "ann: a!x.org\n" + "".join(f"\t{line}\n" for line in lines)
    found = developers.read("file.txt", text.encode())
    assert not found.problems
    limits = {entries.BEGINNING: "", entries.END: ""}
    return [
        (one.company, limits.get(one.since, str(one.since)), limits.get(one.until, str(one.until)))
        for one in found.entries[0].intervals
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Acme", ("Acme", "", "")),
        ("Acme until 2016-07-15", ("Acme", "", "2016-07-15")),
        ("Acme from 2016-07-15", ("Acme", "2016-07-15", "")),
        ("Acme from 2015-01-01 until 2016-07-15", ("Acme", "2015-01-01", "2016-07-15")),
        ("Acme until 2016-07-15 from 2015-01-01", ("Acme", "2015-01-01", "2016-07-15")),
        ("Notes from Underground until 2016-07", ("Notes from Underground", "", "2016-07-01")),
        ("Acme, Inc. from 2016", ("Acme, Inc.", "2016-01-01", "")),
        ("Independent", ("Independent", "", "")),
        ("(Robots)", ("(Robots)", "", "")),
    ],
)
def test_forms_of_an_employment(line: str, expected: tuple[str, str, str]) -> None:
    assert employments(line) == [expected]


def test_the_other_form_within_a_line() -> None:
    assert employments("Acme < 2016-07-15, Umbrella") == [("Acme", "", "2016-07-15"), ("Umbrella", "2016-07-15", "")]


@pytest.mark.parametrize("line", ["NotFound", "(Unknown)", "?", "- until 2015-01-01"])
def test_an_unknown_employer_is_none(line: str) -> None:
    assert employments(line) == []


def test_several_people_with_stars_and_several_addresses() -> None:
    text = (
        "\ufeff# about\r\nann*: a!x.org, b@y.org,a!x.org\r\n\tAcme\r\nann*: c!x.org\r\n\tOther\r\ndependabot[bot]:\r\n"
    )
    found = developers.read("file.txt", text.encode())
    assert [(entry.login, len(entry.addresses), len(entry.intervals)) for entry in found.entries] == [
        ("ann", 2, 1),
        ("ann", 1, 1),
        ("dependabot[bot]", 0, 0),
    ]
    assert not found.problems


def test_bad_lines_are_reported_and_the_rest_is_taken() -> None:
    """File, line and reason; no address stands in a reason."""
    text = """\tAcme
nothing of the kind
two words: a!x.org
\tAcme
ann: no address, a!x.org
\tAcme until soon
\tAcme until b@x.org
\tAcme from 2016-02-30
\tAcme from 2016 until 2015
\tAcme until 2016 until 2017
\tUmbrella from 2017
"""
    found = developers.read("file.txt", text.encode())
    assert [(problem.line, problem.text) for problem in found.problems] == [
        (1, "an employment without a person above it"),
        (2, "neither `login: addresses` nor an indented employment"),
        (3, "neither `login: addresses` nor an indented employment"),
        (4, "an employment without a person above it"),
        (5, "address 1 of ann is none: write local!domain"),
        (6, "'soon' is no date"),
        (7, "'an address' is no date"),
        (8, "'2016-02-30' is no date"),
        (9, "it ends on 2015-01-01, not after it begins on 2016-01-01"),
        (10, "'until' stands there twice"),
    ]
    assert [one.company for one in found.entries[0].intervals] == ["Umbrella"]


@given(st.lists(st.tuples(COMPANIES, st.none() | DATES, st.none() | DATES), max_size=5))
def test_what_is_written_is_read_again(written: list[tuple[str, date | None, date | None]]) -> None:
    """Any employment that ends after it begins comes back as it was."""
    expected = [
        (company, since or entries.BEGINNING, until or entries.END)
        for company, since, until in written
        if (since or entries.BEGINNING) < (until or entries.END)
    ]
    lines = [
        f"\t{company}{f' from {since}' if since else ''}{f' until {until}' if until else ''}\n"
        for company, since, until in written
    ]
    found = developers.read("file.txt", ("ann: a!x.org\n" + "".join(lines)).encode())
    assert [(one.company, one.since, one.until) for one in found.entries[0].intervals] == expected
    assert len(found.problems) == len(written) - len(expected)


@given(st.text())
def test_any_text_is_read_without_an_error_and_no_address_is_kept(text: str) -> None:
    for reader in (developers, github_users):
        found = reader.read("file", text.encode(errors="replace"))
        assert all(HASHED.fullmatch(address) for entry in found.entries for address in entry.addresses)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["login", "email", "x"]), inner),
    max_leaves=6,
)
SOMEBODY = st.fixed_dictionaries(
    {"login": st.text() | ANYTHING, "affiliation": st.text("A<, 2016-07") | ANYTHING}, optional={"email": st.text()}
)


@given(st.lists(SOMEBODY | ANYTHING, max_size=6), st.sampled_from([None, 1]))
def test_every_entry_is_taken_or_reported_with_its_line(items: list, indent: int | None) -> None:
    """Whatever an entry is; with every entry on a line of its own, its place in the list is its line."""
    text = "[" + ",\n".join(json.dumps(item) for item in items) + "]"
    found = github_users.read("users.json", text.encode())
    assert len(found.entries) + len(found.problems) == len(items)
    good = [
        number for number, item in enumerate(items, 1) if github_users.read("one", json.dumps([item]).encode()).entries
    ]
    assert [problem.line for problem in found.problems] == [n for n in range(1, len(items) + 1) if n not in good]
    indented = github_users.read("users.json", json.dumps(items, indent=indent).encode())
    assert indented.entries == found.entries


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The files that matter of a checkout of cncf/gitdm."""
    folder = tmp_path / "gitdm"
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "github_users.json").write_text('[{"login": "ann", "email": "a!x.org", "affiliation": "Acme"}]')
    for number, login in enumerate(("bob", "cy", "dan"), 1):
        (folder / f"developers_affiliations{number}.txt").write_text(f"{login}: {login}!x.org\n\tAcme\n")
    (folder / "company_developers1.txt").write_text("Acme:\n\tann: a!x.org\n")
    return folder


@pytest.fixture
def address(checkout: Path) -> Iterator[str]:
    """The same at an address of this machine."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(checkout)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def logins(*given_sources: str) -> list[str | None]:
    return [entry.login for entry in importing.read(given_sources).entries]


def test_sources_are_addresses_checkouts_folders_and_files(checkout: Path, address: str) -> None:
    """Both formats of a tree; the lists by company, which are derived, are left alone."""
    assert logins(str(checkout)) == logins(address) == logins(f"{address}/") == ["ann", "bob", "cy", "dan"]
    assert logins(f"{address}/src/github_users.json") == logins(str(checkout / "src")) == ["ann"]
    assert logins(str(checkout / "developers_affiliations2.txt"), str(checkout / "src")) == ["cy", "ann"]


def test_a_source_without_affiliations_says_so(tmp_path: Path, address: str) -> None:
    for source in (str(tmp_path), f"{address}/nowhere", f"{address}/nothing.txt"):
        with pytest.raises(DuckstatsError, match=r"holds no affiliations|cannot be read"):
            importing.read([source])
    with pytest.raises(DuckstatsError, match="cannot be read"):
        importing.read([str(tmp_path / "gone.json")])
    with pytest.raises(DuckstatsError, match="try again later"):
        list(sources.files("http://127.0.0.1:9/gitdm.txt"))


def test_import_replaces_what_was_imported_and_nothing_else(checkout: Path, tmp_path: Path) -> None:
    """Rows of other sources stay; the same again changes nothing; problems are kept with the rest."""
    (checkout / "developers_affiliations3.txt").write_text("dan: dan!x.org\n\tAcme until soon\n")
    with landing.opened(tmp_path / "landing.duckdb") as file:
        file.append("people", landing.arrow_table("people", [{"source": "github", "login": "zoe"}]))
        report = importing.land(file, [str(checkout)])
        assert (report.people, report.affiliations, report.changed, len(report.problems)) == (4, 3, True, 1)
        assert not importing.land(file, [str(checkout)]).changed
        bad = file.connection.execute("SELECT line, reason FROM raw.affiliation_bad_lines").fetchall()
        assert bad == [(2, "'soon' is no date")]
        assert importing.land(file, [str(checkout / "src")]).changed
        people = file.connection.execute("SELECT login FROM raw.people ORDER BY ALL").fetchall()
        assert people == [("ann",), ("zoe",)]
        assert file.connection.execute("FROM raw.affiliation_bad_lines").fetchall() == []


def test_the_command_reports_and_takes_the_rest(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is wrong is no failure: files of others are never without a mistake. Hidden people are hidden at once."""
    (checkout / "developers_affiliations3.txt").write_text("dan: dan!x.org\n\tAcme until soon\n")
    config = tmp_path / "config"
    (config / "people").mkdir(parents=True)
    (config / "people" / "anon-1.yaml").write_text(f"opt_out: [{people_hashes.of_login('bob')}]\n")
    data = tmp_path / "data"
    monkeypatch.setenv("DUCKSTATS_DATA_DIR", str(data))
    monkeypatch.setenv("DUCKSTATS_CONFIG_DIR", str(config))
    result = CliRunner().invoke(duckstats.app, ["ingest", "affiliations", "--source", str(checkout)])
    assert result.exit_code == 0
    assert "developers_affiliations3.txt line 2: 'soon' is no date" in result.output
    assert "4 entries of people, 3 affiliations, 1 not understood: imported" in result.output
    with landing.opened(data / "landing.duckdb") as file:
        logins_there = file.connection.execute("SELECT login FROM raw.people ORDER BY 1").fetchall()
    assert logins_there == [("ann",), ("anon-1",), ("cy",), ("dan",)]


@pytest.mark.realdata
def test_recorded_samples(shared_data: Path, tmp_path: Path) -> None:
    """All people of both files, no plain address; what cannot be taken is two lines of 11,548."""
    folder = shared_data / "affiliations"
    with landing.opened(tmp_path / "landing.duckdb") as file:
        report = importing.land(file, [str(folder)])
        found = [(Path(problem.file).name, problem.line) for problem in report.problems]
        assert found == [("developers_affiliations.txt", 9503), ("developers_affiliations.txt", 9869)]
        assert not importing.land(file, [str(folder)]).changed
        connection = file.connection
        counted = "SELECT COUNT(*), COUNT(DISTINCT LOWER(login)) FROM raw.people GROUP BY priority ORDER BY priority"
        assert connection.execute(counted).fetchall() == [(1607, 1106), (5337, 2898)]
        for table in ("people", "affiliations"):
            addresses = connection.execute(f"SELECT address FROM raw.{table} WHERE address IS NOT NULL").fetchall()
            assert all(HASHED.fullmatch(address) for (address,) in addresses)
        burns = "SELECT company FROM raw.affiliations WHERE login = 'brendandburns' AND since <= '2017-07-24'"
        assert set(connection.execute(f"{burns} AND until > '2017-07-24' AND priority = 0").fetchall()) == {
            ("Microsoft",)
        }

"""Own corrections: what the files may say, what is found wrong, and what becomes of them in the raw tables."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import landing, people, people_hashes, people_tables
from ingest.affiliations import importing
from ingest.affiliations.entries import BEGINNING, END, Interval
from settings import ROOT, DuckstatsError

ADDRESS = people_hashes.sha1("ann") + "@example.com"
DAYS = st.dates(date(2000, 1, 1), date(2030, 1, 1))


def write(folder: Path, files: dict[str, str]) -> Path:
    """A config folder with these files in people/."""
    (folder / "people").mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / "people" / name).write_text(text, encoding="utf-8")
    return folder


def complaints(folder: Path, files: dict[str, str]) -> list[str]:
    _, problems = people.inspect(write(folder, files))
    return [str(problem).replace(f"{folder}/people/", "") for problem in problems]


def test_the_checkouts_own_files_are_sound() -> None:
    assert people.inspect(ROOT / "config")[1] == []


def test_a_folder_without_corrections(tmp_path: Path) -> None:
    assert people.load(tmp_path).employments() == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("name: Ann\n", "ann.yaml line 1: login is missing"),
        ("login: ann\nfoo: 1\n", "ann.yaml line 2: unknown key 'foo'"),
        ("login: ann\nemail: 1\n", "ann.yaml line 2: unknown key 'email'"),
        ("login: bob\n", "ann.yaml line 1: this file must be called bob.yaml"),
        ("login: a b\n", "ann.yaml line 1: login: 'a b' cannot be a GitHub login"),
        (
            "login: ann\ncountry: Germany\n",
            "ann.yaml line 2: country: 'Germany' is no country; write two letters, like de",
        ),
        (
            "login: ann\ntimezone: CETT\n",
            "ann.yaml line 2: timezone: 'CETT' is no time zone; write it like Europe/Berlin",
        ),
        (
            "login: ann\nkind: robot\n",
            "ann.yaml line 2: kind 'robot' is none of human, bot, agent; did you mean 'bot'?",
        ),
        ("login: ann\naffiliations:\n  - {firm: A}\n", "ann.yaml line 3: unknown key 'firm'"),
        ("login: ann\naffiliations:\n  - {company: A, since: 2020-13-01}\n", "'2020-13-01' is no date"),
        (
            "login: ann\naffiliations:\n  - {company: A, since: 2021-01-01, until: 2020-01-01}\n",
            "ann.yaml line 3: affiliations item 1: it ends on 2020-01-01, not after it begins on 2021-01-01",
        ),
        (
            "login: ann\naffiliations:\n  - {company: A}\n  - {company: B, since: 2020-01-01}\n",
            "ann.yaml line 4: ann is at B here and at A at the same time in",
        ),
        ("login: ann\nsame_as: [Ann]\n", "ann.yaml line 2: Ann is this person's login already"),
        ("login: ann\nsame_as: [b]\nnot_same_as: [B]\n", "ann.yaml line 3: B is theirs and not theirs at once"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(text: str, complaint: str, tmp_path: Path) -> None:
    assert any(complaint in found for found in complaints(tmp_path, {"ann.yaml": text}))


def test_no_plain_address_is_accepted_or_repeated(tmp_path: Path) -> None:
    found = complaints(tmp_path, {"ann.yaml": "login: ann\naddresses: [ann@example.com]\n"})
    assert "duckstats people hash" in found[0]
    assert "ann@example.com" not in found[0]


def test_what_only_several_files_show(tmp_path: Path) -> None:
    """Two people claim one login or address; a company's list contradicts a person's file; hidden people are named."""
    found = complaints(
        tmp_path,
        {
            "ann.yaml": f"login: ann\naddresses: ['{ADDRESS}']\naffiliations: [{{company: A}}]\n",
            "bob.yaml": f"login: bob\nsame_as: [ann]\naddresses: ['{ADDRESS}']\n",
            "acme.yaml": "company: Acme\npeople:\n  - login: Ann\n  - {login: zoe}\n",
            "anon-1.yaml": f"opt_out: [{people_hashes.of_login('Zoe')}]\n",
            "anon-2.yaml": f"opt_out: [{people_hashes.of_login('zoe')}, zoe]\n",
            "notes.txt": "",
        },
    )
    assert found == [
        "acme.yaml line 3: ann is at Acme here and at A at the same time in ann.yaml line 3",
        "acme.yaml line 4: zoe is to be hidden, so no file may name them: remove this",
        "anon-2.yaml line 1: opt_out item 2: must be the SHA-1 of a login, name or address; `duckstats people hash` makes it",
        "bob.yaml line 2: ann is ann's in ann.yaml",
        f"bob.yaml line 3: {ADDRESS} is ann's in ann.yaml",
        "notes.txt: this is no .yaml file and would be overlooked: rename or remove it",
    ]


def test_a_build_stops_at_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(
        DuckstatsError, match=r"ann.yaml line 1: login is missing \(and 1 more: duckstats people check\)"
    ):
        people.load(write(tmp_path, {"ann.yaml": "nam: x\n"}))


IMPORTED = [Interval("Old", BEGINNING, date(2016, 1, 1)), Interval("New", date(2016, 1, 1), END)]


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ([], IMPORTED),
        ([Interval("Own", BEGINNING, END)], [Interval("Own", BEGINNING, END)]),
        (
            [Interval("Own", date(2015, 1, 1), date(2017, 1, 1))],
            [
                Interval("Old", BEGINNING, date(2015, 1, 1)),
                Interval("Own", date(2015, 1, 1), date(2017, 1, 1)),
                Interval("New", date(2017, 1, 1), END),
            ],
        ),
        (
            [Interval("NotFound", date(2015, 1, 1), date(2016, 1, 1))],
            [Interval("Old", BEGINNING, date(2015, 1, 1)), Interval("New", date(2016, 1, 1), END)],
        ),
    ],
)
def test_a_correction_wins_on_its_own_days(own: list[Interval], expected: list[Interval]) -> None:
    assert list(people_tables.overlaid(IMPORTED, own)) == expected


@given(st.sets(DAYS, max_size=6), st.sets(DAYS, max_size=6), DAYS)
def test_every_day_is_the_corrections_or_else_the_imports(theirs: set[date], ours: set[date], day: date) -> None:
    def chain(days: set[date], word: str) -> list[Interval]:
        ordered = sorted(days)
        return [Interval(f"{word}{n}", *pair) for n, pair in enumerate(zip(ordered[::2], ordered[1::2], strict=False))]

    def at(intervals) -> list[str]:
        return [one.company for one in intervals if one.since <= day < one.until]

    before, own = chain(theirs, "import"), chain(ours, "own")
    result = people_tables.overlaid(before, own)
    assert at(result) == (at(own) or at(before))
    assert all(one.since < one.until for one in result)


def land(folder: Path, file: landing.Landing) -> bool:
    with file.transaction():
        return people_tables.write(file, people.load(folder))


def test_corrections_become_rows_and_go_with_their_file(tmp_path: Path) -> None:
    """Imports are kept as they are, so taking a file away undoes it; landing twice changes nothing."""
    source = tmp_path / "developers_affiliations.txt"
    source.write_text("Ann-Old: a!x.org\n\tFirst until 2016-01-01\n\tSecond from 2016-01-01\nbob: b!x.org\n\tThird\n")
    folder = write(
        tmp_path / "config",
        {
            "ann.yaml": f"login: Ann\ncountry: de\nkind: human\nsame_as: [ann-old]\naddresses: ['{ADDRESS}']\n"
            "affiliations: [{company: Own, since: 2020-01-01}]\n",
            "acme.yaml": "company: Acme\npeople: [{login: Bob, until: 2010-01-01}]\n",
        },
    )
    with landing.opened(tmp_path / "landing.duckdb") as file:
        importing.land(file, [str(source)])
        assert land(folder, file)
        assert not land(folder, file)
        rows = file.connection.execute(
            "SELECT login, company, since, until, priority FROM raw.affiliations WHERE source = 'config' ORDER BY ALL"
        ).fetchall()
        assert rows == [
            ("ann", "First", BEGINNING, date(2016, 1, 1), 1000),
            ("ann", "Own", date(2020, 1, 1), END, 1000),
            ("ann", "Second", date(2016, 1, 1), date(2020, 1, 1), 1000),
            ("bob", "Acme", BEGINNING, date(2010, 1, 1), 1000),
            ("bob", "Third", date(2010, 1, 1), END, 1000),
        ]
        told = file.connection.execute("SELECT login, country, address FROM raw.people WHERE source = 'config'")
        assert told.fetchall() == [("Ann", "de", ADDRESS)]
        rules = file.connection.execute("SELECT login, kind, value, file FROM raw.person_rules ORDER BY ALL").fetchall()
        assert rules == [
            ("ann", "kind", "human", "ann.yaml"),
            ("ann", "same_address", ADDRESS, "ann.yaml"),
            ("ann", "same_login", "ann-old", "ann.yaml"),
        ]
        imports = file.connection.execute("SELECT COUNT(*) FROM raw.affiliations WHERE source = 'gitdm'").fetchone()
        (folder / "people" / "ann.yaml").unlink()
        (folder / "people" / "acme.yaml").unlink()
        assert land(folder, file)
        left = "SELECT (SELECT COUNT(*) FROM raw.affiliations), (SELECT COUNT(*) FROM raw.person_rules)"
        assert file.connection.execute(left).fetchone() == (imports[0], 0)


@given(st.lists(st.tuples(st.sampled_from(["A", "B", "NotFound"]), st.integers(1, 900)), max_size=5))
def test_corrections_in_any_number_never_overlap(steps: list[tuple[str, int]]) -> None:
    own, since = [], date(2010, 1, 1)
    for company, days in steps:
        own.append(Interval(company, since, since + timedelta(days)))
        since += timedelta(days)
    result = people_tables.overlaid(IMPORTED, own)
    assert all(one.until <= other.since for one, other in pairwise(result))

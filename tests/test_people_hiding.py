"""People who wish to be hidden: recognized by hashes alone, and gone from every table."""

import shutil
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import archive, landing, people_hashes, people_hiding, registry, scopes
from ingest.affiliations import importing
from ingest.gharchive.text import hashed
from ingest.people_hidden import Hidden, people_columns
from settings import Settings
from tests.conftest import REGISTRY, built
from warehouse import publish

HIDDEN = Hidden(
    {
        people_hashes.of_login("Ann-Example"): 3,
        people_hashes.of_name("Ann B. Example"): 3,
        people_hashes.of_address("ann@example.com"): 3,
        people_hashes.of_login("zoe"): 4,
        people_hashes.sha1("DevStatsWay"): 5,
    }
)
ADDRESS = hashed("ann@example.com")


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("ann-example", "anon-3"),
        ("ANN-EXAMPLE", "anon-3"),
        ("Ann B. Example", "anon-3"),
        ("thanks to @ann-example and zoe!", "thanks to @anon-3 and anon-4!"),
        (
            "Merge pull request #7 from ann-example/ann-example-patch-1",
            "Merge pull request #7 from anon-3/anon-3-patch-1",
        ),
        ("by Ann B. Example, zoe", "by anon-3, anon-4"),
        (
            f"Signed-off-by: Ann B. Example <{ADDRESS}>",
            f"Signed-off-by: anon-3 <{hashed('anon-3@users.noreply.github.com')}>",
        ),
        ("@DevStatsWay", "@anon-5"),
        ("zoe's zoey", "anon-4's zoey"),
        ("annexample, Ann Example, hannzoe", "annexample, Ann Example, hannzoe"),
        ("", ""),
    ],
)
def test_texts_lose_the_words_that_name_somebody(text: str, without: str) -> None:
    assert HIDDEN.text(text) == without


def test_a_login_may_be_hashed_in_its_own_case() -> None:
    assert HIDDEN.number("login", "DevStatsWay") == 5
    assert HIDDEN.number("login", "ANN-EXAMPLE") == 3
    assert HIDDEN.number("login", "somebody") is None


@given(st.lists(st.sampled_from(["zoe", "Zoe", "ann-example", "x", "-", " ", "/", "Ann B. Example", "é"])))
def test_no_run_of_words_survives(parts: list[str]) -> None:
    words = HIDDEN.text("/".join(parts)).lower().replace("-", "/").split("/")
    assert "zoe" not in words
    assert HIDDEN.text("/".join(parts)) == HIDDEN.text(HIDDEN.text("/".join(parts)))


def test_every_raw_table_with_people_is_looked_at() -> None:
    """A table with logins, addresses or repositories that a login owns; vocabularies are not texts."""
    for table, columns in landing.contract().items():
        named = [name for name in columns if name.endswith(("login", "address", "repo_name", "url"))]
        assert set(named) <= set(people_columns(table)), table
    assert "type" not in people_columns("events")
    assert people_columns("projects") == {}


def wish(folder: Path, number: int, *hashes: str) -> None:
    (folder / "people").mkdir(exist_ok=True)
    (folder / "people" / f"anon-{number}.yaml").write_text(f"opt_out: [{', '.join(hashes)}]\n")


def test_rows_are_hidden_on_their_way_in_and_where_they_are(tmp_path: Path) -> None:
    """By login, then by the id and addresses that rows show beside it: an earlier login and old commits go too."""
    config = shutil.copytree(REGISTRY, tmp_path / "config")
    noreply = hashed("11+ann@users.noreply.github.com")
    before = [
        {"actor_id": 11, "actor_login": "lovelace", "repo_name": "lovelace/fork", "day": date(2020, 1, 1)},
        {"actor_id": 12, "actor_login": "bob", "repo_name": "x/y", "day": date(2020, 1, 1)},
    ]
    with landing.opened(tmp_path / "landing.duckdb") as file:
        file.append("events", landing.arrow_table("events", before))
        commit = {"author_address": noreply, "author_name": "A. Nonym", "subject": "fix", "day": date(2020, 2, 1)}
        file.append("commits", landing.arrow_table("commits", [commit]))
        wish(config, 5, people_hashes.of_login("ann"))
        assert not people_hiding.of_config(file, config)  # nobody of that login yet
        after = [{"actor_id": 11, "actor_login": "Ann", "repo_name": "x/y", "day": date(2020, 3, 1)}]
        file.append("events", landing.arrow_table("events", after))
        assert people_hiding.of_config(file, config)
        assert not people_hiding.of_config(file, config)
        rows = file.connection.execute("SELECT actor_id, actor_login, repo_name FROM raw.events ORDER BY day, actor_id")
        assert rows.fetchall() == [(-5, "anon-5", "anon-5/fork"), (12, "bob", "x/y"), (-5, "anon-5", "x/y")]
        commits = file.connection.execute("SELECT author_name, author_address, subject FROM raw.commits").fetchall()
        assert commits == [("anon-5", hashed("anon-5@users.noreply.github.com"), "fix")]
        dirty = file.connection.execute("SELECT day FROM raw.dirty_days WHERE source = 'opt_out' ORDER BY 1").fetchall()
        assert dirty == [(date(2020, 1, 1),), (date(2020, 2, 1),)]
    with landing.opened(tmp_path / "landing.duckdb") as file:  # as the next ingest does
        lists = [{"author_login": "bob", "assignees": ["bob", "ANN"], "title": "for @ann", "labels": ["ann"]}]
        file.append("issues", landing.arrow_table("issues", lists))
        rows = file.connection.execute("SELECT author_login, assignees, title, labels FROM raw.issues").fetchall()
        assert rows == [("bob", ["bob", "anon-5"], "for @anon-5", ["ann"])]
        profile = {"person_id": 11, "login": "Ann", "name": "Ann", "company": "Acme", "location": "her village"}
        file.append("profiles", landing.arrow_table("profiles", [profile]))
        rows = file.connection.execute("SELECT person_id, login, name, company, location FROM raw.profiles").fetchall()
        assert rows == [(-5, "anon-5", "anon-5", "Acme", None)]
        file.append("api_etags", landing.arrow_table("api_etags", [{"url": "https://x.example/users/Ann?page=1"}]))
        assert file.connection.execute("SELECT url FROM raw.api_etags").fetchall() == [
            ("https://x.example/users/anon-5?page=1",)
        ]


def everywhere(file: Path, words: list[str]) -> dict[str, int]:
    """How many rows of each table of a DuckDB file hold one of these words in any column, as text in any case."""
    found = {}
    with duckdb.connect(str(file), read_only=True) as connection:
        tables = connection.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = current_database()"
        ).fetchall()
        assert tables
        for schema, table in tables:
            tests = " OR ".join("t::VARCHAR ILIKE ?" for _ in words)
            rows = connection.execute(
                f'SELECT COUNT(*) FROM "{schema}"."{table}" AS t WHERE {tests}', [f"%{word}%" for word in words]
            ).fetchone()
            if rows[0]:
                found[f"{schema}.{table}"] = rows[0]
    return found


@pytest.mark.realdata
def test_nobody_hidden_stands_in_any_table_of_landing_work_and_published_file(
    shared_data: Path, tmp_path: Path
) -> None:
    """Busy people of the kubernetes hours, built first, then hidden: one by login, one by address, one by name.

    What else names the first two goes with it; a name alone says nothing of accounts.
    """
    config = shutil.copytree(REGISTRY, tmp_path / "config")
    settings = Settings(tmp_path / "data", config)
    (config / "settings.yaml").unlink()
    archive.ingest_archive(
        settings,
        datetime(2017, 7, 24),
        datetime(2017, 7, 25),
        str(shared_data / "gharchive" / "kubernetes-2017-07"),
        scopes.scope(config, ["kubernetes"], None),
        workers=1,
        progress=False,
    )
    with landing.opened(settings.landing_file) as file:
        importing.land(file, [str(shared_data / "affiliations")])
        known = file.connection.execute(
            "SELECT DISTINCT address, name FROM raw.people WHERE LOWER(login) IN ('krzyzacy', 'luxas')"
        ).fetchall()
        by_address = file.connection.execute(
            "SELECT MIN(address) FROM raw.people WHERE login = 'luxas' AND address NOT LIKE '%noreply%'"
        ).fetchone()
        events = "SELECT COUNT(*) FROM raw.events WHERE actor_login = 'krzyzacy'"
        count = file.connection.execute(events).fetchone()
    words = ["krzyzacy", "luxas", "Zach Loafman", *(word for row in known for word in row if word)]
    files = [settings.landing_file, settings.work_dir / publish.FILE, settings.current_link / publish.FILE]
    built(settings)
    shown = [everywhere(file, words) for file in files]
    assert {"raw.events", "raw.people", "raw.comments", "raw.affiliations"} <= set(shown[0])
    assert {"core.people", "core.events"} & set(shown[2])
    assert {"raw.commits"} <= set(everywhere(files[0], ["Zach Loafman"]))

    wish(config, 7, people_hashes.of_login("krzyzacy"))
    wish(config, 8, people_hashes.of_address(by_address[0]))
    wish(config, 9, people_hashes.of_name("Zach Loafman"))
    built(settings)
    assert [everywhere(file, words) for file in files] == [{}, {}, {}]
    assert len(list(settings.builds_dir.iterdir())) == 1  # the build that showed them is gone
    with duckdb.connect(str(settings.current_link / publish.FILE), read_only=True) as connection:
        person = connection.execute("SELECT person_id, login, kind FROM core.people WHERE login = 'anon-7'").fetchall()
        assert person == [(-7, "anon-7", "human")]
        assert connection.execute("SELECT COUNT(*) FROM core.events WHERE person_id = -7").fetchone() == count


def test_an_import_of_hidden_people_changes_nothing_the_second_time(tmp_path: Path) -> None:
    config = shutil.copytree(REGISTRY, tmp_path / "config")
    wish(config, 1, people_hashes.of_address("ann@example.com"))
    source = tmp_path / "developers_affiliations.txt"
    source.write_text("ann: ann!example.com, ann!home.example\n\tAcme\nbob: bob!example.com\n\tAcme\n")
    with landing.opened(tmp_path / "landing.duckdb") as file:
        people_hiding.of_config(file, config)
        assert importing.land(file, [str(source)]).changed
        people_hiding.of_config(file, config)
        assert not importing.land(file, [str(source)]).changed
        stand_in = hashed("anon-1@users.noreply.github.com")
        rows = file.connection.execute("SELECT login, address FROM raw.people ORDER BY ALL").fetchall()
        assert rows == [("anon-1", stand_in), ("anon-1", stand_in), ("bob", hashed("bob@example.com"))]
        assert file.connection.execute("SELECT login FROM raw.affiliations ORDER BY 1").fetchall() == [
            ("anon-1",),
            ("bob",),
        ]


def test_landing_the_configuration_hides(tmp_path: Path) -> None:
    """`duckstats build` lands the configuration, wishes included."""
    config = shutil.copytree(REGISTRY, tmp_path / "config")
    (config / "settings.yaml").unlink()
    wish(config, 1, people_hashes.of_login("ann"))
    with landing.opened(tmp_path / "landing.duckdb") as file:
        file.append("events", landing.arrow_table("events", [{"actor_login": "ann", "day": date(2020, 1, 1)}]))
        registry.land(file, registry.load(config))
        assert file.connection.execute("SELECT actor_login FROM raw.events").fetchall() == [("anon-1",)]

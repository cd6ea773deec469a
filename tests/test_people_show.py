"""A correction from its file to the published figures, on real hours: who is asked for, what changed, and why."""

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from ingest import landing, people, people_propose, people_show
from ingest.affiliations import developers, importing
from ingest.affiliations.entries import BEGINNING, END
from ingest.people_cli import app
from settings import DuckstatsError, Settings
from tests.conftest import REGISTRY, built
from warehouse import publish

pytestmark = pytest.mark.realdata
RUNNER = CliRunner()


@pytest.fixture(scope="module")
def world(shared_data: Path, kubernetes_landed: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The kubernetes hours with the affiliations of developers_affiliations.txt, built without a correction."""
    folder = tmp_path_factory.mktemp("people")
    settings = Settings(folder / "data", shutil.copytree(REGISTRY, folder / "config"))
    (settings.config_dir / "settings.yaml").unlink()
    settings.data_dir.mkdir()
    shutil.copy(kubernetes_landed.landing_file, settings.landing_file)
    with landing.opened(settings.landing_file) as file:
        importing.land(file, [str(shared_data / "affiliations" / "developers_affiliations.txt")])
    return built(settings)


def answer(settings: Settings, sql: str) -> list[tuple]:
    with duckdb.connect(str(settings.current_link / publish.FILE), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def work(settings: Settings, sql: str) -> list[tuple]:
    """From the tables that are not published."""
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{settings.work_dir / publish.FILE}' AS duckstats (READ_ONLY)")
        return connection.execute(sql).fetchall()


BY_COMPANY = (
    "SELECT company, COUNT(*) FROM core.events AS e JOIN core.people AS p USING (person_id) "
    "WHERE is_contribution AND p.login = 'luxas' GROUP BY ALL ORDER BY ALL"
)


def test_a_correction_changes_the_published_file_and_is_explained(world: Settings) -> None:
    before = people_show.show(world, "Luxas")
    assert before.is_built
    assert before.changes == {}
    assert [(one.company, one.since, one.contributions) for one in before.timeline] == [
        ("Independent", BEGINNING, 0),
        ("Weaveworks Inc.", date(2016, 12, 20), 134),
    ]

    since = date(2017, 7, 25)
    made = people_propose.propose(world, "luxas", "Acme Rockets", since, None, "a test")
    assert made.upstream == (
        "luxas: luxas!users.noreply.github.com\n\tIndependent until 2016-12-20\n"
        "\tWeaveworks Inc. from 2016-12-20 until 2017-07-25\n\tAcme Rockets from 2017-07-25"
    )
    planned = people_show.show(world, "luxas")
    assert not planned.is_built
    assert planned.changes == {"Acme Rockets": 60, "Weaveworks Inc.": -60}
    assert "run `duckstats build`" in str(planned)
    assert "luxas.yaml line 3: a test" in str(planned)

    nobody = {"aledbf.yaml": "login: aledbf\nsame_as: [jsafrane]\nkind: bot\n"}
    for name, text in nobody.items():
        (world.config_dir / "people" / name).write_text(text)
    alone = answer(
        world,
        "SELECT COUNT(*) FROM core.events JOIN core.people USING (person_id) WHERE login IN ('aledbf', 'jsafrane')",
    )
    built(world)
    after = people_show.show(world, "luxas")
    assert after.is_built
    assert after.timeline == planned.timeline
    figures = dict(answer(world, BY_COMPANY))
    assert figures["Acme Rockets"] == 60
    assert sum(figures.values()) == 134

    together = answer(
        world,
        "SELECT p.login, p.kind, p.kind_evidence, p.former_logins, COUNT(*) FROM core.events AS e "
        "JOIN core.people AS p USING (person_id) WHERE 'jsafrane' IN (p.login, p.former_logins[1]) GROUP BY ALL",
    )
    assert together == [("aledbf", "bot", "config/people/aledbf.yaml", ["jsafrane"], alone[0][0])]
    assert people_show.show(world, "jsafrane").login == "aledbf"
    assert work(world, "SELECT evidence FROM duckstats.core.logins WHERE login = 'jsafrane'") == [
        ("config/people/aledbf.yaml",)
    ]

    for path in (world.config_dir / "people").iterdir():
        path.unlink()
    built(world)
    assert "Acme Rockets" not in dict(answer(world, BY_COMPANY))
    assert answer(world, "SELECT COUNT(*) FROM core.people WHERE login IN ('aledbf', 'jsafrane')") == [(2,)]
    assert people_show.show(world, "luxas") == before


def test_newcomers_in_the_top_ten_are_suspicious_where_the_data_reaches_back(world: Settings, tmp_path: Path) -> None:
    """The published file with an hour of half a year before, in which one of the ten was seen."""
    file = shutil.copy(world.current_link / publish.FILE, tmp_path / "copy.duckdb")
    asked = "SELECT login, detail FROM suspicious_merges(for_project := 'kubernetes') WHERE reason LIKE 'a newcomer%'"
    with duckdb.connect(str(file)) as connection:
        assert connection.execute(asked).fetchall() == []
        connection.execute(
            "INSERT INTO core.archive_hours BY NAME "
            "SELECT * REPLACE (TIMESTAMP '2017-01-01' AS archive_hour) FROM core.archive_hours LIMIT 1"
        )
        ten = connection.execute(asked).fetchall()
        assert len(ten) == 10
        assert ten[0] == ("krzyzacy", "kubernetes (place 1)")
        connection.execute(
            "INSERT INTO core.events BY NAME SELECT * REPLACE (TIMESTAMP '2017-01-01' AS created_at) FROM core.events "
            "WHERE person_id = (SELECT person_id FROM core.people WHERE login = 'krzyzacy') LIMIT 1"
        )
        assert [row[0] for row in connection.execute(asked).fetchall()] == [login for login, _ in ten[1:]]


def test_a_person_whom_only_an_affiliation_names(world: Settings) -> None:
    shown = people_show.show(world, "1337andre")
    assert [one.company for one in shown.timeline] == ["Agfa HealthCare", "Dedalus"]
    with pytest.raises(DuckstatsError, match="Nobody called 'nobody-at-all' is known"):
        people_show.show(world, "nobody-at-all")


def test_commands(world: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUCKSTATS_DATA_DIR", str(world.data_dir))
    monkeypatch.setenv("DUCKSTATS_CONFIG_DIR", str(world.config_dir))
    assert "people: 0, companies: 0, hidden: 0, problems: 0" in RUNNER.invoke(app, ["check"]).output
    assert '"company": "Weaveworks Inc."' in RUNNER.invoke(app, ["show", "luxas", "--json"]).output
    assert "claimed for dansmith70, lavalamp" in RUNNER.invoke(app, ["suspicious", "--project", "kubernetes"]).output
    assert RUNNER.invoke(app, ["suspicious", "--project", "nothing"]).output == "Nothing suspicious.\n"
    assert RUNNER.invoke(app, ["propose", "x", "--company", "A", "--since", "soon"]).exit_code == 2
    hashed = RUNNER.invoke(app, ["hash"], input="ann@example.com\n").output
    assert "744cb9a9fb3d5583744ea3ece9b4d819d90bdee2@example.com" in hashed


@pytest.fixture
def empty(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "data", tmp_path / "config")


def test_proposals_one_after_the_other(empty: Settings) -> None:
    """Each ends the one before; what is printed upstream reads as the same employments."""
    people_propose.propose(empty, "Ann", "First, Inc.", None, None, None)
    people_propose.propose(empty, "Ann", "Second", date(2020, 1, 1), None, None)
    made = people_propose.propose(empty, "Ann", "NotFound", date(2022, 1, 1), date(2023, 1, 1), None)
    stated = [one.interval for one in people.load(empty.config_dir).employments()]
    assert [(one.company, one.since, one.until) for one in stated] == [
        ("First, Inc.", BEGINNING, date(2020, 1, 1)),
        ("Second", date(2020, 1, 1), date(2022, 1, 1)),
        ("NotFound", date(2022, 1, 1), date(2023, 1, 1)),
    ]
    read = developers.read("made", made.upstream.encode())
    assert not read.problems
    assert list(read.entries[0].intervals) == stated[:2]
    assert made.path.name == "ann.yaml"
    assert END not in [one.until for one in stated]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("login: ann\n# by hand\naffiliations: []\n", "has comments, which would be lost"),
        ("login: ann\naffiliations: [{company: Later, since: 2021-01-01}]\n", "at the same time"),
        ("- ann\n", "is no person's file"),
    ],
)
def test_a_proposal_that_cannot_be_changes_nothing(text: str, sentence: str, empty: Settings) -> None:
    path = empty.config_dir / "people" / "ann.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    with pytest.raises(DuckstatsError, match=sentence):
        people_propose.propose(empty, "ann", "Acme", date(2020, 1, 1), None, None)
    assert path.read_text() == text
    assert list(path.parent.iterdir()) == [path]

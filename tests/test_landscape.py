"""The CNCF's landscape: what it adds to the registry, and what it must never change."""

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

import duckstats
from ingest import landing, landscape, registry
from settings import ROOT, DuckstatsError, Settings
from tests.archive_server import Site, serving

HEAD = "landscape:\n  - category:\n    name: A\n    subcategories:\n      - subcategory:\n        name: B\n        items:\n"
FILES = {
    "helm": "name: Helm\nmaturity: incubating\naccepted: 2018-06-01\norganizations: [helm]\nmain_repository: helm/helm\n",
    "ko": "name: ko\nmaturity: sandbox\nrepositories: [ko-build/ko]\n",
    "old": "name: Old One\nmaturity: archived\nrepositories: [old/one]\n",
}


def item(name: str, maturity: str, repo: str | None = None, **extra: str) -> str:
    lines = [f"          - item:\n            name: {name}\n            project: {maturity}\n"]
    lines += [f"            repo_url: https://github.com/{repo}\n"] if repo else []
    lines += ["            extra:\n"] if extra else []
    return "".join(lines + [f"              {key}: '{value}'\n" for key, value in extra.items()])


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    folder = tmp_path / "config" / "projects"
    folder.mkdir(parents=True)
    for key, text in FILES.items():
        (folder / f"{key}.yaml").write_text(text)
    return Settings(tmp_path / "data", tmp_path / "config")


def land(settings: Settings, *items: str) -> landscape.Report:
    source = settings.config_dir.parent / "landscape.yml"
    source.write_text(HEAD + "".join(items))
    with landing.opened(settings.landing_file) as file:
        return landscape.land(file, registry.load(settings.config_dir), str(source))


def rows(settings: Settings) -> dict[str, tuple]:
    with landing.reading(settings.landing_file) as connection:
        found = connection.execute("SELECT name, project, maturity, accepted_on, graduated_on FROM raw.landscape")
        return {name: tuple(rest) for name, *rest in found.fetchall()}


def test_moves_dates_and_news_are_told_and_no_file_is_touched(settings: Settings) -> None:
    before = {path: path.read_text() for path in settings.config_dir.rglob("*.yaml")}
    items = [
        item("Helm Project", "graduated", "helm/helm", accepted="2018-06-02", graduated="2020-05-01"),
        item("ko", "sandbox", "ko-build/ko", accepted="2022-11-01"),
        item("Old One", "sandbox", "old/one"),
        item("Brand New", "sandbox", "brand/new", accepted="2026-11-01"),
        item("Not Of The CNCF", "null"),
    ]
    report = land(settings, *items)
    assert rows(settings) == {
        "Brand New": (None, "sandbox", date(2026, 11, 1), None),
        "Helm Project": ("helm", "graduated", date(2018, 6, 2), date(2020, 5, 1)),
        "Old One": ("old", "sandbox", None, None),
        "ko": ("ko", "sandbox", date(2022, 11, 1), None),
    }
    told = "\n".join(report.differences)
    assert "Helm Project is graduated since 2020-05-01, which is counted" in told
    assert "accepted on 2018-06-02; config/projects/helm.yaml says 2018-06-01, which is counted" in told
    assert "Old One is sandbox, which is not counted" in told
    assert "duckstats projects add brandnew --name 'Brand New' --maturity sandbox --accepted 2026-11-01" in told
    assert len(report.differences) == 4 and report.changed
    assert {path: path.read_text() for path in settings.config_dir.rglob("*.yaml")} == before
    assert not land(settings, *items).changed
    assert landscape.noted(settings.landing_file, registry.load(settings.config_dir)) == report.differences


def test_two_entries_are_not_the_same_project(settings: Settings) -> None:
    land(settings, item("Helm", "graduated", "helm/helm"), item("Helm Charts", "sandbox", "helm/charts"))
    assert [row[0] for row in rows(settings).values()] == ["helm", None]


def test_what_cannot_be_understood_says_nothing(settings: Settings) -> None:
    land(settings, item("ko", "sandbox", "ko-build/ko", accepted="soon"), "          - 7\n", item("Odd", "platinum"))
    assert rows(settings) == {"ko": ("ko", "sandbox", None, None)}


@pytest.mark.parametrize(
    ("text", "message"),
    [("landscape: []\n", "holds no project"), ("a: [", "is no YAML"), ("<html>", "holds no project"), ("\0", "YAML")],
)
def test_a_broken_landscape_changes_nothing(settings: Settings, text: str, message: str) -> None:
    land(settings, item("ko", "sandbox"))
    source = settings.config_dir.parent / "broken.yml"
    source.write_text(text)
    with landing.opened(settings.landing_file) as file, pytest.raises(DuckstatsError, match=message):
        landscape.land(file, registry.load(settings.config_dir), str(source))
    assert list(rows(settings)) == ["ko"]


def test_it_comes_from_an_address(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    body = (HEAD + item("ko", "sandbox", accepted="2022-11-01")).encode()
    monkeypatch.setenv("DUCKSTATS_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("DUCKSTATS_CONFIG_DIR", str(settings.config_dir))
    with serving(Site({"landscape.yml": body}, lambda _name, count: "503 after" if count == 1 else None)) as site:
        for name, code in (("landscape.yml", 0), ("other.yml", 1)):
            done = CliRunner().invoke(duckstats.app, ["ingest", "landscape", "--source", f"{site.url}/{name}"])
            assert done.exit_code == code
    assert list(rows(settings)) == ["ko"]


@pytest.mark.realdata
def test_the_registry_and_the_real_landscape_agree(shared_data: Path) -> None:
    found = registry.load(ROOT / "config")
    matched = landscape.matched(landscape.read(str(shared_data / "landscape" / "landscape.yml")), found)
    assert len(matched) == 255 and len({row["project"] for row in matched} - {None}) == 255
    assert not list(landscape.differences(matched, found))

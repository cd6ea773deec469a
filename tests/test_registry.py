"""The registry: what its files may say, what is said about a wrong one, and what lands in the raw tables."""

import re
from collections import Counter
from hashlib import sha1
from pathlib import Path

import pytest

from ingest import landing, registry
from ingest.registry_models import like_pattern, lower_pattern
from settings import ROOT, DuckstatsError

CONFIG = ROOT / "config"
GOOD = "name: Good\naccepted: 2020-01-01\norganizations: [good]\n"


def write(folder: Path, files: dict[str, str]) -> Path:
    """A config folder of these files, with one good project."""
    for name, text in {"projects/good.yaml": GOOD, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def problems(folder: Path) -> list[str]:
    """Problems of a config folder, paths from that folder on."""
    return [str(problem).replace(f"{folder}/", "") for problem in registry.inspect(folder)[1]]


def test_checkout_has_no_problem() -> None:
    """Every file of config/ is valid, and no repository is claimed twice."""
    found, wrong = registry.inspect(CONFIG)
    assert not wrong
    assert len(found.projects) == len(list((CONFIG / "projects").glob("*.yaml")))


def test_projects_by_maturity() -> None:
    """As many as the CNCF landscape has."""
    found = registry.load(CONFIG)
    counted = Counter(project.maturity for project in found.projects.values())
    assert counted == {"graduated": 38, "incubating": 38, "sandbox": 151, "archived": 28}
    assert all(project.accepted for project in found.projects.values())
    assert all(project.archived for project in found.projects.values() if project.maturity == "archived")


def test_well_known_rules() -> None:
    """Shared organizations went to one side, and pattern projects are patterns."""
    rules = registry.load(CONFIG).rules()
    assert ("prometheus", "organization", "prometheus") in rules
    assert ("spire", "pattern", "spiffe/spire.*") in rules
    assert ("spiffe", "exclusion", "spiffe/spire") in rules
    assert ("kubernetes", "exclusion", "kubernetes/helm") in rules
    assert ("helm", "repository", "kubernetes/helm") in rules
    owners = Counter(value for _, kind, value in rules if kind in ("organization", "repository"))
    assert max(owners.values()) == 1
    assert all(value == value.lower() for _, kind, value in rules if kind != "pattern")


def test_groups_of_kubernetes() -> None:
    """SIGs are groups by repository; the file knows more than DevStats' list of 339."""
    (groups,) = registry.load(CONFIG).groups
    repositories = {group.name: group.repositories for group in groups.groups}
    assert groups.project == "kubernetes"
    assert "kubernetes/test-infra" in repositories["SIG Testing"]
    assert sum(map(len, repositories.values())) > 339


def matches(login: str) -> set[str]:
    """Kinds of the bot rules that a login matches, read as LIKE reads them."""
    kinds = set()
    for kind, pattern in registry.load(CONFIG).bots.rules():
        parts = re.findall(r"\\.|.", pattern)
        expression = "".join(".*" if part == "%" else re.escape(part.lstrip("\\") or "\\") for part in parts)
        if re.fullmatch(expression, login.lower()):
            kinds.add(kind)
    return kinds


@pytest.mark.parametrize(
    ("login", "kinds"),
    [
        ("dependabot[bot]", {"bot"}),
        ("k8s-ci-robot", {"bot"}),
        ("Copilot", {"agent"}),
        ("claude", {"agent"}),
        ("copilot-swe-agent[bot]", {"agent", "bot"}),
        ("claudette", set()),
        ("thockin", set()),
    ],
)
def test_who_is_a_bot(login: str, kinds: set[str]) -> None:
    """Agents are told apart; where both match, the models let agents win."""
    assert matches(login) == kinds


def test_only_percent_is_special_in_bot_patterns() -> None:
    """An underscore is itself, though LIKE would take it for any sign."""
    assert like_pattern("My_Bot-%") == r"my\_bot-%"


def test_patterns_in_lower_case_keep_their_classes() -> None:
    r"""\D must not become \d."""
    assert lower_pattern(r"Azure/\D.*Fleet") == r"azure/\D.*fleet"


ONE_FILE = {
    "syntax": ("name: [\n", 2, "not valid YAML"),
    "empty": ("", 1, "the file is empty"),
    "no mapping": ("- one\n", 1, "the file must be a mapping"),
    "unknown key": ("name: A\norgs: [a]\n", 2, "unknown key 'orgs'; did you mean 'organizations'?"),
    "missing": ("organizations: [a]\n", 1, "name is missing"),
    "duplicate key": ("name: A\norganizations: [a]\nname: B\n", 3, "key 'name' is there twice; line 1 has it first"),
    "type": ("name: A\norganizations: a\n", 2, "organizations must be a list such as [one, two], not 'a'"),
    "item type": ("name: A\norganizations:\n  - a\n  - 7\n", 4, "organizations item 2 must be text, not 7"),
    "truth value": ("name: NO\norganizations: [a]\n", 1, "name must be text, not False; put it in quotes"),
    "maturity": ("name: A\nmaturity: gradated\n", 2, "did you mean 'graduated'?"),
    "date": ("name: A\naccepted: 2016-02-30\n", 2, "'2016-02-30' is no date; write it like 2016-05-09"),
    "number for date": ("name: A\naccepted: 2016\n", 2, "2016 is no date"),
    "order of dates": (
        "name: A\naccepted: 2016-01-02\ngraduated: 2016-01-01\norganizations: [a]\n",
        3,
        "graduated 2016-01-01 is before accepted 2016-01-02",
    ),
    "expression": ("name: A\npatterns:\n  - 'a('\n", 3, "'a(' is no regular expression"),
    "lookahead": ("name: A\npatterns: ['(?=a)/b']\n", 2, "no regular expression that DuckDB understands"),
    "tags": ("name: A\nrelease_tags: '['\n", 2, "'[' is no regular expression"),
    "repository": ("name: A\nrepositories: [a]\n", 2, "'a' is no repository; write owner/name"),
    "organization": ("name: A\norganizations: [a/b]\n", 2, "put it under repositories"),
    "nothing owned": ("name: A\n", 1, "nothing belongs to this project"),
    "listed twice": ("name: A\norganizations:\n  - a\n  - A\n", 4, "'A' is listed twice; line 3 has it first"),
    "listed and excluded": (
        "name: A\nrepositories: [a/b]\nexclude: [A/B]\n",
        3,
        "'a/b' is excluded here and listed in line 2",
    ),
    "main": ("name: A\nmain_repository: b/c\norganizations: [a]\n", 2, "main_repository 'b/c' does not belong"),
    "main excluded": (
        "name: A\nmain_repository: a/c\norganizations: [a]\nexclude: [a/c]\n",
        2,
        "main_repository 'a/c' does not belong",
    ),
    "organization of another": (
        "name: A\norganizations: [a, GOOD]\n",
        0,
        "projects/good.yaml line 3: organization 'good' is claimed by projects/a.yaml line 2 too",
    ),
    "repository of another": (
        "name: A\nrepositories:\n  - x/y\n  - Good/one\n",
        4,
        "repository 'good/one' belongs to the organization in projects/good.yaml line 3 too; exclude it there",
    ),
}


@pytest.mark.parametrize(("text", "line", "sentence"), ONE_FILE.values(), ids=ONE_FILE)
def test_problem_says_file_and_line(tmp_path: Path, text: str, line: int, sentence: str) -> None:
    """Each mistake gives one sentence with the line where it is to be mended, from `load` too."""
    folder = write(tmp_path, {"projects/a.yaml": text})
    (found,) = problems(folder)
    assert sentence in found
    if line:
        assert found.startswith(f"projects/a.yaml line {line}: ")
    with pytest.raises(DuckstatsError) as raised:
        registry.load(folder)
    assert str(raised.value).replace(f"{folder}/", "") == found


OTHER_FILES = {
    "key": ("projects/A_b.yaml", "name: A\norganizations: [a]\n", "projects/A_b.yaml: 'A_b' cannot be a project's key"),
    "reserved": ("projects/all.yaml", "name: A\norganizations: [a]\n", "projects/all.yaml: 'all' means every project"),
    "suffix": ("projects/a.yml", GOOD, "projects/a.yml: this is no .yaml file and would be overlooked"),
    "group's project": ("repo_groups/a.yaml", "project: a\ngroups: []\n", "repo_groups/a.yaml line 1: there is no pro"),
    "group's key": (
        "repo_groups/a.yaml",
        "project: good\ngroups:\n  - name: G\n    repos: [a/b]\n",
        "repo_groups/a.yaml line 4: unknown key 'repos'; did you mean 'repositories'?",
    ),
    "group twice": (
        "repo_groups/a.yaml",
        "project: good\ngroups:\n  - {name: G, repositories: [a/b]}\n  - {name: g, repositories: [a/c]}\n",
        "repo_groups/a.yaml line 4: group 'g' is in repo_groups/a.yaml line 3 already",
    ),
    "folder": (
        "repo_groups/a.yaml",
        "project: good\ngroups:\n  - name: G\n    paths:\n      a/b: [c/, /d/]\n",
        "repo_groups/a.yaml line 5: groups item 1 paths a/b item 2: '/d/' is no folder; write it like cmd/kubeadm/",
    ),
    "folder's end": (
        "repo_groups/a.yaml",
        "project: good\ngroups:\n  - name: G\n    paths: {a/b: [c]}\n",
        "repo_groups/a.yaml line 4: groups item 1 paths a/b item 1: 'c' is no folder; write it like cmd/kubeadm/",
    ),
    "folder's repository": (
        "repo_groups/a.yaml",
        "project: good\ngroups:\n  - name: G\n    paths: {a: [c/]}\n",
        "repo_groups/a.yaml line 4: groups item 1 paths a: 'a' is no repository; write owner/name",
    ),
    "paths without repository": (
        "repo_groups/a.yaml",
        "project: good\ngroups:\n  - name: G\n    paths: [c/]\n",
        "repo_groups/a.yaml line 4: groups item 1 paths must be a mapping of keys to values, not a list",
    ),
    "no folders": (
        "repo_groups/a.yaml",
        "project: good\ngroups:\n  - name: G\n    paths: {a/b: []}\n",
        "repo_groups/a.yaml line 4: groups item 1 paths a/b is empty",
    ),
    "folder twice": (
        "repo_groups/a.yaml",
        "project: good\ngroups:\n  - name: G\n    paths: {a/b: [c/], A/b: [c/]}\n",
        "repo_groups/a.yaml line 3: path 'a/b:c/' is twice in group 'G'",
    ),
    "too many share": (
        "repo_groups/a.yaml",
        "project: good\ngroups:\n" + "".join(f"  - {{name: G{n}, paths: {{a/b: [c/]}}}}\n" for n in range(8)),
        "repo_groups/a.yaml line 9: more than 6 groups have paths of 'a/b'",
    ),
    "bots": ("bots.yaml", "bots: []\nrobots: []\n", "bots.yaml line 2: unknown key 'robots'; did you mean 'bots'?"),
    "settings": ("settings.yaml", "affiliations: [gone.json]\n", "settings.yaml line 1: there is no file gone.json"),
}


@pytest.mark.parametrize(("name", "text", "sentence"), OTHER_FILES.values(), ids=OTHER_FILES)
def test_other_files_are_checked(tmp_path: Path, name: str, text: str, sentence: str) -> None:
    """File names, groups, bots and settings."""
    (found,) = problems(write(tmp_path, {name: text}))
    assert found.startswith(sentence)


def test_pattern_against_exact_repository(tmp_path: Path) -> None:
    """A named repository needs an exclusion in the project whose pattern takes it; then all is well."""
    wide = "name: W\npatterns: ['.*/plugin-.*']\n"
    exact = {"projects/exact.yaml": "name: E\nrepositories: [e/Plugin-x]\n"}
    (found,) = problems(write(tmp_path, {**exact, "projects/wide.yaml": wide}))
    assert found.startswith(
        "projects/exact.yaml line 2: repository 'e/plugin-x' belongs to the pattern in projects/wide"
    )
    assert not problems(write(tmp_path, {**exact, "projects/wide.yaml": f"{wide}exclude: [E/plugin-X]\n"}))


def test_load_counts_what_it_does_not_say(tmp_path: Path) -> None:
    """The first problem, and how many more."""
    folder = write(tmp_path, {"projects/a.yaml": "orgs: [a]\n", "projects/b.yaml": "orgs: [b]\n"})
    with pytest.raises(DuckstatsError, match=r"a\.yaml line 1: .* \(and 3 more: duckstats projects check\)$"):
        registry.load(folder)


def test_folder_without_projects(tmp_path: Path) -> None:
    """An empty or absent folder is a mistake, not a registry of nothing."""
    assert problems(tmp_path) == ["projects: there are no projects here"]
    assert "there is no such folder" in problems(tmp_path / "absent")[0]


def test_unknown_project_has_a_suggestion() -> None:
    """A misspelt key finds its neighbour."""
    with pytest.raises(DuckstatsError, match="'prometeus'; did you mean 'prometheus'"):
        registry.load(CONFIG).rules(["prometeus"])


def test_rules_of_some_projects() -> None:
    """Each once, in the order asked for."""
    assert registry.load(CONFIG).rules(["cni", "jaeger", "cni"]) == [
        ("cni", "organization", "containernetworking"),
        ("jaeger", "organization", "jaegertracing"),
    ]


def test_landing_twice_changes_nothing(tmp_path: Path) -> None:
    """Rows are replaced when a file changed and left alone otherwise."""
    folder = write(tmp_path / "config", {"bots.yaml": "bots: [a_b, '%-ci']\nagents: [claude]\n"})
    with landing.opened(tmp_path / "landing.duckdb") as file:
        assert registry.land(file, registry.load(folder))
        assert not registry.land(file, registry.load(folder))
        rules = file.connection.execute("SELECT kind, pattern FROM raw.bot_rules ORDER BY ALL").fetchall()
        assert rules == [("agent", "claude"), ("bot", "%-ci"), ("bot", r"a\_b")]
        write(folder, {"projects/good.yaml": GOOD.replace("good", "better")})
        assert registry.land(file, registry.load(folder))
        assert file.connection.execute("FROM raw.project_rules").fetchall() == [("good", "organization", "better")]
        assert file.connection.execute("SELECT project, name FROM raw.projects").fetchall() == [("good", "Good")]


def test_config_folder_without_bots_uses_the_checkouts(tmp_path: Path) -> None:
    """So that a registry of one's own need not copy the list."""
    assert registry.load(write(tmp_path, {})).bots == registry.load(CONFIG).bots


def test_settings_name_affiliation_files(tmp_path: Path) -> None:
    """Paths count from the config folder; a file that is optional may be absent."""
    settings = "affiliations:\n  - people.json\n  - {path: gone.json, optional: true}\n"
    people = '[{"login": "ann", "email": "ann!example.com", "affiliation": "Acme"}]'
    folder = write(tmp_path / "config", {"settings.yaml": settings, "people.json": people})
    with landing.opened(tmp_path / "landing.duckdb") as file:
        assert registry.land(file, registry.load(folder))
        assert not registry.land(file, registry.load(folder))
        assert file.connection.execute("SELECT login, company FROM raw.affiliations").fetchall() == [("ann", "Acme")]


def test_signatures_of_tools_are_hashed_addresses_or_patterns(tmp_path: Path) -> None:
    """An address of a tool is stored like any other."""
    bots = "signatures:\n  Tool: [NoReply@Tool.example, 'my_tool%']\n"
    assert registry.load(write(tmp_path, {"bots.yaml": bots})).bots.signed() == [
        ("Tool", "address", f"{sha1(b'noreply').hexdigest()}@tool.example"),
        ("Tool", "name", r"my\_tool%"),
    ]

"""Who and what the sample knows: real projects with their real repositories, invented people and companies.

No person, company or address here exists: logins end in `-sample`, companies live under the reserved domain `.example`,
accounts have ids from 900,000,000 and repositories ids from 910,000,000, which GitHub's own do not reach in the years
shown. Only names of projects, of their repositories and of well-known bots are real.
"""

import hashlib
from dataclasses import dataclass, field
from itertools import accumulate
from math import ceil
from random import Random
from typing import Any

FIRST_PERSON, FIRST_BOT, FIRST_REPO, FIRST_ORG = 900_000_000, 905_000_000, 910_000_000, 920_000_000
TYPICAL_DAY = 190  # events a day for which the numbers of people below are made


@dataclass(frozen=True)
class Project:
    """A project as the sample plays it. `share` of all activity; `growth` of it from the start to the end of the span;
    `pace` median hours to the first answer; `prow` whether a robot merges on commands; `tag` of a release.
    """

    owner: str
    repos: tuple[str, ...]
    share: float
    growth: float
    pace: float
    tag: str
    version: int  # of the first minor release
    every: int  # days between minor releases
    language: str = "Go"
    prow: bool = False
    teams: tuple[str, ...] = ("maintainers",)


K8S_TEAMS = ("sig-node-pr-reviews", "sig-network-misc", "sig-storage-bugs", "sig-node", "sig-scheduling", "sig-testing")
K8S_REPOS = ("kubernetes", "test-infra", "website", "enhancements", "minikube", "kubernetes-sigs/kueue")
OTEL_REPOS = ("opentelemetry-collector", "opentelemetry-collector-contrib", "opentelemetry-go", "opentelemetry-java")
PROJECTS = (
    Project("kubernetes", K8S_REPOS, 9.0, 1.0, 9.0, "v1.{}.{}", 31, 120, prow=True, teams=K8S_TEAMS),
    Project("open-telemetry", OTEL_REPOS, 5.0, 2.4, 7.0, "v0.{}.{}", 104, 21, teams=("collector-approvers",)),
    Project("argoproj", ("argo-cd", "argo-workflows", "argo-rollouts"), 3.0, 1.3, 16.0, "v2.{}.{}", 11, 90),
    Project("cilium", ("cilium", "tetragon", "hubble", "cilium-cli"), 3.0, 1.7, 5.0, "v1.{}.{}", 15, 110),
    Project("envoyproxy", ("envoy", "gateway", "go-control-plane"), 2.5, 1.1, 6.0, "v1.{}.{}", 30, 90, "C++"),
    Project("prometheus", ("prometheus", "alertmanager", "node_exporter"), 2.2, 1.0, 12.0, "v2.{}.{}", 51, 42),
    Project("containerd", ("containerd", "nerdctl", "runwasi"), 1.3, 1.1, 8.0, "v2.{}.{}", 0, 150, prow=True),
    Project("helm", ("helm", "helm-www", "chart-releaser"), 1.2, 0.8, 40.0, "v3.{}.{}", 14, 120),
    Project("fluxcd", ("flux2", "source-controller", "helm-controller"), 1.1, 0.9, 5.0, "v2.{}.{}", 3, 75),
    Project("kyverno", ("kyverno", "policies", "website"), 1.0, 1.5, 14.0, "v1.{}.{}", 12, 80),
    Project("etcd-io", ("etcd", "bbolt", "raft"), 0.9, 1.0, 20.0, "v3.{}.{}", 5, 330, prow=True),
    Project("linkerd", ("linkerd2", "linkerd2-proxy", "website"), 0.8, 0.35, 10.0, "stable-2.{}.{}", 14, 100, "Rust"),
    Project("coredns", ("coredns", "deployment"), 0.5, 0.75, 28.0, "v1.{}.{}", 11, 60),
)  # fmt: skip

# Companies and the parts of the span in which their people work on these projects.
STAYING = ("northwind-labs", "blue-teapot-cloud", "paper-kettle", "tin-whistle-networks", "gravel-and-thyme")
ARRIVING, LEAVING = "seven-herons", "mossy-anvil"
ARRIVES_AT, LEAVES_AT = 0.42, 0.6
PRIVATE = ("homemail", "campus")

FIRST = ("ada", "bela", "cleo", "dario", "emil", "fara", "gus", "hana", "ivo", "jana", "kofi", "lena", "milo", "nora",
         "odin", "pia", "quin", "rosa", "sven", "tara", "umar", "vera", "wim", "xena", "yara", "zeno")  # fmt: skip
LAST = ("alder", "birch", "cedar", "dogwood", "elm", "fir", "grove", "hazel", "iris", "juniper", "kelp", "larch",
        "maple", "nettle", "oak", "pine", "quince", "rowan", "sage", "thorn", "ulmus", "vetch", "willow")  # fmt: skip
# Hours east of Greenwich, and how many work there.
ZONES = {-8: 16, -7: 6, -6: 6, -5: 14, -3: 3, 0: 7, 1: 20, 2: 9, 5.5: 11, 8: 9, 9: 5, 10: 2}
BOTS = {"dependabot[bot]": "Bot", "github-actions[bot]": "Bot", "codecov[bot]": "Bot", "renovate[bot]": "Bot",
        "k8s-ci-robot": "User", "k8s-triage-robot": "User", "fluxcdbot": "User"}  # fmt: skip
AGENTS = {"Copilot": "Bot", "claude[bot]": "Bot", "devin-ai-integration[bot]": "Bot"}


@dataclass(eq=False)
class Person:
    """Somebody who acts; days count from the start of the span, so those who were there before have `since` below 0.

    `addresses` are (day from which, hashed address), `employers` (day from which, domain without `.example`); `zone` is
    hours east of Greenwich; `weight` how much they do.
    """

    person_id: int
    login: str
    name: str
    kind: str = "User"
    addresses: list[tuple[int, str]] = field(default_factory=list)
    employers: list[tuple[int, str]] = field(default_factory=list)
    zone: float = 0.0
    weekend: float = 0.1
    weight: float = 1.0
    since: int = -10_000
    until: int = 10**6
    projects: tuple[int, ...] = ()
    tool: float = 0.0  # how readily they let an AI help
    machine: bool = False
    cache: dict[str, Any] = field(default_factory=dict)  # payload fragments

    def address(self, day: int) -> str:
        """The hashed address that their commits of that day carry."""
        return next(address for since, address in reversed(self.addresses) if since <= day or since < 0)

    def senior(self, day: int) -> bool:
        """Whether they review: there for four months, and more active than most."""
        return day - self.since > 120 and self.weight > 0.9


@dataclass(eq=False)
class Repo:
    """A repository, its settings, and its figures at the moment of the simulation."""

    repo_id: int
    owner: str
    name: str
    org_id: int
    share: float
    place: int  # of its project
    project: Project
    next_number: int
    stars: int
    forks: int
    gazers: int  # where in the crowd its next star comes from
    open_items: int = 0
    head: str = "0" * 40
    minor: int = 0
    patch: int = 0
    milestone: Any = None
    forked: dict[int, int] = field(default_factory=dict)  # person -> id of their fork
    merged: set[int] = field(default_factory=set)  # people who got something in
    open_issues: list[Any] = field(default_factory=list)
    cache: dict[str, Any] = field(default_factory=dict)

    @property
    def full_name(self) -> str:
        """owner/name."""
        return f"{self.owner}/{self.name}"


@dataclass
class World:
    """Everybody and everything; `crowd` are strangers who star and fork and rarely ask something."""

    people: list[Person]
    crowd: list[Person]
    bots: dict[str, Person]
    agents: list[Person]
    repos: list[Repo]


def hashed(local: str, domain: str) -> str:
    """An address as GH Archive publishes it."""
    return f"{hashlib.sha1(local.encode()).hexdigest()}@{domain}"


def make(random: Random, days: int, events: int) -> World:
    """A world for a span, the same for the same random numbers; more events a day bring more people, not only more
    work for each.
    """
    size = max(0.3, (events / days / TYPICAL_DAY) ** 0.6)
    total = sum(project.share for project in PROJECTS)
    people: list[Person] = []
    for place, project in enumerate(PROJECTS):
        for _ in range(ceil(700 * size * (project.share / total) ** 0.75 / 2.2)):
            people.append(_person(random, len(people), place, project, days))
    crowd = [_stranger(random, len(people) + number) for number in range(ceil(2500 + events / 25))]
    machines = {login: _machine(number, login, kind) for number, (login, kind) in enumerate((BOTS | AGENTS).items())}
    bots = {login: machines[login] for login in BOTS}
    return World(people, crowd, bots, [machines[login] for login in AGENTS], _repos(random, len(crowd)))


def _repos(random: Random, crowd: int) -> list[Repo]:
    repos: list[Repo] = []
    owners: dict[str, int] = {}
    for place, project in enumerate(PROJECTS):
        parts = [1 / (1 + 1.4 * rank) for rank in range(len(project.repos))]
        for name, part in zip(project.repos, parts, strict=True):
            owner, _, short = name.rpartition("/")
            owner = owner or project.owner
            org_id = FIRST_ORG + owners.setdefault(owner, len(owners))
            share = project.share * part / sum(parts)
            stars = int(9000 * share * random.uniform(0.7, 1.4)) + 200
            number = int(6000 * share * random.uniform(0.7, 1.4)) + 50
            gazers = random.randrange(crowd)
            repo_id = FIRST_REPO + len(repos)
            repos.append(
                Repo(repo_id, owner, short, org_id, share, place, project, number, stars, stars // 4, gazers,
                     open_items=number // 30, minor=project.version - 1)
            )  # fmt: skip
    return repos


def _login(number: int) -> tuple[str, str]:
    """(login, name) of the n-th invented person."""
    first = FIRST[number % len(FIRST)]
    # The step of 5 makes neighbours differ in both names; 598 pairs come before a number is needed.
    last = LAST[(number // len(FIRST) + 5 * number) % len(LAST)]
    again = number // (len(FIRST) * len(LAST))
    login = f"{first}-{last}-{again + 1}-sample" if again else f"{first}-{last}-sample"
    return login, f"{first.title()} {last.title()}" + (f" {again + 1}" if again else "")


def _person(random: Random, number: int, place: int, project: Project, days: int) -> Person:
    """A member of a project: there from before the span, or a newcomer who stays or leaves."""
    veteran = random.random() < 0.42
    # Where a project grows, more of its newcomers come late; where it shrinks, early.
    # People come and go over two years at least: a short span sees the last of them.
    span = max(days, 730)
    since = -random.randrange(130, 1500) if veteran else int(span * random.random() ** (1 / project.growth))
    since -= span - days
    stays = random.random() < (0.8 if veteran else 0.34)
    if veteran:
        until = 10**6 if stays and random.random() < project.growth + 0.2 else days - random.randrange(span)
    else:
        until = 10**6 if stays else since + 1 + int(random.expovariate(1 / 40))
    weight = min(40.0, random.paretovariate(1.15)) * (1.0 if veteran else 0.55) if stays else random.uniform(0.1, 0.9)
    login, name = _login(number)
    person = Person(
        FIRST_PERSON + number, login, name,
        zone=random.choices(list(ZONES), list(ZONES.values()))[0],
        weekend=random.choice((0.03, 0.05, 0.1, 0.1, 0.5)),
        weight=weight, since=since, until=until, tool=random.betavariate(0.6, 1.0),
        projects=(place, random.randrange(len(PROJECTS))) if random.random() < 0.15 else (place,),
    )  # fmt: skip
    _employ(random, person, project, days)
    return person


def _employ(random: Random, person: Person, project: Project, days: int) -> None:
    """Give the person a company, which may leave, arrive, or be changed; or a private address, or GitHub's noreply."""
    company = random.choice(STAYING) if random.random() < 0.66 else random.choice(PRIVATE)
    if person.since > days * ARRIVES_AT and random.random() < (0.4 if project.growth > 1.2 else 0.12):
        company = ARRIVING
        person.weight = max(person.weight, min(20.0, 2.2 * random.paretovariate(1.2)))
        person.until = 10**6
    if person.since < days * LEAVES_AT / 2 and random.random() < (0.55 if project.growth < 0.9 else 0.12):
        company = LEAVING
    local = f"{person.login.removesuffix('-sample')}"
    person.employers = [(-10_000, company)]
    if company == LEAVING:
        end = int(days * (LEAVES_AT + random.gauss(0, 0.02)))
        if random.random() < 0.6:
            person.until = max(person.since + 1, min(person.until, end))
        else:
            person.employers.append((end, random.choice(STAYING)))
    elif random.random() < 0.06:
        change = int(days * random.random())
        person.employers.append((change, random.choice(STAYING)))
    person.addresses = [(day, hashed(local, f"{domain}.example")) for day, domain in person.employers]
    if random.random() < 0.25:
        person.addresses = [(-10_000, noreply(person))]


def _stranger(random: Random, number: int) -> Person:
    login, name = _login(number)
    zone = random.choices(list(ZONES), list(ZONES.values()))[0]
    person = Person(FIRST_PERSON + number, login, name, zone=zone, weekend=0.5, weight=0.1)
    person.addresses = [(-10_000, hashed(login, f"{random.choice(PRIVATE)}.example"))]
    return person


def _machine(number: int, login: str, kind: str) -> Person:
    person = Person(FIRST_BOT + number, login, login, kind=kind, machine=True, weekend=1.0)
    person.addresses = [(-10_000, noreply(person))]
    return person


def noreply(person: Person) -> str:
    """The address that GitHub gives to those who keep theirs to themselves, hashed."""
    return hashed(f"{person.person_id}+{person.login}", "users.noreply.github.com")


def running(values: list[float]) -> list[float]:
    """Running totals, as `random.choices` takes them."""
    return list(accumulate(values))

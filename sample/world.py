"""The invented people, companies and bots of the sample, and the real projects whose names it borrows."""

import hashlib
from dataclasses import dataclass, field
from random import Random

# (owner, repositories, share of the activity, growth from start to end of the span)
PROJECTS: list[tuple[str, list[str], float, float]] = [
    ("kubernetes", ["kubernetes", "test-infra", "website", "enhancements", "minikube"], 9.0, 1.0),
    ("open-telemetry", ["opentelemetry-collector", "opentelemetry-go", "opentelemetry-java"], 5.0, 2.2),
    ("argoproj", ["argo-cd", "argo-workflows", "argo-rollouts"], 3.0, 1.4),
    ("cilium", ["cilium", "hubble", "tetragon"], 3.0, 1.6),
    ("prometheus", ["prometheus", "alertmanager", "node_exporter"], 2.2, 1.0),
    ("envoyproxy", ["envoy", "gateway"], 2.4, 1.1),
    ("helm", ["helm", "helm-www"], 1.2, 0.8),
    ("fluxcd", ["flux2", "source-controller"], 1.1, 0.9),
    ("etcd-io", ["etcd", "bbolt"], 0.9, 1.0),
    ("containerd", ["containerd", "nerdctl"], 1.3, 1.1),
    ("coredns", ["coredns", "deployment"], 0.6, 0.7),
    ("linkerd", ["linkerd2", "website"], 0.7, 0.45),
    ("kyverno", ["kyverno", "policies"], 1.0, 1.5),
]
COMPANIES = [
    "northwind-labs",
    "fabrikam-cloud",
    "tailspin-systems",
    "contoso-data",
    "adatum-net",
    "litware-io",
    "homemail",
]
FIRST = [
    "ada",
    "bela",
    "cleo",
    "dario",
    "emil",
    "fara",
    "gus",
    "hana",
    "ivo",
    "jana",
    "kofi",
    "lena",
    "milo",
    "nora",
    "odin",
    "pia",
    "quin",
    "rosa",
    "sven",
    "tara",
    "umar",
    "vera",
    "wim",
    "xena",
    "yara",
    "zeno",
]
LAST = [
    "alder",
    "birch",
    "cedar",
    "dogwood",
    "elm",
    "fir",
    "grove",
    "hazel",
    "iris",
    "juniper",
    "kelp",
    "larch",
    "maple",
    "nettle",
    "oak",
    "pine",
    "quince",
    "rowan",
    "sage",
    "thorn",
]
BOTS = ["dependabot[bot]", "github-actions[bot]", "k8s-ci-robot", "codecov[bot]"]
AGENTS = ["Copilot", "claude[bot]", "devin-ai-integration[bot]"]


@dataclass
class Person:
    """Somebody who acts. `hour` is the UTC hour at which their working day is half over; `weight` how much they do."""

    person_id: int
    login: str
    name: str
    address: str
    kind: str = "User"
    hour: int = 12
    weight: float = 1.0
    since: int = 0
    until: int = 10**6
    home: int = 0


@dataclass
class Repo:
    """A repository and its running figures."""

    repo_id: int
    owner: str
    name: str
    share: float
    growth: float
    project: int
    next_number: int = 1
    stars: int = 100
    forks: int = 20
    open_items: int = 0
    release: int = 0
    open_issues: list[dict] = field(default_factory=list)

    @property
    def full_name(self) -> str:
        """owner/name."""
        return f"{self.owner}/{self.name}"


@dataclass
class World:
    """Everybody and everything that the sample knows."""

    people: list[Person]
    bots: list[Person]
    agents: list[Person]
    repos: list[Repo]


def make(random: Random, days: int) -> World:
    """A world of about 40 people a project and a half dozen machines, the same for the same random numbers."""
    people = [_person(random, number, days) for number in range(40 * len(PROJECTS))]
    bots = [_machine(800_000 + n, login) for n, login in enumerate(BOTS)]
    agents = [_machine(810_000 + n, login) for n, login in enumerate(AGENTS)]
    repos = []
    for project, (owner, names, share, growth) in enumerate(PROJECTS):
        for place, name in enumerate(names):
            part = share / (1.7 * (place + 1))
            stars = int(4000 * part * random.uniform(0.6, 1.4))
            repos.append(Repo(910_000_000 + len(repos), owner, name, part, growth, project, 1, stars, stars // 6))
    return World(people, bots, agents, repos)


def hashed(local: str, domain: str) -> str:
    """An address as GH Archive publishes it."""
    return f"{hashlib.sha1(local.encode()).hexdigest()}@{domain}"


def _person(random: Random, number: int, days: int) -> Person:
    first, last = FIRST[number % len(FIRST)], LAST[(number // len(FIRST)) % len(LAST)]
    login = f"{first}-{last}-sample"
    stays = random.random() < 0.35
    since = 0 if number % 3 == 0 else random.randrange(days)
    until = days if stays else since + int(random.expovariate(1 / 60)) + 1
    domain = f"{random.choice(COMPANIES)}.example"
    return Person(
        person_id=900_000_000 + number,
        login=login,
        name=f"{first.title()} {last.title()}",
        address=hashed(login, domain),
        hour=random.choice([4, 8, 13, 14, 15, 19, 22]),
        weight=random.paretovariate(1.1) if stays else random.uniform(0.2, 1.0),
        since=since,
        until=until,
        home=number % len(PROJECTS),
    )


def _machine(person_id: int, login: str) -> Person:
    return Person(person_id, login, login, hashed(login, "users.noreply.github.com"), kind="Bot")

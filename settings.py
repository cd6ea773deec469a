"""Where things are and how ingest behaves: one typed object, and the one error a user ever sees.

Each value comes from a flag, else from the environment (DUCKSTATS_ and the name in capitals), else from settings.yaml
of the config folder, else from the default here.
"""

import dataclasses
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from annotated_types import Ge, Gt

if TYPE_CHECKING:
    from pydantic import TypeAdapter

ROOT = Path(__file__).resolve().parent
PREFIX = "DUCKSTATS_"
PASSWORD = re.compile(r"(?<=://)[^/\s'\"]*@")
NEXT_TO_NOTHING = 500_000  # bytes free, with which nothing can be written
# Read elsewhere: secrets, which never become a setting that is printed, and what parts of the program tell their
# own children.
OTHERS = {
    *("GITHUB_TOKENS", "GITHUB_TOKEN_FILE", "WORK_DIR", "LANDING_FILE", "EXTRACT_FILE", "MODEL_MEMORY", "FLAGS"),
    "CHILD",
}


class DuckstatsError(Exception):
    """A failure that one sentence explains; the command line prints it and exits with 1."""


def yaml_of(text: str | bytes) -> Any:
    """What a YAML text says. The parser in C, where there is one, is ten times as fast."""
    import yaml

    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def disk_trouble(error: BaseException, folder: Path) -> DuckstatsError | None:
    """The sentence for a disk that is full or cannot be written, if that is behind a failure; else None."""
    texts, cause = [], error
    while cause is not None and len(texts) < 10:
        texts.append(str(cause))
        cause = cause.__cause__ or cause.__context__
    said = " ".join(texts)
    # A library can hide the first failure behind what it did to the file.
    is_full = folder.exists() and shutil.disk_usage(folder).free < NEXT_TO_NOTHING
    if is_full or any(sign in said for sign in ("No space left", "File too large", "Disk quota")):
        return DuckstatsError(
            f"The disk of {folder} is full: free some space and run the same command again. "
            "What was committed before is kept."
        )
    if any(sign in said for sign in ("Read-only file system", "Permission denied", "read-only")):
        return DuckstatsError(f"{folder} cannot be written ({texts[0][:120]}): choose another --data-dir.")
    return None


def without_password(text: str) -> str:
    """A text as it may be printed and stored: its addresses without the name and password before their hosts."""
    return PASSWORD.sub("***@", text)


def _field(default: Any, explanation: str, is_secret: bool = False) -> Any:
    return field(default=default, repr=not is_secret, metadata={"help": explanation, "is_secret": is_secret})


@dataclass(frozen=True)
class Settings:
    """The folders a command works on, and how ingest behaves. Sizes are in GB (10^9 bytes), times as the names say."""

    data_dir: Path = field(metadata={"help": "landing file, builds, clones"})
    config_dir: Path = field(metadata={"help": "the registry and settings.yaml"})
    archive_url: str = _field("https://data.gharchive.org", "where hour files are; a mirror's address or a folder")
    proxy: str | None = _field(None, "proxy for downloads; without it HTTPS_PROXY and HTTP_PROXY hold")
    workers: Annotated[int, Ge(1)] | None = _field(None, "processes that scan local files; one a core by default")
    downloads: Annotated[int, Ge(1)] | None = _field(
        None, "hours downloaded and scanned at once, a process each; twice the workers by default"
    )
    timeout_seconds: Annotated[float, Gt(0)] = _field(60.0, "silence, or next to it, after which a transfer is resumed")
    retries: Annotated[int, Ge(0)] = _field(5, "tries after a failed request without progress")
    retry_wait_seconds: Annotated[float, Ge(0)] = _field(1.0, "pause before the second try; doubles, with jitter")
    late_hours: Annotated[float, Ge(0)] = _field(48.0, "how long a missing hour is asked for; then it is a gap")
    cache_dir: Path | None = _field(None, "keep downloaded hour files here; without it nothing is kept")
    cache_gb: Annotated[float, Gt(0)] = _field(20.0, "size of the cache; the files used longest ago go first")
    lock_wait_seconds: Annotated[float, Ge(0)] = _field(0.0, "how long to wait for another duckstats that writes")
    memory_gb: Annotated[float, Gt(0)] = _field(6.0, "memory that models and publishing work in; the rest goes to disk")
    free_gb: Annotated[float, Ge(0)] = _field(5.0, "free disk space below which `doctor` complains")
    requests_per_minute: Annotated[int, Ge(0)] = _field(600, "that one client may make to API and images; 0: no limit")
    proxies: Annotated[int, Ge(0)] = _field(
        0, "proxies before the server whose X-Forwarded-For tells the client; 0: it is not looked at"
    )
    questions_at_once: Annotated[int, Ge(1)] = _field(
        4, "questions that DuckDB answers side by side, of pages and of the API each"
    )
    answer_memory_gb: Annotated[float, Gt(0)] = _field(1.2, "memory that answers work in; the rest goes to disk")
    answer_seconds: Annotated[float, Gt(0)] = _field(60.0, "time after which the server gives an answer up")
    sql_timeout_seconds: Annotated[float, Gt(0)] = _field(30.0, "how long a statement in SQL may take")
    sql_memory_gb: Annotated[float, Gt(0)] = _field(1.0, "memory that a statement in SQL may use")
    sql_max_rows: Annotated[int, Ge(1)] = _field(10_000, "rows that a statement in SQL may bring")
    sql_at_once: Annotated[int, Ge(1)] = _field(2, "statements of the dashboards' SQL page that run side by side")
    sign_in_file: Path | None = _field(None, "TOML file of a private deployment: who may sign in, and by whom")
    archive_since: str | None = _field(
        None, "UTC hour, like 2024-01-31T05, with which an ingest without dates begins the first time"
    )
    landscape_source: str = _field(
        "https://raw.githubusercontent.com/cncf/landscape/master/landscape.yml", "the CNCF's landscape: address or file"
    )
    affiliations_source: str = _field(
        "https://raw.githubusercontent.com/cncf/gitdm/master", "who works where: address, folder or file of cncf/gitdm"
    )
    git_url: str = _field("https://github.com", "address or folder that holds owner/name to clone")
    github_url: str = _field("https://api.github.com", "address of GitHub's API")
    sync_sources: str = _field("landscape archive github affiliations", "what `sync` takes; git may be added")
    sync_tries: Annotated[int, Ge(1)] = _field(2, "how often `sync` tries a step that fails")
    sync_wait_seconds: Annotated[float, Ge(0)] = _field(60.0, "pause before the second try; doubles, with jitter")
    sync_step_hours: Annotated[float, Gt(0)] = _field(12.0, "how long a step of `sync` may take; then it is ended")
    stale_hours: Annotated[float, Gt(0)] = _field(26.0, "age of the newest data from which on it counts as stale")
    webhook_url: str | None = _field(
        None, "address that `sync` posts its report to when something failed or is stale", is_secret=True
    )
    webhook_seconds: Annotated[float, Gt(0)] = _field(10.0, "how long to wait for that address' answer")

    @property
    def landing_file(self) -> Path:
        """Raw tables and ingest bookkeeping: the durable asset."""
        return self.data_dir / "landing.duckdb"

    @property
    def work_dir(self) -> Path:
        """SQLMesh's work file and state: may be deleted, the next build makes them anew."""
        return self.data_dir / "work"

    @property
    def builds_dir(self) -> Path:
        """Published files, one folder a build."""
        return self.data_dir / "builds"

    @property
    def snapshots_dir(self) -> Path:
        """Builds that are kept for good, one folder a snapshot."""
        return self.data_dir / "snapshots"

    @property
    def current_link(self) -> Path:
        """Points at the newest good build."""
        return self.data_dir / "current"

    @property
    def clones_dir(self) -> Path:
        """Bare git clones."""
        return self.data_dir / "clones"

    @property
    def scanners(self) -> int:
        """Processes that scan local files."""
        return self.workers or os.cpu_count() or 1

    @property
    def streams(self) -> int:
        """Processes that download and scan at once."""
        return self.downloads or 2 * self.scanners


NAMES = tuple(item.name for item in dataclasses.fields(Settings))
# What settings.yaml may say; it cannot say where it is itself.
FILE_KEYS = frozenset(NAMES) - {"config_dir"}


def use_flags(flags: Mapping[str, Any]) -> None:
    """Let these values win over environment and file, in this process and those it starts; None means not given."""
    given = {name: str(value) for name, value in flags.items() if value is not None}
    if not given:
        return
    os.environ.update({PREFIX + name.upper(): value for name, value in given.items()})
    os.environ[PREFIX + "FLAGS"] = " ".join(sorted({*os.environ.get(PREFIX + "FLAGS", "").split(), *given}))


def load() -> Settings:
    """The settings in effect. Raises DuckstatsError for a value that is none, naming where it came from."""
    return resolved()[0]


def resolved() -> tuple[Settings, dict[str, str]]:
    """The settings in effect and, by name, where each came from: flag, environment, file or default."""
    from pydantic import ValidationError

    values: dict[str, Any] = {"data_dir": Path("data"), "config_dir": ROOT / "config"}
    origins = dict.fromkeys(NAMES, "default")
    environment, flags = _environment(), set(os.environ.get("DUCKSTATS_FLAGS", "").split())
    config_dir = Path(environment.get("config_dir", values["config_dir"]))
    for name, value in _file(config_dir).items():
        values[name], origins[name] = value, f"{config_dir / 'settings.yaml'}"
    for name, value in environment.items():
        values[name], origins[name] = value, "flag" if name in flags else f"environment {PREFIX}{name.upper()}"
    try:
        found = _checker().validate_python(values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0])
        raise DuckstatsError(f"{name} ({origins[name]}): {first['input']!r}: {first['msg'].lower()}.") from None
    folders = {name: value.resolve() for name, value in vars(found).items() if isinstance(value, Path)}
    return dataclasses.replace(found, **folders), origins


@cache
def _checker() -> "TypeAdapter[Settings]":
    """What checks values: made once, as a server asks for its settings with every request."""
    from pydantic import TypeAdapter

    return TypeAdapter(Settings)


def use_proxy(settings: Settings) -> None:
    """Let what takes its proxy from the environment (git, PyGithub) go through that of the settings."""
    if settings.proxy:
        os.environ.update(HTTPS_PROXY=settings.proxy, HTTP_PROXY=settings.proxy)


def unknown_variables() -> list[str]:
    """Variables of the environment that look like settings and are none."""
    known = {PREFIX + name for name in {name.upper() for name in NAMES} | OTHERS}
    return sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)


def _environment() -> dict[str, str]:
    return {name: os.environ[PREFIX + name.upper()] for name in NAMES if os.environ.get(PREFIX + name.upper())}


def _file(config_dir: Path) -> dict[str, Any]:
    """What settings.yaml says of these settings; its folders are relative to the config folder."""
    path = config_dir / "settings.yaml"
    if not path.exists():
        return {}
    import yaml

    try:
        said = yaml_of(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DuckstatsError(f"{path} cannot be read: {str(error).splitlines()[0]}.") from None
    chosen = {key: value for key, value in said.items() if key in FILE_KEYS} if isinstance(said, dict) else {}
    folders = {
        key: config_dir / str(chosen[key]) for key in ("data_dir", "cache_dir", "sign_in_file") if chosen.get(key)
    }
    # YAML makes dates of what looks like one.
    texts = {key: value.isoformat() for key, value in chosen.items() if isinstance(value, date)}
    return {key: value for key, value in (chosen | folders | texts).items() if value is not None}

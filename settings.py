"""Where things are: folders of data and configuration, and the one error a user ever sees."""

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent


class DuckstatsError(Exception):
    """A failure that one sentence explains; the command line prints it and exits with 1."""


@dataclass(frozen=True)
class Settings:
    """The folders a command works on.

    `data_dir` holds the landing file, builds and caches; `config_dir` holds the registry.
    """

    data_dir: Path
    config_dir: Path

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
    def current_link(self) -> Path:
        """Points at the newest good build."""
        return self.data_dir / "current"


def load() -> Settings:
    """Settings from `DUCKSTATS_DATA_DIR` and `DUCKSTATS_CONFIG_DIR`, else `./data` and the checkout's `config`."""
    return Settings(
        data_dir=Path(os.environ.get("DUCKSTATS_DATA_DIR") or "data").resolve(),
        config_dir=Path(os.environ.get("DUCKSTATS_CONFIG_DIR") or ROOT / "config").resolve(),
    )

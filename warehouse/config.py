"""SQLMesh's settings of this project: a work file of our own, the landing file attached read-only."""

import os
from pathlib import Path

from sqlmesh.core.config import Config, DuckDBConnectionConfig, GatewayConfig, LinterConfig, ModelDefaultsConfig

HERE = Path(__file__).resolve().parent
# build.py sets all three; the fallbacks serve the plain `sqlmesh` command line, run from the checkout's root on what
# `duckstats build` made.
WORK = Path(os.environ.get("DUCKSTATS_WORK_DIR", "data/work")).resolve()
LANDING = Path(os.environ.get("DUCKSTATS_LANDING_FILE", "data/landing.duckdb")).absolute()
EXTRACT = os.environ.get("DUCKSTATS_EXTRACT_FILE")

READ_ONLY = {"landing": LANDING, **({"extract": Path(EXTRACT)} if EXTRACT else {})}

config = Config(
    gateways={
        "duckdb": GatewayConfig(
            connection=DuckDBConnectionConfig(
                catalogs={
                    "duckstats": str(WORK / "duckstats.duckdb"),
                    **{
                        name: {"type": "duckdb", "path": str(path), "read_only": True}
                        for name, path in READ_ONLY.items()
                    },
                },
                # Replacement scans would read a Python variable named like a missing table.
                connector_config={
                    "python_enable_replacements": False,
                    "preserve_insertion_order": False,
                    # What does not fit goes to the disk.
                    "memory_limit": os.environ.get("DUCKSTATS_MODEL_MEMORY", "6GB"),
                    "temp_directory": str(WORK / "spilled"),
                },
            ),
            state_connection=DuckDBConnectionConfig(database=str(WORK / "state.duckdb")),
            # literal rows + range filter + QUALIFY ROW_NUMBER() = 1 fail in DuckDB 1.5 under this optimizer
            test_connection=DuckDBConnectionConfig(
                connector_config={"disabled_optimizers": "top_n_window_elimination"},
            ),
        ),
    },
    default_gateway="duckdb",
    model_defaults=ModelDefaultsConfig(dialect="duckdb", cron="@daily", start="2011-02-12"),
    ignore_patterns=["metrics/*", "functions/*"],
    # In a container the project lies on a file system that cannot be written.
    cache_dir=None if os.access(HERE, os.W_OK) else str(WORK / "cache"),
    linter=LinterConfig(
        enabled=True,
        rules=["ambiguousorinvalidcolumn", "invalidselectstarexpansion", "nomissingaudits"],
    ),
)

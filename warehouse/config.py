"""SQLMesh's settings of this project: a work file of our own, the landing file attached read-only."""

import os
from pathlib import Path

import yaml
from sqlmesh.core.config import Config, DuckDBConnectionConfig, GatewayConfig, LinterConfig, ModelDefaultsConfig

HERE = Path(__file__).resolve().parent
# build.py sets both; the fallbacks serve the plain `sqlmesh` command line, run from the checkout's root.
WORK = Path(os.environ.get("DUCKSTATS_WORK_DIR", "data/work")).resolve()
LANDING = Path(os.environ.get("DUCKSTATS_LANDING_FILE", "data/landing.duckdb")).resolve()

RAW_TABLES = [model["name"] for model in yaml.safe_load((HERE / "external_models.yaml").read_text(encoding="utf-8"))]

config = Config(
    gateways={
        "duckdb": GatewayConfig(
            connection=DuckDBConnectionConfig(
                catalogs={
                    "duckstats": str(WORK / "duckstats.duckdb"),
                    "landing": {"type": "duckdb", "path": str(LANDING), "read_only": True},
                },
                # Replacement scans would read a Python variable named like a missing table.
                connector_config={"python_enable_replacements": False, "preserve_insertion_order": False},
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
    before_all=[
        "CREATE SCHEMA IF NOT EXISTS raw",
        *(f"CREATE OR REPLACE VIEW {table} AS SELECT * FROM landing.{table}" for table in RAW_TABLES),
    ],
    ignore_patterns=["metrics/*", "functions/*"],
    # In a container the project lies on a file system that cannot be written.
    cache_dir=None if os.access(HERE, os.W_OK) else str(WORK / "cache"),
    linter=LinterConfig(
        enabled=True,
        rules=["ambiguousorinvalidcolumn", "invalidselectstarexpansion", "nomissingaudits"],
    ),
)

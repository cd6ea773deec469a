"""Who 5 million contributions of 46,000 people were made for: seconds and memory of models, publishing, questions."""

import resource
import tempfile
import time
from pathlib import Path

from settings import ROOT, Settings

EVENTS, PEOPLE, COMPANIES = 5_000_000, 46_000, 6_000

# Some people do much, most do little; ten years; four kinds of contributions; fifty repositories.
GENERATED_EVENTS = f"""
INSERT INTO raw.events BY NAME
SELECT
  'gharchive' AS source,
  date_trunc('hour', created_at) AS archive_hour,
  created_at::DATE AS day,
  1 AS line,
  n AS event_id,
  ['PushEvent', 'IssueCommentEvent', 'PullRequestEvent', 'IssuesEvent'][1 + n % 4] AS type,
  created_at,
  actor AS actor_id,
  'person-' || actor AS actor_login,
  1 + hash(n) % 50 AS repo_id,
  'prometheus/repository-' || (1 + hash(n) % 50) AS repo_name
FROM (
  SELECT
    n,
    TIMESTAMP '2015-01-01' + to_seconds((n * 63)::BIGINT) AS created_at,
    1 + floor({PEOPLE} * pow((hash(n + 7) % 1000000) / 1000000.0, 3))::BIGINT AS actor
  FROM range({EVENTS}) AS r (n)
)
"""
# Three quarters are known; a third of these changed once; companies are of all sizes.
GENERATED_AFFILIATIONS = f"""
INSERT INTO raw.affiliations BY NAME
SELECT
  'gitdm' AS source,
  CURRENT_DATE AS day,
  'person-' || p AS login,
  'Company ' || floor({COMPANIES} * pow((hash(p * 10 + job) % 1000000) / 1000000.0, 4))::BIGINT AS company,
  CASE WHEN job = 0 THEN DATE '1900-01-01' ELSE changed_on END AS since,
  CASE WHEN job = 0 AND p % 3 = 0 THEN changed_on ELSE DATE '2100-01-01' END AS until,
  10 AS priority
FROM (SELECT p, DATE '2016-01-01' + (hash(p) % 3000)::INTEGER AS changed_on FROM range(1, {PEOPLE} + 1) AS r (p))
CROSS JOIN range(2) AS j (job)
WHERE p % 4 <> 1 AND (job = 0 OR p % 3 = 0)
"""
GENERATED_HOURS = """
INSERT INTO raw.archive_hours BY NAME
SELECT 'gharchive' AS source, archive_hour, archive_hour::DATE AS day, 'complete' AS status, TRUE AS is_sample,
  now()::TIMESTAMP AS finished_at
FROM (SELECT DISTINCT archive_hour FROM raw.events)
"""
# Attribution alone: the view joins logins, repositories, people and employers of every event.
ATTRIBUTED = "SELECT count(*), count(company) FROM core.events"


def run() -> list[str]:
    """Figures as sentences."""
    import duckdb

    from ingest import landing, registry
    from warehouse import build, publish, store

    with tempfile.TemporaryDirectory() as temporary:
        settings = Settings(Path(temporary), ROOT / "tests" / "registry")
        with landing.opened(settings.landing_file) as file:
            for statement in (GENERATED_EVENTS, GENERATED_AFFILIATIONS, GENERATED_HOURS):
                file.connection.execute(statement)
            registry.land(file, registry.load(ROOT / "config"))
        models = build.build_models(settings)
        started = time.perf_counter()
        publish.publish(settings)
        published = time.perf_counter() - started
        with duckdb.connect() as connection:
            connection.execute(f"ATTACH '{settings.work_dir / 'duckstats.duckdb'}' AS duckstats (READ_ONLY)")
            connection.execute(f"ATTACH '{settings.landing_file}' AS landing (READ_ONLY)")
            connection.execute("USE duckstats")
            started = time.perf_counter()
            events, known = connection.execute(ATTRIBUTED).fetchone()  # type: ignore[misc]
            attributed = time.perf_counter() - started
        current = store.current(settings)
        questions = [
            _timed(current, "companies_table", {}),
            _timed(current, "companies_table", {"since": "2024-01-01"}),
            _timed(current, "company_activity", {"every": "month"}),
            _timed(current, "companies_contributing", {"every": "month"}),
            _timed(current, "elephant_factor", {}),
            _timed(current, "contributors", {"company": "Company 1", "every": "month"}),
        ]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        f"attribution: {events:,} events, {known:,} with an employer, in {attributed:.1f} s (bound 10)",
        f"all models {models:.1f} s, publishing {published:.1f} s, at most {memory:,.0f} MB of memory",
        *questions,
    ]


def _timed(current: "object", name: str, asked: dict[str, str]) -> str:
    started = time.perf_counter()
    rows = current.metric(name, asked).num_rows  # type: ignore[attr-defined]
    text = ", ".join(f"{key} {value}" for key, value in asked.items())
    return f"{name} {text or 'of all'}: {rows:,} rows in {time.perf_counter() - started:.2f} s"

"""Archive against API against git: what each saw by month, where they differ down to ids, and where to check it."""

from calendar import monthrange
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from settings import DuckstatsError
from warehouse import formats
from warehouse.store import Store

SHOWN = 20
# A fact that some source lacks although it looked: it tells others of the same project and day.
DIFFERENCES = """
WITH facts AS (
  SELECT
    CASE e.type
      WHEN 'IssuesEvent' THEN 'issues'
      WHEN 'PullRequestEvent' THEN 'pull_requests'
      WHEN 'PullRequestReviewEvent' THEN 'reviews'
      ELSE 'comments'
    END AS kind,
    e.created_at AS happened_at, e.day, r.name AS repo, COALESCE('#' || e.number, '') AS item, e.action AS what,
    e.event_id::VARCHAR AS id, e.sources
  FROM core.events AS e
  JOIN core.repos AS r
    ON r.repo_id = e.repo_id
  WHERE e.is_contribution AND e.type <> 'PushEvent' AND e.project = $project
  UNION ALL
  SELECT 'commits', c.counted_at, c.counted_at::DATE, r.name, '', COALESCE(c.subject, ''), c.sha, c.sources
  FROM core.commits AS c
  JOIN core.repos AS r
    ON r.repo_id = c.repo_id
  WHERE c.project = $project
)
SELECT f.kind, f.happened_at, f.repo, f.item, f.what, f.id, ARRAY_TO_STRING(f.sources, ' ') AS seen_by,
  COUNT(*) OVER (PARTITION BY f.kind) AS of_kind
FROM facts AS f
JOIN core.coverage AS c
  ON c.project = $project AND c.day = f.day AND c.kind = f.kind
WHERE f.happened_at >= $since::TIMESTAMP AND f.happened_at < $until::TIMESTAMP
  AND (
    (c.archive_count > 0 AND NOT LIST_CONTAINS(f.sources, 'gharchive'))
    OR (c.api_count > 0 AND NOT LIST_CONTAINS(f.sources, 'github'))
    OR (c.git_count > 0 AND NOT LIST_CONTAINS(f.sources, 'git'))
  )
QUALIFY ROW_NUMBER() OVER (PARTITION BY f.kind ORDER BY f.happened_at, f.id) <= $most
ORDER BY f.kind, f.happened_at, f.id
"""
MONTHS = """
SELECT DATE_TRUNC('month', m.at)::DATE AS month, r.name,
  COUNT(*) FILTER (m.kind = 'merged') AS merged, COUNT(*) FILTER (m.kind = 'commit') AS commits
FROM (
  SELECT repo_id, merged_at AS at, 'merged' AS kind FROM core.pull_requests WHERE NOT merged_at IS NULL
  UNION ALL
  SELECT repo_id, committed_at, 'commit' FROM core.commits WHERE is_on_default_branch
) AS m
JOIN core.repos AS r
  ON r.repo_id = m.repo_id
WHERE r.project = $project AND m.at >= $since::TIMESTAMP AND m.at < $until::TIMESTAMP
GROUP BY ALL
ORDER BY merged + commits DESC, name, month
LIMIT $most
"""


def report(store: Store, project: str, since: str, until: str, most: int = SHOWN) -> str:
    """The report as text; of differences and of months to check at most `most` each kind are listed.

    Raises DuckstatsError when the build knows no such project.
    """
    if not _rows(store, "SELECT 1 AS one FROM core.projects WHERE project = $project", project=project):
        raise DuckstatsError(f"There is no project {project!r} in the published build: see `duckstats projects list`.")
    asked = {"project": project, "since": since, "until": until}
    table = store.metric("data_coverage", asked | {"every": "month"})
    lines = ["What each source saw, by month", "", formats.to_text(table).decode()]
    differences = _rows(store, DIFFERENCES, **asked, most=most)
    lines.append(f"Where they differ: what one tells and another, which looked, does not (at most {most} a kind)\n")
    for kind in dict.fromkeys(row["kind"] for row in differences):
        found = [row for row in differences if row["kind"] == kind]
        lines.append(f"  {kind}: {found[0]['of_kind']:,}")
        lines += [
            f"    {r['happened_at']}  {r['repo']}{r['item']}  {r['what']}  {r['id']}  seen by {r['seen_by']}"
            for r in found
        ]
    if not differences:
        lines.append("  nowhere")
    lines += ["", "To check by hand: our count, then GitHub's search", ""]
    for row in _rows(store, MONTHS, **asked, most=most):
        for kind, count in (("merged", row["merged"]), ("commits", row["commits"])):
            if count:
                lines.append(
                    f"  {row['month']:%Y-%m}  {row['name']}  {count:,} {kind}  {_link(kind, row['name'], row['month'])}"
                )
    return "\n".join(lines) + "\n"


def _link(kind: str, repo: str, month: date) -> str:
    """GitHub's search for merged pull requests, or for commits of the default branch, of a month."""
    span = f"{month:%Y-%m}-01..{month:%Y-%m}-{monthrange(month.year, month.month)[1]:02d}"
    if kind == "merged":
        return f"https://github.com/search?type=pullrequests&q={quote(f'repo:{repo} is:pr merged:{span}')}"
    return f"https://github.com/search?type=commits&q={quote(f'repo:{repo} committer-date:{span}')}"


def _rows(store: Store, sql: str, **values: str | int | datetime) -> list[dict[str, Any]]:
    return store.query(sql, values).to_pylist()  # type: ignore[arg-type]

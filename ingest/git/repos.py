"""Which repositories are cloned: those that the registry names and those that any source has seen, in scope."""

from dataclasses import dataclass

from ingest.gharchive.scope import Scope
from ingest.landing import Landing

# Of each repository id its newest name; names without an id (before 2015) stand for themselves. Forks of others and
# names that carry nothing to clone (gists) are not among the events' repositories.
SEEN = """
WITH sights AS (
  SELECT repo_id, repo_name, MAX(created_at) AS seen_at
  FROM raw.events
  WHERE repo_name IS NOT NULL
  GROUP BY ALL
  UNION ALL
  SELECT repo_id, repo_name, MAX(seen_at)
  FROM raw.repos
  WHERE source = 'github' AND repo_name IS NOT NULL
  GROUP BY ALL
), named AS (
  SELECT LOWER(repo_name) AS name, ARG_MAX(repo_name, seen_at) AS spelling, ARG_MAX(repo_id, seen_at) AS repo_id,
    MAX(seen_at) AS seen_at
  FROM sights
  GROUP BY LOWER(repo_name)
)
SELECT name, spelling, repo_id, FIRST_VALUE(name) OVER (PARTITION BY repo_id ORDER BY seen_at DESC) AS newest
FROM named
"""


@dataclass(frozen=True, order=True)
class Repository:
    """A repository to clone: owner/name as it is written now, and GitHub's id where any source told it."""

    name: str
    repo_id: int | None = None

    @property
    def key(self) -> str:
        """The name in lower case, as bookkeeping and folders have it."""
        return self.name.lower()


def repositories(file: Landing, scope: Scope, named: list[str]) -> list[Repository]:
    """The repositories of a scope, each once, under its newest name; `named` are owner/name of the registry.

    A repository of the registry that was renamed since is taken under the name that was seen last.
    """
    rows = file.connection.execute(SEEN).fetchall()
    spelling = {name: written for name, written, *_ in rows}
    newest = {name: now if repo_id is not None else name for name, _, repo_id, now in rows}
    ids = {name: repo_id for name, _, repo_id, _ in rows}
    wanted = {name for name in spelling if scope.contains(name.encode())} | {name.lower() for name in named}
    given = {name.lower(): name for name in named}
    found = {newest.get(name, name) for name in wanted}
    return sorted(Repository(spelling.get(name) or given.get(name) or name, ids.get(name)) for name in found)

-- What a night's build needs: the rows of everything that was touched, whatever day they are of, and what is known of
-- the rest. Rows of issues and pull requests are taken in night.py.

-- What only releases know is seldom asked for: all of them.
CREATE TABLE raw.events AS
WITH picked AS (
  SELECT e.rowid AS place FROM landing.raw.events AS e SEMI JOIN touched.days AS d ON d.day = e.day
  UNION
  SELECT e.rowid FROM landing.raw.events AS e SEMI JOIN touched.items AS i ON i.repo_id = e.repo_id AND i.number = e.number
  UNION
  SELECT e.rowid FROM landing.raw.events AS e JOIN duckstats.core.repo_names AS n ON n.repo_name = lower(e.repo_name)
  SEMI JOIN touched.items AS i ON i.repo_id = n.repo_id AND i.number = e.number
  WHERE e.repo_id IS NULL
  UNION
  SELECT e.rowid FROM landing.raw.events AS e SEMI JOIN touched.commits AS c ON c.sha = e.push_head
  WHERE e.type = 'PushEvent' AND e.push_size IS NULL
  UNION
  SELECT e.rowid FROM landing.raw.events AS e WHERE e.type = 'ReleaseEvent'
)
SELECT e.* FROM landing.raw.events AS e SEMI JOIN picked AS p ON p.place = e.rowid;

CREATE TABLE touched.pushes AS
SELECT DISTINCT event_id, type, created_at FROM raw.events WHERE type = 'PushEvent' AND NOT day IN (FROM touched.days);

CREATE TABLE raw.commits AS
SELECT x.* FROM landing.raw.commits AS x SEMI JOIN touched.commits AS c ON c.sha = x.sha;

CREATE TABLE raw.commit_trailers AS
SELECT x.* FROM landing.raw.commit_trailers AS x SEMI JOIN touched.commits AS c ON c.sha = x.sha;

CREATE TABLE raw.commit_files AS
SELECT x.* FROM landing.raw.commit_files AS x SEMI JOIN touched.commits AS c ON c.sha = x.sha;

-- Who and what has which name depends on everything, and is soon counted.
CREATE TABLE known.accounts AS
WITH sightings AS (
  SELECT actor_id AS person_id, actor_login AS login, NULL::VARCHAR AS account_type, created_at AS seen_at
  FROM landing.raw.events
  UNION ALL
  SELECT author_id, author_login, author_type, created_at FROM landing.raw.comments
  UNION ALL
  SELECT author_id, author_login, author_type, submitted_at FROM landing.raw.reviews
  UNION ALL
  SELECT author_id, author_login, author_type, seen_at FROM landing.raw.issues
  UNION ALL
  SELECT author_id, author_login, author_type, seen_at FROM landing.raw.pull_requests
  UNION ALL
  SELECT merged_by_id, merged_by_login, NULL, seen_at FROM landing.raw.pull_requests
  UNION ALL
  SELECT actor_id, actor_login, actor_type, created_at FROM landing.raw.issue_events
)
SELECT
  person_id, login, max(account_type) AS account_type, min(seen_at) AS first_seen_at, max(seen_at) AS last_seen_at
FROM sightings
WHERE NOT person_id IS NULL AND NOT login IS NULL
GROUP BY person_id, login;

CREATE TABLE known.repo_names AS
SELECT repo_id, repo_name AS spelling, min(created_at) AS first_seen_at, max(created_at) AS last_seen_at
FROM landing.raw.events
WHERE NOT repo_name IS NULL
GROUP BY repo_id, repo_name;

CREATE TABLE known.authors AS
SELECT author_address AS address, author_name AS name, NULL::VARCHAR AS login, FALSE AS is_committer
FROM landing.raw.commits
UNION
SELECT committer_address, committer_name, NULL, TRUE FROM landing.raw.commits
UNION
SELECT address, name, login, FALSE FROM landing.raw.commit_trailers;

CREATE TABLE known.logins AS
SELECT lower(actor_login) AS login FROM landing.raw.events WHERE actor_id IS NULL AND NOT actor_login IS NULL
UNION
SELECT lower(author_login) FROM landing.raw.comments WHERE author_id IS NULL AND NOT author_login IS NULL
UNION
SELECT lower(author_login) FROM landing.raw.pull_requests WHERE author_id IS NULL AND NOT author_login IS NULL;

-- What was counted of each day, and what the night counts anew.
CREATE TABLE known.coverage AS
SELECT project, day, kind, archive_count, api_count, git_count, known_count FROM duckstats.core.coverage;

CREATE TABLE known.archive_coverage AS
SELECT project, day, archive_count, repeated_count FROM duckstats.core.archive_coverage ANTI JOIN touched.days USING (day);

-- Hours that have rows of these days, each event in the first that has it. Files repeat events of their neighbours.
CREATE TEMP TABLE hours AS
SELECT archive_hour FROM landing.raw.events SEMI JOIN touched.days USING (day)
UNION
SELECT archive_hour FROM landing.raw.archive_hours SEMI JOIN touched.days USING (day);

CREATE TABLE known.archive_hours AS
WITH events AS (
  SELECT min(archive_hour) AS archive_hour
  FROM landing.raw.events
  WHERE day IN (SELECT day FROM landing.raw.events WHERE archive_hour IN (FROM hours))
  GROUP BY event_id, type, created_at
)
SELECT archive_hour, count(*) AS event_count FROM events SEMI JOIN hours USING (archive_hour) GROUP BY archive_hour
UNION ALL
SELECT archive_hour, event_count - repeated_count FROM duckstats.core.archive_hours ANTI JOIN hours USING (archive_hour);

-- What must still hold when the night is built.
CREATE TABLE before.logins AS FROM duckstats.core.logins;
CREATE TABLE before.repo_names AS FROM duckstats.core.repo_names;
CREATE TABLE before.repos AS SELECT repo_id, project FROM duckstats.core.repos;
CREATE TABLE before.group_paths AS FROM duckstats.core.group_paths;
CREATE TABLE before.merged_accounts AS FROM duckstats.core.merged_accounts;
CREATE TABLE before.people AS SELECT person_id, kind FROM duckstats.core.people;
CREATE TABLE before.affiliations AS FROM duckstats.core.affiliations;
CREATE TABLE before.identities AS FROM duckstats.core.identities;

-- What a night's build needs: the rows of everything that the days in touched.days touched, whatever day they are of,
-- and what the last whole build (duckstats)
-- knows of the rest. Run in an empty file, beside the landing file.

-- Logins that are new, or new with their account: who had them, or wrote from their addresses, in the last build may be
-- somebody else now.
CREATE TABLE touched.logins AS
WITH seen AS (
  SELECT actor_id AS account_id, actor_login AS login FROM landing.raw.events SEMI JOIN touched.days USING (day)
  UNION
  SELECT author_id, author_login FROM landing.raw.comments SEMI JOIN touched.days USING (day)
  UNION
  SELECT author_id, author_login FROM landing.raw.reviews SEMI JOIN touched.days USING (day)
  UNION
  SELECT author_id, author_login FROM landing.raw.issues SEMI JOIN touched.days USING (day)
  UNION
  SELECT author_id, author_login FROM landing.raw.pull_requests SEMI JOIN touched.days USING (day)
  UNION
  SELECT merged_by_id, merged_by_login FROM landing.raw.pull_requests SEMI JOIN touched.days USING (day)
  UNION
  SELECT author_id, author_login FROM landing.raw.releases SEMI JOIN touched.days USING (day)
  UNION
  SELECT actor_id, actor_login FROM landing.raw.issue_events SEMI JOIN touched.days USING (day)
  UNION
  SELECT NULL, login FROM landing.raw.commit_trailers SEMI JOIN touched.days USING (day)
)
SELECT DISTINCT s.account_id, s.login AS spelling, lower(s.login) AS login
FROM seen AS s
ANTI JOIN duckstats.staging.accounts AS a
  ON a.person_id = s.account_id AND a.login = s.login
WHERE NOT s.login IS NULL;

CREATE TEMP MACRO unresolved(address) AS -1 - CAST(md5_number_lower('address:' || address) >> 1 AS BIGINT);
CREATE TABLE touched.people AS
SELECT l.person_id
FROM duckstats.core.logins AS l
SEMI JOIN touched.logins AS t
  ON t.login = l.login
UNION
SELECT unresolved(sha1(spelling) || '@users.noreply.github.com') FROM touched.logins
UNION
SELECT unresolved(sha1(login) || '@users.noreply.github.com') FROM touched.logins
UNION
SELECT unresolved(sha1(account_id || '+' || spelling) || '@users.noreply.github.com') FROM touched.logins
UNION
SELECT unresolved(sha1(account_id || '+' || login) || '@users.noreply.github.com') FROM touched.logins;

-- Issues and pull requests. What has no repository id there (before 2015) has that of its name.
CREATE TABLE touched.items AS
WITH seen AS (
  SELECT repo_id, number FROM landing.raw.events SEMI JOIN touched.days USING (day)
  UNION
  SELECT repo_id, number FROM landing.raw.comments SEMI JOIN touched.days USING (day)
  UNION
  SELECT repo_id, number FROM landing.raw.reviews SEMI JOIN touched.days USING (day)
  UNION
  SELECT repo_id, number FROM landing.raw.issues SEMI JOIN touched.days USING (day)
  UNION
  SELECT repo_id, number FROM landing.raw.pull_requests SEMI JOIN touched.days USING (day)
  UNION
  SELECT repo_id, number FROM landing.raw.issue_events SEMI JOIN touched.days USING (day)
  UNION
  -- Of what was there and is no more; of whom somebody new was known by name alone.
  SELECT repo_id, number FROM duckstats.staging.issues WHERE seen_at::DATE IN (SELECT day FROM touched.days)
  UNION
  SELECT repo_id, number FROM duckstats.staging.pull_requests WHERE seen_at::DATE IN (SELECT day FROM touched.days)
  UNION
  SELECT repo_id, number FROM duckstats.core.assignments WHERE assignee IN (SELECT login FROM touched.logins)
  UNION
  SELECT repo_id, number FROM duckstats.core.issues WHERE person_id IN (SELECT person_id FROM touched.people)
  UNION
  SELECT repo_id, number FROM duckstats.core.pull_requests
  WHERE person_id IN (SELECT person_id FROM touched.people) OR merged_by_id IN (SELECT person_id FROM touched.people)
)
FROM seen WHERE NOT repo_id IS NULL AND NOT number IS NULL;

CREATE TABLE touched.commits AS
SELECT sha FROM landing.raw.commits SEMI JOIN touched.days USING (day)
UNION
SELECT sha FROM landing.raw.commit_trailers SEMI JOIN touched.days USING (day)
UNION
SELECT sha FROM landing.raw.commit_files SEMI JOIN touched.days USING (day)
UNION
SELECT push_head FROM landing.raw.events SEMI JOIN touched.days USING (day) WHERE type = 'PushEvent' AND NOT push_head IS NULL
UNION
SELECT sha FROM duckstats.core.commits WHERE counted_at::DATE IN (SELECT day FROM touched.days)
UNION
SELECT sha FROM duckstats.core.commit_roles
WHERE person_id IN (SELECT person_id FROM touched.people) OR named_person_id IN (SELECT person_id FROM touched.people);

-- Rows of these things. An hour's file has events of the day before and after, too: hours are counted whole.
CREATE TEMP TABLE around AS
SELECT DISTINCT day + offset_days AS day FROM touched.days CROSS JOIN (VALUES (-1), (0), (1)) AS o (offset_days);

CREATE TABLE raw.events AS
WITH picked AS (
  SELECT e.rowid AS place FROM landing.raw.events AS e SEMI JOIN around AS a ON a.day = e.day
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

CREATE TABLE raw.issues AS
WITH picked AS (
  SELECT x.rowid AS place FROM landing.raw.issues AS x SEMI JOIN touched.items AS i ON i.repo_id = x.repo_id AND i.number = x.number
  UNION
  SELECT x.rowid FROM landing.raw.issues AS x JOIN duckstats.core.repo_names AS n ON n.repo_name = lower(x.repo_name)
  SEMI JOIN touched.items AS i ON i.repo_id = n.repo_id AND i.number = x.number
  WHERE x.repo_id IS NULL
)
SELECT x.* FROM landing.raw.issues AS x SEMI JOIN picked AS p ON p.place = x.rowid;

CREATE TABLE raw.pull_requests AS
WITH picked AS (
  SELECT x.rowid AS place FROM landing.raw.pull_requests AS x SEMI JOIN touched.items AS i ON i.repo_id = x.repo_id AND i.number = x.number
  UNION
  SELECT x.rowid FROM landing.raw.pull_requests AS x JOIN duckstats.core.repo_names AS n ON n.repo_name = lower(x.repo_name)
  SEMI JOIN touched.items AS i ON i.repo_id = n.repo_id AND i.number = x.number
  WHERE x.repo_id IS NULL
)
SELECT x.* FROM landing.raw.pull_requests AS x SEMI JOIN picked AS p ON p.place = x.rowid;

CREATE TABLE raw.issue_events AS
WITH picked AS (
  SELECT x.rowid AS place FROM landing.raw.issue_events AS x SEMI JOIN touched.items AS i ON i.repo_id = x.repo_id AND i.number = x.number
  UNION
  SELECT x.rowid FROM landing.raw.issue_events AS x JOIN duckstats.core.repo_names AS n ON n.repo_name = lower(x.repo_name)
  SEMI JOIN touched.items AS i ON i.repo_id = n.repo_id AND i.number = x.number
  WHERE x.repo_id IS NULL
)
SELECT x.* FROM landing.raw.issue_events AS x SEMI JOIN picked AS p ON p.place = x.rowid;

CREATE TABLE raw.comments AS
WITH picked AS (
  SELECT x.rowid AS place FROM landing.raw.comments AS x SEMI JOIN touched.items AS i ON i.repo_id = x.repo_id AND i.number = x.number
  UNION
  SELECT x.rowid FROM landing.raw.comments AS x JOIN duckstats.core.repo_names AS n ON n.repo_name = lower(x.repo_name)
  SEMI JOIN touched.items AS i ON i.repo_id = n.repo_id AND i.number = x.number
  WHERE x.repo_id IS NULL
  UNION
  SELECT x.rowid FROM landing.raw.comments AS x SEMI JOIN touched.days AS d ON d.day = x.day
)
SELECT x.* FROM landing.raw.comments AS x SEMI JOIN picked AS p ON p.place = x.rowid;

CREATE TABLE raw.reviews AS
WITH picked AS (
  SELECT x.rowid AS place FROM landing.raw.reviews AS x SEMI JOIN touched.items AS i ON i.repo_id = x.repo_id AND i.number = x.number
  UNION
  SELECT x.rowid FROM landing.raw.reviews AS x JOIN duckstats.core.repo_names AS n ON n.repo_name = lower(x.repo_name)
  SEMI JOIN touched.items AS i ON i.repo_id = n.repo_id AND i.number = x.number
  WHERE x.repo_id IS NULL
  UNION
  SELECT x.rowid FROM landing.raw.reviews AS x SEMI JOIN touched.days AS d ON d.day = x.day
)
SELECT x.* FROM landing.raw.reviews AS x SEMI JOIN picked AS p ON p.place = x.rowid;

CREATE TABLE raw.commands AS
WITH picked AS (
  SELECT x.rowid AS place FROM landing.raw.commands AS x SEMI JOIN touched.items AS i ON i.repo_id = x.repo_id AND i.number = x.number
  UNION
  SELECT x.rowid FROM landing.raw.commands AS x JOIN duckstats.core.repo_names AS n ON n.repo_name = lower(x.repo_name)
  SEMI JOIN touched.items AS i ON i.repo_id = n.repo_id AND i.number = x.number
  WHERE x.repo_id IS NULL
  UNION
  SELECT x.rowid FROM landing.raw.commands AS x SEMI JOIN touched.days AS d ON d.day = x.day
)
SELECT x.* FROM landing.raw.commands AS x SEMI JOIN picked AS p ON p.place = x.rowid;

CREATE TABLE raw.mentions AS
WITH picked AS (
  SELECT x.rowid AS place FROM landing.raw.mentions AS x SEMI JOIN touched.items AS i ON i.repo_id = x.repo_id AND i.number = x.number
  UNION
  SELECT x.rowid FROM landing.raw.mentions AS x JOIN duckstats.core.repo_names AS n ON n.repo_name = lower(x.repo_name)
  SEMI JOIN touched.items AS i ON i.repo_id = n.repo_id AND i.number = x.number
  WHERE x.repo_id IS NULL
  UNION
  SELECT x.rowid FROM landing.raw.mentions AS x SEMI JOIN touched.days AS d ON d.day = x.day
)
SELECT x.* FROM landing.raw.mentions AS x SEMI JOIN picked AS p ON p.place = x.rowid;

CREATE TABLE raw.commits AS
SELECT x.* FROM landing.raw.commits AS x SEMI JOIN touched.commits AS c ON c.sha = x.sha;

CREATE TABLE raw.commit_trailers AS
SELECT x.* FROM landing.raw.commit_trailers AS x SEMI JOIN touched.commits AS c ON c.sha = x.sha;

CREATE TABLE raw.commit_files AS
SELECT x.* FROM landing.raw.commit_files AS x SEMI JOIN touched.commits AS c ON c.sha = x.sha;

CREATE TABLE known.accounts AS FROM duckstats.staging.accounts;
CREATE TABLE known.repo_names AS FROM duckstats.staging.repo_names;
CREATE TABLE known.authors AS FROM duckstats.staging.authors;
CREATE TABLE known.logins AS SELECT login FROM duckstats.core.logins;

CREATE TABLE known.coverage AS
SELECT project, day, kind, archive_count, api_count, git_count, known_count
FROM duckstats.core.coverage ANTI JOIN touched.days USING (day)
WHERE known_count > 0;

CREATE TABLE known.archive_coverage AS
SELECT project, day, archive_count, repeated_count
FROM duckstats.core.archive_coverage ANTI JOIN touched.days USING (day)
WHERE archive_count > 0 OR repeated_count > 0;

CREATE TABLE known.archive_hours AS
SELECT archive_hour, event_count - repeated_count AS event_count
FROM duckstats.core.archive_hours
WHERE NOT archive_hour::DATE IN (SELECT day FROM touched.days)
  AND NOT archive_hour IN (SELECT archive_hour FROM landing.raw.events SEMI JOIN touched.days USING (day));

-- What must still hold when the night is built.
CREATE TABLE before.logins AS FROM duckstats.core.logins;
CREATE TABLE before.repo_names AS FROM duckstats.core.repo_names;
CREATE TABLE before.repos AS SELECT repo_id, project FROM duckstats.core.repos;
CREATE TABLE before.merged_accounts AS FROM duckstats.core.merged_accounts;
CREATE TABLE before.people AS SELECT person_id, kind FROM duckstats.core.people;
CREATE TABLE before.affiliations AS FROM duckstats.core.affiliations;
CREATE TABLE before.identities AS FROM duckstats.core.identities;

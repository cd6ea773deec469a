-- What was touched since the last whole build (duckstats): logins, issues, pull requests, commits. touched.days are the
-- days that the archive's rows changed of; touched.sights those on which clones and the API wrote, by source; the views
-- new_* are of the rows of both.

-- Logins that are new, or new with their account: who had them, or wrote from their addresses, in the last build may be
-- somebody else now.
CREATE TABLE touched.logins AS
WITH seen AS (
  SELECT actor_id AS account_id, actor_login AS login FROM landing.raw.events SEMI JOIN touched.days USING (day)
  UNION
  SELECT author_id, author_login FROM new_comments
  UNION
  SELECT author_id, author_login FROM new_reviews
  UNION
  SELECT author_id, author_login FROM new_issues
  UNION
  SELECT author_id, author_login FROM new_pull_requests
  UNION
  SELECT merged_by_id, merged_by_login FROM new_pull_requests
  UNION
  SELECT author_id, author_login FROM new_releases
  UNION
  SELECT actor_id, actor_login FROM new_issue_events
  UNION
  SELECT NULL, login FROM landing.raw.commit_trailers SEMI JOIN touched.days USING (day)
  UNION
  SELECT NULL, login FROM landing.raw.commit_trailers SEMI JOIN new_commits USING (sha)
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
  SELECT repo_id, number FROM landing.raw.commands SEMI JOIN touched.days USING (day)
  UNION
  SELECT repo_id, number FROM landing.raw.mentions SEMI JOIN touched.days USING (day)
  UNION
  SELECT repo_id, number FROM new_comments
  UNION
  SELECT repo_id, number FROM new_reviews
  UNION
  SELECT repo_id, number FROM new_issues
  UNION
  SELECT repo_id, number FROM new_pull_requests
  UNION
  SELECT repo_id, number FROM new_issue_events
  UNION
  -- Of what was there and is no more.
  SELECT repo_id, number FROM duckstats.core.events SEMI JOIN touched.days USING (day)
  UNION
  SELECT repo_id, number FROM duckstats.core.comments SEMI JOIN touched.days USING (day)
  UNION
  SELECT repo_id, number FROM duckstats.core.reviews SEMI JOIN touched.days USING (day)
  UNION
  SELECT repo_id, number FROM duckstats.staging.issues WHERE seen_at::DATE IN (FROM touched.days)
  UNION
  SELECT repo_id, number FROM duckstats.staging.pull_requests WHERE seen_at::DATE IN (FROM touched.days)
  UNION
  -- Of whom somebody new was known by name alone.
  SELECT repo_id, number FROM duckstats.core.assignments WHERE assignee IN (SELECT login FROM touched.logins)
  UNION
  SELECT repo_id, number FROM duckstats.core.issues WHERE person_id IN (SELECT person_id FROM touched.people)
  UNION
  SELECT repo_id, number FROM duckstats.core.pull_requests
  WHERE person_id IN (SELECT person_id FROM touched.people) OR merged_by_id IN (SELECT person_id FROM touched.people)
)
FROM seen WHERE NOT repo_id IS NULL AND NOT number IS NULL;

CREATE TABLE touched.commits AS
SELECT sha FROM new_commits
UNION
SELECT sha FROM landing.raw.commit_trailers SEMI JOIN touched.days USING (day)
UNION
SELECT push_head FROM landing.raw.events SEMI JOIN touched.days USING (day)
WHERE type = 'PushEvent' AND NOT push_head IS NULL
UNION
SELECT sha FROM duckstats.core.commits WHERE counted_at::DATE IN (FROM touched.days)
UNION
SELECT sha FROM duckstats.core.commit_roles
WHERE happened_at::DATE IN (FROM touched.days)
  OR person_id IN (SELECT person_id FROM touched.people) OR named_person_id IN (SELECT person_id FROM touched.people)
UNION
-- Commits that a clone knew before may have come to the default branch, or left it.
SELECT c.sha
FROM landing.raw.commits AS c
JOIN duckstats.core.commits AS b
  ON b.sha = c.sha AND b.is_on_default_branch <> c.is_on_default_branch
WHERE c.source = 'git' AND EXISTS (FROM touched.sights AS s WHERE s.source = 'git');

/*
title: Project statistics
question: How big was the project in this range?
definition: >-
  The figures of DevStats' overall project table. With reading := 'devstats' each is counted as DevStats counts it, but
  exactly: creators are all actors of the event type, "prs" are pull requests that somebody commented on, and a commit
  of a bot's push counts only when its author's name belongs to one known account. With reading := 'exact' creators are
  authors, "prs" are all pull requests opened, and authors are found by address.
grain: one row per statistic
unit: things or people, as the statistic says
columns:
  statistic: DevStats' name in lower case with underscores
  value: the number, over the whole range
parameters: [for_project, for_group, for_repo, for_company, for_country, since, until, who]
own_parameters:
  reading: {default: devstats, choices: [devstats, exact], help: "count as DevStats does, or by what the words say"}
sources: [events, commits, issues, pull_requests, comments, reviews]
adds_up: []
devstats: [project_stats]
differs: exact where DevStats estimates (register 2); people, not logins (register 39)
chart: figures
*/
WITH scoped_events AS (
  SELECT e.type, e.person_id, e.repo_id, e.is_contribution, is_who(e.person_kind, who) AS is_asked
  FROM core.events AS e
  WHERE in_scope(e.project, e.repo_id, for_project, for_group, for_repo, fact_section_id := e.section_id)
    AND is_from(e.person_id, e.company, e.other_companies, for_company, for_country)
    AND within(e.created_at, since, until)
), events AS (
  SELECT *
  FROM scoped_events
  WHERE is_asked
), comments AS (
  SELECT c.person_id
  FROM core.comments AS c
  WHERE in_scope(c.project, c.repo_id, for_project, for_group, for_repo, fact_section_id := c.section_id)
    AND is_who(c.person_kind, who)
    AND is_from(c.person_id, c.company, c.other_companies, for_company, for_country)
    AND within(c.created_at, since, until)
), issues AS (
  SELECT i.person_id
  FROM core.issues AS i
  WHERE in_scope(i.project, i.repo_id, for_project, for_group, for_repo)
    AND is_who(i.person_kind, who)
    AND is_from(i.person_id, i.company, i.other_companies, for_company, for_country)
    AND within(i.created_at, since, until)
), pulls AS (
  SELECT q.person_id, q.has_conversation
  FROM core.pull_requests AS q
  WHERE in_scope(q.project, q.repo_id, for_project, for_group, for_repo)
    AND is_who(q.person_kind, who)
    AND is_from(q.person_id, q.company, q.other_companies, for_company, for_country)
    AND within(q.created_at, since, until)
), roles AS (
  SELECT c.commit_key, c.person_id
  FROM commit_people(
    for_project, for_group, for_repo, for_company, for_country, since, until, 1, who, reading
  ) AS c
), people AS (
  SELECT e.person_id
  FROM events AS e
  WHERE e.is_contribution
  UNION
  SELECT r.person_id
  FROM roles AS r
), figures AS (
  SELECT
    count(*) AS events,
    count(*) FILTER (is_contribution) AS contributions,
    count(DISTINCT person_id) FILTER (is_contribution) AS contributors,
    count(*) FILTER (type = 'PushEvent') AS pushes,
    count(DISTINCT person_id) FILTER (type = 'PushEvent') AS pushers,
    count(DISTINCT person_id) FILTER (type = 'IssuesEvent') AS issue_creators,
    count(DISTINCT person_id) FILTER (type = 'PullRequestEvent') AS pr_creators,
    count(DISTINCT person_id) FILTER (type = 'IssueCommentEvent') AS issue_commenters,
    count(DISTINCT person_id) FILTER (type = 'CommitCommentEvent') AS commit_commenters,
    count(DISTINCT person_id) FILTER (type = 'PullRequestReviewCommentEvent') AS pr_review_commenters,
    count(DISTINCT person_id) FILTER (type = 'PullRequestReviewEvent') AS pr_reviewers,
    count(DISTINCT person_id) FILTER (type = 'WatchEvent') AS stargazers_watchers,
    count(DISTINCT person_id) FILTER (type = 'ForkEvent') AS forkers
  FROM events
), numbers AS (
  UNPIVOT (
    SELECT
      f.events,
      f.contributions,
      f.contributors,
      f.pushes,
      f.pushers,
      CASE WHEN reading = 'exact' THEN (SELECT count(DISTINCT i.person_id) FROM issues AS i) ELSE f.issue_creators END
        AS issue_creators,
      CASE WHEN reading = 'exact' THEN (SELECT count(DISTINCT u.person_id) FROM pulls AS u) ELSE f.pr_creators END
        AS pr_creators,
      f.issue_commenters,
      f.commit_commenters,
      f.pr_review_commenters,
      f.pr_reviewers,
      f.stargazers_watchers,
      f.forkers,
      (SELECT count(DISTINCT r.commit_key) FROM roles AS r) AS commits,
      (SELECT count(DISTINCT r.person_id) FROM roles AS r) AS code_committers,
      (SELECT count(*) FROM comments) AS comments,
      (SELECT count(DISTINCT c.person_id) FROM comments AS c) AS commenters,
      (SELECT count(*) FROM issues) AS issues,
      (SELECT count(*) FROM pulls AS u WHERE u.has_conversation OR reading = 'exact') AS prs,
      (
        SELECT count(*)
        FROM core.reviews AS v
        WHERE in_scope(v.project, v.repo_id, for_project, for_group, for_repo)
          AND is_who(v.person_kind, who)
          AND is_from(v.person_id, v.company, v.other_companies, for_company, for_country)
          AND within(v.submitted_at, since, until)
      ) AS pr_reviews,
      (SELECT count(DISTINCT s.repo_id) FROM scoped_events AS s) AS repositories,
      (
        SELECT count(DISTINCT g.group_name)
        FROM core.repo_groups AS g
        WHERE g.kind <> 'config' AND in_scope(g.project, g.repo_id, for_project, for_group, for_repo, fact_section_id := g.section_id)
      ) AS projects_repository_groups,
      (
        SELECT count(DISTINCT p.country)
        FROM core.people AS p
        JOIN people AS w
          ON w.person_id = p.person_id
      ) AS countries
    FROM figures AS f
  )
  ON COLUMNS(*)
  INTO NAME statistic VALUE value
)
SELECT n.statistic, n.value
FROM numbers AS n
ORDER BY n.statistic

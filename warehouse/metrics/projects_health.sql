/*
title: Health of all projects
question: Which project needs somebody to look at it?
definition: >-
  The indicators of project_health side by side, one row a project, at the end of the range or of the data: numbers over
  the last months (3, 6 or 12, as asked), each count with its change against as many months before: 0.5 is half as many
  again, -1 is nothing left. No verdict: what is good depends on the project's kind and age.
grain: one row per project
unit: people, things, hours and shares
columns:
  project: key
  name: name
  maturity: sandbox, incubating, graduated or archived; NULL for projects outside the registry
  last_release: tag of the last release, pre-releases only where there is no other
  days_since_release: days from then to the end
  state: Active with a commit in the last 90 days, Inactive, or Unknown where no commit was ever seen
  days_since_commit: days from the last commit to the end
  committers: people who pushed, wrote, committed or co-wrote commits
  committers_change: change against the months before, as a part of these; NULL where these have none or are not known
  commits: distinct commits
  commits_change: change against the months before, as a part of these; NULL where these have none or are not known
  contributors: people with a contribution
  contributors_change: change against the months before, as a part of these; NULL where these have none or are not known
  new_contributors: those whose first contribution it was
  new_contributors_change: change against the months before, as a part of these; NULL where these have none or are not known
  pull_requests_opened: pull requests opened
  pull_requests_opened_change: change against the months before, as a part of these; NULL where these have none or are not known
  pull_requests_closed: pull requests closed or merged
  pull_requests_closed_change: change against the months before, as a part of these; NULL where these have none or are not known
  pull_requests_merged: pull requests merged
  pull_requests_merged_change: change against the months before, as a part of these; NULL where these have none or are not known
  issues_opened: issues opened
  issues_opened_change: change against the months before, as a part of these; NULL where these have none or are not known
  issues_closed: issues closed
  issues_closed_change: change against the months before, as a part of these; NULL where these have none or are not known
  pull_requests_opened_per_closed: pull requests opened for each one closed
  issues_opened_per_closed: issues opened for each one closed
  issue_response_median_hours: half of the answered issues were answered within as many hours
  pull_request_response_median_hours: half of the answered pull requests were answered within as many hours
  top_company: company whose people wrote most of the last 3 (else 12) months' commits
  top_company_share: part of the commits with a known company that the largest company of these months wrote, 0 to 1
parameters: [for_project, until, who]
own_parameters:
  months: {default: 12, choices: [3, 6, 12], help: how many last months}
sources: [events, commits, issues, pull_requests, comments, reviews, repos]
adds_up: []
devstats: [projects_health]
differs: as project_health, over any of the spans (register 29)
chart: table
*/
WITH figures AS (
  SELECT
    f.project,
    f.indicator,
    f.told,
    f.days_since,
    CASE months::INTEGER WHEN 3 THEN f.last_3_months WHEN 6 THEN f.last_6_months ELSE f.last_12_months END AS number,
    CASE months::INTEGER
      WHEN 3 THEN f.previous_3_months
      WHEN 6 THEN f.previous_6_months
      ELSE f.previous_12_months
    END AS before
  FROM health_figures(for_project, 'all', 'all', until, who) AS f
)
SELECT
  f.project,
  p.name,
  p.maturity,
  max(f.told) FILTER (f.indicator = 'last_release') AS last_release,
  round(max(f.days_since) FILTER (f.indicator = 'last_release'), 1) AS days_since_release,
  max(f.told) FILTER (f.indicator = 'last_commit') AS state,
  round(max(f.days_since) FILTER (f.indicator = 'last_commit'), 1) AS days_since_commit,
  max(f.number) FILTER (f.indicator = 'committers')::BIGINT AS committers,
  round(max(f.number / nullif(f.before, 0) - 1) FILTER (f.indicator = 'committers'), 4) AS committers_change,
  max(f.number) FILTER (f.indicator = 'commits')::BIGINT AS commits,
  round(max(f.number / nullif(f.before, 0) - 1) FILTER (f.indicator = 'commits'), 4) AS commits_change,
  max(f.number) FILTER (f.indicator = 'contributors')::BIGINT AS contributors,
  round(max(f.number / nullif(f.before, 0) - 1) FILTER (f.indicator = 'contributors'), 4) AS contributors_change,
  max(f.number) FILTER (f.indicator = 'new_contributors')::BIGINT AS new_contributors,
  round(max(f.number / nullif(f.before, 0) - 1) FILTER (f.indicator = 'new_contributors'), 4) AS new_contributors_change,
  max(f.number) FILTER (f.indicator = 'pull_requests_opened')::BIGINT AS pull_requests_opened,
  round(max(f.number / nullif(f.before, 0) - 1) FILTER (f.indicator = 'pull_requests_opened'), 4) AS pull_requests_opened_change,
  max(f.number) FILTER (f.indicator = 'pull_requests_closed')::BIGINT AS pull_requests_closed,
  round(max(f.number / nullif(f.before, 0) - 1) FILTER (f.indicator = 'pull_requests_closed'), 4) AS pull_requests_closed_change,
  max(f.number) FILTER (f.indicator = 'pull_requests_merged')::BIGINT AS pull_requests_merged,
  round(max(f.number / nullif(f.before, 0) - 1) FILTER (f.indicator = 'pull_requests_merged'), 4) AS pull_requests_merged_change,
  max(f.number) FILTER (f.indicator = 'issues_opened')::BIGINT AS issues_opened,
  round(max(f.number / nullif(f.before, 0) - 1) FILTER (f.indicator = 'issues_opened'), 4) AS issues_opened_change,
  max(f.number) FILTER (f.indicator = 'issues_closed')::BIGINT AS issues_closed,
  round(max(f.number / nullif(f.before, 0) - 1) FILTER (f.indicator = 'issues_closed'), 4) AS issues_closed_change,
  round(max(f.number) FILTER (f.indicator = 'pull_requests_opened_per_closed'), 4) AS pull_requests_opened_per_closed,
  round(max(f.number) FILTER (f.indicator = 'issues_opened_per_closed'), 4) AS issues_opened_per_closed,
  round(max(f.number) FILTER (f.indicator = 'issue_response_hours_median'), 4) AS issue_response_median_hours,
  round(max(f.number) FILTER (f.indicator = 'pull_request_response_hours_median'), 4) AS pull_request_response_median_hours,
  max(f.told) FILTER (f.indicator = 'top_company_written_of_known') AS top_company,
  round(max(f.number) FILTER (f.indicator = 'top_company_written_of_known'), 4) AS top_company_share
FROM figures AS f
JOIN core.projects AS p
  ON p.project = f.project
GROUP BY f.project, p.name, p.maturity
ORDER BY contributors DESC, f.project

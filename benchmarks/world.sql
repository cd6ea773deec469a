-- A generated world, written straight to the raw tables of a landing file that already holds the registry. Everything
-- follows from hashes, so the same parameters give the same world. Python sets the variables: events, people,
-- companies, projects, largest (share of the largest project), since, until.

-- A number from 0 to 1 that n and salt decide.
CREATE TEMP MACRO u(n, salt) AS (hash(xor(hash(n), hash(salt))) >> 11) / 9007199254740992.0;
CREATE TEMP MACRO item_id(n) AS 5000000000 + 3 * (hash(n) % 1000000000000);
CREATE TEMP MACRO normal(n, salt) AS sqrt(-2 * ln(1 - u(n, salt))) * cos(2 * pi() * u(n, salt + 1000));
CREATE TEMP MACRO pick(list, n, salt) AS list[1 + floor(len(list) * u(n, salt))::INTEGER];
CREATE TEMP MACRO syllable(n) AS ['ba', 'ce', 'di', 'fo', 'gu', 'ha', 'je', 'ki', 'lo', 'mu', 'na', 'pe', 'qui', 'ro',
  'su', 'ta', 've', 'wi', 'xo', 'zu', 'bri', 'cla', 'dro', 'fle', 'gra', 'kle', 'pri', 'sta', 'tro', 'vla'][1 + n % 30];
CREATE TEMP MACRO word(n) AS syllable(n) || syllable(n // 30) || CASE WHEN n >= 900 THEN syllable(n // 900) ELSE '' END;
CREATE TEMP MACRO name_of(n) AS upper(word(n)[1]) || word(n)[2:];
CREATE TEMP MACRO some_words(n, salt) AS word(floor(3000 * pow(u(n, salt), 2))::INTEGER) || ' '
  || word(floor(3000 * pow(u(n, salt + 1), 2))::INTEGER) || ' ' || word(floor(9000 * u(n, salt + 2))::INTEGER) || ' '
  || word(floor(3000 * u(n, salt + 3))::INTEGER) || ' ' || word(floor(900 * u(n, salt + 4))::INTEGER);
-- The hours of a day, busier ones more often.
CREATE TEMP MACRO an_hour(n, salt) AS pick([0, 1, 2, 3, 4, 5, 6, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10, 10, 11, 11, 12, 12, 13,
  13, 13, 14, 14, 14, 14, 15, 15, 15, 15, 16, 16, 16, 16, 17, 17, 17, 18, 18, 18, 19, 19, 20, 20, 21, 21, 22, 22, 23],
  n, salt);
-- A moment of a project's life: more of them in later years, fewer at weekends.
CREATE TEMP MACRO a_day(n, salt, since) AS
  since::DATE + floor(date_diff('day', since::DATE, getvariable('until')::DATE + 1) * pow(u(n, salt), 0.6))::INTEGER;
CREATE TEMP MACRO at_work(day, n, salt) AS
  CASE WHEN isodow(day) > 5 AND u(n, salt) < 0.65 THEN day - (isodow(day) - 5 + floor(5 * u(n, salt + 1)))::INTEGER
  ELSE day END;
CREATE TEMP MACRO moment(n, salt, since) AS
  at_work(a_day(n, salt, since), n, salt + 1)::TIMESTAMP + to_hours(an_hour(n, salt + 2))
  + to_seconds(floor(3600 * u(n, salt + 3))::BIGINT);
-- Somebody of a project of that many people at a share of its life: its core for a third of the work, else those who
-- came of late, of whom one in ten does most and one in a hundred very much.
CREATE TEMP MACRO sooner(place, n, salt) AS
  place - CASE WHEN u(n, salt) < 0.3 THEN place % 100 WHEN u(n, salt) < 0.88 THEN place % 10 ELSE 0 END;
CREATE TEMP MACRO somebody(first_person, people, lived, n, salt) AS 1000 + (first_person + CASE
  WHEN u(n, salt) < 0.33 THEN floor(people * 0.03 * pow(u(n, salt + 1), 2))
  ELSE sooner(floor(people * (0.03 + 0.97 * greatest(0, pow(greatest(0, lived), 1.2) - 0.1 * pow(u(n, salt + 1), 2))))::BIGINT, n, salt + 2)
END)::BIGINT % getvariable('people');
CREATE TEMP MACRO login_of(person) AS CASE person WHEN 1 THEN 'k8s-ci-robot' WHEN 2 THEN 'dependabot[bot]'
  WHEN 3 THEN 'codecov[bot]' WHEN 4 THEN 'github-actions[bot]' WHEN 5 THEN 'renovate[bot]'
  ELSE word((hash(person) % 27000)::INTEGER) || '-' || person END;
CREATE TEMP MACRO address_of(person) AS CASE
  WHEN u(person, 70) < 0.3 THEN sha1(person::VARCHAR || '+' || login_of(person)) || '@users.noreply.github.com'
  ELSE sha1(login_of(person)) || '@' || word(floor(4000 * pow(u(person, 71), 3))::INTEGER) || '.example.com' END;
CREATE TEMP MACRO author_name(person) AS
  name_of(floor(2000 * u(person, 72))::INTEGER) || ' ' || name_of(floor(20000 * u(person, 73))::INTEGER);

CREATE TEMP TABLE projects AS
WITH ranked AS (
  SELECT p.project, lower(p.main_repo) AS main_repo,
    row_number() OVER (ORDER BY p.project <> 'kubernetes', hash(p.project)) AS rank
  FROM raw.projects AS p
  WHERE p.project IN (SELECT project FROM raw.project_rules WHERE kind IN ('organization', 'repository'))
  QUALIFY rank <= getvariable('projects')
), weighted AS (
  SELECT *, CASE rank WHEN 1 THEN 0 ELSE pow(rank, -0.8) END AS weight FROM ranked
), sized AS (
  SELECT *, CASE
    WHEN getvariable('projects') = 1 THEN 1 WHEN rank = 1 THEN getvariable('largest')
    ELSE (1 - getvariable('largest')) * weight / sum(weight) OVER () END AS share
  FROM weighted
), peopled AS (
  SELECT *, greatest(40, 1.3 * getvariable('people') * pow(share, 0.7) / sum(pow(share, 0.7)) OVER ())::BIGINT AS people,
    CASE rank WHEN 1 THEN getvariable('since') ELSE
      getvariable('since')::DATE + (date_diff('day', getvariable('since')::DATE, getvariable('until')::DATE) * 0.75 * u(rank, 1))::INTEGER
    END::TIMESTAMP AS since
  FROM sized
)
SELECT *, (sum(people) OVER (ORDER BY rank) - people)::BIGINT AS first_person, rank % 6 = 1 AS has_prow FROM peopled;

CREATE TEMP TABLE repos AS
WITH rules AS (
  SELECT project, list(value ORDER BY value) FILTER (kind = 'organization') AS organizations,
    list(value ORDER BY value) FILTER (kind = 'repository') AS repositories
  FROM raw.project_rules WHERE kind IN ('organization', 'repository') GROUP BY project
), numbered AS (
  SELECT p.*, r.organizations, r.repositories, unnest(range(CASE WHEN r.organizations IS NULL THEN len(r.repositories)
    ELSE (3 * sqrt(p.share * getvariable('events') / 1000))::BIGINT + 2 END)) AS k
  FROM projects AS p JOIN rules AS r USING (project)
), named AS (
  SELECT *, 1000 * rank + k AS repo_id, CASE WHEN organizations IS NULL THEN repositories[1 + k]
    WHEN k = 0 AND split_part(main_repo, '/', 1) IN organizations THEN main_repo
    ELSE organizations[1 + k % len(organizations)] || '/' || word(k + 17 * rank) END AS repo_name
  FROM numbered
)
SELECT project, rank, since, people, first_person, has_prow, repo_id, repo_name, split_part(repo_name, '/', 1) AS owner,
  share / (k + 1.5) / sum(1 / (k + 1.5)) OVER (PARTITION BY project) AS share
FROM named;

-- Issues and pull requests: about one in ten events opens one.
CREATE TEMP TABLE items AS
WITH numbered AS (
  SELECT r.*, (repo_id * 100000000 + unnest(range(ceil(share * getvariable('events') / 10.03)::BIGINT))) AS n FROM repos AS r
), born AS (
  SELECT * EXCLUDE (share), moment(n, 1, since) AS created_at, u(n, 6) < 0.65 AS is_pull_request,
    to_seconds(exp(least(18.5, ln(CASE WHEN u(n, 6) < 0.65 THEN 90000 ELSE 700000 END) + 2.1 * normal(n, 7)))::BIGINT + 30) AS lasts
  FROM numbered
), ended AS (
  SELECT *, date_diff('second', since, created_at) / date_diff('second', since, getvariable('until') + INTERVAL 1 DAY) AS lived,
    CASE WHEN u(n, 8) < 0.95 THEN created_at + lasts END AS closed_at
  FROM born
)
SELECT n, project, rank, repo_id, repo_name, has_prow, first_person, people, lived, created_at, lasts, closed_at, is_pull_request,
  row_number() OVER (PARTITION BY repo_id ORDER BY created_at, n)::INTEGER AS number,
  CASE WHEN u(n, 9) < 0.1 THEN 2 ELSE somebody(first_person, people, lived, n, 10) END AS author_id,
  CASE WHEN is_pull_request AND u(n, 14) < 0.82 THEN closed_at END AS merged_at,
  CASE WHEN has_prow AND u(n, 15) < 0.8 THEN 1 ELSE somebody(first_person, people * 0.05, lived, n, 16) END AS merged_by_id,
  CASE WHEN has_prow AND is_pull_request AND u(n, 20) < 0.85 THEN created_at + lasts * 0.75 END AS lgtm_at,
  CASE WHEN has_prow AND is_pull_request AND u(n, 20) < 0.85 THEN created_at + lasts * (0.8 + 0.2 * u(n, 22)) END AS approved_at,
  CASE WHEN has_prow THEN [
    'kind/' || pick(['bug', 'feature', 'cleanup', 'documentation', 'failing-test', 'flake', 'api-change'], n, 23),
    CASE WHEN u(n, 24) < 0.8 THEN 'sig/' || pick(['node', 'network', 'storage', 'api-machinery', 'auth', 'cli', 'apps',
      'scheduling', 'testing', 'release', 'docs', 'cluster-lifecycle', 'instrumentation', 'windows'], n, 25) END,
    CASE WHEN is_pull_request THEN 'size/' || pick(['XS', 'XS', 'S', 'S', 'M', 'M', 'L', 'XL', 'XXL'], n, 26) END,
    CASE WHEN is_pull_request THEN 'cncf-cla: yes' END,
    CASE WHEN u(n, 27) < 0.3 THEN 'priority/' || pick(['backlog', 'important-soon', 'important-longterm'], n, 28) END]
  WHEN u(n, 29) < 0.5 THEN [pick(['bug', 'enhancement', 'documentation', 'dependencies', 'good first issue'], n, 30)]
  ELSE []::VARCHAR[] END.list_filter(x -> x IS NOT NULL) AS labels,
  CASE WHEN u(n, 31) < 0.25 THEN 'v1.' || date_diff('month', since, created_at) // 4 END AS milestone,
  some_words(n, 33) AS title,
  floor(-ln(1 - u(n, 40)) * 4.4)::INTEGER AS comments,
  CASE WHEN is_pull_request THEN floor(-ln(1 - u(n, 41)) * 1.5)::INTEGER ELSE 0 END AS reviews,
  CASE WHEN is_pull_request AND u(n, 42) < 0.4 THEN floor(-ln(1 - u(n, 43)) * 4)::INTEGER ELSE 0 END AS review_comments
FROM ended
WHERE created_at >= getvariable('since');

-- What people did, in the order of time: one row per event.
CREATE TEMP TABLE acts AS
WITH conversation AS (
  SELECT n, 'IssueCommentEvent' AS type, 'created' AS action, unnest(range(comments)) AS k, 50 AS salt FROM items
  UNION ALL SELECT n, 'PullRequestReviewEvent', 'created', unnest(range(reviews)), 51 FROM items
  UNION ALL SELECT n, 'PullRequestReviewCommentEvent', 'created', unnest(range(review_comments)), 52 FROM items
), said AS (
  SELECT c.type, c.action, i.n, i.repo_id,
    i.created_at + i.lasts * pow(u(n * 1000 + c.k, c.salt), 2) * 0.98 + INTERVAL 20 SECOND AS created_at,
    CASE
      WHEN c.type = 'IssueCommentEvent' AND u(n * 1000 + c.k, c.salt + 10) < 0.3 THEN CASE WHEN i.has_prow THEN 1 ELSE 3 END
      WHEN u(n * 1000 + c.k, c.salt + 20) < 0.3 AND c.type <> 'PullRequestReviewEvent' THEN i.author_id
      ELSE somebody(i.first_person, i.people, i.lived, n * 1000 + c.k, c.salt + 30) END AS actor_id
  FROM conversation AS c JOIN items AS i USING (n)
), opened AS (
  SELECT CASE WHEN is_pull_request THEN 'PullRequestEvent' ELSE 'IssuesEvent' END AS type, 'opened' AS action, n, repo_id, created_at, author_id
  FROM items
), closed AS (
  SELECT CASE WHEN is_pull_request THEN 'PullRequestEvent' ELSE 'IssuesEvent' END, 'closed', n, repo_id, closed_at,
    CASE WHEN merged_at IS NULL AND u(n, 60) < 0.5 THEN author_id ELSE merged_by_id END
  FROM items WHERE NOT closed_at IS NULL
), others AS (
  SELECT type, share AS of_all, salt FROM (VALUES ('PushEvent', 0.135, 1), ('WatchEvent', 0.062, 2), ('ForkEvent', 0.03, 3), ('CreateEvent', 0.02, 4),
    ('DeleteEvent', 0.012, 5), ('ReleaseEvent', 0.003, 6), ('CommitCommentEvent', 0.001, 7)) AS v (type, share, salt)
), numbered AS (
  SELECT o.type, r.*, unnest(range(ceil(r.share * o.of_all * getvariable('events'))::BIGINT)) * 10 + o.salt + r.repo_id * 100000000 AS k
  FROM others AS o CROSS JOIN repos AS r
), timed AS (
  SELECT *, moment(k, 80, since) AS created_at FROM numbered
), rest AS (
  SELECT type, CASE type WHEN 'WatchEvent' THEN 'started' WHEN 'ReleaseEvent' THEN 'published' END, NULL::BIGINT, repo_id, created_at,
    CASE WHEN type = 'PushEvent' AND has_prow AND u(k, 84) < 0.4 THEN 1 ELSE somebody(first_person,
      CASE type WHEN 'PushEvent' THEN people * 0.15 ELSE people END,
      date_diff('second', since, created_at) / date_diff('second', since, getvariable('until') + INTERVAL 1 DAY), k, 85) END
  FROM timed
), everything AS (
  FROM opened UNION ALL FROM closed UNION ALL FROM rest
  UNION ALL SELECT type, action, n, repo_id, created_at, actor_id FROM said
)
SELECT 1000000000 + 7 * row_number() OVER (ORDER BY created_at, hash(type, n, repo_id, author_id)) AS event_id,
  type, action, n, repo_id, created_at, author_id AS actor_id
FROM everything
WHERE created_at >= getvariable('since') AND created_at < getvariable('until') + INTERVAL 1 DAY
ORDER BY created_at, event_id;

INSERT INTO raw.events BY NAME
SELECT 'gharchive' AS source, date_trunc('hour', a.created_at) AS archive_hour, a.created_at::DATE AS day,
  (a.event_id // 7 % 100000)::INTEGER AS line, a.event_id, a.type, a.action, a.created_at, a.actor_id,
  login_of(a.actor_id) AS actor_login, a.repo_id, r.repo_name, r.rank AS org_id, r.owner AS org_login, i.number,
  CASE WHEN a.type IN ('IssuesEvent', 'IssueCommentEvent') THEN item_id(a.n) END AS issue_id,
  CASE WHEN a.type LIKE 'PullRequest%' THEN item_id(a.n) + 1 END AS pull_request_id,
  CASE WHEN a.type LIKE '%CommentEvent' THEN a.event_id + 1 END AS comment_id,
  CASE a.type WHEN 'PullRequestReviewEvent' THEN a.event_id + 2 END AS review_id,
  CASE a.type WHEN 'ReleaseEvent' THEN a.event_id + 3 END AS release_id,
  CASE a.type WHEN 'CommitCommentEvent' THEN sha1(a.event_id::VARCHAR) END AS commit_sha,
  CASE a.type WHEN 'PushEvent' THEN 'refs/heads/main' WHEN 'CreateEvent' THEN 'v' || a.event_id WHEN 'DeleteEvent' THEN 'fix' END AS ref,
  CASE a.type WHEN 'CreateEvent' THEN 'tag' WHEN 'DeleteEvent' THEN 'branch' END AS ref_type,
  CASE a.type WHEN 'PushEvent' THEN a.event_id + 4 END AS push_id,
  CASE a.type WHEN 'PushEvent' THEN sha1(a.event_id || ':1') END AS push_head,
  CASE a.type WHEN 'PushEvent' THEN sha1(a.event_id || ':0') END AS push_before,
  CASE a.type WHEN 'PushEvent' THEN 1 + floor(-ln(1 - u(a.event_id, 90)) * 0.9)::INTEGER END AS push_size,
  CASE a.type WHEN 'PushEvent' THEN 1 END AS push_distinct_size,
  CASE a.type WHEN 'ForkEvent' THEN a.event_id + 5 END AS forkee_id
FROM acts AS a JOIN repos AS r USING (repo_id) LEFT JOIN items AS i ON i.n = a.n;

CREATE TEMP MACRO labels_at(labels, since, lgtm_at, approved_at, seen_at) AS
  CASE WHEN seen_at > since + INTERVAL 1 MINUTE THEN labels ELSE [] END
  || CASE WHEN seen_at >= lgtm_at THEN ['lgtm'] ELSE [] END || CASE WHEN seen_at >= approved_at THEN ['approved'] ELSE [] END;

INSERT INTO raw.issues BY NAME
SELECT 'gharchive' AS source, date_trunc('hour', a.created_at) AS archive_hour, a.created_at::DATE AS day, a.created_at AS seen_at,
  a.event_id, a.repo_id, i.repo_name, i.number, item_id(a.n) AS issue_id, i.is_pull_request, i.title,
  CASE WHEN a.created_at >= i.closed_at THEN 'closed' ELSE 'open' END AS state, i.author_id, login_of(i.author_id) AS author_login,
  CASE WHEN i.author_id < 10 THEN 'Bot' ELSE 'User' END AS author_type,
  pick(['MEMBER', 'CONTRIBUTOR', 'NONE'], i.author_id, 91) AS author_association, i.created_at, a.created_at AS updated_at,
  CASE WHEN a.created_at >= i.closed_at THEN i.closed_at END AS closed_at, i.milestone,
  labels_at(i.labels, i.created_at, i.lgtm_at, i.approved_at, a.created_at) AS labels,
  CASE WHEN u(i.n, 92) < 0.4 THEN [login_of(i.merged_by_id)] ELSE [] END AS assignees,
  floor(i.comments * date_diff('second', i.created_at, a.created_at) / (1 + date_part('epoch', i.lasts)))::INTEGER AS comment_count,
  FALSE AS is_locked, 400 AS body_length
FROM acts AS a JOIN items AS i ON i.n = a.n
WHERE a.type IN ('IssuesEvent', 'IssueCommentEvent');

INSERT INTO raw.pull_requests BY NAME
SELECT 'gharchive' AS source, date_trunc('hour', a.created_at) AS archive_hour, a.created_at::DATE AS day, a.created_at AS seen_at,
  a.event_id, a.action, a.actor_id, login_of(a.actor_id) AS actor_login, a.repo_id, i.repo_name, i.number,
  item_id(a.n) + 1 AS pull_request_id, i.title,
  CASE WHEN a.created_at >= i.closed_at THEN 'closed' ELSE 'open' END AS state, u(i.n, 93) < 0.05 AS is_draft,
  COALESCE(a.created_at >= i.merged_at, FALSE) AS is_merged, i.author_id, login_of(i.author_id) AS author_login,
  CASE WHEN i.author_id < 10 THEN 'Bot' ELSE 'User' END AS author_type,
  pick(['MEMBER', 'CONTRIBUTOR', 'NONE'], i.author_id, 91) AS author_association, i.created_at, a.created_at AS updated_at,
  CASE WHEN a.created_at >= i.closed_at THEN i.closed_at END AS closed_at,
  CASE WHEN a.created_at >= i.merged_at THEN i.merged_at END AS merged_at,
  CASE WHEN a.created_at >= i.merged_at AND a.action = 'closed' THEN i.merged_by_id END AS merged_by_id,
  CASE WHEN a.created_at >= i.merged_at AND a.action = 'closed' THEN login_of(i.merged_by_id) END AS merged_by_login,
  'main' AS base_ref, sha1(i.n::VARCHAR) AS base_sha, 'fix' AS head_ref, sha1(i.n || 'h') AS head_sha, i.author_id * 10 AS head_repo_id,
  CASE WHEN a.created_at >= i.merged_at THEN sha1(i.n || 'm') END AS merge_sha,
  CASE WHEN a.type = 'PullRequestEvent' THEN exp(3 + 1.8 * normal(i.n, 94))::INTEGER END AS additions,
  CASE WHEN a.type = 'PullRequestEvent' THEN exp(2 + 1.8 * normal(i.n, 95))::INTEGER END AS deletions,
  CASE WHEN a.type = 'PullRequestEvent' THEN 1 + exp(1 + normal(i.n, 96))::INTEGER END AS changed_files,
  CASE WHEN a.type = 'PullRequestEvent' THEN 1 + floor(3 * u(i.n, 97))::INTEGER END AS commit_count,
  CASE WHEN a.type = 'PullRequestEvent' THEN i.comments END AS comment_count,
  CASE WHEN a.type = 'PullRequestEvent' THEN i.review_comments END AS review_comment_count, i.milestone,
  labels_at(i.labels, i.created_at, i.lgtm_at, i.approved_at, a.created_at) AS labels,
  CASE WHEN u(i.n, 92) < 0.4 THEN [login_of(i.merged_by_id)] ELSE [] END AS assignees,
  CASE WHEN u(i.n, 98) < 0.6 THEN [login_of(i.merged_by_id)] ELSE [] END AS requested_reviewers, 400 AS body_length
FROM acts AS a JOIN items AS i ON i.n = a.n
WHERE a.type IN ('PullRequestEvent', 'PullRequestReviewEvent', 'PullRequestReviewCommentEvent');

INSERT INTO raw.comments BY NAME
SELECT 'gharchive' AS source, date_trunc('hour', a.created_at) AS archive_hour, a.created_at::DATE AS day, a.created_at AS seen_at,
  a.event_id, a.event_id + 1 AS comment_id,
  CASE a.type WHEN 'IssueCommentEvent' THEN 'issue' WHEN 'PullRequestReviewCommentEvent' THEN 'review' ELSE 'commit' END AS kind,
  a.repo_id, r.repo_name, i.number, i.is_pull_request,
  CASE a.type WHEN 'CommitCommentEvent' THEN sha1(a.event_id::VARCHAR) END AS commit_sha,
  CASE a.type WHEN 'PullRequestReviewCommentEvent' THEN word(floor(3000 * u(a.n, 99))::INTEGER) || '/' || word(floor(9000 * u(a.event_id, 99))::INTEGER) || '.go' END AS path,
  a.actor_id AS author_id, login_of(a.actor_id) AS author_login, CASE WHEN a.actor_id < 10 THEN 'Bot' ELSE 'User' END AS author_type,
  pick(['MEMBER', 'CONTRIBUTOR', 'NONE'], a.actor_id, 91) AS author_association, a.created_at, a.created_at AS updated_at,
  20 + exp(4 + normal(a.event_id, 100))::INTEGER AS body_length
FROM acts AS a JOIN repos AS r USING (repo_id) LEFT JOIN items AS i ON i.n = a.n
WHERE a.type LIKE '%CommentEvent';

INSERT INTO raw.reviews BY NAME
SELECT 'gharchive' AS source, date_trunc('hour', a.created_at) AS archive_hour, a.created_at::DATE AS day, a.created_at AS seen_at,
  a.event_id, a.event_id + 2 AS review_id, a.repo_id, i.repo_name, i.number, item_id(a.n) + 1 AS pull_request_id,
  a.actor_id AS author_id, login_of(a.actor_id) AS author_login, CASE WHEN a.actor_id < 10 THEN 'Bot' ELSE 'User' END AS author_type,
  pick(['MEMBER', 'CONTRIBUTOR', 'NONE'], a.actor_id, 91) AS author_association,
  pick(['approved', 'commented', 'commented', 'commented', 'changes_requested'], a.event_id, 101) AS state, a.created_at AS submitted_at,
  sha1(a.n || 'h') AS commit_sha, 50 AS body_length
FROM acts AS a JOIN items AS i ON i.n = a.n
WHERE a.type = 'PullRequestReviewEvent';

-- Commands to Prow in a third of what people comment where it is in use, mentions of teams in a tenth.
INSERT INTO raw.commands BY NAME
SELECT 'gharchive' AS source, archive_hour, day, 'comment' AS origin, comment_id AS origin_id, 1 AS position, repo_id, repo_name, number,
  author_id, author_login, author_type, created_at,
  pick(['lgtm', 'lgtm', 'approve', 'test', 'retest', 'retest', 'assign', 'cc', 'hold', 'sig', 'kind', 'close'], comment_id, 102) AS command,
  CASE WHEN u(comment_id, 103) < 0.4 THEN word(floor(900 * u(comment_id, 104))::INTEGER) END AS argument
FROM raw.comments
WHERE kind = 'issue' AND author_id >= 10 AND u(comment_id, 105) < 0.35 AND repo_id IN (SELECT repo_id FROM repos WHERE has_prow);

INSERT INTO raw.mentions BY NAME
SELECT 'gharchive' AS source, archive_hour, day, 'comment' AS origin, comment_id AS origin_id, 1 AS position, repo_id, repo_name, number,
  author_id, author_login, author_type, created_at,
  split_part(repo_name, '/', 1) || '/sig-' || pick(['node', 'network', 'storage', 'auth', 'cli', 'apps'], comment_id, 106)
    || '-' || pick(['bugs', 'reviews', 'misc', 'proposals', 'feature-requests'], comment_id, 107) AS team
FROM raw.comments
WHERE kind = 'issue' AND u(comment_id, 108) < 0.1 AND repo_id IN (SELECT repo_id FROM repos WHERE has_prow);

INSERT INTO raw.commits BY NAME
WITH listed AS (
  SELECT *, unnest(range(1, push_size + 1)) AS position FROM raw.events WHERE type = 'PushEvent'
), authored AS (
  SELECT l.*, CASE WHEN actor_id >= 10 AND u(event_id + position, 109) < 0.6 THEN actor_id ELSE somebody(r.first_person, r.people * 0.5,
    date_diff('second', r.since, created_at) / date_diff('second', r.since, getvariable('until') + INTERVAL 1 DAY), event_id + position, 110)
  END AS author_id
  FROM listed AS l JOIN repos AS r USING (repo_id)
)
SELECT source, archive_hour, day, event_id, position, sha1(event_id || ':' || position) AS sha, repo_id, repo_name, ref,
  created_at AS pushed_at, actor_id AS pusher_id, actor_login AS pusher_login, author_name(author_id) AS author_name,
  address_of(author_id) AS author_address, u(event_id + position, 113) < 0.8 AS is_distinct, some_words(event_id + position, 114) AS subject
FROM authored;

INSERT INTO raw.commit_trailers BY NAME
SELECT source, archive_hour, day, sha, repo_id, repo_name, 'signed_off_by' AS role, 1 AS position, author_name AS name, author_address AS address
FROM raw.commits WHERE u(event_id + position, 120) < 0.5
UNION ALL
SELECT source, archive_hour, day, sha, repo_id, repo_name, 'co_author', 2, author_name(pusher_id), address_of(pusher_id)
FROM raw.commits WHERE u(event_id + position, 121) < 0.08
UNION ALL
SELECT source, archive_hour, day, sha, repo_id, repo_name, 'co_author', 3, 'Claude', sha1('noreply') || '@anthropic.com'
FROM raw.commits WHERE u(event_id + position, 122) < 0.1 AND day >= '2025-01-01';

INSERT INTO raw.releases BY NAME
SELECT source, archive_hour, day, created_at AS seen_at, event_id, release_id, repo_id, repo_name,
  'v' || (row_number() OVER (PARTITION BY repo_id ORDER BY created_at) // 10) || '.' || (row_number() OVER (PARTITION BY repo_id ORDER BY created_at) % 10) || '.0' AS tag,
  actor_id AS author_id, actor_login AS author_login, 'User' AS author_type, FALSE AS is_draft, FALSE AS is_prerelease,
  created_at, created_at AS published_at
FROM raw.events WHERE type = 'ReleaseEvent';

-- A repository's own figures, as events of pull requests show them.
INSERT INTO raw.repos BY NAME
SELECT p.source, p.archive_hour, p.day, p.seen_at, p.event_id, p.repo_id AS event_repo_id, p.repo_name AS event_repo_name, 'base' AS role,
  p.repo_id, p.repo_name, FALSE AS is_fork,
  (20000 * r.share * pow(greatest(0, date_diff('day', r.since, p.seen_at)), 0.9))::INTEGER AS stars,
  (5000 * r.share * pow(greatest(0, date_diff('day', r.since, p.seen_at)), 0.9))::INTEGER AS forks, p.number // 20 AS open_issues, 1000 AS size_kb,
  'Go' AS language, 'Apache-2.0' AS license, 'main' AS default_branch, r.since AS created_at, p.seen_at AS pushed_at, p.seen_at AS updated_at
FROM raw.pull_requests AS p JOIN repos AS r USING (repo_id);

CREATE TEMP TABLE known AS
SELECT 1000 + p AS person, login_of(1000 + p) AS login FROM range(getvariable('people')) AS r (p) WHERE u(1000 + p, 130) < 0.58;

INSERT INTO raw.people BY NAME
SELECT 'gitdm' AS source, getvariable('until')::DATE AS day, login, author_name(person) AS name, address_of(person) AS address,
  CASE WHEN u(person, 131) < 0.7 THEN pick(['us', 'us', 'us', 'us', 'de', 'de', 'gb', 'in', 'in', 'cn', 'cn', 'fr', 'ca', 'jp', 'pl', 'nl',
    'br', 'es', 'it', 'se', 'il', 'au', 'kr', 'ua', 'cz', 'ch', 'ie', 'at', 'fi', 'sg', 'ng', 'za', 'ke', 'mx', 'ar'], person, 132) END AS country,
  CASE WHEN u(person, 131) < 0.7 THEN pick(['America/New_York', 'America/Los_Angeles', 'Europe/Berlin', 'Asia/Kolkata', 'Asia/Shanghai'], person, 133) END AS timezone,
  10 AS priority
FROM known;

-- The first companies have many people, most a few.
CREATE TEMP MACRO company_of(person, job) AS CASE WHEN u(person, 140 + job) < 0.12 THEN 'Independent' ELSE
  name_of(3000 + floor(getvariable('companies') * pow(u(person, 150 + job), 2.6))::INTEGER) || pick([' Inc.', ' Labs', '', ' GmbH', ' Systems'],
  floor(getvariable('companies') * pow(u(person, 150 + job), 2.6))::INTEGER, 160) END;
INSERT INTO raw.affiliations BY NAME
WITH jobs AS (
  SELECT *, unnest(range(1 + floor(-ln(1 - u(person, 170)) * 0.7)::INTEGER)) AS job FROM known
), dated AS (
  SELECT *, CASE job WHEN 0 THEN DATE '1900-01-01' ELSE getvariable('since')::DATE + (job * 700 + 900 * u(person, 180 + job))::INTEGER END AS since
  FROM jobs WHERE job < 6
)
SELECT 'gitdm' AS source, getvariable('until')::DATE AS day, login, company_of(person, job) AS company, since,
  lead(since, 1, DATE '2100-01-01') OVER (PARTITION BY person ORDER BY since) AS until, 10 AS priority
FROM dated;

INSERT INTO raw.archive_hours BY NAME
WITH kept AS (
  SELECT archive_hour, count(*) AS events FROM raw.events GROUP BY archive_hour
)
SELECT 'gharchive' AS source, h.at_hour AS archive_hour, h.at_hour::DATE AS day, 'generated' AS location, 'complete' AS status,
  100000 AS line_count, COALESCE(k.events, 0)::INTEGER AS event_count, 0 AS bad_line_count, 'generated' AS scope, 'generated' AS scope_text,
  TRUE AS is_sample, h.at_hour + INTERVAL 2 HOUR AS finished_at
FROM (SELECT unnest(generate_series(getvariable('since'), getvariable('until') + INTERVAL 23 HOUR, INTERVAL 1 HOUR)) AS at_hour) AS h
LEFT JOIN kept AS k ON k.archive_hour = h.at_hour;
INSERT INTO raw.scope_rules BY NAME SELECT 'generated' AS scope, 'everything' AS kind, '' AS value;
INSERT INTO raw.dirty_days BY NAME
SELECT 'gharchive' AS source, day, max(finished_at) AS touched_at FROM raw.archive_hours GROUP BY day;

/* One row per commit, repository and AI tool that helped to write it, as trailers of the commit say (Co-authored-by,
Assisted-by, Generated-by). The credit is the author's, who stands beside; a commit that an agent authored is its own. */
MODEL (
  name core.assisted_commits,
  kind FULL,
  grain (sha, repo_id, agent),
  audits (
    not_null(columns := (sha, repo_id, agent)),
    unique_combination_of_columns(columns := (sha, repo_id, agent))
  )
);

WITH helpers AS (
  SELECT
    t.sha,
    COALESCE(t.repo_id, n.repo_id) AS repo_id,
    t.role,
    t.name,
    LOWER(t.address) AS address,
    COALESCE(l.person_id, i.person_id, @stable_id('address:' || t.address)) AS person_id
  FROM raw.commit_trailers AS t
  LEFT JOIN core.repo_names AS n
    ON n.repo_name = CASE WHEN t.repo_id IS NULL THEN LOWER(t.repo_name) END
  LEFT JOIN core.logins AS l
    ON l.login = LOWER(t.login)
  LEFT JOIN core.identities AS i
    ON i.address = t.address
  WHERE
    t.role IN ('co_author', 'assisted_by', 'generated_by')
), tools AS (
  SELECT
    h.sha,
    h.repo_id,
    h.role,
    COALESCE(a.tool, s.tool, REPLACE(COALESCE(p.login, h.name), '[bot]', '')) AS agent
  FROM helpers AS h
  LEFT JOIN core.people AS p
    ON p.person_id = h.person_id AND p.kind = 'agent'
  LEFT JOIN raw.agent_signatures AS a
    ON a.kind = 'address' AND a.value = h.address
  LEFT JOIN raw.agent_signatures AS s
    ON s.kind = 'name'
    AND LOWER(COALESCE(p.login, h.name)) LIKE s.value ESCAPE '\'
    /* A co-author may be called like a tool. */
    AND (NOT p.person_id IS NULL OR h.role IN ('assisted_by', 'generated_by'))
  WHERE
    NOT p.person_id IS NULL OR NOT a.tool IS NULL OR NOT s.tool IS NULL
), authors AS (
  SELECT sha, repo_id, ARG_MIN(person_id, happened_at) AS person_id, ARG_MIN(person_kind, happened_at) AS person_kind
  FROM core.commit_roles
  WHERE
    role = 'author'
  GROUP BY
    sha,
    repo_id
)
SELECT
  c.sha,
  c.repo_id,
  c.section_id,
  c.project,
  t.agent, /* the tool, e.g. Claude, Copilot, Codex */
  LIST(DISTINCT t.role ORDER BY t.role) AS roles, /* of the trailers that say so */
  c.counted_at, /* the date that metrics count the commit by */
  a.person_id, /* author */
  a.person_kind /* kind of the author */
FROM tools AS t
JOIN core.commits AS c
  ON c.sha = t.sha AND c.repo_id = t.repo_id
LEFT JOIN authors AS a
  ON a.sha = t.sha AND a.repo_id = t.repo_id
GROUP BY
  ALL

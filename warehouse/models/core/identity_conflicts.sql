/* One row per person and sign that several people were taken for one. No address leaves this model. */
MODEL (
  name core.identity_conflicts,
  kind FULL,
  grain (person_id, reason),
  audits (
    not_null(columns := (person_id, reason, detail)),
    unique_combination_of_columns(columns := (person_id, reason))
  )
);

WITH claims AS (
  /* Whom imports give an address to. A correction that gives or denies it has settled the matter. */
  SELECT p.address, l.person_id, ANY_VALUE(LOWER(p.login)) AS login
  FROM raw.people AS p
  JOIN core.logins AS l
    ON l.login = LOWER(p.login)
  WHERE
    NOT p.address IS NULL
    AND NOT p.address IN (SELECT value FROM raw.person_rules WHERE kind IN ('same_address', 'not_address'))
  GROUP BY
    p.address,
    l.person_id
), disputed AS (
  SELECT address, LIST(login ORDER BY login) AS logins
  FROM claims
  GROUP BY address
  HAVING COUNT(*) > 1
), names AS (
  /* Names that commits carry, without case, accents, punctuation and order of words. */
  SELECT DISTINCT
    address,
    LIST_SORT(STRING_SPLIT_REGEX(TRIM(REGEXP_REPLACE(STRIP_ACCENTS(LOWER(name)), '[^a-z0-9]+', ' ', 'g')), ' +')) AS words
  FROM staging.authors
  WHERE
    NOT is_committer AND NOT address IS NULL AND REGEXP_MATCHES(name, '[A-Za-z]')
  /* An address that everybody uses would be compared with itself for hours. */
  QUALIFY
    ROW_NUMBER() OVER (PARTITION BY address ORDER BY name) <= 50
), strangers AS (
  /* Two full names of one address that share no word, not even within a longer one; a single word may be a nickname. */
  SELECT
    a.address,
    COUNT(*) AS pairs,
    MIN(ARRAY_TO_STRING(a.words, ' ') || ' / ' || ARRAY_TO_STRING(b.words, ' ')) AS example
  FROM names AS a
  JOIN names AS b
    ON b.address = a.address AND b.words > a.words AND LEN(a.words) > 1 AND LEN(b.words) > 1
  WHERE
    LEN(LIST_FILTER(a.words, w -> CONTAINS(ARRAY_TO_STRING(b.words, ' '), w))) = 0
    AND LEN(LIST_FILTER(b.words, w -> CONTAINS(ARRAY_TO_STRING(a.words, ' '), w))) = 0
  GROUP BY a.address
), conflicts AS (
  SELECT
    i.person_id,
    'one address, several accounts' AS reason,
    'claimed for ' || ARRAY_TO_STRING(d.logins, ', ') AS detail
  FROM disputed AS d
  JOIN core.identities AS i
    ON i.address = d.address
  UNION ALL
  SELECT
    COALESCE(i.person_id, @stable_id('address:' || s.address)),
    'one address, names without a common word',
    'for example ' || s.example
  FROM strangers AS s
  LEFT JOIN core.identities AS i
    ON i.address = s.address
)
SELECT
  person_id,
  reason, /* what is odd */
  STRING_AGG(DISTINCT detail, '; ' ORDER BY detail) AS detail /* between whom */
FROM conflicts
GROUP BY
  person_id,
  reason

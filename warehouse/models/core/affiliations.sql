/* One row per person and time with the same employers. Of all that sources say of a person, the most trusted entry
counts as a whole: by priority, then by number of intervals, then by how many entries say the same. Rows of one person
never overlap; who has several employers at once has them in one row, and their work counts for each, as in DevStats. */
MODEL (
  name core.affiliations,
  kind FULL,
  grain (person_id, starts_on),
  audits (
    not_null(columns := (person_id, starts_on, ends_on, company)),
    unique_combination_of_columns(columns := (person_id, starts_on))
  )
);

WITH stated AS (
  SELECT
    COALESCE(l.person_id, i.person_id) AS person_id,
    a.source,
    a.priority,
    a.login,
    a.address,
    a.company AS name,
    a.since AS starts_on,
    a.until AS ends_on
  FROM raw.affiliations AS a
  LEFT JOIN core.logins AS l
    ON l.login = LOWER(a.login)
  LEFT JOIN core.identities AS i
    ON i.address = CASE WHEN a.login IS NULL THEN a.address END
  WHERE
    a.since < a.until
), entries AS (
  SELECT
    person_id,
    source,
    priority,
    LIST(DISTINCT {'name': name, 'starts_on': starts_on, 'ends_on': ends_on}) AS intervals
  FROM stated
  WHERE
    NOT person_id IS NULL
  GROUP BY
    person_id,
    source,
    priority,
    login,
    address
), statements AS (
  SELECT person_id, source, priority, LIST_SORT(intervals) AS intervals, COUNT(*) AS entries
  FROM entries
  GROUP BY ALL
), trusted AS (
  SELECT
    person_id,
    MAX(priority) AS priority,
    ARG_MAX(source, (priority, LEN(intervals), entries, intervals)) AS source,
    ARG_MAX(intervals, (priority, LEN(intervals), entries, intervals)) AS intervals
  FROM statements
  GROUP BY
    person_id
), employments AS (
  SELECT person_id, source, UNNEST(intervals) AS interval
  FROM trusted
), rivals AS (
  SELECT r.person_id, LIST(DISTINCT r.interval.name ORDER BY r.interval.name) AS names
  FROM (
    SELECT s.person_id, UNNEST(s.intervals) AS interval
    FROM statements AS s
    JOIN trusted AS t
      ON t.person_id = s.person_id AND t.priority = s.priority
  ) AS r
  ANTI JOIN employments AS e
    ON e.person_id = r.person_id AND e.interval.name = r.interval.name
  GROUP BY
    r.person_id
), owned AS (
  SELECT
    e.person_id,
    e.source,
    e.interval.name AS stated_as,
    o.owner AS company,
    GREATEST(e.interval.starts_on, o.starts_on) AS starts_on,
    LEAST(e.interval.ends_on, o.ends_on) AS ends_on
  FROM employments AS e
  JOIN core.company_names AS n
    ON n.name = e.interval.name
  JOIN core.company_owners AS o
    ON o.company = n.company AND o.starts_on < e.interval.ends_on AND o.ends_on > e.interval.starts_on
), borders AS (
  SELECT person_id, starts_on AS border
  FROM owned
  UNION
  SELECT person_id, ends_on
  FROM owned
), times AS (
  SELECT person_id, border AS starts_on, LEAD(border) OVER (PARTITION BY person_id ORDER BY border) AS ends_on
  FROM borders
), employed AS (
  SELECT
    t.person_id,
    t.starts_on,
    t.ends_on,
    MIN(o.company) AS company,
    CASE
      WHEN COUNT(DISTINCT o.company) > 1
      THEN LIST_FILTER(LIST_SORT(LIST_DISTINCT(LIST(o.company))), x -> x <> MIN(o.company))
    END AS other_companies,
    LIST_SORT(LIST_DISTINCT(LIST(o.stated_as))) AS stated_as,
    ANY_VALUE(o.source) AS source,
    ANY_VALUE(r.names) AS contested_by
  FROM times AS t
  JOIN owned AS o
    ON o.person_id = t.person_id AND o.starts_on < t.ends_on AND o.ends_on > t.starts_on
  LEFT JOIN rivals AS r
    ON r.person_id = t.person_id
  GROUP BY
    t.person_id,
    t.starts_on,
    t.ends_on
)
SELECT
  person_id,
  starts_on, /* 1900-01-01 where no source says a beginning */
  ends_on, /* not included; 2100-01-01 where no source says an end */
  company, /* employer by the name it goes by in that time; the first by name of several */
  other_companies, /* employers at the same time; NULL where there is one */
  @stable_id(CONCAT_WS(CHR(31), company, ARRAY_TO_STRING(other_companies, CHR(31)))) AS employer_id, /* stands for both, see core.employers */
  stated_as, /* what the source calls them */
  source,
  contested_by /* what other entries, trusted as much, say instead, at any time; NULL where nothing */
FROM employed

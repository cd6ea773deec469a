/* One row per company and time under one name: its own until it was bought, its buyer's afterwards, and so on when
the buyer is bought. Times of one company neither overlap nor leave a gap. */
MODEL (
  name core.company_owners,
  kind FULL,
  grain (company, starts_on),
  audits (
    not_null(columns := (company, owner, starts_on, ends_on)),
    unique_combination_of_columns(columns := (company, starts_on))
  )
);

WITH RECURSIVE sales AS (
  SELECT n.company, b.company AS buyer, a.acquired_on
  FROM raw.acquisitions AS a
  JOIN core.company_names AS n
    ON n.name = a.company
  JOIN core.company_names AS b
    ON b.name = a.buyer
), steps AS (
  SELECT DISTINCT company, company AS owner, '1900-01-01'::DATE AS starts_on, 1 AS place
  FROM core.company_names
  UNION ALL
  /* A circle of buyers, which the configuration's check refuses, would never end. */
  SELECT t.company, s.buyer, GREATEST(t.starts_on, s.acquired_on), t.place + 1
  FROM steps AS t
  JOIN sales AS s
    ON s.company = t.owner
  WHERE
    t.place < 20
), timed AS (
  SELECT
    company,
    owner,
    starts_on,
    LEAD(starts_on, 1, '2100-01-01'::DATE) OVER (PARTITION BY company ORDER BY place) AS ends_on,
    LAST_VALUE(owner) OVER (
      PARTITION BY company
      ORDER BY place
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS last_owner
  FROM steps
)
SELECT
  company,
  owner, /* the name that its work counts under in that time */
  starts_on,
  ends_on, /* not included */
  last_owner /* today's name, which DevStats gives to all of its history */
FROM timed
WHERE
  starts_on < ends_on

/* One row per period that touches both [since, until) and the ingested time, with the share of its hours that were
ingested (0 to 1): a count of a period with coverage below 1 is a lower bound. Hours after the newest ingested one are
not expected yet. Periods without any hour are there too, with coverage 0. */
CREATE OR REPLACE MACRO periods_with_coverage(since, until, every, window_days) AS TABLE
  WITH ingested AS (
    SELECT h.archive_hour
    FROM core.archive_hours AS h
    WHERE h.status = 'complete'
  ), known AS (
    /* Without any archive hour, the time from the first commit to the last. */
    SELECT
      coalesce(
        (SELECT min(i.archive_hour) FROM ingested AS i),
        (SELECT date_trunc('hour', min(c.counted_at)) FROM core.commits AS c)
      ) AS starts_at,
      coalesce(
        (SELECT max(i.archive_hour) FROM ingested AS i),
        (SELECT date_trunc('hour', max(c.counted_at)) FROM core.commits AS c)
      ) + INTERVAL 1 HOUR AS ends_at
  ), extent AS (
    SELECT greatest(k.starts_at, since::TIMESTAMP) AS first_at, least(k.ends_at, until::TIMESTAMP) AS last_at
    FROM known AS k
  ), series AS (
    SELECT unnest(
      generate_series(
        date_trunc(CASE WHEN window_days::INTEGER = 1 THEN every ELSE 'day' END, x.first_at)::TIMESTAMP,
        x.last_at - INTERVAL 1 MICROSECOND,
        CASE
          WHEN window_days::INTEGER > 1 THEN INTERVAL 1 DAY
          WHEN every = 'quarter' THEN INTERVAL 3 MONTH
          WHEN every = 'week' THEN INTERVAL 7 DAY
          ELSE ('1 ' || every)::INTERVAL
        END
      )
    ) AS period
    FROM extent AS x
    WHERE x.first_at < x.last_at
  ), bounds AS (
    SELECT
      s.period,
      greatest(
        s.period - to_days(window_days::INTEGER - 1),
        CASE WHEN window_days::INTEGER = 1 THEN since::TIMESTAMP ELSE s.period - to_days(window_days::INTEGER - 1) END
      ) AS starts_at,
      least(
        s.period + CASE
          WHEN window_days::INTEGER > 1 THEN INTERVAL 1 DAY
          WHEN every = 'quarter' THEN INTERVAL 3 MONTH
          WHEN every = 'week' THEN INTERVAL 7 DAY
          ELSE ('1 ' || every)::INTERVAL
        END,
        x.last_at
      ) AS ends_at
    FROM series AS s
    CROSS JOIN extent AS x
  ), hours AS (
    SELECT unnest(periods_of(i.archive_hour, every, window_days)) AS period
    FROM ingested AS i
    WHERE within_windows(i.archive_hour, since, until, window_days)
  ), seen AS (
    SELECT h.period, count(*) AS hours
    FROM hours AS h
    GROUP BY h.period
  )
  SELECT
    b.period,
    least(1.0, coalesce(s.hours, 0) / greatest(1, ceil(date_diff('second', b.starts_at, b.ends_at) / 3600))) AS coverage
  FROM bounds AS b
  LEFT JOIN seen AS s
    ON s.period = b.period
  WHERE b.period >= date_trunc(every, since::TIMESTAMP)

/* One row per period that touches both [since, until) and the time that is known of, with its coverage (0 to 1): a
count of a period with coverage below 1 is a lower bound. For for_kind 'events' coverage is the share of the period's
hours that were ingested; for another kind of core.coverage, the mean over the days of for_project on which something
was seen: 1 where a source has all of it, else the share of hours, 0 where the archive is known to be cut. Hours after
the newest ingested one are not expected yet. Periods without any hour are there too, with coverage 0. */
CREATE OR REPLACE MACRO periods_with_coverage(since, until, every, window_days, for_kind := 'events', for_project := 'all') AS TABLE
  WITH ingested AS (
    SELECT h.archive_hour
    FROM core.archive_hours AS h
    WHERE h.status = 'complete'
  ), others AS (
    /* Days of which only API or git tell; one row, of NULL where there are none. */
    SELECT min(t.starts_at) AS starts_at, max(t.ends_at) AS ends_at
    FROM marts.known_times AS t
    WHERE t.kind = for_kind
  ), known AS (
    SELECT
      least((SELECT min(i.archive_hour) FROM ingested AS i), o.starts_at) AS starts_at,
      greatest((SELECT max(i.archive_hour) + INTERVAL 1 HOUR FROM ingested AS i), o.ends_at) AS ends_at
    FROM others AS o
  ), judged AS (
    SELECT
      unnest(periods_of(c.day::TIMESTAMP, every, window_days)) AS period,
      CASE
        WHEN c.verdict = 'complete' THEN 1
        WHEN c.is_feed_cut THEN 0
        ELSE coalesce((c.expected_hours - c.missing_hours - c.unscanned_hours) / c.expected_hours, 0)
      END AS share
    FROM core.coverage AS c
    WHERE for_kind <> 'events'
      AND c.kind = for_kind
      AND c.known_count > 0
      AND in_scope(c.project, 0, for_project, 'all', 'all')
      AND within_windows(c.day::TIMESTAMP, since, until, window_days)
  ), shares AS (
    SELECT j.period, avg(j.share) AS share
    FROM judged AS j
    GROUP BY j.period
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
    coalesce(
      x.share,
      least(1.0, coalesce(s.hours, 0) / greatest(1, ceil(date_diff('second', b.starts_at, b.ends_at) / 3600)))
    ) AS coverage
  FROM bounds AS b
  LEFT JOIN shares AS x
    ON x.period = b.period
  LEFT JOIN seen AS s
    ON s.period = b.period
  WHERE b.period >= date_trunc(every, since::TIMESTAMP)

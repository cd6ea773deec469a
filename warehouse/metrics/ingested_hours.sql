/*
title: Ingested hours
question: How much of the range is in this data?
definition: The share of each period's hours that were ingested from the archive; hours after the newest are not expected yet.
grain: one row per period
unit: hours
columns:
  period: first moment of the period, UTC
  coverage: share of the period's hours that were ingested, 0 to 1
parameters: [since, until, every]
sources: [events]
adds_up: []
devstats: []
chaoss: []
chart: table
*/
SELECT p.period, p.coverage
FROM periods_with_coverage(since, until, every, 1) AS p
ORDER BY p.period

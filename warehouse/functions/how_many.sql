/* Aggregate: how many things rows of `doings` stand for. Rows without a thing bring their number; things that several
rows name count once. */
CREATE OR REPLACE MACRO how_many(fact_number, fact_thing) AS
  (coalesce(sum(fact_number), 0)::BIGINT + count(DISTINCT fact_thing))

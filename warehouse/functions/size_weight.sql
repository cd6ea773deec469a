/* What a pull request of a size weighs in a SIG's workload; one without a size is of medium size. */
CREATE OR REPLACE MACRO size_weight(size_name) AS
  CASE
    WHEN size_name = 'xs' THEN 0.25
    WHEN size_name IN ('s', 'small') THEN 0.5
    WHEN size_name IN ('l', 'large') THEN 2
    WHEN size_name = 'xl' THEN 4
    WHEN size_name = 'xxl' THEN 8
    ELSE 1
  END

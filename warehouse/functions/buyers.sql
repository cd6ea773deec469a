/* One row: a map from each company that was bought to its last buyer, where acquisitions is 'always'; empty where it is
'dated', as facts carry the name of their time already. */
CREATE OR REPLACE MACRO buyers(acquisitions) AS TABLE
  SELECT coalesce(map_from_entries(list((o.company, o.last_owner))), MAP {}) AS last_owners
  FROM (
    SELECT DISTINCT w.company, w.last_owner
    FROM core.company_owners AS w
    WHERE acquisitions = 'always' AND w.company <> w.last_owner
  ) AS o

/* Each actor of an event stands in core.people. */
AUDIT (name every_person_is_known, standalone TRUE);

SELECT e.person_id
FROM core.events AS e
ANTI JOIN core.people AS p
  ON p.person_id = e.person_id
WHERE
  NOT e.person_id IS NULL

/* Whether a fact is of the person asked for: for_person is 'all' or a login, current or former, in any case. */
CREATE OR REPLACE MACRO is_person(fact_person_id, for_person) AS
  (
    for_person = 'all'
    OR fact_person_id IN (
      SELECT p.person_id
      FROM core.people AS p
      WHERE lower(p.login) = lower(for_person)
        OR list_contains(list_transform(p.former_logins, x -> lower(x)), lower(for_person))
    )
  )

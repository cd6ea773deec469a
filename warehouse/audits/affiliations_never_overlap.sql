/* Nobody has two rows of affiliations at one time: a fact would count twice. */
AUDIT (name affiliations_never_overlap, standalone TRUE);

SELECT a.person_id, a.starts_on
FROM core.affiliations AS a
JOIN core.affiliations AS b
  ON b.person_id = a.person_id AND b.starts_on < a.ends_on AND b.ends_on > a.starts_on AND b.starts_on <> a.starts_on

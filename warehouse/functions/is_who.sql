/* Whether a person of this kind is asked for: who is 'humans', 'bots', 'agents' or 'all'. */
CREATE OR REPLACE MACRO is_who(person_kind, who) AS
  (who = 'all' OR person_kind = rtrim(who, 's'))

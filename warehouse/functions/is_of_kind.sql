/* Whether an item with these labels is of the kind asked for: of_kind is 'all', or what comes after kind/ in a label. */
CREATE OR REPLACE MACRO is_of_kind(fact_labels, of_kind) AS
  (
    of_kind = 'all'
    OR coalesce(list_contains(list_transform(fact_labels, x -> lower(x)), 'kind/' || lower(of_kind)), FALSE)
  )

/* The SIGs that a list of lower-case labels names. Those that became parts of SIG Cloud Provider count as it. */
CREATE OR REPLACE MACRO sigs_of(labels) AS
  list_distinct(
    list_transform(
      list_filter(labels, x -> starts_with(x, 'sig/') AND NOT ends_with(x, 'use-only-as-a-last-resort')),
      x -> CASE
        WHEN x[5:] IN ('aws', 'azure', 'batchd', 'cloud-provider-aws', 'gcp', 'ibmcloud', 'openstack', 'vmware')
        THEN 'cloud-provider'
        ELSE x[5:]
      END
    )
  )

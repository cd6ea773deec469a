/* One row per name that a Kubernetes SIG was called by and is not any more, in labels and mentions alike. Misspelt names
have no SIG: nobody meant them. */
MODEL (
  name core.sig_aliases,
  kind FULL,
  grain alias,
  audits (
    not_null(columns := (alias)),
    unique_values(columns := alias)
  )
);

SELECT
  a.alias, /* lower case, without sig- or sig/ */
  a.sig /* the name of now; NULL where the alias is a misspelling */
FROM (
  VALUES
    ('aws', 'cloud-provider'),
    ('azure', 'cloud-provider'),
    ('batchd', 'cloud-provider'),
    ('cloud-provider-aws', 'cloud-provider'),
    ('gcp', 'cloud-provider'),
    ('ibmcloud', 'cloud-provider'),
    ('openstack', 'cloud-provider'),
    ('vmware', 'cloud-provider'),
    ('apimachinery', NULL),
    ('api-machiner', NULL),
    ('cloude-provider', NULL),
    ('nework', NULL),
    ('scalability-proprosals', NULL),
    ('storge', NULL),
    ('ui-preview-reviewes', NULL),
    ('cluster-fifecycle', NULL),
    ('rktnetes', NULL)
) AS a(alias, sig)

/* What a tag's version says of a release: major (x.0.0), minor (x.y.0, or x.y), patch, pre (a version with a suffix such
as -rc.1, or GitHub's flag) or other (no version in it). What follows a + is no suffix. */
CREATE OR REPLACE MACRO release_kind(release_tag, is_flagged_pre) AS
  CASE
    WHEN NOT regexp_matches(release_tag, '(^|[^0-9.])[0-9]+\.[0-9]+') THEN 'other'
    WHEN is_flagged_pre OR regexp_matches(release_tag, '[0-9]+\.[0-9]+(\.[0-9]+)*[-._]?(alpha|beta|rc|pre|dev|preview|snapshot|nightly|canary|[ab][0-9])', 'i')
    THEN 'pre'
    WHEN regexp_matches(release_tag, '(^|[^0-9.])[0-9]+\.0(\.0)*($|[^0-9.])') THEN 'major'
    WHEN regexp_matches(release_tag, '(^|[^0-9.])[0-9]+\.[0-9]+(\.0)*($|[^0-9.])') THEN 'minor'
    ELSE 'patch'
  END

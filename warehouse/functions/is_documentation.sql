/* Whether a path is of documentation: by the ending that markup has, or by a folder doc, docs or documentation. */
CREATE OR REPLACE MACRO is_documentation(file_path) AS
  regexp_matches(file_path, '(\.(md|mdx|markdown|rst|adoc|asciidoc)$)|((^|/)(doc|docs|documentation)/)', 'i')

"""Keys of things that GitHub gave no id."""

from sqlglot import exp
from sqlmesh import macro
from sqlmesh.core.macros import MacroEvaluator

# Words at the end of a company's name that say its legal form and nothing else.
LEGAL_FORMS = (
    "inc|incorporated|llc|llp|ltd|limited|gmbh|corp|corporation|co|company|plc|ag|se|kg|sa|s a|sas|srl|s r l|spa|s p a"
    "|bv|b v|nv|n v|ab|oy|oyj|asa|a s|sro|s r o|kk|k k|pvt|private|pty|pte"
)


@macro()
def stable_id(evaluator: MacroEvaluator, text: exp.Expression) -> str:
    """A negative 63-bit id made from text: the same text always gives it, and no GitHub id is negative."""
    return f"(-1 - CAST(md5_number_lower({text.sql(dialect='duckdb')}) >> 1 AS BIGINT))"


@macro()
def company_key(evaluator: MacroEvaluator, name: exp.Expression) -> str:
    """A company's name without case, blanks, punctuation and legal form; the name itself where nothing is left."""
    words = f"regexp_replace(lower({name.sql(dialect='duckdb')}), '[^\\pL\\pN+]+', ' ', 'g')"
    bare = f"replace(regexp_replace(trim({words}), '( ({LEGAL_FORMS}))+$', ''), ' ', '')"
    return f"coalesce(nullif({bare}, ''), {name.sql(dialect='duckdb')})"

"""Keys of things that GitHub gave no id."""

from sqlglot import exp
from sqlmesh import macro
from sqlmesh.core.macros import MacroEvaluator


@macro()
def stable_id(evaluator: MacroEvaluator, text: exp.Expression) -> str:
    """A negative 63-bit id made from text: the same text always gives it, and no GitHub id is negative."""
    return f"(-1 - CAST(md5_number_lower({text.sql(dialect='duckdb')}) >> 1 AS BIGINT))"

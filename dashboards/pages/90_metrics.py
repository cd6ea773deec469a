"""Reference / Metrics: What does each number mean, and how do I ask for it?"""

import pandas as pd
import streamlit as st

from dashboards import card, controls
from warehouse import catalog


def main() -> None:
    """Choose a metric, read what it means, try it."""
    names = list(catalog.metrics())
    name = st.selectbox("Metric", names, key="metric", bind="query-params", width=320)
    metric = catalog.metric(name)
    _meaning(metric)
    st.header("Try it", anchor=False)
    filters = controls.bar_of(metric)
    card.show(name, filters)
    if metric.header.chart != "table" and "period" in metric.header.columns:
        with st.expander("Rows"):
            card.table(name, filters, title="Rows")
    with st.expander("How it is computed"):
        st.code(metric.body, language="sql")


def _meaning(metric: catalog.Metric) -> None:
    header = metric.header
    st.header(header.title, anchor=False)
    st.markdown(f"*{header.question}* {header.definition}")
    facts = {
        "Grain": header.grain,
        "Unit": header.unit,
        "Parts add up": ", ".join(header.adds_up) or "no",
        "DevStats": ", ".join(header.devstats),
        "Differs from it": header.differs,
        "CHAOSS": ", ".join(header.chaoss),
    }
    st.markdown("\n".join(f"- **{label}**: {text}" for label, text in facts.items() if text))
    left, right = st.columns(2)
    left.table(pd.DataFrame({"column": header.columns.keys(), "meaning": header.columns.values()}).set_index("column"))
    rows = [
        {
            "parameter": word.removeprefix("for_"),
            "default": str(parameter.default),
            "meaning": parameter.help + (f": {', '.join(map(str, parameter.choices))}" if parameter.choices else ""),
        }
        for word, parameter in metric.parameters.items()
    ]
    right.table(pd.DataFrame(rows).set_index("parameter"))


main()

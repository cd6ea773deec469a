"""DevStats' calls about companies and developers: rankings over a range, and series over time."""

from typing import Any

from dashboards.api.answers import Refusal
from dashboards.api.devstats import spans
from dashboards.api.devstats.lists import MOST_COMPANIES, Answer, named, stamp
from dashboards.api.devstats.payload import ALL, Call, Project, Row
from dashboards.api.devstats.words import (
    ACTIVITY_PERIODS,
    APPROVALS,
    COMPANY_ACTIVITY,
    COMPANY_DOCUMENTATION,
    COMPANY_TABLE,
    CONTRIBUTING_PERIODS,
    DEVELOPERS,
    PERIOD_LABELS,
    PERIODS,
    Period,
)

NOBODY = "(unknown)"  # whom developers_table has without a login


def companies_table(call: Call) -> Answer:
    """Companies by a measure; everybody together is All, of rank 0."""
    project = call.project()
    column = call.choice("metric", COMPANY_TABLE | COMPANY_DOCUMENTATION)
    # Both metrics have commits and committers, so the word says which is asked.
    metric = "documentation_by_company" if call.text("metric") in COMPANY_DOCUMENTATION else "companies_table"
    span = spans.chosen(call, project)
    rows = call.rows(metric, project=project.key, ranked_by=column, reading="devstats", **span.dates)
    ranked = [row for row in rows if row["rank"] is not None and row[column]]
    return named(project) | {
        "range": call.text("range"),
        "metric": call.text("metric"),
        "rank": list(range(len(ranked))),
        "company": [row["company"] for row in ranked],
        "number": [row[column] for row in ranked],
    }


def companies_contributing(call: Call) -> Answer:
    """How many companies and developers contributed in each period."""
    project = call.project()
    period = _period(call, CONTRIBUTING_PERIODS)
    rows = call.rows(
        "companies_contributing",
        every=period.every,
        window_days=period.window_days,
        since=call.moment("from"),
        until=call.moment("to"),
        reading="devstats",
        **call.group(project),
    )
    stamps = [stamp(row["period"]) for row in rows]
    return named(project) | {
        "period": call.text("period"),
        "repository_group": call.text("repository_group"),
        "companies": [row["companies"] for row in rows],
        "developers": [row["contributors"] for row in rows],
        "companies_timestamps": stamps,
        "developers_timestamps": stamps,
    }


def company_statistics(call: Call) -> Answer:
    """A measure of each period, for some companies or the largest."""
    project = call.project()
    period = _period(call, ACTIVITY_PERIODS)
    column = call.choice("metric", COMPANY_ACTIVITY)
    wanted = call.companies()
    names = {"among": "|".join(wanted)} if wanted else {"top": MOST_COMPANIES}
    rows = call.rows(
        "company_activity",
        every=period.every,
        window_days=period.window_days,
        since=call.moment("from"),
        until=call.moment("to"),
        reading="devstats",
        **names,
        **call.group(project),
    )
    values: dict[str, dict[str, float]] = {}
    for row in rows:
        # A company without work in the range has no rows, and did nothing in any of its periods.
        at = values.setdefault(stamp(row["period"]), dict.fromkeys(wanted or [], 0))
        if wanted is None or row["company"] in at:
            at[row["company"]] = row[column]
    return named(project) | {
        "period": call.text("period"),
        "metric": call.text("metric"),
        "repository_group": call.text("repository_group"),
        "companies": call.texts("companies"),
        "from": call.text("from"),
        "to": call.text("to"),
        "values": list(values.values()),
        "timestamps": list(values),
    }


def developers(call: Call) -> Answer:
    """Developers by a measure."""
    project = call.project()
    rows, column, asked = _developers(call, project)
    ranked = _ranked([row for row in rows if row[column]], call)
    shown = [f"{word}:{value}" for word, value in asked.items()]
    login = call.text("github_id")
    return (
        named(project)
        | _repeated(call)
        | {
            "filter": " ".join([*shown, *([f"github_id:{login}"] if login else [])]),
            "rank": [rank for rank, _ in ranked],
            "login": [row["login"] for _, row in ranked],
            "number": [row[column] for _, row in ranked],
        }
    )


def developers_of_companies(call: Call) -> Answer:
    """Developers of some companies by a measure; who worked for two of them stands twice."""
    project = call.project()
    wanted = call.companies()
    rows, column, _ = _developers(call, project, split_by="company")
    of_them = [row for row in rows if row[column] and (wanted is None or row["company"] in wanted or ALL in wanted)]
    ranked = _ranked(of_them, call)
    return (
        named(project)
        | _repeated(call)
        | {
            "companies": call.texts("companies"),
            "rank": [rank for rank, _ in ranked],
            "login": [row["login"] for _, row in ranked],
            "company": [row["company"] or "" for _, row in ranked],
            "number": [row[column] for _, row in ranked],
        }
    )


def _developers(call: Call, project: Project, **more: str) -> tuple[list[Row], str, dict[str, Any]]:
    column = call.choice("metric", DEVELOPERS | APPROVALS)
    in_repository = bool(call.text("repository", needed=False))
    scope = call.repository(project) if in_repository else call.group(project)
    asked = scope | {"country": call.country()} | spans.chosen(call, project).dates
    # Where Prow works, who reviews says so with commands and labels, too.
    if column in APPROVALS.values() or (column == "reviews" and project.key == "kubernetes"):
        rows = call.rows("reviewers_and_approvers", reading="devstats", **asked, **more)
        rows = sorted(rows, key=lambda row: (-row[column], row["login"].lower(), row["company"] or ""))
    else:
        rows = call.rows("developers_table", reading="devstats", ranked_by=column, **asked, **more)
    return [row for row in rows if row["login"] != NOBODY], column, asked | {"metric": column}


def _ranked(rows: list[Row], call: Call) -> list[tuple[int, Row]]:
    """Rows with their places, of one account only where github_id names it."""
    login = call.text("github_id").lower()
    ranked = [(place, row) for place, row in enumerate(rows, 1) if not login or row["login"].lower() == login]
    if login and not ranked:
        raise Refusal(400, f"github_id '{call.text('github_id')}' not found in results")
    return ranked


def _repeated(call: Call) -> Answer:
    where = "repository" if call.text("repository", needed=False) else "repository_group"
    return {word: call.text(word) for word in ("range", "metric", where, "country", "github_id")}


def _period(call: Call, known: tuple[str, ...]) -> Period:
    codes = {label: code for label, code in PERIOD_LABELS.items() if code in known} | {code: code for code in known}
    return PERIODS[call.choice("period", codes)]

"""DevStats' words: labels and codes of metrics and periods, and the columns of our metrics that answer them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Period:
    """A period as our metrics take it."""

    every: str
    window_days: int = 1


PERIODS = {
    "d": Period("day"),
    "d7": Period("day", 7),
    "d28": Period("day", 28),
    "w": Period("week"),
    "m": Period("month"),
    "q": Period("quarter"),
    "y": Period("year"),
}
PERIOD_LABELS = {
    "Day": "d",
    "7 Days MA": "d7",
    "28 Days MA": "d28",
    "Week": "w",
    "Month": "m",
    "Quarter": "q",
    "Year": "y",
}
# Which of them a call takes.
CONTRIBUTING_PERIODS = ("d7", "d28", "w", "m", "q")
ACTIVITY_PERIODS = ("d", "d7", "w", "m", "q", "y")

# Words of CompaniesTable -> columns of companies_table. A label means what it says; a code what it means in DevStats,
# where two labels stand for another number than their own: "Issuers" for issues and "PR reviews" for reviewers.
COMPANY_TABLE = {
    "Commenters": "commenters",
    "Comments": "comments",
    "Commit commenters": "commit_commenters",
    "Commits": "commits",
    "Committers": "committers",
    "Pushers": "pushers",
    "GitHub Events": "events",
    "Forkers": "forkers",
    "Issue commenters": "issue_commenters",
    "Issuers": "issue_creators",
    "Issues": "issues",
    "PR authors": "pull_request_creators",
    "PR reviews": "reviews",
    "PR reviewers": "reviewers",
    "PR review commenters": "review_commenters",
    "Pull requests": "pull_requests",
    "Contributing in repositories": "active_repositories",
    "Contributors": "contributors",
    "Contributions": "contributions",
    "Watchers": "stargazers",
    "commenters": "commenters",
    "comments": "comments",
    "commitcommenters": "commit_commenters",
    "commits": "commits",
    "committers": "committers",
    "pushers": "pushers",
    "events": "events",
    "forkers": "forkers",
    "issuecommenters": "issue_commenters",
    "issues": "issues",
    "prcreators": "pull_request_creators",
    "prreviewers": "reviewers",
    "prs": "pull_requests",
    "repositories": "active_repositories",
    "contributors": "contributors",
    "contributions": "contributions",
    "watchers": "stargazers",
}
# Words of CompaniesTable -> columns of documentation_by_company.
COMPANY_DOCUMENTATION = {
    "Documentation commits": "commits",
    "Documentation committers": "committers",
    "documentationcommits": "commits",
    "documentationcommitters": "committers",
}
# Words of ComStatsRepoGrp -> columns of company_activity.
COMPANY_ACTIVITY = {
    "All activity": "events",
    "Active authors": "active_people",
    "Issues created": "issues",
    "Pull requests created": "pull_requests",
    "Commits": "commits",
    "Committers": "committers",
    "Pushers": "pushers",
    "Pushes": "pushes",
    "Contributions": "contributions",
    "Contributors": "contributors",
    "Comments": "comments",
    "Reviews": "reviews",
    "activity": "events",
    "authors": "active_people",
    "issues": "issues",
    "prs": "pull_requests",
    "commits": "commits",
    "committers": "committers",
    "pushers": "pushers",
    "pushes": "pushes",
    "contributions": "contributions",
    "contributors": "contributors",
    "comments": "comments",
    "reviews": "reviews",
}
# Words of DevActCnt and DevActCntComp -> columns of developers_table.
DEVELOPERS = {
    "Comments": "comments",
    "Commit comments": "commit_comments",
    "Commits": "commits",
    "GitHub Events": "events",
    "GitHub pushes": "pushes",
    "Issue comments": "issue_comments",
    "Issues": "issues",
    "PRs": "pull_requests",
    "Merged PRs": "merged_pull_requests",
    "Review comments": "review_comments",
    "Reviews": "reviews",
    "Contributions": "contributions",
    "Active repositories": "active_repositories",
    "comments": "comments",
    "commit_comments": "commit_comments",
    "commits": "commits",
    "events": "events",
    "pushes": "pushes",
    "issue_comments": "issue_comments",
    "issues": "issues",
    "prs": "pull_requests",
    "merged_prs": "merged_pull_requests",
    "review_comments": "review_comments",
    "reviews": "reviews",
    "contributions": "contributions",
    "active_repos": "active_repositories",
}
# Words of the same calls -> columns of reviewers_and_approvers.
APPROVALS = {"Approves": "approves", "approves": "approves"}
# Rows of project_statistics that SiteStats shows under names of its own.
SITE = {
    "contributors": "contributors",
    "contributions": "contributions",
    "committers": "code_committers",
    "commits": "commits",
    "events": "events",
    "forkers": "forkers",
    "repositories": "repositories",
    "stargazers": "stargazers_watchers",
    "countries": "countries",
}

"""Words of the sample: titles, bodies, comments and labels."""

from random import Random

WHAT = ("retry loop", "leader election", "watch cache", "volume mount", "endpoint slices", "rate limiter",
        "health probe", "config reload", "work queue", "TLS handshake", "garbage collection", "status subresource",
        "image pull", "label selector", "snapshot restore", "exporter", "node affinity", "DNS lookup")  # fmt: skip
FIXES = ("Fix flaky test of the {}", "Fix race in the {}", "Fix leak in the {}", "Handle empty input of the {}",
         "Fix panic in the {}")  # fmt: skip
FEATURES = ("Add metrics for the {}", "Support timeouts in the {}", "Allow to configure the {}", "Add events to the {}")
CLEANUPS = ("Refactor the {}", "Remove dead code of the {}", "Split the {} into functions", "Simplify the {}")
DOCS = ("Document the {}", "Fix typos in the page about the {}", "Explain the {} better")
PROBLEMS = ("The {} hangs after an upgrade", "Panic in the {}", "Wrong result of the {}", "High memory use of the {}",
            "Feature request: options for the {}", "Docs of the {} are out of date", "Flaky: the {}")  # fmt: skip
BUMPS = (
    "go.opentelemetry.io/otel",
    "google.golang.org/grpc",
    "golang.org/x/net",
    "actions/checkout",
    "tokio",
    "lodash",
)
KINDS = {"kind/bug": FIXES, "kind/feature": FEATURES, "kind/cleanup": CLEANUPS, "kind/documentation": DOCS}
SIGS = ("node", "network", "storage", "api-machinery", "scheduling", "testing", "cli", "docs", "cluster-lifecycle")
AREAS = ("area/ci", "area/api", "area/performance", "good first issue", "help wanted", "priority/important-soon")

THANKS = ("Thanks, this helps a lot.", "Nice find!", "Looks good in general, one question below.",
          "Could you add a test?", "Can you rebase, please?", "I am not sure about the name.",
          "Is this a breaking change?")  # fmt: skip
ANSWERS = (
    "Done, thanks.",
    "Added a test, PTAL.",
    "Good point, changed.",
    "Rebased.",
    "I would rather keep it: see above.",
)
REMARKS = ("nit: can we call this something shorter?", "This may be nil here.", "Should this not be logged?",
           "Why not a constant?", "Please wrap the error.", "Is the lock needed?")  # fmt: skip
REPORTS = ("I see this too, on version 1.2.", "Any news?", "Same here, with logs attached.", "Works for me on main.",
           "Is there a workaround?", "I would like to take this.")  # fmt: skip
TRIAGE = (
    "Thanks for the report.",
    "Which version is this?",
    "This should be fixed on main.",
    "Can you share the logs?",
)
TEMPLATE = "What this does and why.\r\n\r\nWhich issue this fixes:\r\n{}\r\n\r\nHow it was tested: unit tests.\r\n"
STEPS = "What happened?\r\n\r\nIt stops working.\r\n\r\nHow can it be reproduced?\r\n\r\nStart it, and wait.\r\n"
NOT_APPROVED = "[APPROVALNOTIFIER] This PR is **NOT APPROVED**\n\nThis pull-request needs an approver."
APPROVED = "[APPROVALNOTIFIER] This PR is **APPROVED**\n\nThis pull-request has been approved."
LGTM_ADDED = "LGTM label has been added.\n\n<details>Git tree hash</details>"
LGTM_GONE = "New changes are detected. LGTM label has been removed."
REBASE = "PR needs rebase.\n\n<details>Instructions for interacting with me</details>"
WELCOME = "Hi @{}. Thanks for your PR.\n\nI'm waiting for a member to verify that this patch is reasonable to test."
TESTS = "@{}: The following test **failed**, say `/retest` to rerun all failed tests."
COVERAGE = "## Codecov Report\nAll modified and coverable lines are covered by tests."
AWAITING = "This issue is currently awaiting triage."
STALE = "The project currently lacks enough active contributors to respond.\n\n/lifecycle stale"
ROTTEN = "This was stale for too long.\n\n/close not-planned"


def change(random: Random) -> tuple[str, str]:
    """(kind label, title) of a pull request."""
    kind = random.choices(list(KINDS), (4, 3, 3, 2))[0]
    return kind, random.choice(KINDS[kind]).format(random.choice(WHAT))


def problem(random: Random) -> tuple[str, str]:
    """(kind label, title) of an issue."""
    title = random.choice(PROBLEMS).format(random.choice(WHAT))
    kind = "feature" if title.startswith("Feature") else "documentation" if title.startswith("Docs") else "bug"
    return f"kind/{kind}", title


def bump(random: Random) -> str:
    """The title of a dependency update."""
    minor = random.randrange(2, 60)
    return f"Bump {random.choice(BUMPS)} from 1.{minor}.0 to 1.{minor + 1}.0"


def size(lines: int) -> str:
    """The size label, by Prow's bounds."""
    bounds = (("XS", 10), ("S", 30), ("M", 100), ("L", 500), ("XL", 1000))
    return f"size/{next((name for name, bound in bounds if lines < bound), 'XXL')}"

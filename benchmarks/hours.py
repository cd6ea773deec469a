"""Full-size hours for benchmarks: 150,000 events, about 560 MB of JSON, 1 % of them in scope."""

from pathlib import Path
from random import Random

import orjson
from isal import igzip

FILLER = 3_300


def full_hour(path: Path, events: int = 150_000, share_in_scope: float = 0.01, seed: int = 1) -> int:
    """Write one hour file in the archive's key order; returns its uncompressed size in bytes."""
    random = Random(seed)
    texts = ["".join(random.choices("abcdefghij klmnop\\n", k=FILLER)) for _ in range(400)]
    size = 0
    with igzip.open(path, "wb", compresslevel=1) as file:
        for number in range(events):
            owner = "kubernetes" if random.random() < share_in_scope else f"owner-{random.randrange(40_000)}"
            line = orjson.dumps(_event(number, owner, random.choice(texts)), option=orjson.OPT_APPEND_NEWLINE)
            size += len(line)
            file.write(line)
    return size


def _event(number: int, owner: str, text: str) -> dict:
    person = {
        "id": number % 70_000,
        "login": f"person-{number % 70_000}",
        "gravatar_id": "",
        "url": "https://api.github.com/users/x",
    }
    issue = {"id": number, "number": 7, "title": "title", "user": person, "labels": [], "state": "open", "body": text}
    issue |= {"created_at": "2024-01-01T00:00:00Z", "updated_at": "2024-01-01T00:00:00Z", "assignees": []}
    comment = {"id": number, "user": person, "created_at": "2024-01-01T00:00:00Z", "body": "short"}
    return {
        "id": str(40_000_000_000 + number),
        "type": "IssueCommentEvent",
        "actor": person
        | {"display_login": person["login"], "avatar_url": "https://avatars.githubusercontent.com/u/1?"},
        "repo": {"id": number % 40_000, "name": f"{owner}/repo", "url": "https://api.github.com/repos/x/y"},
        "payload": {"action": "created", "issue": issue, "comment": comment},
        "public": True,
        "created_at": "2024-01-01T00:00:00Z",
    }

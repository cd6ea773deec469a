"""Profiles of people seen for the first time: name, company and place as they wrote them."""

from ingest.github.client import Absent, Client, Failed
from ingest.github.rows import profile_row
from ingest.github.store import Store
from ingest.objects import Row, part

BATCH = 50
FIELDS = "databaseId login name company location createdAt"
ANONYMOUS = 5  # profiles a run without a token, which has sixty requests an hour for everything


def profiles(client: Client, store: Store) -> int:
    """Ask for the profiles of strangers; how many came. One that is gone is noted without a name, and not asked again.

    Raises QuotaSpent.
    """
    strangers = store.strangers()
    if client.is_anonymous:
        return sum(_one(client, store, *stranger) for stranger in strangers[:ANONYMOUS])
    return sum(_many(client, store, strangers[at : at + BATCH]) for at in range(0, len(strangers), BATCH))


def _many(client: Client, store: Store, strangers: list[tuple[int, str]]) -> int:
    asked = " ".join(f'u{person_id}:user(login:"{login}"){{{FIELDS}}}' for person_id, login in strangers)
    try:
        data, failed = client.graphql(f"query{{{asked}}}")
    except Failed:
        return 0
    told = [(person_id, login) for person_id, login in strangers if f"u{person_id}" not in failed]
    found = [_row(person_id, login, part(data, f"u{person_id}")) for person_id, login in told]
    store.write({"profiles": found})
    return len(found)


def _one(client: Client, store: Store, person_id: int, login: str) -> int:
    try:
        found = profile_row(client.get(f"/users/{login}").data)
    except Absent:
        found = _row(person_id, login, {})
    except Failed:
        return 0
    store.write({"profiles": [found | {"person_id": person_id}]})
    return 1


def _row(person_id: int, login: str, node: Row) -> Row:
    # A login that another account has taken over since is not that person's.
    told = node if node.get("databaseId") in (None, person_id) else {}
    rest = {"login": login, "type": "User", "created_at": told.get("createdAt")}
    rest |= {key: told.get(key) for key in ("name", "company", "location")}
    return profile_row(rest) | {"person_id": person_id}

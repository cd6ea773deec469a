"""Who of the invented people works where, as a github_users.json of cncf/gitdm says it: incomplete and not quite clean.

About two thirds of the people are known. Some changed employer, some are independent, some companies stand there in two
spellings, a few people have entries that disagree, and one address in a hundred is claimed by two.
"""

from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import orjson

from sample import world
from sample.generator import EVENTS_A_DAY, LAST_DAY
from sample.world import PRIVATE, STAYING, Person

KNOWN = 0.66
# Countries and time zones by hours east of Greenwich.
PLACES = {
    -8: (("us", "America/Los_Angeles"),),
    -7: (("us", "America/Denver"),),
    -6: (("us", "America/Chicago"), ("mx", "America/Mexico_City")),
    -5: (("us", "America/New_York"), ("ca", "America/Toronto")),
    -3: (("br", "America/Sao_Paulo"), ("ar", "America/Argentina/Buenos_Aires")),
    0: (("gb", "Europe/London"), ("pt", "Europe/Lisbon")),
    1: (("de", "Europe/Berlin"), ("fr", "Europe/Paris"), ("pl", "Europe/Warsaw"), ("se", "Europe/Stockholm")),
    2: (("fi", "Europe/Helsinki"), ("il", "Asia/Jerusalem"), ("za", "Africa/Johannesburg")),
    5.5: (("in", "Asia/Kolkata"),),
    8: (("cn", "Asia/Shanghai"), ("sg", "Asia/Singapore")),
    9: (("jp", "Asia/Tokyo"), ("kr", "Asia/Seoul")),
    10: (("au", "Australia/Sydney"),),
}
SOURCES = {"config": 6, "user": 2, "manual": 1, "domain": 1}


def write(path: Path, *, seed: int = 1, days: int = 730, until: date | None = None, events: int | None = None) -> int:
    """Write the file for the people of hours that `generator.write_hours` makes of the same; returns their number."""
    start = (until or LAST_DAY) - timedelta(days)
    everybody = world.make(Random(seed), days, events or EVENTS_A_DAY * days)
    random = Random(f"affiliations {seed}")
    known = [person for person in everybody.people + everybody.crowd if random.random() < KNOWN]
    entries = [entry for person in known for entry in _entries(random, person, start)]
    entries += [_shared(random, known) for _ in range(len(known) // 100)]
    entries += [
        _entry(bot.login, bot.name, bot.addresses[0][1], "(Robots)", "config") for bot in everybody.bots.values()
    ]
    path.write_bytes(orjson.dumps(entries, option=orjson.OPT_INDENT_2))
    return len(known)


def _entries(random: Random, person: Person, start: date) -> list[dict[str, Any]]:
    """One entry for each address of a person; they say the same, but for one person in fifty."""
    country, zone = random.choice(PLACES[person.zone])
    place = {"country_id": country, "tz": zone} if random.random() < 0.8 else {}
    source = random.choices(list(SOURCES), list(SOURCES.values()))[0]
    text = _affiliation(random, person, start)
    addresses = dict.fromkeys(address for _, address in person.addresses)
    entries = [_entry(person.login, person.name, address, text, source) | place for address in addresses]
    if random.random() < 0.02:
        other = random.choice(STAYING)
        entries.append(
            _entry(person.login, person.name, world.hashed(person.login, "old.example"), _name(other), source)
        )
    return entries


def _affiliation(random: Random, person: Person, start: date) -> str:
    employers = person.employers or [(-10_000, random.choice((*STAYING, *PRIVATE, *PRIVATE)))]
    ends = [day for day, _ in employers[1:]]
    parts = []
    for place, (_, domain) in enumerate(employers):
        name = _name(domain) if domain not in PRIVATE else random.choice(("Independent", "Independent", "NotFound"))
        if random.random() < 0.08 and name not in ("Independent", "NotFound"):
            name += " Inc."
        parts.append(f"{name} < {start + timedelta(ends[place])}" if place < len(ends) else name)
    return ", ".join(parts)


def _shared(random: Random, known: list[Person]) -> dict[str, Any]:
    """An address that is another's already."""
    one, other = random.sample(known, 2)
    return _entry(one.login, one.name, other.addresses[0][1], "NotFound", "domain")


def _entry(login: str, name: str, address: str, affiliation: str, source: str) -> dict[str, Any]:
    shown = address.replace("@", "!")
    return {"login": login, "name": name, "email": shown, "affiliation": affiliation, "source": source}


def _name(domain: str) -> str:
    """`blue-teapot-cloud` as people write it."""
    return domain.replace("-and-", " and ").replace("-", " ").title().replace(" And ", " and ")

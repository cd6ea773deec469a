"""SHA-1 of what names a person, by which those are recognized who wish to be hidden."""

import hashlib

from ingest.affiliations.entries import hashed_address


def sha1(text: str) -> str:
    """Of UTF-8 text, in hexadecimal digits."""
    return hashlib.sha1(text.encode(errors="replace")).hexdigest()


def of_login(login: str) -> str:
    """Logins do not depend on case, so their hashes do not either."""
    return sha1(login.lower())


def of_name(name: str) -> str:
    """Of a name as it is written."""
    return sha1(name)


def of_address(address: str) -> str:
    """Of an address in the only form that is ever stored, sha1(local part)@domain, all in lower case."""
    return sha1((hashed_address(address) or address).lower())

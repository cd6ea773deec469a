"""What pydantic found wrong, as sentences for people who edit YAML."""

import difflib
from collections.abc import Iterable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from ingest.registry_models import keys_of
from ingest.registry_yaml import Document

Model = TypeVar("Model", bound=BaseModel)


def parse(document: Document, model: type[Model]) -> Model | None:
    """The document as a model, or None after its problems were noted in it."""
    if document.problems:
        return None
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        for found in error.errors(include_url=False):
            where = tuple(found["loc"])
            document.complain(_sentence(found, where, model), *where)
        return None


def suggestion(word: str, known: Iterable[str]) -> str:
    """`; did you mean 'x'?` when some known word is close, else nothing."""
    close = difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=0.45)
    return f"; did you mean {close[0]!r}?" if close else ""


def _sentence(found: Any, where: tuple[Any, ...], model: type[BaseModel]) -> str:
    kind, value = found["type"], found["input"]
    if kind == "extra_forbidden":
        return f"unknown key {where[-1]!r}{suggestion(str(where[-1]), keys_of(model, where[:-1]))}"
    name = _name(where)
    if kind == "missing":
        return f"{name} is missing"
    if kind == "value_error":
        return f"{name}: {found['ctx']['error']}"
    if kind == "literal_error":
        choices = found["ctx"]["expected"].replace("'", "").replace(" or ", ", ")
        return f"{name} {value!r} is none of {choices}{suggestion(str(value), choices.split(', '))}"
    if kind.startswith("date"):
        return f"{name}: {value!r} is no date; write it like 2016-05-09"
    wanted = {
        "string_type": f"must be text, not {_kind(value)}; put it in quotes",
        "string_too_short": "is empty",
        "too_short": "is empty",
        "list_type": f"must be a list such as [one, two], not {_kind(value)}",
        "model_type": f"must be a mapping of keys to values, not {_kind(value)}",
        "dict_type": f"must be a mapping of keys to values, not {_kind(value)}",
    }
    return f"{name} {wanted.get(kind, ': ' + found['msg'])}".replace(" : ", ": ")


def _name(where: tuple[Any, ...]) -> str:
    # pydantic says [key] where it is not the value of a mapping that is wrong.
    words = [str(part) if isinstance(part, str) else f"item {part + 1}" for part in where if part != "[key]"]
    return " ".join(words) or "the file"


def _kind(value: object) -> str:
    if value is None:
        return "nothing"
    return f"a {'mapping' if isinstance(value, dict) else 'list'}" if isinstance(value, dict | list) else repr(value)

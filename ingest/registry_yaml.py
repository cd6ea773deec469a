"""YAML files as data that remembers its lines, so that every complaint can say where."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

# The C parser reads 255 files in a tenth of the time; it is absent where libyaml is.
Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Where = tuple[str | int, ...]


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong with a file; line 0 means the file as a whole."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file} line {self.line}: {self.text}" if self.line else f"{self.file}: {self.text}"


@dataclass
class Document:
    """What a YAML file says, the line of each key and list item, and what is wrong with it so far."""

    file: str
    data: Any = None
    lines: dict[Where, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, *where: str | int) -> int:
        """Line of a key or list item, or of the nearest thing around it that exists."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)

    def complain(self, text: str, *where: str | int) -> None:
        """Note a problem at a key or list item."""
        self.problems.append(Problem(self.file, self.line(*where), text))


def read(path: Path, text: str | None = None) -> Document:
    """Parse a file, or `text` as if the file held it. Never raises for what the file says: see `problems`."""
    document = Document(shown(path))
    try:
        node = yaml.compose(path.read_text(encoding="utf-8") if text is None else text, Loader=Loader)
    except UnicodeDecodeError:
        document.complain("this is not UTF-8 text")
    except OSError as error:
        document.problems.append(Problem(document.file, 0, f"cannot be read ({error.strerror})"))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        document.problems.append(Problem(document.file, line, f"not valid YAML: {error.problem or error.context}"))
    except yaml.YAMLError as error:
        document.complain(f"not valid YAML: {' '.join(str(error).split())}")
    else:
        if node is None:
            document.complain("the file is empty")
        else:
            document.lines[()] = node.start_mark.line + 1
            document.data = _Reader(document).value(node, ())
    return document


def shown(path: Path) -> str:
    """A path as a user would type it: relative where it lies below the current folder."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


class _Reader:
    """Turns YAML's node tree into plain data, noting lines and keys that occur twice."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.open: list[yaml.Node] = []

    def value(self, node: yaml.Node, where: Where) -> Any:
        if node in self.open:
            self.document.complain("this alias contains itself", *where)
            return None
        self.open.append(node)
        try:
            if isinstance(node, yaml.MappingNode):
                return dict(self._items(node, where))
            if isinstance(node, yaml.SequenceNode):
                return [self._item(child, (*where, at)) for at, child in enumerate(node.value)]
            return _scalar(node)
        finally:
            self.open.pop()

    def _items(self, node: yaml.MappingNode, where: Where) -> Iterator[tuple[str, Any]]:
        seen: dict[str, int] = {}
        for key_node, child in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.document.problems.append(Problem(self.document.file, line, "a key must be a word"))
                continue
            key = str(key_node.value)
            if key in seen:
                text = f"key {key!r} is there twice; line {seen[key]} has it first"
                self.document.problems.append(Problem(self.document.file, line, text))
                continue
            seen[key] = self.document.lines[(*where, key)] = line
            yield key, self.value(child, (*where, key))

    def _item(self, node: yaml.Node, where: Where) -> Any:
        self.document.lines[where] = node.start_mark.line + 1
        return self.value(node, where)


def _scalar(node: yaml.ScalarNode) -> Any:
    if node.tag == "tag:yaml.org,2002:str":
        return node.value
    try:
        # The constructors of plain values keep no state, so that one loader of empty text serves all.
        return yaml.SafeLoader("").construct_object(node)
    except (ValueError, yaml.YAMLError):
        # Looks like a date or number but is none, e.g. 2016-02-30: the model says what it should have been.
        return node.value

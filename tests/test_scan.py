"""The scanner's look at bytes and full JSON parsing must agree on what is in scope, whatever an event looks like."""

import io
import json
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import scopes
from ingest.gharchive import scan
from ingest.gharchive.scan import BadLine, Scope
from ingest.gharchive.scope import NO_PREFILTER
from settings import ROOT, DuckstatsError

SCOPE = Scope.from_rules(
    [
        ("a", "organization", "Kubernetes"),
        ("a", "exclusion", "kubernetes/helm"),
        ("b", "repository", "moby/moby"),
        ("b", "pattern", "fluent/.*-bit"),
        ("b", "pattern", ".+/plugins?-.*"),
    ],
    "test",
)
NAMES = [
    "kubernetes/kubernetes",
    "Kubernetes/helm",
    "moby/moby",
    "fluent/fluent-bit",
    "Fluent/x",
    "kube/kube",
    "k/Plugin-x",
    "x/plug",
    "x/y",
    "evil/{}",
    'quo"te/x',
    "ü/ñ",
]
REPO = st.fixed_dictionaries({"id": st.integers(0, 2**40), "name": st.sampled_from(NAMES)})
TEXT = st.one_of(
    st.text(max_size=20), st.sampled_from(['","repo":{"id":1,"name":"kubernetes/kubernetes"', "},{", '\\"', '"repo":{'])
)
NESTED = st.recursive(
    st.one_of(TEXT, st.integers(), st.none(), REPO),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.one_of(TEXT, st.sampled_from(["repo", "actor", "name", "id", "payload"])), inner, max_size=4
        ),
    ),
    max_leaves=12,
)


@st.composite
def events(draw: st.DrawFn) -> bytes:
    """A JSON line with repo, actor and payload in any order, nested look-alikes, and any spacing."""
    event: dict[str, Any] = {
        "id": str(draw(st.integers(1, 10**12))),
        "type": "PushEvent",
        "actor": draw(st.one_of(st.fixed_dictionaries({"id": st.integers(1), "login": TEXT}), NESTED)),
        "repo": draw(REPO),
        "payload": draw(NESTED),
        "created_at": "2020-01-01T00:00:00Z",
    }
    keys = draw(st.permutations(list(event))) if draw(st.booleans()) else list(event)
    ordered = {key: event[key] for key in keys}
    separators = draw(st.sampled_from([(",", ":"), (", ", ": ")]))
    return json.dumps(ordered, separators=separators, ensure_ascii=draw(st.booleans())).encode()


def test_the_prefilter_is_there_for_the_registry() -> None:
    prefilter = scopes.scope(ROOT / "config").prefilter
    usual = b'},"repo":{"id":3,"name":"someone/repo","url":"'
    match = prefilter.match(usual, 0)
    assert match and match[1] == b"3" and match[2] == b"some" not in prefilter.heads
    assert prefilter.match(usual.replace(b"/repo", b"/Fluent-plugin-x"), 0) is None


@pytest.mark.parametrize("pattern", ["(a|b)/x", ".+/.*x", "a|b/x", "k.*/.*x"])
def test_patterns_that_begin_with_anything_have_no_prefilter(pattern: str) -> None:
    assert Scope.from_rules([("a", "pattern", pattern)], "").prefilter is NO_PREFILTER


@given(events())
def test_bytes_and_parsing_agree(line: bytes) -> None:
    expected = SCOPE.contains(orjson.loads(line)["repo"]["name"].encode())
    bad: list[BadLine] = []
    found = [event for _, event in scan.in_scope(io.BytesIO(line + b"\n"), SCOPE, bad) if event]
    assert (bool(found), bad) == (expected, [])


def test_usual_lines_are_decided_without_parsing() -> None:
    line = b'{"id":"1","type":"WatchEvent","actor":{"id":2,"login":"a"},"repo":{"id":3,"name":"x/y","url":""},"payload":{}}'
    assert scan.certain_repo(line) == (b"3", b"x/y")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (b"KUBERNETES/anything", True),
        (b"kubernetes/Helm", False),
        (b"moby/moby", True),
        (b"moby/buildkit", False),
        (b"Fluent/fluent-bit", True),
        (b"fluent/fluentd", False),
        (b"any/Plugin-x", True),
        (b"any/plug", False),
    ],
)
def test_scope_ignores_case_and_knows_exclusions(name: bytes, expected: bool) -> None:
    assert SCOPE.contains(name) is expected


def test_one_projects_exclusion_is_no_others() -> None:
    rules = [("a", "organization", "k"), ("a", "exclusion", "k/x"), ("b", "repository", "k/x")]
    assert Scope.from_rules(rules, "").contains(b"k/x")


RULES = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.sampled_from(["organization", "repository", "exclusion", "pattern"]),
        st.sampled_from(["k", "K/x", "k/y", "m/x", "k/.*", ".+/x", "m"]),
    ),
    max_size=8,
)


@given(RULES, st.sampled_from([b"k/x", b"K/Y", b"k/z", b"m/x", b"m/y", b"n/x", b"k", b"/", b""]))
def test_the_union_decides_as_asking_each_project_would(rules: list[tuple[str, str, str]], name: bytes) -> None:
    scope = Scope.from_rules(rules, "")
    expected = any(project.contains(name.lower()) for project in scope.projects)
    remembered = scope.memoised()
    assert [scope.contains(name), remembered(name), remembered(name)] == [expected] * 3


def test_a_pattern_must_be_one() -> None:
    with pytest.raises(DuckstatsError, match="no regular expression"):
        Scope.from_rules([("a", "pattern", "(")], "")


@given(st.lists(st.binary(max_size=40).map(lambda line: line.replace(b"\n", b"")), max_size=20), st.integers(1, 64))
def test_lines_do_not_depend_on_blocks(parts: list[bytes], size: int) -> None:
    whole = b"".join(part + b"\n" for part in parts)
    before, scan.BLOCK = scan.BLOCK, size
    try:
        *found, last = scan.candidates(io.BytesIO(whole), lambda _: True)
    finally:
        scan.BLOCK = before
    assert found == list(enumerate(parts, 1))
    assert last == (len(parts), b"")


def test_a_line_too_long_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "LONGEST_LINE", 100)
    monkeypatch.setattr(scan, "BLOCK", 32)
    stream = io.BytesIO(b"a\n" + b"x" * 500 + b"\nb\nlast")
    found = list(scan.candidates(stream, lambda _: True))
    assert found == [(1, b"a"), (2, None), (3, b"b"), (4, b"last"), (4, b"")]

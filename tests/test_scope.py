"""What scopes cover of each other decides which hours are read again: it must never claim too much."""

import pickle

from hypothesis import given
from hypothesis import strategies as st

from ingest import scopes
from ingest.gharchive.scope import Scope
from settings import ROOT

NAMES = [b"k/x", b"K/Y", b"k/z", b"m/x", b"m/y", b"n/x", b"n/y", b"o/x"]
RULES = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.sampled_from(["organization", "repository", "exclusion", "pattern"]),
        st.sampled_from(["k", "m", "n", "K/x", "k/y", "m/x", "k/.*", ".+/x"]),
    ),
    max_size=8,
)
SCOPES = st.one_of(RULES.map(lambda rules: Scope.from_rules(rules, "some")), st.just(Scope("all", everything=True)))


@given(SCOPES, SCOPES)
def test_a_scope_that_covers_another_takes_all_of_it(wide: Scope, narrow: Scope) -> None:
    if wide.covers(narrow):
        assert all(wide.contains(name) for name in NAMES if narrow.contains(name))


@given(SCOPES, SCOPES)
def test_joined_scopes_take_what_either_takes(one: Scope, other: Scope) -> None:
    joined = one.joined(other)
    assert joined.covers(one) and joined.covers(other)
    for name in NAMES:
        assert joined.contains(name) == (one.contains(name) or other.contains(name))


@given(SCOPES)
def test_the_bookkeeping_gives_the_same_scope_back(scope: Scope) -> None:
    again = Scope.from_rows(scope.rows(), scope.text)
    assert again.fingerprint == scope.fingerprint
    assert again.covers(scope) and scope.covers(again)
    assert [again.contains(name) for name in NAMES] == [scope.contains(name) for name in NAMES]


@given(RULES)
def test_followed_ids_change_no_fingerprint_and_travel(rules: list[tuple[str, str, str]]) -> None:
    scope = Scope.from_rules(rules, "some")
    following = pickle.loads(pickle.dumps(scope.following(frozenset({b"7"}))))
    assert following.fingerprint == scope.fingerprint
    assert following.follows(b"else/where", b"7") and not following.follows(b"else/where", b"8")


def test_an_excluded_name_is_not_followed() -> None:
    scope = Scope.from_rules([("a", "organization", "k"), ("a", "exclusion", "k/x")], "").following(frozenset({b"7"}))
    assert not scope.follows(b"K/X", b"7")


def test_the_registry_covers_each_of_its_projects() -> None:
    whole = scopes.scope(ROOT / "config")
    for project in ("kubernetes", "fluentd", "helm"):
        part = scopes.scope(ROOT / "config", [project])
        assert whole.covers(part) and not part.covers(whole)

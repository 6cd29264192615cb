"""Shopify's tables of leaves: every documented leaf is accounted for, and nothing else comes through (P2)."""

import copy
import json
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from contracts.vocabulary import FIELDS, NEVER
from shared.core.door import parse
from shared.core.door.body import leaves
from shared.core.platforms.shopify import TOPICS, events
from shared.core.platforms.shopify_leaves import DROPPED, MAPPED

DOCUMENTED = (Path(__file__).parents[1] / "fixtures" / "shopify_order.json").read_bytes()
CANARY = "カナリア5528"


def _name(path: tuple[Any, ...]) -> str:
    return ".".join(path).replace(".[]", "[]")


def test_P2_every_documented_leaf_is_mapped_or_dropped_for_a_reason() -> None:
    met = {_name(path) for path, _ in leaves(parse(DOCUMENTED))}
    assert met - set(MAPPED) - set(DROPPED) == set()
    mapped = events(parse(DOCUMENTED), topic="orders/create")
    assert mapped.unknown == 0
    assert mapped.dropped == sum(_name(path) in DROPPED for path, _ in leaves(parse(DOCUMENTED)))


def test_no_leaf_is_in_both_tables() -> None:
    assert set(MAPPED) & set(DROPPED) == set()


def test_every_mapped_leaf_goes_to_a_field_that_exists_and_may_be_taken() -> None:
    fields = {field for field in MAPPED.values() if not field.startswith("event.")}
    assert fields <= set(FIELDS) - NEVER


def _plant(value: Any, path: tuple[str, ...]) -> Any:
    """Return the value with the canary in every text whose leaf is dropped."""
    match value:
        case dict():
            return {key: _plant(inner, (*path, key)) for key, inner in value.items()}
        case list():
            return [_plant(inner, (*path, "[]")) for inner in value]
        case _:
            return CANARY if _name(path) in DROPPED else value


def test_P2_no_dropped_leaf_reaches_the_output() -> None:
    planted = _plant(parse(DOCUMENTED), ())
    assert json.dumps(planted, default=str, ensure_ascii=False).count(CANARY) > 200
    mapped = events(planted, topic="orders/create")
    assert CANARY not in msgspec.json.encode(mapped.events[0].body).decode()
    assert mapped.events[0].body == events(parse(DOCUMENTED), topic="orders/create").events[0].body


def _objects(value: Any) -> list[dict[str, Any]]:
    match value:
        case dict():
            return [value, *(found for inner in value.values() for found in _objects(inner))]
        case list():
            return [found for inner in value for found in _objects(inner)]
        case _:
            return []


_KEY = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8).map(lambda text: f"zz{text}")
_VALUE = st.recursive(
    st.just(CANARY),
    lambda inner: st.lists(inner, min_size=1, max_size=2) | st.dictionaries(_KEY, inner, min_size=1, max_size=2),
    max_leaves=4,
)


@given(
    st.lists(st.tuples(st.integers(0, 10_000), _KEY, _VALUE), min_size=1, max_size=6), st.sampled_from(sorted(TOPICS))
)
def test_P2_nothing_planted_outside_the_mapped_leaves_reaches_the_output(
    planted: list[tuple[int, str, Any]], topic: str
) -> None:
    order = copy.deepcopy(parse(DOCUMENTED))
    objects = _objects(order)
    for place, key, value in planted:
        objects[place % len(objects)][key] = value
    mapped = events(order, topic=topic)
    assert all(CANARY.encode() not in msgspec.json.encode(event.body) for event in mapped.events)
    assert mapped.unknown == json.dumps(order, default=str, ensure_ascii=False).count(CANARY)
    assert all(CANARY not in f"{event} {event.natural_id}" for event in mapped.events)

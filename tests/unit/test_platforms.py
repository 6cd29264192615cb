"""The shape of every platform's adapter: all documented leaves are accounted for, nothing else comes through (P2)."""

import copy
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.events import SHOP_TYPES
from contracts.vocabulary import FIELDS, NEVER
from shared.core.door import parse
from shared.core.door.body import leaves
from shared.core.platforms import PLATFORMS, Platform, is_ping, recognised
from shared.core.platforms.mapped import Mapped
from shared.core.platforms.reading import as_identifier
from shared.core.platforms.signature import BASE64_SHA256
from shared.core.platforms.table import Table
from tests.fixtures.platforms import documented

CANARY = "カナリア5528"
TOPICS = [(platform.name, topic) for platform in PLATFORMS.values() for topic in platform.topics]
every_topic = pytest.mark.parametrize(("platform", "topic"), TOPICS)


def _table(platform: str, topic: str) -> Table:
    return PLATFORMS[platform].topics[topic]


def _events(platform: str, topic: str, payload: dict[str, Any]) -> Mapped:
    return PLATFORMS[platform].events(payload, topic=topic)


def _out(mapped: Mapped) -> str:
    """Return all that goes further than the door."""
    return "\n".join(f"{event} {msgspec.json.encode(event.body).decode()} {event.occurred}" for event in mapped.events)


def _name(path: tuple[Any, ...]) -> str:
    return ".".join(path).replace(".[]", "[]")


def _replaced(value: Any, change: Callable[[str, Any], Any], path: tuple[str, ...] = ()) -> Any:
    """Return the payload with every leaf as `change` makes it."""
    match value:
        case dict():
            return {key: _replaced(inner, change, (*path, key)) for key, inner in value.items()}
        case list():
            return [_replaced(inner, change, (*path, "[]")) for inner in value]
        case _:
            return change(_name(path), value)


@every_topic
def test_P2_every_documented_leaf_is_mapped_or_dropped_for_a_reason(platform: str, topic: str) -> None:
    payload, table = parse(documented(platform, topic)), _table(platform, topic)
    met = [_name(path) for path, _ in leaves(payload)]
    assert set(met) - set(table.mapped) - set(table.dropped) == set()
    mapped = _events(platform, topic, payload)
    assert mapped.unknown == 0
    assert mapped.dropped == sum(name in table.dropped for name in met)


@every_topic
def test_the_documented_payload_holds_every_mapped_leaf(platform: str, topic: str) -> None:
    met = {_name(path) for path, _ in leaves(parse(documented(platform, topic)))}
    assert set(_table(platform, topic).mapped) <= met


@every_topic
def test_no_leaf_is_in_both_tables(platform: str, topic: str) -> None:
    table = _table(platform, topic)
    assert set(table.mapped) & set(table.dropped) == set()
    assert set(table.types) <= set(table.mapped)


@every_topic
def test_every_mapped_leaf_goes_to_a_field_that_exists_and_may_be_taken(platform: str, topic: str) -> None:
    fields = {field for field in _table(platform, topic).mapped.values() if not field.startswith("event.")}
    assert fields <= set(FIELDS) - NEVER


@every_topic
def test_every_event_is_of_the_closed_list_and_about_one_order(platform: str, topic: str) -> None:
    mapped = _events(platform, topic, parse(documented(platform, topic)))
    assert {event.type for event in mapped.events} <= SHOP_TYPES
    bodies = [json.loads(msgspec.json.encode(event.body)) for event in mapped.events]
    assert len({body["order"]["id"] for body in bodies}) == 1
    # All of one payload go to one partition: they name the same person, or all name none.
    assert len({tuple(body.get("customer", {}).get(leaf) for leaf in ("id", "email")) for body in bodies}) == 1


@every_topic
def test_P2_no_dropped_leaf_reaches_the_output(platform: str, topic: str) -> None:
    table, payload = _table(platform, topic), parse(documented(platform, topic))
    planted = _replaced(payload, lambda name, value: CANARY if name in table.dropped else value)
    assert json.dumps(planted, default=str, ensure_ascii=False).count(CANARY) > 60
    mapped = _events(platform, topic, planted)
    assert CANARY not in _out(mapped)
    assert mapped.events == _events(platform, topic, payload).events


@every_topic
@settings(max_examples=40)
@given(data=st.data())
def test_P2_only_mapped_leaves_reach_the_output(platform: str, topic: str, data: st.DataObject) -> None:
    table, payload = _table(platform, topic), parse(documented(platform, topic))
    size = sum(1 for _ in leaves(payload))
    kinds = iter(data.draw(st.binary(min_size=size, max_size=size)))
    names: dict[str, str] = {}

    def planted(name: str, value: Any) -> Any:
        canary = str(700_100_000 + len(names))
        names[canary] = name
        # Without its ids a payload is refused: an id is never made a fraction here.
        kind = next(kinds) % (3 if table.types.get(name) is as_identifier else 4)
        return (value, f"c{canary}c", int(canary), Decimal(f"{canary}.5"))[kind]

    out = _out(_events(platform, topic, _replaced(payload, planted)))
    reached = {name for canary, name in names.items() if canary in out}
    assert reached <= {name for name, field in table.mapped.items() if not field.startswith("event.")}


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
    st.lists(st.tuples(st.integers(0, 10_000), _KEY, _VALUE), min_size=1, max_size=6),
    st.sampled_from(TOPICS),
)
def test_P2_nothing_planted_outside_the_mapped_leaves_reaches_the_output(
    planted: list[tuple[int, str, Any]], about: tuple[str, str]
) -> None:
    payload = copy.deepcopy(parse(documented(*about)))
    objects = _objects(payload)
    for place, key, value in planted:
        objects[place % len(objects)][key] = value
    mapped = _events(*about, payload)
    assert CANARY not in _out(mapped)
    assert mapped.unknown == json.dumps(payload, default=str, ensure_ascii=False).count(CANARY)
    assert all(CANARY not in event.natural_id for event in mapped.events)


@every_topic
def test_P11_no_digit_of_a_card_reaches_the_output(platform: str, topic: str) -> None:
    table = _table(platform, topic)
    assert "4242" not in _out(_events(platform, topic, parse(documented(platform, topic))))
    assert all(table.dropped[name] == "card" for name in table.dropped if "credit_card" in name)


@every_topic
def test_a_repeat_has_the_same_natural_id_and_each_topic_its_own(platform: str, topic: str) -> None:
    payload = parse(documented(platform, topic))
    first, repeat = (_events(platform, topic, payload).events[0].natural_id for _ in range(2))
    assert first == repeat
    assert first.startswith(f"{topic}/{payload['id']}/")


@pytest.mark.parametrize("platform", [*PLATFORMS.values()], ids=[*PLATFORMS])
def test_a_platform_is_recognised_by_its_topic_header(platform: Platform) -> None:
    assert recognised({platform.topic_header: "x"}) is platform
    assert recognised({platform.signature_header: "x", "content-type": "application/json"}) is None


def test_platforms_share_no_header() -> None:
    headers = [header for row in PLATFORMS.values() for header in (row.topic_header, row.signature_header)]
    assert len(set(headers)) == len(headers)
    assert [header.lower() for header in headers] == headers


def test_the_signature_covers_every_byte() -> None:
    # RFC 4231, test case 2, in base64.
    body, secret, right = b"what do ya want for nothing?", "Jefe", "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM="
    assert BASE64_SHA256.sign(body, secret) == right
    assert BASE64_SHA256.verify(body, secret, right)
    for other in (
        (body + b" ", secret, right),
        (body, "other", right),
        (body, secret, right[:-1]),
        (body, secret, ""),
        (body, secret, "ü"),
    ):
        assert not BASE64_SHA256.verify(*other)


FORM = {"content-type": "application/x-www-form-urlencoded; charset=UTF-8"}
NO_PING: dict[str, tuple[bytes, dict[str, str]]] = {
    "anything beside the number": (b"webhook_id=1&order=2", FORM),
    "no number": (b"webhook_id=", FORM),
    "another form": (b"id=1", FORM),
    "JSON": (b"webhook_id=1", {"content-type": "application/json"}),
    "no content type": (b"webhook_id=1", {}),
    "a webhook": (b"webhook_id=1", {**FORM, "x-wc-webhook-topic": "order.created"}),
}


@pytest.mark.parametrize("sentence", NO_PING)
def test_only_the_bare_number_of_a_webhook_is_a_ping(sentence: str) -> None:
    assert is_ping(b"webhook_id=17", FORM)
    assert not is_ping(*NO_PING[sentence])

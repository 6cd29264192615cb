"""States of an older release are read and upgraded, those of a newer one stop the service; both stay small."""

import msgspec
import pytest

from shared.core import subject as sub
from shared.errors import BrokenInvariantError


def test_an_order_of_the_first_schema_keeps_what_it_was_given_and_what_it_has_seen() -> None:
    old = [7, {"e" * 32: 5}, {"order.placed": 3}, {"order.placed": {"a/b": "d1"}, "order.changed": {"a/b": "d2"}}, 1]
    found = sub.decode_order(msgspec.msgpack.encode(old))
    assert (found.position, found.versions, found.v) == (7, {"order.placed": 3}, sub.SCHEMA)
    assert found.served == {"order": {"a/b": "d2"}}
    assert found.seen == {sub.short("e" * 32): 5}


def test_a_person_of_the_first_schema_has_no_known_age() -> None:
    old = [7, b"s" * 32, {}, {}, [], True, 1]
    found = sub.decode_subject(msgspec.msgpack.encode(old))
    assert (found.closed, found.adult, found.approved, found.v) == (True, None, "", sub.SCHEMA)


def test_a_head_of_the_first_schema_is_read() -> None:
    old = ["s", 4, 9, 100, {"shop": [1, 2]}, 3, 1]
    found = sub.decode_head(msgspec.msgpack.encode(old))
    assert (found.next, found.versions, found.v) == (4, {"shop": (1, 2)}, sub.SCHEMA)


@pytest.mark.parametrize(
    ("decode", "state"),
    [
        (sub.decode_subject, sub.Subject(position=1, secret=b"", v=sub.SCHEMA + 1)),
        (sub.decode_order, sub.Order(position=1, v=sub.SCHEMA + 1)),
        (sub.decode_head, sub.Head("s", 1, 1, 1, {}, 1, v=sub.SCHEMA + 1)),
    ],
    ids=["person", "order", "head"],
)
def test_P10_a_state_of_a_newer_release_stops_the_service(decode: object, state: object) -> None:
    with pytest.raises(BrokenInvariantError, match="newer"):
        decode(sub.encode(state))  # type: ignore[operator]  # three decoders of one shape


def test_what_is_forgotten_at_an_end_is_only_what_was_told_to_be_over() -> None:
    served = {"order": {"a": "1", "b": "2"}, "shipment": {"a": "3"}}
    assert sub.without(served, "*", ["a"]) == {"order": {"a": "", "b": "2"}, "shipment": {"a": ""}}
    assert sub.without(served, "shipment", ["a"]) == {"order": {"a": "1", "b": "2"}, "shipment": {"a": ""}}
    assert sub.without(served, "order", []) == served

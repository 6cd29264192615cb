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


def test_a_record_of_the_second_schema_knows_no_stop_and_keeps_its_ids_in_short_form() -> None:
    ids = {f"{n:032x}": n for n in range(sub.ACTS_LIMIT + 5)}
    old = [7, b"s" * 32, {"r": ["given", 1, 2, "e"]}, ids, [], False, 2, True, "a"]
    found = sub.decode_subject(msgspec.msgpack.encode(old))
    assert (found.v, found.adult, found.approved, found.stops, found.preferences) == (sub.SCHEMA, True, "a", {}, {})
    assert found.choices == {"r": sub.Choice("given", 1, 2, "e")}
    assert found.acts == {sub.short(name): n for name, n in list(ids.items())[5:]}
    assert sub.decode_subject(sub.encode(found)) == found


def test_an_order_of_the_second_schema_is_taken_as_it_is() -> None:
    old = [7, {"ab" * 8: 5}, {}, {"order": {"a/b": "d"}}, 2, {"r": "e"}, {"*": [1, 2]}]
    found = sub.decode_order(msgspec.msgpack.encode(old))
    assert (found.seen, found.served, found.requests) == ({"ab" * 8: 5}, {"order": {"a/b": "d"}}, {"r": "e"})
    assert (found.v, found.ended, found.came) == (sub.SCHEMA, {"*": sub.End(1, 2)}, ())


def test_P5_a_record_that_knows_stops_is_of_a_newer_schema_than_one_that_does_not() -> None:
    """A release that read it as one of its own would write it back without them."""
    assert msgspec.msgpack.decode(sub.encode(sub.Subject(position=1, secret=b"", stops={"use": 1})))[6] > 2


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
    whole: frozenset[str] = frozenset()
    assert sub.without(served, "*", {"a": whole}) == {"order": {"a": "", "b": "2"}, "shipment": {"a": ""}}
    assert sub.without(served, "shipment", {"a": whole}) == {"order": {"a": "1", "b": "2"}, "shipment": {"a": ""}}
    assert sub.without(served, "order", {}) == served
    part = sub.without(served, "*", {"a": frozenset({"shipment"})})
    assert part == {"order": {"a": "", "b": "2"}, "shipment": {"a": "3"}}

"""A value opens in its own place under its own key, and nowhere else; no number is used twice."""

import pytest

from contracts import events as ev
from contracts import sealed
from shared.core import sealing
from shared.core.sealing import DayKey, Place, place, seed_apart, with_seed
from shared.errors import BrokenInvariantError, PoisonError

AT = Place("to.seller", "netoff", "seller", "books", "d1")
SEED = "0f" * 32


def key(*, name: bytes = b"k" * 16, secret: bytes = b"s" * 32, shop: str = "netoff", service: str = "seller") -> DayKey:
    return DayKey(name, secret, shop=shop, service=service, made=0.0)


def test_P13_a_value_opens_in_its_own_place_only() -> None:
    one = key()
    value = one.seal(b'{"name":"a"}', AT.about)
    assert sealed.is_sealed(value)
    assert b"name" not in value
    assert one.open(value, AT) == b'{"name":"a"}'
    others = [AT._replace(name="d2"), AT._replace(instance="records"), AT._replace(recipient="buyer")]
    for other in (*others, AT._replace(topic="to.payment"), AT._replace(shop="kiyukai")):
        with pytest.raises(PoisonError, match="seal_broken"):
            one.open(value, other)


def test_P13_no_flipped_bit_of_any_byte_goes_unseen() -> None:
    one = key()
    value = one.seal(b"abc", AT.about)
    for position in range(17, len(value)):
        altered = bytearray(value)
        altered[position] ^= 1
        with pytest.raises(PoisonError, match="seal_broken"):
            one.open(bytes(altered), AT)


def test_P12_the_key_of_one_shop_opens_nothing_of_another() -> None:
    foreign = key(shop="kiyukai")
    with pytest.raises(PoisonError, match="seal_broken"):
        foreign.open(key().seal(b"abc", AT.about), AT)


def test_P13_no_number_is_used_twice_under_a_key() -> None:
    one = key()
    numbers = [sealed.taken_apart(one.seal(b"the same", AT.about)).nonce for _ in range(1000)]
    assert len(set(numbers)) == 1000


def test_P13_an_event_is_sealed_with_its_seed() -> None:
    headers = {ev.H_ID: b"e1", ev.H_SHOP: b"netoff", ev.H_SEED: SEED.encode()}
    rest, plain = with_seed(headers, b"{}")
    assert ev.H_SEED not in rest
    assert seed_apart(rest, plain) == (headers, b"{}")
    with pytest.raises(BrokenInvariantError, match="seed_missing"):
        with_seed(rest, b"{}")


def test_what_is_not_sealed_is_known_by_its_first_byte() -> None:
    assert not sealed.is_sealed(b'{"id":"' + b"x" * 60)
    assert not sealed.is_sealed(b"\x01short")
    assert not sealed.is_sealed(b"")


def test_events_are_sealed_for_the_intake_and_messages_for_their_service() -> None:
    headers = {ev.H_ID: b"e1", ev.H_SHOP: b"netoff"}
    assert place("shop.events", headers) == Place("shop.events", "netoff", "", "", "e1")
    assert place("shop.events", headers).service == "intake"
    assert AT.service == "seller"


def test_keys_are_not_shown() -> None:
    assert "s" * 8 not in repr(key())
    assert sealing.DayKey.__repr__(key()) == f"DayKey({(b'k' * 16).hex()})"

"""References: equal for the same person, unlike for anybody else, and silent about both."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.door import DoorError
from shared.core.references import event_id, order_reference, subject_reference

KEY, OTHER = b"k" * 32, b"o" * 32


def _person(
    *,
    key: bytes = KEY,
    shop: str = "netoff",
    customer: str | None = None,
    email: str | None = None,
    order: str | None = None,
) -> str:
    return subject_reference(key, shop, customer_id=customer, email=email, order_id=order)


SAME: dict[str, tuple[str, str]] = {
    "the customer id goes before everything": (_person(customer="1"), _person(customer="1", email="a@b", order="2")),
    "an address in capitals is the same": (_person(email="Hanako@Example.JP"), _person(email="hanako@example.jp")),
    "an address in full width is the same": (
        _person(email="ｈａｎａｋｏ@example.jp"),
        _person(email="hanako@example.jp"),
    ),
    "an address with spaces is the same": (_person(email=" a@b.jp\u3000"), _person(email="a@b.jp", order="9")),
    "an empty id is none": (_person(customer="", email="", order="9"), _person(order="9")),
    "an address of spaces is none": (_person(email="  ", order="9"), _person(order="9")),
}

UNLIKE: dict[str, tuple[str, str]] = {
    "another shop": (_person(customer="1"), _person(shop="revico", customer="1")),
    "another key": (_person(customer="1"), _person(key=OTHER, customer="1")),
    "another customer": (_person(customer="1"), _person(customer="2")),
    "the same text as customer and as order": (_person(customer="1"), _person(order="1")),
    "the same text as customer and as address": (_person(customer="a@b"), _person(email="a@b")),
    "a guest's order and the order itself": (_person(order="1"), order_reference(KEY, "netoff", "1")),
    "shop and id cut at another place": (_person(shop="a", customer="bc"), _person(shop="ab", customer="c")),
}


@pytest.mark.parametrize("sentence", SAME)
def test_one_person(sentence: str) -> None:
    one, two = SAME[sentence]
    assert one == two


@pytest.mark.parametrize("sentence", UNLIKE)
def test_two(sentence: str) -> None:
    one, two = UNLIKE[sentence]
    assert one != two


def test_nobody_is_refused() -> None:
    with pytest.raises(DoorError, match="person_missing"):
        _person()


def test_the_events_of_one_payload_are_numbered() -> None:
    first, second = (event_id(KEY, "netoff", "/x", "e-1", n) for n in (0, 1))
    assert second == f"{first}/1"
    assert first == event_id(KEY, "netoff", "/x", "e-1", 0)
    assert first != event_id(KEY, "netoff", "/y", "e-1", 0)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.binary(min_size=32, max_size=32))
def test_P7_a_reference_is_32_hex_digits_whatever_the_id(text: str, key: bytes) -> None:
    for reference in (
        _person(key=key, customer=text),
        order_reference(key, "s", text),
        event_id(key, "s", text, text, 0),
    ):
        assert len(reference) == 32
        assert int(reference, 16) >= 0

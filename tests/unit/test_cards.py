"""What the card gate finds in a text, and what it leaves alone; the long form is `python -m tests.cards`."""

from itertools import islice, product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.door.cards import holds_card
from tests.cards import run
from tests.fixtures import numbers

SEEDS = (1, 2, 3)

FOUND = {
    "a run": "4111111111111111",
    "a run after a word": "card4111111111111111",
    "a run inside Japanese": "カード4111111111111111です",
    "a run where a token belongs": "tok_4111111111111111",
    "a run before a word": "4111111111111111exp1227",
    "a run in full-width digits": "４１１１１１１１１１１１１１１１",
    "Arabic digits": "٤١١١١١١١١١١١١١١١",
    "after a circled number": "①4111111111111111",
    "in a list": "1.4111111111111111",
    "in JSON": '{"n":"4111111111111111"}',
    "zero-width spaces": "4111\u200b1111\u200b1111\u200b1111",
    "spaces that do not break": "4111\u00a01111\u00a01111\u00a01111",
    "tabs": "4111\t1111\t1111\t1111",
    "the long sign of kana": "4111ー1111ー1111ー1111",
    "dots": "4111・1111・1111・1111",
    "dashes with spaces": "4111 - 1111 - 1111 - 1111",
    "pairs": "41 11 11 11 11 11 11 11",
    "single digits": "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
    "two of eight": "41111111 11111111",
    "as American Express prints it": "3782 822463 10005",
    "as Diners Club prints it": "3056 930902 5904",
    "after a count": "2 4111 1111 1111 1111",
    "before a safety code": "4111 1111 1111 1111-123",
    "before an expiry": "4111 1111 1111 1111 12/27",
    "the second of two": "4111 1111 1111 1112 5500 0000 0000 0004",
    "after a date": "2026-11-25 4111 1111 1111 1111",
    "after a telephone number": "090-1234-5678 4111-1111-1111-1111",
    "nothing else, with several separators": "４１１１ 1111-1111 1111",
    "one a line": "4111\n1111\n1111\n1111",
    "several separators, named": "カード番号 4111-1111 1111-1111 です",
    "slashes, named": "カード番号: 4111/1111/1111/1111, 12/27",
    "track 1": "%B4111111111111111^MIHON/TARO^2712",
    "track 2": ";4111111111111111=27121010000000?",
    "13 digits before the name of the scheme": "4222222222222 (Visa)",
    "13 digits directly after paying by card": "クレジットカード 4222222222222",
    "14 digits in a row, named": "カード番号は30569309025904",
}  # fmt: skip


@pytest.mark.parametrize("sentence", FOUND)
def test_P11_a_card_number_is_found(sentence: str) -> None:
    assert holds_card(FOUND[sentence])


LEFT = {
    "an order of Amazon": "503-1234567-1234567",
    "an order of Rakuten": "123456-20261125-0123456789",
    "a wrong check digit": "4111111111111112",
    "a range of no scheme": "9111111111111111",
    "a length that the scheme has not": "411111111111116",
    "an invoice's registration number": "T4222222222222",
    "the same, beside a payment": "クレジット T-4222222222222",
    "a JAN code": "4222222222222",
    "a JAN code of a case for cards": "クレジットカードケース 4222222222222",
    "a JAN code in an order paid by card": "VISA払い JAN 4222222222222",
    "a JAN code after the end of a card's number": "カード番号の末尾は4242、4222222222222",
    "a member's card": "会員カード番号 4222222222222",
    "an id of a variant": "30569309025904",
    "part of a token": "a4111111111111111",
    "part of a digest": "4111111111111111bb259",
    "part of a processor's id": "pi_4111111111111111bb259af0",
    "part of a UUID": "eccd6293-2665-4458-8353-b83f33d1cb55",
    "a fraction": "35.378282246310005",
    "sizes": "36 37 38 39 40 41 42",
    "two slip numbers": "4111-1111-1111 1111-1111-1111",
    "a slip number and a year": "4111 1111 1111 1111年",
    "a slip number and a date": "4111 1111 1111 1111-11-25",
    "a postal code and a slip number": "〒150-4111 1111 1111 1111",
    "two postal codes": "3056930 9025904",
    "a slip number and a sum": "4111-1111-1111。¥1111",
    "the end of a card's number and a slip number": "カード番号の末尾は4111／1111 1111 1111",
    "the same, with nothing between but a space": "カード番号の末尾は4111 1111-1111-1111",
    "prices in equal steps": "4000/3900/3800/3700",
    "a masked number": "4111-11**-****-1111",
}  # fmt: skip


@pytest.mark.parametrize("sentence", LEFT)
def test_what_only_looks_like_a_card_number_is_left_alone(sentence: str) -> None:
    assert not holds_card(LEFT[sentence])


def test_an_identifier_holds_a_card_number_only_in_groups() -> None:
    assert not holds_card("4111111111111111", identifier=True)
    assert holds_card("4111-1111-1111-1111", identifier=True)


@pytest.mark.parametrize("seed", SEEDS)
def test_P11_orders_without_a_card_raise_no_alarm(seed: int) -> None:
    assert run(orders=2000, planted=0, seed=seed).alarms == []


@pytest.mark.parametrize("seed", SEEDS)
def test_P11_every_planted_card_number_is_found(seed: int) -> None:
    assert run(orders=0, planted=200, seed=seed).misses == []


@given(st.integers(0, 10**9), st.text(st.characters(categories=["Lo"]), max_size=40), st.sampled_from([" ", "-", "ー"]))
def test_P11_no_text_around_it_hides_a_grouped_number(seed: int, around: str, separator: str) -> None:
    number = _of_sixteen(seed)
    assert holds_card(f"{around}「{numbers.in_fours(number, separator)}」{around}")


@given(st.integers(0, 10**9), st.integers(0, 15), st.integers(1, 9))
def test_a_digit_that_is_mistyped_is_no_card_number(seed: int, place: int, more: int) -> None:
    number = _of_sixteen(seed)
    mistyped = f"{number[:place]}{(int(number[place]) + more) % 10}{number[place + 1 :]}"
    assert not holds_card(mistyped)


def _of_sixteen(seed: int) -> str:
    chance = Random(seed)  # noqa: S311 - a test is to be repeatable
    return numbers.luhn(f"4{numbers.digits(chance, 14)}")


def test_a_text_of_the_largest_body_is_read_in_bounded_time() -> None:
    heads = ("1234 ", "1 ", "12/", "4111111111111112 ", "a", "1", " ", "ー1")
    for head, tail in islice(product(heads, ("", "4111/1111/1111/1112/")), 16):
        assert not holds_card(head * (150_000 // len(head)) + tail * 2000)

"""Lesser forms: what each makes of a value, which fields it fits, and that none gives the value away."""

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.events import Address
from contracts.vocabulary import FIELDS, NEVER
from shared.core.policy.forms import FORMS, fitting, marked, plain
from tests.fixtures import meadow
from tests.fixtures.meadow import Person


def made(form: Any, value: Any) -> Any:
    return FORMS[form].make(value)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("value", "compared"),
    [
        ("taro@example.jp", "taro@example.jp"),
        ("  Taro@Example.JP ", "taro@example.jp"),
        ("ｔａｒｏ@example.jp", "taro@example.jp"),
        ("03-1234-5678", "+81312345678"),
        ("０３（１２３４）５６７８", "+81312345678"),
        ("090 1234 5678", "+819012345678"),
        ("+81 90-1234-5678", "+819012345678"),
        ("+1 (212) 555-0100", "+12125550100"),
        ("03-1234-5678 内線9", "03-1234-5678 内線9"),
    ],
)
def test_a_hash_is_of_what_partners_compare(value: str, compared: str) -> None:
    assert made("sha256", value) == sha256(compared)


@pytest.mark.parametrize(
    ("value", "shown"),
    [("1234567", "4567"), ("090-1234-5678", "5678"), ("123456", ""), ("  1234567 ", "4567"), ("", "")],
)
def test_of_a_number_the_last_four_are_shown_unless_that_is_most_of_it(value: str, shown: str) -> None:
    assert made("last4", value) == shown


def test_of_a_date_the_year_is_shown() -> None:
    assert made("year", "1980-02-29") == "1980"


@pytest.mark.parametrize(
    ("prefecture", "shown"),
    [
        ("東京都", "東京都"),
        ("北海道", "北海道"),
        ("京都府", "京都府"),
        ("大阪府", "大阪府"),
        ("神奈川県", "神奈川県"),
        ("東京都千代田区見本1-1", "東京都"),
        ("神奈川県横浜市", "神奈川県"),
        ("京都府京都市", "京都府"),
        ("Tokyo", "Tokyo"),
        ("JP-13", "JP-13"),
        ("Île-de-France", "Île-de-France"),
        ("横浜市青葉区", None),
        ("Shibuya 1-1 Tokyo", None),
        ("Shibuya Tokyo", None),
        ("1-2-3", None),
    ],
)
def test_of_an_address_country_and_prefecture_are_shown_and_nothing_behind_it(
    prefecture: str, shown: str | None
) -> None:
    whole = Address("100-0001", "JP", prefecture, "見本市", "1-2-3", "例示ビル")
    found = made("area", whole)
    assert found == Address(country="JP", prefecture=shown) if shown else found == Address(country="JP")


def test_an_address_without_a_prefecture_invents_none() -> None:
    assert made("area", Address(city="見本市")) == Address()


TEXTS = [name for name, field in FIELDS.items() if field.type == "text" and name not in NEVER]


@pytest.mark.parametrize("field", TEXTS)
def test_P2_a_hash_fits_only_what_partners_match_by(field: str) -> None:
    matched = {"email", "mobile_email", "phone", "mobile_billing"}
    assert ("sha256" in fitting(field)) == (field.split(".")[1] in matched)


def test_the_last_four_fit_numbers_of_accounts_telephones_and_transactions_only() -> None:
    assert [name for name in TEXTS if "last4" in fitting(name)] == [
        "customer.phone",
        "customer.fax",
        "shipping.phone",
        "pickup.phone",
        "payment.transaction_id",
        "payment.mobile_billing",
        "bank.account_number",
        "seller.phone",
    ]


def test_every_form_fits_some_field() -> None:
    assert {form for name in FIELDS for form in fitting(name)} == FORMS.keys()


def test_a_record_names_the_form_beside_the_field() -> None:
    assert marked("customer.email", {"customer.email": "sha256"}) == "customer.email#sha256"
    assert marked("customer.name", {"customer.email": "sha256"}) == "customer.name"
    assert (plain("customer.email#sha256"), plain("customer.name")) == ("customer.email", "customer.name")


FORMED: dict[str, Any] = {
    "fields": ["customer.name", "customer.email", "customer.birth_date", "customer.address", "customer.phone"],
    "forms": {
        "customer.email": "sha256",
        "customer.birth_date": "year",
        "customer.address": "area",
        "customer.phone": "last4",
    },
}
WORD = st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=12, max_size=30)


@given(WORD, WORD, st.integers(1, 12), WORD, st.text("0123456789-", min_size=10, max_size=15))
def test_P2_a_field_in_a_form_leaves_in_no_other(name: str, email: str, month: int, city: str, phone: str) -> None:
    one = Person(meadow.plan(meadow.pack(r=FORMED)))
    customer = {
        "name": name,
        "email": email,
        "birth_date": f"1980-{month:02}-17",
        "address": {"country": "JP", "prefecture": "東京都", "city": city, "block": city},
        "phone": phone,
    }
    assert one.sends(customer=customer) == {"r": "given"}
    data = one.bodies["r"]["customer"]
    assert data == {
        "name": name,
        "email": made("sha256", email),
        "birth_date": "1980",
        "address": {"country": "JP", "prefecture": "東京都"},
        "phone": phone[-4:],
    }
    entry: Any = one.told.entries[0]
    assert b"#sha256" in bytes(entry.fields)

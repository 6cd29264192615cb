"""The door's second half: CloudEvents in both forms, typed bodies, and what is never taken in."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.door import DoorError, binary, structured

CANARY = "カナリア9741"


def _event(kind: str = "order.placed", **changes: Any) -> dict[str, Any]:
    told = {"customer": {"id": "C-1"}, "order": {"id": "A-1"}}
    return {"specversion": "1.0", "id": "e-1", "source": "/x", "type": kind, "data": told, **changes}


def _with(**groups: Any) -> dict[str, Any]:
    return _event(data={"customer": {"id": "C-1"}, **groups})


def _raw(event: Any) -> bytes:
    return json.dumps(event).encode()


def _body(event: dict[str, Any]) -> Any:
    return msgspec.json.decode(msgspec.json.encode(structured(_raw(event)).body))


_CONSENT = {"recipient": "jung_sas_france", "information_version": 1, "at": "2026-04-01T09:00:00+09:00"}

REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "another version of CloudEvents": (_event(specversion="0.3"), "specversion_unknown", "/specversion"),
    "no id": (_event(id=None), "attribute_missing", "/id"),
    "an empty source": (_event(source=""), "attribute_missing", "/source"),
    "an id that is a number": (_event(id=7), "attribute_wrong", "/id"),
    "an id without end": (_event(id="x" * 2000), "attribute_wrong", "/id"),
    "no type": (_event(""), "attribute_missing", "/type"),
    "a type that we do not know": (_event("order.plased"), "unknown_event_type", "/type"),
    "a type of ours that no shop may send": (_event("policy.activated"), "unknown_event_type", "/type"),
    "a time without an offset": (_event(time="2026-04-01T09:00:00"), "time_not_rfc3339", "/time"),
    "a time that is none": (_event(time=CANARY), "time_not_rfc3339", "/time"),
    "no data": (_event(data=None), "field_missing", "/data"),
    "data that are a text": (_event(data=CANARY), "field_wrong_type", "/data"),
    "data in base64": (_event(data_base64="e30="), "data_not_json", "/data"),
    "an object where a name belongs": (
        _with(customer={"name": {"x": CANARY}}),
        "field_wrong_type",
        "/data/customer/name",
    ),
    "a number where an id belongs": (_with(customer={"id": 7}), "field_wrong_type", "/data/customer/id"),
    "a text where a group belongs": (_with(order=CANARY), "field_wrong_type", "/data/order"),
    "an amount as a number": (_with(order={"amount": 1280}), "amount_not_text", "/data/order/amount"),
    "an amount with a currency sign": (_with(order={"amount": "¥1280"}), "amount_not_text", "/data/order/amount"),
    "an amount in full-width digits": (_with(order={"amount": "１２８０"}), "amount_not_text", "/data/order/amount"),
    "a price as a number": (
        _with(order={"items": [{"id": "1"}, {"id": "2", "price": 5}]}),
        "amount_not_text",
        "/data/order/items/1/price",
    ),
    "an item without an id": (_with(order={"items": [{"sku": CANARY}]}), "field_missing", "/data/order/items/0/id"),
    "a version as a text": (_with(order={"version": "1"}), "field_wrong_type", "/data/order/version"),
    "a version that is true": (_with(order={"version": True}), "field_wrong_type", "/data/order/version"),
    "a birthday that never was": (
        _with(customer={"birth_date": "2001-02-30"}),
        "field_wrong_type",
        "/data/customer/birth_date",
    ),
    "a flag as a text": (_with(customer={"adult_flag": "yes"}), "field_wrong_type", "/data/customer/adult_flag"),
    "an address as a text": (_with(shipping={"address": CANARY}), "field_wrong_type", "/data/shipping/address"),
    "a password": (_with(customer={"password": CANARY}), "never_accepted", "/data/customer/password"),
    "a card number": (_with(payment={"card_number": "4242"}), "never_accepted", "/data/payment/card_number"),
    "a card's expiry": (_with(payment={"card_expiry": "01/30"}), "never_accepted", "/data/payment/card_expiry"),
    "a security code under a name of its own": (_with(payment={"CVV2": 123}), "never_accepted", "/data/payment/?"),
    "a card number in a spelling of its own": (_with(extra=[{"Card-Number": 1}]), "never_accepted", "/data/?/0/?"),
    "a password in full-width letters": (_with(x={"ｐａｓｓｗｏｒｄ": "x"}), "never_accepted", "/data/?/?"),
    "a copy of an identity document": (
        _with(identity={"document_copy": "x"}),
        "never_accepted",
        "/data/identity/document_copy",
    ),
    "a card number where the token belongs": (
        _with(payment={"card_token": "４２４２ 4242-4242 4242"}),
        "card_number_found",
        "/data/payment/card_token",
    ),
    "a consent event without a consent": (_event("consent.given"), "consent_missing", "/data/consent"),
    "a refusal that says given": (
        _event("consent.refused", data={"consent": {**_CONSENT, "given": True}}),
        "consent_contradicts",
        "/data/consent/given",
    ),
    "a consent without its information version": (
        _event("consent.given", data={"consent": {**_CONSENT, "information_version": None}}),
        "field_missing",
        "/data/consent/information_version",
    ),
    "a consent for a recipient that is no name": (
        _event("consent.given", data={"consent": {**_CONSENT, "recipient": CANARY}}),
        "reference_malformed",
        "/data/consent/recipient",
    ),
    "a word on preferences that says nothing": (
        _event("preference.changed", data={"customer": {"id": "C"}}),
        "part_missing",
        "/data/preference",
    ),
    "an approval that says nothing": (_event("approval.given"), "part_missing", "/data/approval"),
    "a request of nobody": (_event("recipient.requested"), "part_missing", "/data/request"),
    "values for nobody": (_event("values.provided"), "part_missing", "/data/request"),
    "a stop for a recipient that is no name": (
        _event("use.stopped", data={"stop": {"at": _CONSENT["at"], "recipient": CANARY}}),
        "reference_malformed",
        "/data/stop/recipient",
    ),
    "a category that is no name": (
        _event("preference.changed", data={"preference": {"category": CANARY, "wanted": False, "at": _CONSENT["at"]}}),
        "reference_malformed",
        "/data/preference/category",
    ),
    "evidence that is no digest": (
        _with(consents=[{**_CONSENT, "evidence": f"clicked by {CANARY}"}]),
        "reference_malformed",
        "/data/consents/0/evidence",
    ),
    "a consent at no time": (_with(consents=[{**_CONSENT, "at": "today"}]), "time_not_rfc3339", "/data/consents/0/at"),
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_the_door_refuses(sentence: str) -> None:
    event, code, place = REFUSED[sentence]
    with pytest.raises(DoorError) as refused:
        structured(_raw(event))
    assert (refused.value.code, refused.value.place) == (code, place)
    assert CANARY not in f"{refused.value} {refused.value.detail} {refused.value.remedy}"


def test_P5_every_recipient_that_a_pack_may_name_can_be_stopped_and_refused() -> None:
    name = f"a-b_c{'9' * 35}"
    stopped = _event("use.stopped", data={"stop": {"at": _CONSENT["at"], "recipient": name}})
    refused = _event("consent.refused", data={"consent": {**_CONSENT, "recipient": name}})
    assert [_body(stopped)["stop"]["recipient"], _body(refused)["consent"]["recipient"]] == [name, name]


def test_a_close_type_is_suggested_from_the_closed_list() -> None:
    with pytest.raises(DoorError) as refused:
        structured(_raw(_event("order.plased")))
    assert refused.value.remedy == "Did you mean order.placed?"


def test_a_wrong_type_names_the_canonical_field_and_what_is_expected() -> None:
    with pytest.raises(DoorError) as refused:
        structured(_raw(_with(order={"items": [{"id": "1", "quantity": "2"}]})))
    assert refused.value.remedy == "Send order.items.quantity as a whole number from 0 to 2^53-1."


def test_P3_null_and_empty_are_absent_wherever_they_stand() -> None:
    full = _with(
        customer={"id": "C-1", "name": None, "email": "", "password": None, "address": {"city": "", "block": "1"}},
        order=None,
        consents=None,
    )
    assert _body(full) == {"customer": {"id": "C-1", "address": {"block": "1"}}}


def test_P2_unknown_keys_are_dropped_and_counted() -> None:
    event = _with(customer={"id": "C-1", "blood_type": "A", "address": {"room": "1"}}, hobby={"a": [1, 2], "b": None})
    given_event = structured(_raw({**event, "shopversion": "9"}))
    assert given_event.unknown == 5
    assert _body(event) == {"customer": {"id": "C-1"}}


def test_both_forms_of_one_event_give_the_same() -> None:
    told = {"customer": {"id": "C-1", "name": "関所 花子"}}
    headers = {"Ce-Specversion": "1.0", "ce-id": "e%201", "ce-source": "/x", "ce-type": "order.placed"}
    by_body = structured(_raw(_event(id="e 1", data=told)))
    assert binary(_raw(told), headers) == by_body


def test_the_type_says_whether_a_consent_was_given() -> None:
    refusal = structured(_raw(_event("consent.refused", data={"customer": {"id": "C"}, "consent": _CONSENT})))
    body: Any = refusal.body
    assert body.consent.given is False


def test_P7_no_text_form_shows_a_value() -> None:
    given_event = structured(_raw(_with(customer={"name": CANARY})))
    assert CANARY not in f"{given_event!r} {given_event} {given_event.body!r}"


_NAME = st.text(st.characters(codec="ascii", categories=["L"]), min_size=1, max_size=6).map(lambda t: f"zz_{t}")
_UNKNOWN = st.recursive(
    st.just(CANARY),
    lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(_NAME, inner, min_size=1, max_size=3),
    max_leaves=8,
)


@given(
    st.lists(
        st.tuples(st.sampled_from(["", "customer", "order", "shipping.address", "order.items"]), _NAME, _UNKNOWN),
        min_size=1,
        max_size=5,
    )
)
def test_P2_no_unknown_value_ever_comes_through(planted: list[tuple[str, str, Any]]) -> None:
    told: dict[str, Any] = {"customer": {"id": "C"}, "order": {"items": [{"id": "1"}]}, "shipping": {"address": {}}}
    places = {
        "": told,
        "customer": told["customer"],
        "order": told["order"],
        "order.items": told["order"]["items"][0],
        "shipping.address": told["shipping"]["address"],
    }
    for place, name, value in planted:
        places[place][name] = value
    raw = _raw(_event(data=told))
    came = structured(raw)
    assert CANARY.encode() not in msgspec.json.encode(came.body)
    assert came.unknown == raw.count(json.dumps(CANARY).encode())

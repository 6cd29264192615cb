"""Every bad input has an error of its own, whoever may not send is refused, and no error says what was sent."""

from typing import Any

import pytest
from fastapi import FastAPI

from services.intake.http import door
from tests.unit.intake import CANARY, DOCUMENTED, DOORS, EVENT, OWN, TOKEN, MemoryLog, MemoryNames, post, sign


@pytest.fixture
def log() -> MemoryLog:
    return MemoryLog()


@pytest.fixture
def app(log: MemoryLog) -> FastAPI:
    return door(log, DOORS, MemoryNames())


def _told(**groups: Any) -> dict[str, Any]:
    return {**EVENT, "data": {"customer": {"id": "C-1"}, **groups}}


BAD_EVENTS: dict[str, tuple[bytes | dict[str, Any], int, str]] = {
    "broken JSON": (f'{{"data":"{CANARY}'.encode(), 400, "body_not_json"),
    "a body that is not UTF-8": (b'{"data":"\xff"}', 400, "body_not_utf8"),
    "an array": (f'["{CANARY}"]'.encode(), 400, "body_not_object"),
    "deep nesting": (b'{"a":' * 40 + f'"{CANARY}"'.encode() + b"}" * 40, 400, "body_too_deep"),
    "too many values": ({**EVENT, "data": {"x": [CANARY] * 10_001}}, 400, "body_too_many"),
    "five megabytes": ({**EVENT, "data": {"customer": {"name": CANARY * 300_000}}}, 413, "body_too_large"),
    "a duplicate key": (f'{{"data":{{"a":1}},"data":"{CANARY}"}}'.encode(), 422, "duplicate_key"),
    "NaN": (f'{{"id":"{CANARY}","data":{{"amount":NaN}}}}'.encode(), 422, "number_not_finite"),
    "half a surrogate pair": (f'{{"id":"{CANARY}\\ud800"}}'.encode(), 422, "text_not_unicode"),
    "an unknown type": ({**EVENT, "type": CANARY}, 422, "unknown_event_type"),
    "a wrong type": (_told(customer={"name": [CANARY]}), 422, "field_wrong_type"),
    "an amount as a number": (_told(order={"amount": 12}), 422, "amount_not_text"),
    "a password": (_told(customer={"password": CANARY}), 422, "never_accepted"),
    "a key that is a name": (_told(payment={CANARY: {"cvv": CANARY}}), 422, "never_accepted"),
    "nobody": ({**EVENT, "data": {"order": {"amount": "1"}}}, 422, "person_missing"),
}


@pytest.mark.parametrize("sentence", BAD_EVENTS)
async def test_P7_each_bad_event_has_its_own_error_that_says_no_value(
    sentence: str, app: FastAPI, log: MemoryLog
) -> None:
    body, status, code = BAD_EVENTS[sentence]
    answer = await post(app, body)
    assert (answer.status, answer.json["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json["type"] == f"urn:sekisho:problem:{code}"
    assert answer.json["remedy"]
    assert CANARY not in answer.body.decode()
    assert not log.records


SENDERS: dict[str, tuple[str, dict[str, str], int, str]] = {
    "an unknown shop": ("nowhere", OWN, 404, "shop_unknown"),
    "no token": ("netoff", {"content-type": OWN["content-type"]}, 401, "token_wrong"),
    "another shop's token": ("revico", OWN, 401, "token_wrong"),
    "a token in another scheme": ("netoff", {**OWN, "authorization": f"Basic {TOKEN}"}, 401, "token_wrong"),
    "a forged signature": ("netoff", sign(DOCUMENTED, "guess"), 401, "signature_wrong"),
    "another shop's signature": ("revico", sign(DOCUMENTED), 401, "signature_wrong"),
    "no signature": ("netoff", {"x-shopify-topic": "orders/create"}, 401, "signature_wrong"),
    "a token in place of the signature": (
        "netoff",
        {**OWN, "x-shopify-topic": "orders/create"},
        401,
        "signature_wrong",
    ),
    "a compressed body": ("netoff", {**OWN, "content-encoding": "gzip"}, 415, "body_compressed"),
    "a body of another kind": ("netoff", {**OWN, "content-type": "text/xml"}, 415, "content_type_unknown"),
}


@pytest.mark.parametrize("sentence", SENDERS)
async def test_P12_whoever_may_not_send_is_refused(sentence: str, app: FastAPI, log: MemoryLog) -> None:
    shop, headers, status, code = SENDERS[sentence]
    answer = await post(app, DOCUMENTED, headers, shop)
    assert (answer.status, answer.json["code"]) == (status, code)
    assert not log.records
    assert shop not in answer.body.decode()

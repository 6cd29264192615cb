"""What waits of a person is looked at again when an order says something new of that person."""

from typing import Any, Final

import pytest

from shared.core.decide import Decision, decide
from shared.core.subject import Subject
from tests.fixtures import backmarket as bm

CONSENT: Final = {"recipient": "jung_sas_france", "information_version": 1, "at": "2026-11-22T10:00:00+09:00"}
SAYS: Final[dict[str, dict[str, Any]]] = {
    "a consent to who waits": {"consents": [{**CONSENT, "given": True}]},
    "a refusal of who waits": {"consents": [{**CONSENT, "given": False}]},
    "that the person is of age": {"customer": {**bm.FULL["customer"], "adult_flag": True}},
}


def placed(number: int, more: dict[str, Any], subject: Subject) -> Decision:
    body = {**bm.FULL, "order": {**bm.FULL["order"], "id": f"o-{number}"}, **more}
    event = bm.event(body=body, number=number, position=number)
    decision = decide(event, bm.plan(), subject, bm.nothing(), now=event.at)
    assert decision is not None
    return decision


@pytest.mark.parametrize("sentence", SAYS)
def test_another_order_that_says(sentence: str) -> None:
    first = placed(1, {}, bm.somebody())
    assert first.subject.waits
    assert placed(2, SAYS[sentence], first.subject).look


def test_another_order_that_says_nothing_new_looks_at_nothing() -> None:
    first = placed(1, {}, bm.somebody())
    assert not placed(2, {}, first.subject).look

"""What the shop is told: one record with headers that hold no value, and a failed hand-over under a derived id."""

import msgspec
import pytest

from contracts.entries import Outcome, OutcomeName
from contracts.messages import RESULT
from contracts.results import Result
from shared.core.results import failed, told
from shared.shell.handover.message import Lane, read
from shared.shell.reading import Record

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
WAITS = Result(
    id="r1",
    type="waiting",
    shop="netoff",
    at=5,
    order_id="見本-1",
    customer_id="見本-客",
    recipient="seller",
    reason="consent",
)


def _outcome(name: OutcomeName) -> Outcome:
    return Outcome("d1", "netoff", "seller", "books", name, attempt=10, at=7, reason="exhausted_timeout")


def test_a_result_is_a_message_that_the_service_of_the_shop_can_read() -> None:
    key, value, headers = told(WAITS, key="subject", source="/gateway", trace=TRACE)
    message = read(Record("results", 2, 9, key, value, headers, 0), kind=RESULT)
    assert (message.id, message.lane, message.person) == ("r1", Lane("netoff", "shop", "shop"), "subject")
    assert (message.purpose, message.trace, message.act) == ("report", TRACE, "open")
    assert msgspec.json.decode(message.body, type=Result) == WAITS


def test_P7_nothing_but_the_value_holds_an_id_of_the_shop() -> None:
    record = told(WAITS, key="subject", source="/gateway")
    assert "見本".encode() not in record.key + b"".join(record.headers.values())
    assert "traceparent" not in record.headers
    assert repr(record) == "Told(…)"


def test_a_hand_over_that_failed_for_good_is_told_with_its_order_and_reason() -> None:
    assert failed(_outcome("failed"), thread="3f/shipment") == Result(
        id="d1/failed",
        type="handover_failed",
        shop="netoff",
        at=7,
        thread="3f",
        recipient="seller",
        instance="books",
        reason="exhausted_timeout",
    )


def test_without_a_thread_it_names_no_order() -> None:
    result = failed(_outcome("failed"), thread="")
    assert result is not None
    assert result.thread == ""


@pytest.mark.parametrize("name", ["given", "withdrawn", "unknown"])
def test_of_another_outcome_the_shop_is_not_told(name: OutcomeName) -> None:
    assert failed(_outcome(name), thread="3f/order") is None

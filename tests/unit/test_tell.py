"""What the shop is told: what it can act on, by its own ids, once; and nothing that it has settled itself."""

from typing import Any

import msgspec
import pytest

from contracts.results import Result
from tests.scenarios.stories import backmarket as bm
from tests.scenarios.stories import netoff
from tests.scenarios.story import Step, Story, event
from tests.scenarios.world import Told, World


def send(world: World, shop: str, kind: str, data: dict[str, Any], number: int = 0) -> Told:
    return world.send(shop, event(Step(kind, data, {}), Story(shop, "tell", ()), number))


def by_recipient(told: Told) -> dict[str, Result]:
    return {result.recipient: result for result in told.results}


def test_a_consent_that_is_missing_is_a_notice_that_is_due() -> None:
    world = World()
    send(world, "backmarket", "customer.changed", {"customer": {"id": "bm-t", "adult_flag": True}})
    told = by_recipient(send(world, "backmarket", "order.placed", bm.whole("t", 1), 1))
    assert {name: (r.type, r.reason) for name, r in told.items()} == {
        "crm": ("notice_due", "consent"),
        "hosting_europe": ("notice_due", "consent"),
        "jung_sas_france": ("notice_due", "consent"),
    }
    france = told["jung_sas_france"]
    assert (france.order_id, france.customer_id) == ("BM-t", "bm-t")
    assert set(france.fields) == set(bm.FRANCE.split())
    assert france.until > france.at > 0


def test_what_the_shop_has_settled_itself_is_not_told() -> None:
    world = World()
    first = send(world, "netoff", "order.placed", netoff.whole("t", 1))
    again = send(world, "netoff", "order.placed", netoff.whole("t", 2), 1)
    useless = send(world, "netoff", "payment.refund_requested", netoff.brief("t", 3), 2)
    assert [told.results for told in (first, again, useless)] == [[], [], []]


def test_a_request_is_passed_to_the_shop_with_exactly_the_names_of_the_fields() -> None:
    request = {"recipient": "payment_processor_on_request", "at": "2026-11-22T12:30:00+09:00"}
    told = send(World(), "netoff", "recipient.requested", netoff.brief("t", 1, request=request))
    (result,) = told.results
    assert (result.type, result.order_id, result.recipient) == ("values_requested", "N-t", request["recipient"])
    assert {*netoff.ASKED.split(), "shipping.company"} == set(result.fields)


@pytest.mark.parametrize("recipient", ["payment_processor", "nobody"])
def test_a_request_of_somebody_who_may_not_ask_is_passed_to_nobody(recipient: str) -> None:
    request = {"recipient": recipient, "at": "2026-11-22T12:30:00+09:00"}
    assert not send(World(), "netoff", "recipient.requested", netoff.brief("t", 1, request=request)).results


def test_P7_the_text_of_a_result_shows_no_id_of_the_shop() -> None:
    result = Result("i", "waiting", "s", 1, order_id="BM-1", customer_id="c-1", recipient="crm")
    assert "BM-1" not in repr(result)
    assert "c-1" not in repr(result)
    assert msgspec.json.decode(msgspec.json.encode(result), type=Result) == result

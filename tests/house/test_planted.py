"""For each promise a bug is planted, and the test that holds the promise must fail. What shows itself under `kill -9`
only is planted in `tests/faults`.
"""

import secrets
from typing import Any, Final

import msgspec
import pytest

from contracts import messages
from shared.core import conditions, decide, derive, references, serve, thread, threads
from shared.core.checkpoint import links
from shared.core.checkpoint.desk import GatewayDesk
from shared.core.door import body, cards, gate, issuers, never
from shared.core.ledger import audit
from shared.core.ledger.verdict import PASSED
from shared.core.policy import plan, shape
from shared.shell import closing
from tests.fixtures import backmarket as bm
from tests.house.planting import Plant, found
from tests.scenarios import test_links, test_stories, test_versions
from tests.scenarios.stories import STORIES
from tests.unit import (
    test_accept,
    test_card_gate,
    test_cards,
    test_closing,
    test_decide,
    test_door_events,
    test_gateway,
    test_ledger_audit,
    test_threads,
)

_shape_of, _project, _judge = shape.shape_of, shape.project, conditions.judge


def gives_whatever_is_there(part: shape.Part, given: Any) -> shape.Shape:
    return _shape_of(msgspec.structs.replace(part, fields=tuple(shape.present_fields(given))), given)


def invents_what_is_missing(found: shape.Shape, given: Any, items: Any) -> Any:
    return {"shipping": {"address": "the customer's"}, **msgspec.to_builtins(_project(found, given, items))}


def takes_any_choice_for_a_yes(route: Any, known: conditions.Known) -> conditions.Verdict:
    return conditions.Verdict(evidence="-") if route.rule.id in known.choices else conditions.Verdict("consent")


def asks_no_mode(route: Any, known: conditions.Known, *, now: int) -> conditions.Verdict:
    live = msgspec.structs.replace(route.party, mode="live")
    return _judge(msgspec.structs.replace(route, party=live), known, now=now)


def told_in_full(shop: str, name: str) -> None:
    """Tell one story against its table."""
    (story,) = (each for each in STORIES if (each.shop, each.name) == (shop, name))
    test_stories.test_P2_P3_each_party_gets_exactly_the_messages_of_the_table(story)


PLANTS: Final = {
    "P1: the commitment does not cover the bytes": Plant(
        messages,
        "commitment",
        lambda salt, _body: salt.hex(),
        test_decide.test_P1_the_commitment_binds_the_bytes_with_the_salt_inside_them,
    ),
    "P1: a cancellation withdraws what was attempted": Plant(
        threads.Earlier,
        "untouched",
        property(lambda row: row.state != "closed"),
        test_threads.test_P1_whatever_comes_each_row_ends_once_and_nothing_that_was_attempted_is_withdrawn,
    ),
    "P2: a route gives whatever is there": Plant(
        plan,
        "shape_of",
        gives_whatever_is_there,
        test_decide.test_P2_a_seller_gets_exactly_the_six_fields_and_the_order,
    ),
    "P3: what is missing is made up": Plant(
        serve, "project", invents_what_is_missing, test_decide.test_P3_absent_values_stay_absent
    ),
    "P3: an empty text counts as a value": Plant(
        body,
        "absent",
        lambda value: value is None,
        test_door_events.test_P3_null_and_empty_are_absent_wherever_they_stand,
    ),
    "P4: ids and salts are drawn": Plant(
        derive.Deriver,
        "derive",
        lambda _self, _secret: secrets.token_bytes(64),
        test_decide.test_P4_replaying_a_decision_gives_the_same_bytes,
    ),
    "P5: a withdrawal counts as a choice": Plant(
        conditions,
        "_click",
        takes_any_choice_for_a_yes,
        lambda: test_decide.test_P5_after_a_refusal_or_withdrawal_nothing_goes_to_France("consent.withdrawn"),
    ),
    "P7: the sender's own id goes on": Plant(
        references,
        "event_id",
        lambda _key, _shop, _source, given, _n: given,
        test_accept.test_P7_no_id_of_the_sender_leaves_the_door_but_in_the_value,
    ),
    "P7: a span says whatever it is given": Plant(
        closing,
        "admits",
        lambda *_attribute, **_known: True,
        test_closing.test_P7_no_span_carries_anything_but_the_closed_lists,
    ),
    "P8: the root is not compared": Plant(
        audit,
        "_integrity",
        lambda *_known, **_found: PASSED,
        lambda: test_ledger_audit.test_what_was_altered_under_a_true_checkpoint_is_found(
            test_ledger_audit.ALTERED["an edit"]
        ),
    ),
    "P10: a missing pack means the sample's": Plant(
        GatewayDesk,
        "_plan",
        lambda _self, _held, _shop, _collected=0: bm.plan(),
        test_gateway.test_P10_orders_before_the_fence_wait_and_leave_at_the_fence_once,
    ),
    "P11: the door looks at no forbidden name": Plant(
        never, "_present", lambda _value: False, lambda: test_door_events.test_the_door_refuses("a card number")
    ),
    "P11: a card number passes for a token": Plant(
        gate,
        "holds_card",
        lambda _text, **_strictness: False,
        lambda: test_door_events.test_the_door_refuses("a card number where the token belongs"),
    ),
    "P11: the gate skips the check digit": Plant(
        issuers,
        "checks",
        lambda _digits: True,
        lambda: test_cards.test_what_only_looks_like_a_card_number_is_left_alone("a wrong check digit"),
    ),
    "P11: the gate takes every id in a row for a card": Plant(
        cards, "_ALONE", 13, lambda: test_cards.test_P11_orders_without_a_card_raise_no_alarm(1)
    ),
    "P11: the gate reads ASCII digits only": Plant(
        cards, "plain", lambda text: text, lambda: test_cards.test_P11_every_planted_card_number_is_found(1)
    ),
    "P11: a webhook keeps its card numbers": Plant(
        gate, "places", lambda _data: iter(()), test_card_gate.test_P11_a_webhook_loses_the_leaf_and_goes_on
    ),
    "P12: every shop has the same names": Plant(
        references, "_hash", lambda _key, *_parts: "0" * 32, test_accept.test_P12_two_shops_share_no_name
    ),
    "P2: what follows goes to everybody": Plant(
        serve, "of_no_use", lambda _route, _lane, _at: None, lambda: told_in_full("backmarket", "life")
    ),
    "P2: a laxer version reaches back": Plant(
        plan,
        "stricter",
        lambda _older, newer: newer,
        test_versions.test_a_laxer_version_does_not_reach_back_where_the_text_says_so,
    ),
    "P2: an end is forgotten": Plant(thread, "_end", lambda _at: None, lambda: told_in_full("backmarket", "late")),
    "P5: a restriction stays with one name": Plant(
        links,
        "restrictions",
        lambda _subject: [],
        test_links.test_at_a_link_the_restrictions_of_the_one_name_hold_for_the_other,
    ),
    "P10: a pack never expires": Plant(
        decide,
        "day",
        lambda _now: "0000",
        test_versions.test_P10_an_expired_pack_holds_its_own_shop_until_a_newer_one,
    ),
    "P14: the mode is not asked": Plant(
        serve, "judge", asks_no_mode, test_decide.test_P14_in_shadow_nothing_leaves_and_no_record_claims_that_it_did
    ),
}


@pytest.mark.parametrize("sentence", PLANTS)
def test_a_planted_bug_is_found(sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found(PLANTS[sentence], monkeypatch)

"""The auditor's check of fields: each disclosure against the entry that serves its recipient on its type of event."""

from collections.abc import Callable
from typing import Any, Final

import msgspec
import pytest

from cli import sample
from contracts.entries import Disclosed, Entry, Numbered
from contracts.events import H_ID, Body
from examples.auditor.checks import every_field_is_the_packs
from examples.auditor.evidence import Evidence, Handover
from shared.core.decide import decide
from shared.core.event import Event
from shared.core.policy.plan import compile_plan
from tests.fixtures.backmarket import ADDRESS, NOON, nothing, somebody

SHOP: Final = sample.shops()["netoff"]
PLAN: Final = compile_plan(SHOP.pack, SHOP.register, pack_digest="a" * 64, register_digest="b" * 64)
WHERE: Final = {"name": "仮名 三郎", "phone": "052-000-0008", "address": ADDRESS}
BODIES: Final[dict[str, dict[str, Any]]] = {
    "shipment.requested": {"customer": {"id": "n-1"}, "shipping": WHERE, "order": {"id": "N-1"}},
    "pickup.requested": {"customer": {"id": "n-1"}, "pickup": WHERE, "order": {"id": "N-1"}},
}


def evidence(event_type: str, change: Callable[[Disclosed], Disclosed] = lambda entry: entry) -> Evidence:
    """Decide one event and return what the auditor would see of it, with the entry changed."""
    body = msgspec.convert(BODIES[event_type], Body)
    event = Event("e" * 32, event_type, "netoff", "a" * 32, "o" * 32, bytes(32), "c" * 32, 5, NOON, body)
    decision = decide(event, PLAN, somebody(), nothing(), now=NOON)
    assert decision is not None
    entries = msgspec.json.decode(msgspec.json.encode(decision.entries), type=list[Entry])
    changed = [change(each) if isinstance(each, Disclosed) else each for each in entries]
    messages = [
        Handover(m.topic, 0, 0, {k: v.decode() for k, v in m.headers if k == H_ID}, m.value) for m in decision.messages
    ]
    packs = {f"netoff/{PLAN.pack}": SHOP.pack}
    return Evidence(messages, [(0, Numbered("stream", 0, 0, changed))], [], packs, {}, [], [])


@pytest.mark.parametrize("event_type", BODIES)
def test_each_purpose_of_one_recipient_is_held_against_its_own_entry(event_type: str) -> None:
    found = evidence(event_type)
    assert found.messages
    assert not list(every_field_is_the_packs(found))


WRONG: Final[dict[str, Callable[[Disclosed], Disclosed]]] = {
    "another purpose of the same recipient": lambda e: msgspec.structs.replace(e, purpose="delivery"),
    "a type that no entry of it names": lambda e: msgspec.structs.replace(e, type="order.placed"),
    "a field that was not given": lambda e: msgspec.structs.replace(e, fields=[*e.fields, "customer.name"]),
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_P2_what_does_not_rest_on_that_entry_is_found(change: Callable[[Disclosed], Disclosed]) -> None:
    assert len(list(every_field_is_the_packs(evidence("pickup.requested", change)))) == 1


def test_P2_a_field_of_another_purpose_of_the_same_recipient_is_found() -> None:
    found = evidence("pickup.requested")
    packs = {
        name: msgspec.structs.replace(
            pack, rules=[_without(r) if "pickup.requested" in r.on else r for r in pack.rules]
        )
        for name, pack in found.packs.items()
    }
    (wrong,) = every_field_is_the_packs(found._replace(packs=packs))
    assert "pickup.phone" in wrong


def _without(rule: Any) -> Any:
    return msgspec.structs.replace(rule, fields=[f for f in rule.fields if f != "pickup.phone"])

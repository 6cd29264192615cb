"""Of two versions of a pack at once: only what both allow, under the conditions of both."""

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from contracts.packs import Pack, Rule
from shared.core.policy.stricter import stricter

FIELDS = ["customer.name", "customer.email", "order.id", "order.items", "shipping.address"]
TYPES = ["order.placed", "payment.requested", "shipment.requested"]
THEN = ["order.changed", "order.cancelled"]
CONDITIONS = ("click", "contract", "notice", "published", "approval", "on_request", "per_seller")


@st.composite
def rules(draw: st.DrawFn, name: str = "a") -> Rule:
    some: Any = st.lists(st.sampled_from(FIELDS), unique=True)
    fields = draw(some)
    then = draw(st.dictionaries(st.sampled_from(THEN), st.just(fields), max_size=2))
    conditions: Any = {name: draw(st.booleans()) for name in CONDITIONS}
    return Rule(
        name,
        draw(st.sampled_from(["seller", "payment"])),
        "1",
        "entrustment",
        "payment",
        draw(st.lists(st.sampled_from(TYPES), unique=True)),
        fields,
        then=then,
        methods=draw(st.lists(st.sampled_from(["card", "wallet"]), unique=True)),
        path=draw(st.sampled_from(["stream", "denied"])),
        waits_days=draw(st.integers(1, 365)),
        **conditions,
    )


def pack(version: int, *found: Rule) -> Pack:
    return Pack("s", version, "t", "", "f", list(found))


def serves(rule: Rule, method: str) -> bool:
    return rule.path == "stream" and (not rule.methods or method in rule.methods)


@given(rules(), rules())
def test_P2_nothing_is_allowed_that_one_of_the_two_does_not_allow(older: Rule, newer: Rule) -> None:
    for rule in stricter(pack(1, older), pack(2, newer)).rules:
        for each in (older, newer):
            assert set(rule.fields) <= set(each.fields)
            assert set(rule.on) <= set(each.on)
            assert all(set(part) <= set(each.then[kind]) for kind, part in rule.then.items())
            assert rule.waits_days <= each.waits_days
            assert all(getattr(rule, name) >= getattr(each, name) for name in CONDITIONS)
            assert all(serves(each, method) or not serves(rule, method) for method in ("card", "wallet", "cash"))


@given(rules(), rules())
def test_what_both_allow_under_the_same_conditions_stays_allowed(older: Rule, newer: Rule) -> None:
    found = {rule.id: rule for rule in stricter(pack(1, older), pack(2, newer)).rules}
    both = [f for f in newer.fields if f in older.fields]
    if older.kind == newer.kind and older.path == "stream" and not (older.methods or newer.methods):
        assert found["a"].fields == both


@given(rules())
def test_the_same_version_twice_is_that_version(rule: Rule) -> None:
    found = stricter(pack(1, rule), pack(2, rule)).rules
    assert found == ([] if rule.path == "denied" else [msgspec.structs.replace(rule, if_company=[])])


def test_a_recipient_that_the_older_version_does_not_name_gets_nothing() -> None:
    new = Rule("b", "crm", "1", "prior_consent", "marketing", ["order.placed"], ["customer.email"])
    old = msgspec.structs.replace(new, id="a")
    assert stricter(pack(1, old), pack(2, old, new)).rules == [old]


def test_another_purpose_is_another_thing() -> None:
    old = Rule("a", "crm", "1", "prior_consent", "marketing", ["order.placed"], ["customer.email"])
    assert stricter(pack(1, old), pack(2, msgspec.structs.replace(old, purpose="trade"))).rules == []

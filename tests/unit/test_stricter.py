"""Of two versions of a pack at once: only what both allow, under the conditions of both."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.packs import Pack, Rule
from contracts.terms import Choice, Ends
from shared.core.policy.stricter import stricter

FIELDS = ["customer.name", "customer.email", "order.id", "order.items", "shipping.address"]
TYPES = ["order.placed", "payment.requested", "shipment.requested"]
THEN = ["order.changed", "order.cancelled"]
CONDITIONS = ("click", "contract", "notice", "published", "approval", "on_request")


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


BASE = Rule("a", "crm", "1", "prior_consent", "marketing", ["order.placed"], ["customer.email", "customer.birth_date"])


def both(older: dict[str, Any], newer: dict[str, Any]) -> Rule | None:
    """Return what two versions of one rule allow together."""
    old, new = (msgspec.structs.replace(BASE, **changed) for changed in (older, newer))
    return next(iter(stricter(pack(1, old), pack(2, new)).rules), None)


EMAIL = "customer.email"


@pytest.mark.parametrize(
    ("key", "less", "more"),
    [
        ("forms", {EMAIL: "sha256"}, {}),
        ("if_company", [EMAIL], []),
        ("after", ["auction.decided"], []),
        ("stops", ["use"], []),
        ("choice", Choice("opt_in", "news"), None),
        ("choice", Choice("opt_in", "news"), Choice("opt_out", "news")),
        ("choice", Choice("opt_out", "news"), None),
        ("onward", "none", "entrusted"),
        ("onward", "entrusted", "public"),
        ("corrections", "mark", "send"),
        ("corrections", "none", "mark"),
        ("keeps_days", 10, 20),
        ("keeps_days", 10, -1),
        ("ends", Ends("order.completed", 3), Ends("order.completed", 9)),
        ("ends", Ends("order.completed", 3), None),
        ("waits_days", 5, 30),
        ("methods", ["card"], ["card", "wallet"]),
        ("methods", ["card"], []),
        ("countries", ["JP"], ["JP", "FR"]),
        ("abroad", "consent", None),
        ("parts", {"order.placed": [EMAIL]}, {}),
    ],
)
def test_P2_of_each_key_the_stricter_holds_whichever_version_has_it(key: str, less: Any, more: Any) -> None:
    for older, newer in ((less, more), (more, less)):
        found = both({key: older}, {key: newer})
        assert found is not None
        assert getattr(found, key) == less


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ({"kind": "crm"}, {"kind": "advertising"}),
        ({"purpose": "marketing"}, {"purpose": "trade"}),
        ({"whose": "customer"}, {"whose": "seller"}),
        ({"per_seller": True}, {"per_seller": False}),
        ({"letter": "d"}, {"letter": "e"}),
        ({"countries": ["JP"]}, {"countries": ["FR"]}),
        ({"methods": ["card"]}, {"methods": ["wallet"]}),
        ({"abroad": "consent"}, {"abroad": "equivalent"}),
        ({"choice": Choice("opt_in", "news")}, {"choice": Choice("opt_in", "offers")}),
        ({"choice": Choice("opt_in", "news")}, {"choice": Choice("opt_in")}),
    ],
)
def test_P2_what_cannot_be_asked_for_together_is_not_allowed(older: dict[str, Any], newer: dict[str, Any]) -> None:
    assert both(older, newer) is None
    assert both(newer, older) is None


def test_P2_a_field_in_two_different_forms_is_not_given() -> None:
    found = both({"forms": {EMAIL: "sha256"}}, {"forms": {EMAIL: "last4"}})
    assert found is not None
    assert (found.fields, found.forms) == (["customer.birth_date"], {})


def test_a_letter_that_only_one_version_says_changes_nothing() -> None:
    assert both({"letter": ""}, {"letter": "d"}) is not None


def test_of_two_different_ends_that_of_the_collection_holds() -> None:
    older = Ends("order.completed", 9)
    found = both({"ends": older}, {"ends": Ends("return.received", 3)})
    assert found is not None
    assert found.ends == older


def test_of_a_recipient_with_several_entries_each_meets_its_own() -> None:
    pay = msgspec.structs.replace(BASE, purpose="payment", on=["payment.requested"])
    found = stricter(pack(1, BASE, pay), pack(2, pay, BASE)).rules
    assert [(rule.purpose, rule.on) for rule in found] == [
        ("payment", ["payment.requested"]),
        ("marketing", ["order.placed"]),
    ]


def test_a_recipient_that_the_older_version_does_not_name_gets_nothing() -> None:
    new = Rule("b", "crm", "1", "prior_consent", "marketing", ["order.placed"], ["customer.email"])
    old = msgspec.structs.replace(new, id="a")
    assert stricter(pack(1, old), pack(2, old, new)).rules == [old]


def test_another_purpose_is_another_thing() -> None:
    old = Rule("a", "crm", "1", "prior_consent", "marketing", ["order.placed"], ["customer.email"])
    assert stricter(pack(1, old), pack(2, msgspec.structs.replace(old, purpose="trade"))).rules == []

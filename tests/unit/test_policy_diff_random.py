"""Whatever is changed at random: where nothing is said to widen, nobody gets more than before, as deciding shows."""

from typing import Any, Final

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts import packs as p
from contracts.entries import Disclosed
from shared.core.decide import decide
from shared.core.policy.diff import diff, widens
from shared.core.policy.plan import compile_plan
from shared.core.subject import Choice, Order
from tests.fixtures import backmarket as bm

change = msgspec.structs.replace
PACK: Final = bm.pack()
REGISTER: Final = bm.register()

_FIELDS: Final = ["customer.name", "customer.email", "customer.sex", "order.id", "order.items", "shipping.address"]
_words: Final = st.lists(st.sampled_from(_FIELDS), unique=True)
_flag: Final = st.booleans()
_edit: Final = st.fixed_dictionaries(
    {},
    optional={
        "fields": _words, "on": st.lists(st.sampled_from(["order.placed", "payment.requested"]), unique=True),
        "not_needed": _words, "if_company": _words, "per_seller": _flag, "click": _flag, "contract": _flag,
        "published": _flag, "approval": _flag, "path": st.sampled_from(["stream", "none"]),
        "methods": st.lists(st.sampled_from(["card", "bank"]), unique=True), "closed": _flag,
        "record": st.sampled_from(["required", "voluntary"]), "waits_days": st.integers(1, 60),
    },
)  # fmt: skip
_facts: Final = st.fixed_dictionaries(
    {},
    optional={
        "mode": st.sampled_from(["off", "shadow", "paused", "live"]),
        "information_version": st.integers(0, 2),
        "contract": st.none(),
        "instances": st.permutations(REGISTER.parties["seller"].instances).flatmap(
            lambda found: st.integers(1, len(found)).map(lambda count: found[:count])
        ),
    },
)


def edited(pack: p.Pack, edits: list[dict[str, Any]]) -> p.Pack:
    return change(pack, rules=[change(rule, **edit) for rule, edit in zip(pack.rules, edits, strict=True)])


def stated(register: p.Register, facts: dict[str, Any]) -> p.Register:
    return change(register, parties={**register.parties, "seller": change(register.parties["seller"], **facts)})


def given_of(pack: p.Pack, register: p.Register) -> set[tuple[str, ...]]:
    """Return what is given of a few events to whom, whoever the person is: event, person, recipient, field."""
    plan = compile_plan(pack, register, pack_digest="a" * 64, register_digest="b" * 64)
    found: set[tuple[str, ...]] = set()
    private = {**bm.FULL, "customer": {k: v for k, v in bm.FULL["customer"].items() if k != "company"}}
    clicked = {"jung_sas_france": Choice("given", 1, 0, "e")}
    for kind in ("order.placed", "payment.requested"):
        for about, body in (("company", bm.FULL), ("private", private)):
            for adult, choices in ((None, {}), (True, {}), (True, clicked), (False, clicked)):
                person = change(bm.somebody(), adult=adult, choices=choices)
                decision = decide(bm.event(kind, body=body), plan, person, Order(position=-1), now=bm.NOON)
                entries = decision.entries if decision else []
                at = (kind, about, str(adult), str(bool(choices)))
                found |= {
                    (*at, each.recipient, each.instance, name)
                    for each in entries
                    if isinstance(each, Disclosed)
                    for name in msgspec.json.decode(msgspec.json.encode(each.fields))
                }
    return found


@settings(max_examples=150, deadline=None)
@given(
    before=st.lists(_edit, min_size=3, max_size=3),
    after=st.lists(_edit, min_size=3, max_size=3),
    facts=st.tuples(_facts, _facts),
)
def test_P2_where_nothing_widens_nobody_gets_more(
    before: list[dict[str, Any]], after: list[dict[str, Any]], facts: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    older, newer = edited(PACK, before), edited(PACK, after)
    known, stated_now = stated(REGISTER, facts[0]), stated(REGISTER, facts[1])
    if not widens(diff(older, newer)):
        assert given_of(newer, known) <= given_of(older, known)
    if not widens(diff(known, stated_now)):
        assert given_of(older, stated_now) <= given_of(older, known)


@settings(max_examples=150, deadline=None)
@given(edits=st.lists(_edit, min_size=3, max_size=3), kept=st.data())
def test_P2_taking_away_never_widens(edits: list[dict[str, Any]], kept: st.DataObject) -> None:
    older = edited(PACK, edits)

    def less(words: list[str]) -> list[str]:
        return [word for word in words if kept.draw(_flag)]

    def cut(rule: p.Rule) -> p.Rule:
        then = {kind: less(part) for kind, part in rule.then.items() if kept.draw(_flag)}
        return change(rule, fields=less(rule.fields), on=less(rule.on), then=then)

    newer = change(older, rules=[cut(rule) for rule in older.rules if kept.draw(_flag)])
    assert not widens(diff(older, newer))
    assert given_of(newer, REGISTER) <= given_of(older, REGISTER)

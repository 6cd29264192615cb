"""Whatever is changed at random: where nothing is said to widen, nobody gets more than before, as deciding shows."""

import json
from typing import Any, Final

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts import messages as m
from contracts import packs as p
from contracts import terms as t
from shared.core.decide import decide
from shared.core.policy.diff import diff, widens
from shared.core.policy.plan import compile_plan
from shared.core.subject import Choice, Order
from tests.fixtures import backmarket as bm

change = msgspec.structs.replace
PACK: Final = bm.pack()
REGISTER: Final = bm.register()
FRANCE: Final = "jung_sas_france"

_FIELDS: Final = ["customer.name", "customer.email", "customer.sex", "order.id", "order.items", "shipping.address"]
_KINDS: Final = ["order.placed", "payment.requested"]
_words: Final = st.lists(st.sampled_from(_FIELDS), unique=True)
_flag: Final = st.booleans()
_edit: Final = st.fixed_dictionaries(
    {},
    optional={
        "fields": _words, "on": st.lists(st.sampled_from(_KINDS), unique=True), "not_needed": _words,
        "parts": st.dictionaries(st.sampled_from(_KINDS), _words, max_size=1), "if_company": _words,
        "forms": st.dictionaries(st.sampled_from(["customer.name", "customer.email"]), st.just("sha256")),
        "per_seller": _flag, "click": _flag, "contract": _flag, "notice": _flag, "published": _flag, "approval": _flag,
        "abroad": st.sampled_from([None, "designated", "consent", "equivalent"]), "after": st.just(["auction.decided"]),
        "countries": st.lists(st.sampled_from(["JP", "FR"]), unique=True), "closed": _flag,
        "choice": st.sampled_from([None, t.Choice("opt_in", "ads"), t.Choice("opt_out", "ads"), t.Choice("opt_out")]),
        "methods": st.lists(st.sampled_from(["card", "bank"]), unique=True),
        "path": st.sampled_from(["stream", "denied"]),
        "waits_days": st.integers(1, 60),
        "purpose": st.sampled_from(["trade", "payment"]),
    },
)  # fmt: skip
_FORMALITIES: Final = ["contract", "notice", "publication", "route", "information"]
_LONG: Final = p.Contract("2020-01-01", "2030-01-01", "d")
_OVER: Final = p.Contract("2020-01-01", "2021-01-01", "d")
_ROUTES: Final = [None, p.Route("consent", "2020-01-01", "d"), p.Route("equivalent", "2026-06-01", "d")]
_some: Final = st.sampled_from(PACK.rules)
_fact: Final = st.fixed_dictionaries(
    {},
    optional={
        "mode": st.sampled_from(["off", "shadow", "paused", "live", "live"]),
        "information_version": st.integers(0, 2),
        "contract": st.sampled_from([None, _LONG, _OVER]),
        "notice": st.sampled_from([None, p.Notice("2020-01-01", "2030-01-01", ["order.id", "customer.name"], "d")]),
        "publication": st.sampled_from([None, p.Publication("2020-01-01", "d", "a, b, c")]),
        "route": st.sampled_from(_ROUTES),
        "accepted": st.dictionaries(st.sampled_from(_FORMALITIES), st.just("x")),
    },
)  # fmt: skip
_facts: Final = st.fixed_dictionaries(dict.fromkeys(REGISTER.parties, _fact))
_sellers: Final = st.permutations(REGISTER.parties["seller"].instances).flatmap(
    lambda found: st.integers(1, len(found)).map(lambda count: found[:count])
)


@st.composite
def packs(draw: st.DrawFn) -> p.Pack:
    """Draw a pack made of changed entries of the sample; one recipient may have several."""
    rules = [change(rule, **draw(_edit)) for rule in PACK.rules]
    rules += [change(draw(_some), **draw(_edit)) for _ in range(draw(st.integers(0, 2)))]
    return change(PACK, rules=rules)


@st.composite
def registers(draw: st.DrawFn) -> p.Register:
    """Draw a register with other facts about every party."""
    facts = draw(_facts)
    facts["seller"] |= {"instances": draw(_sellers)}
    return change(REGISTER, parties={name: change(each, **facts[name]) for name, each in REGISTER.parties.items()})


def given_of(pack: p.Pack, register: p.Register) -> set[tuple[str, ...]]:
    """Return what is given of a few events to whom, whoever the person is: each value, as it leaves."""
    plan = compile_plan(pack, register, pack_digest="a" * 64, register_digest="b" * 64)
    found: set[tuple[str, ...]] = set()
    private = {**bm.FULL, "customer": {k: v for k, v in bm.FULL["customer"].items() if k != "company"}}
    clicked = {FRANCE: Choice("given", 1, 0, "e")}
    for kind in _KINDS:
        for about, body in (("company", bm.FULL), ("private", private)):
            for adult, choices in ((None, {}), (True, clicked), (False, clicked)):
                person = change(bm.somebody(), adult=adult, choices=choices)
                decision = decide(bm.event(kind, body=body), plan, person, Order(position=-1), now=bm.NOON)
                at = (kind, about, str(adult))
                for message in decision.messages if decision else ():
                    found |= {(*at, *each) for each in values(message.headers, json.loads(message.value))}
    return found


def values(headers: Any, body: Any) -> set[tuple[str, ...]]:
    """Return every value of a message, under its recipient and instance; lines of an order one by one.

    Whoever gets a value as it is gets any lesser form of it too.
    """
    to = (body["recipient"], dict(headers)[m.H_INSTANCE].decode())
    found: set[tuple[str, ...]] = set()
    for group, leaves in body["data"].items():
        for leaf, value in leaves.items():
            parts = value if isinstance(value, list) else [value]
            found.add((*to, f"{group}.{leaf}"))
            if parts[0] in (bm.FULL[group].get(leaf), *bm.FULL["order"]["items"]):
                found |= {(*to, f"{group}.{leaf}", json.dumps(each, sort_keys=True)) for each in parts}
    return found


@settings(max_examples=120, deadline=None)
@given(older=packs(), newer=packs(), register=registers())
def test_P2_where_nothing_of_a_pack_widens_nobody_gets_more(older: p.Pack, newer: p.Pack, register: p.Register) -> None:
    if not widens(diff(older, newer)):
        assert given_of(newer, register) <= given_of(older, register)


@settings(max_examples=120, deadline=None)
@given(pack=packs(), older=registers(), newer=registers())
def test_P2_where_nothing_of_a_register_widens_nobody_gets_more(
    pack: p.Pack, older: p.Register, newer: p.Register
) -> None:
    if not widens(diff(older, newer)):
        assert given_of(pack, newer) <= given_of(pack, older)


@settings(max_examples=120, deadline=None)
@given(older=packs(), register=registers(), data=st.data())
def test_P2_one_change_that_is_not_said_to_widen_gives_nobody_more(
    older: p.Pack, register: p.Register, data: st.DataObject
) -> None:
    place, edit = data.draw(st.integers(0, len(older.rules) - 1)), data.draw(_edit)
    name = data.draw(st.sampled_from(sorted(edit) or ["fields"]))
    rules = [change(rule, **({name: edit[name]} if n == place and edit else {})) for n, rule in enumerate(older.rules)]
    gone = data.draw(st.sampled_from([None, *range(len(rules))]))
    newer = change(older, rules=[rule for n, rule in enumerate(rules) if n != gone])
    if not widens(diff(older, newer)):
        assert given_of(newer, register) <= given_of(older, register)
    party = data.draw(st.sampled_from(sorted(register.parties)))
    fact = data.draw(_fact)
    one = data.draw(st.sampled_from(sorted(fact) or ["mode"]))
    parties = {**register.parties, party: change(register.parties[party], **({one: fact[one]} if fact else {}))}
    stated = change(register, parties=parties)
    if not widens(diff(register, stated)):
        assert given_of(older, stated) <= given_of(older, register)


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_P2_taking_away_never_widens(data: st.DataObject) -> None:
    older = change(PACK, rules=[change(rule, **data.draw(_edit)) for rule in PACK.rules])

    def less(words: list[str]) -> list[str]:
        return [word for word in words if data.draw(_flag)]

    def cut(rule: p.Rule) -> p.Rule:
        then = {kind: less(part) for kind, part in rule.then.items() if data.draw(_flag)}
        return change(rule, fields=less(rule.fields), on=less(rule.on), then=then)

    newer = change(older, rules=[cut(rule) for rule in older.rules if data.draw(_flag)])
    assert not widens(diff(older, newer))
    assert given_of(newer, REGISTER) <= given_of(older, REGISTER)

"""What changes between two versions: each single widening is found, a narrowing never widens, nothing is overlooked."""

from typing import Any, Final

import msgspec
import pytest

from contracts import packs as p
from contracts import terms as t
from shared.core.policy.diff import Change, diff, widens
from shared.core.policy.widening import ROWS
from tests.fixtures import backmarket as bm

change = msgspec.structs.replace
PACK: Final = bm.pack()
FULLER: Final = p.Rule(
    "full", "crm", "1", "entrustment", "support", ["order.placed", "payment.requested"],
    ["customer.name", "customer.company", "order.id"], then={"order.cancelled": ["order.id"], "order.changed": []},
    closed=True, not_needed=["customer.sex"], if_company=["customer.company"], per_seller=True,
    methods=["card", "bank"],
    click=True, contract=True, notice=True, published=True, approval=True, on_request=True,
    parts={"payment.requested": ["order.id"]}, forms={"customer.name": "sha256"}, choice=t.Choice("opt_in", "news"),
    after=["shipment.requested"], stops=["provision"],
)  # fmt: skip
LIMITED: Final = p.Pack("s", 1, "t", "2026-01-01", "s.txt", [FULLER], keeps_version=True, until="2027-01-01")
HOOK: Final = p.Endpoint("webhook", "http://a")
ONE: Final = p.Instance("one", "One", "JP", "Tokyo", "x", HOOK, aliases=["Uno"], default=True)
TWO: Final = p.Instance("two", "Two", "JP", "Osaka", "y", HOOK, aliases=["Dos"])
PARTY: Final = p.Party(
    "paused", [ONE, TWO], p.Contract("2026-01-01", "2027-01-01", "d"), 3,
    p.Notice("2026-01-01", "2027-01-01", ["order.id"], "d"), p.Publication("2026-01-01", "d", "r", "a"),
    p.Route("equivalent", "2026-01-01", "d", "2026-06-01"), {"notice": "the text has been revised already"},
    p.Documents("2026-04-01", "d"),
)  # fmt: skip
FACTS: Final = p.Register("s", 1, {"full": PARTY}, HOOK, "2027-01-01")


def rule(**changed: Any) -> p.Pack:
    return change(LIMITED, rules=[change(FULLER, **changed)])


def party(**changed: Any) -> p.Register:
    return change(FACTS, parties={"full": change(PARTY, **changed)})


def instance(**changed: Any) -> p.Register:
    return party(instances=[change(ONE, **changed), TWO])


def part(name: str, **changed: Any) -> p.Register:
    return party(**{name: change(getattr(PARTY, name), **changed)})


# fmt: off
WIDER: Final[dict[str, p.Pack | p.Register]] = {
    "Pack.shop": change(LIMITED, shop="other"), "Pack.title": change(LIMITED, title="u"),
    "Pack.revised": change(LIMITED, revised="2026-02-01"), "Pack.source": change(LIMITED, source="u.txt"),
    "Pack.rules": change(LIMITED, rules=[FULLER, change(FULLER, id="second")]),
    "Pack.keeps_version": change(LIMITED, keeps_version=False), "Pack.until": change(LIMITED, until="2027-01-02"),
    "Pack.until, no end": change(LIMITED, until=""),
    "Rule.id": rule(id="another"), "Rule.kind": rule(kind="seller"), "Rule.clause": rule(clause="2"),
    "Rule.basis": rule(basis="joint_use"), "Rule.purpose": rule(purpose="payment"),
    "Rule.on": rule(on=[*FULLER.on, "shipment.requested"]),
    "Rule.fields": rule(fields=[*FULLER.fields, "customer.sex"]),
    "Rule.then": rule(then={**FULLER.then, "order.completed": []}),
    "Rule.then, a field": rule(then={**FULLER.then, "order.changed": ["order.id"]}),
    "Rule.whose": rule(whose="seller"), "Rule.closed": rule(closed=False), "Rule.if_company": rule(if_company=[]),
    "Rule.per_seller": rule(per_seller=False), "Rule.methods": rule(methods=[*FULLER.methods, "cash"]),
    "Rule.methods, any": rule(methods=[]), "Rule.click": rule(click=False), "Rule.contract": rule(contract=False),
    "Rule.notice": rule(notice=False), "Rule.published": rule(published=False), "Rule.approval": rule(approval=False),
    "Rule.on_request": rule(on_request=False), "Rule.onward": rule(onward="entrusted"),
    "Rule.waits_days": rule(waits_days=31),
    "Rule.parts": rule(parts={}),
    "Rule.parts, a field": rule(parts={"payment.requested": ["order.id", "customer.name"]}),
    "Rule.forms": rule(forms={}), "Rule.forms, another": rule(forms={"customer.name": "last4"}),
    "Rule.choice": rule(choice=None), "Rule.choice, a no": rule(choice=t.Choice("opt_out", "news")),
    "Rule.choice, another": rule(choice=t.Choice("opt_in", "all")), "Rule.after": rule(after=[]),
    "Rule.stops": rule(stops=[]), "Rule.abroad": rule(abroad="designated"),
    "Rule.countries": rule(countries=["JP", "FR"]),
    "Rule.letter": rule(letter="d"), "Rule.ends": rule(ends=t.Ends("order.completed", 3)),
    "Rule.keeps_days": rule(keeps_days=10), "Rule.corrections": rule(corrections="none"),
    "Rule.appi": rule(appi="27(2)"),
    "Rule.gdpr": rule(gdpr="6(1)(f)"), "Rule.case": rule(case="audit"),
    "Pack.company": change(LIMITED, company=t.Label("店", "Shop")), "Pack.rights": change(LIMITED, rights=t.Rights()),
    "Pack.copies": change(LIMITED, copies=[t.Copy(t.Label("口座", "account"), "1", [], "erased")]),
    "Party.route": party(route=p.Route("equivalent", "2025-01-01", "d", "2026-06-01")),
    "Party.accepted": party(accepted={**PARTY.accepted, "contract": "it is being signed this week"}),
    "Party.accepted, another reason": party(accepted={"notice": "another reason, of as many words"}),
    "Party.documents": part("documents", start="2026-03-02"), "Documents.start": part("documents", start="2026-03-01"),
    "Documents.evidence": part("documents", evidence="e"),
    "Route.kind": part("route", kind="consent"), "Route.start": part("route", start="2025-01-01"),
    "Route.evidence": part("route", evidence="e"), "Route.reviewed": part("route", reviewed="2026-07-01"),
    "Register.shop": change(FACTS, shop="other"), "Register.results": change(FACTS, results=p.Endpoint("webhook", "x")),
    "Register.parties": change(FACTS, parties={**FACTS.parties, "second": PARTY}),
    "Register.until": change(FACTS, until="2027-01-02"), "Register.until, no end": change(FACTS, until=""),
    "Party.mode": party(mode="live"), "Party.instances": party(instances=[ONE, TWO, change(TWO, id="three")]),
    "Party.instances, another order": party(instances=[TWO, ONE]),
    "Party.instances, twice": party(instances=[ONE, TWO, change(TWO, country="FR")]),
    "Party.instances, the first goes": party(instances=[TWO]),
    "Party.contract": part("contract", end="2028-01-01"), "Party.information_version": party(information_version=2),
    "Party.notice": part("notice", end="2028-01-01"), "Party.publication": part("publication", start="2025-01-01"),
    "Instance.id": instance(id="uno"), "Instance.name": instance(name="Eins"),
    "Instance.country": instance(country="US"),
    "Instance.address": instance(address="Kyoto"), "Instance.representative": instance(representative="z"),
    "Instance.endpoint": instance(endpoint=p.Endpoint("webhook", "http://b")),
    "Instance.aliases": instance(aliases=["Uno", "Un"]), "Instance.default": instance(default=False),
    "Endpoint.channel": instance(endpoint=p.Endpoint("mail", HOOK.url)),  # type: ignore[arg-type]
    "Endpoint.url": instance(endpoint=p.Endpoint("webhook", "http://c")),
    "Contract.start": part("contract", start="2025-01-01"), "Contract.end": part("contract", end="2027-01-02"),
    "Contract.evidence": part("contract", evidence="e"),
    "Notice.start": part("notice", start="2025-01-01"), "Notice.end": part("notice", end="2027-01-02"),
    "Notice.fields": part("notice", fields=["order.id", "customer.name"]),
    "Notice.evidence": part("notice", evidence="e"),
    "Publication.start": part("publication", start="2025-01-01"),
    "Publication.evidence": part("publication", evidence="e"),
    "Publication.responsible": part("publication", responsible="s"),
    "Publication.accepted": part("publication", accepted="b"),
}
NARROWER: Final[dict[str, p.Pack | p.Register]] = {
    "nothing": LIMITED, "a new number": change(LIMITED, version=2),
    "a recipient goes": change(LIMITED, rules=[]), "an earlier end": change(LIMITED, until="2026-12-31"),
    "a field goes": rule(fields=["order.id"]), "an event goes": rule(on=["order.placed"]),
    "an event that follows goes": rule(then={}), "it is declared only": rule(path="denied"),
    "a method goes": rule(methods=["card"]), "it waits less": rule(waits_days=1),
    "more of a company only": rule(if_company=[*FULLER.if_company, "customer.name"]),
    "another order of fields": rule(fields=FULLER.fields[::-1]), "a label": rule(not_needed=["customer.phone"]),
    "a part of what opens": rule(parts={**FULLER.parts, "order.placed": ["order.id"]}),
    "another lesser form": rule(forms={**FULLER.forms, "customer.company": "last4"}),
    "one more stop": rule(stops=["provision", "use"]),
    "one more that comes before": rule(after=["shipment.requested", "auction.decided"]),
    "words for people": rule(party=t.Label("甲", "A"), note="n", remedy="r", needs={"order.id": "tell_order"}),
    "another contact": change(LIMITED, contact="privacy@shop"), "no route": party(route=None),
    "nothing accepted": party(accepted={}),
    "paused to off": party(mode="off"), "a contract less": party(contract=None),
    "a notice less": party(notice=None, accepted={}),
    "documents less": party(documents=None),
    "a publication less": party(publication=None), "a newer text is asked for": party(information_version=4),
    "a shorter contract": part("contract", end="2026-12-31"), "a later contract": part("contract", start="2026-02-01"),
    "a party goes": change(FACTS, parties={}), "an instance goes": party(instances=[ONE]),
    "a name of an instance goes": instance(aliases=[]), "the shop is told nothing": change(FACTS, results=None),
    "an earlier end of the register": change(FACTS, until="2026-12-31"),
}
# fmt: on


_SAID: Final = {f"Rule.{name}" for name in ("needs", "party", "note", "remedy")}
"""Words for people, which let nothing leave."""


def against(after: p.Pack | p.Register) -> list[Change]:
    return diff(LIMITED if isinstance(after, p.Pack) else FACTS, after)


def structs() -> list[type[msgspec.Struct]]:
    """Return every struct that a pack or register is made of."""
    found: list[type[msgspec.Struct]] = [p.Pack, p.Register]
    for each in found:
        for inner in (vars(p)[name] for name in vars(p)):
            if isinstance(inner, type) and issubclass(inner, msgspec.Struct) and inner not in found:
                named = {str(field.type) for field in msgspec.structs.fields(each)}
                if any(f"packs.{inner.__name__}" in text for text in named):
                    found.append(inner)
    return found


def test_every_field_of_every_struct_has_a_row() -> None:
    assert set(ROWS) == set(structs())
    for each in structs():
        assert set(ROWS[each]) == set(each.__struct_fields__), each.__name__


def test_every_field_that_can_widen_has_a_mutation_that_does() -> None:
    never = {"Pack.version", "Pack.contact", "Register.version", "Rule.not_needed", "Rule.path", *_SAID}
    named = {f"{each.__name__}.{field}" for each in structs() for field in each.__struct_fields__}
    assert {sentence.split(",")[0] for sentence in WIDER} == named - never


@pytest.mark.parametrize("sentence", WIDER)
def test_P2_each_single_widening_is_found(sentence: str) -> None:
    assert widens(against(WIDER[sentence]))


@pytest.mark.parametrize("sentence", NARROWER)
def test_a_narrowing_does_not_widen(sentence: str) -> None:
    assert not widens(against(NARROWER[sentence]))


def test_a_recipient_that_was_declared_only_is_wider_when_it_is_served() -> None:
    assert widens(diff(rule(path="denied"), LIMITED))


def test_a_field_that_nobody_has_thought_about_widens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ROWS, p.Rule, {name: row for name, row in ROWS[p.Rule].items() if name != "waits_days"})
    assert [(each.about, each.widens) for each in against(rule(waits_days=1))] == [("unknown", True)]


def test_a_first_version_is_wider_even_if_it_names_nobody() -> None:
    assert widens(diff(None, change(LIMITED, rules=[])))
    assert widens(diff(None, FACTS))


def test_of_several_entries_of_a_recipient_each_is_compared_with_its_own() -> None:
    other = change(FULLER, purpose="marketing", on=["campaign.audience"], parts={}, then={})
    both = change(LIMITED, rules=[FULLER, other])
    assert not widens(diff(both, change(both, rules=[other, FULLER])))
    less = change(both, rules=[FULLER, change(other, fields=["order.id"])])
    assert not widens(diff(both, less))
    (found, *_) = [each for each in diff(less, both) if each.widens]
    assert (found.recipient, found.about) == ("full", "field")
    assert widens(diff(both, change(both, rules=[FULLER, other, other])))


def test_a_pack_is_not_compared_with_a_register() -> None:
    with pytest.raises(TypeError):
        diff(LIMITED, FACTS)


def test_a_change_says_who_would_newly_receive_what_under_which_clause() -> None:
    (found,) = against(rule(fields=[*FULLER.fields, "customer.email"]))
    expected = ("pack", "rules.full.fields", "field", "added", True, "full", "customer.email", "1")
    told = (found.what, found.place, found.about, found.deed, found.widens, found.recipient, found.item, found.clause)
    assert told == expected


def test_a_first_version_is_told_recipient_by_recipient() -> None:
    found = diff(None, PACK)
    assert [each.recipient for each in found if each.about == "recipient"] == [rule.id for rule in PACK.rules]

"""The ways in which situations differ, as far as some rule asks for it: the condition space of the decision table.

Each aspect is a list of turns, of which a situation takes one. Aspects that no rule of the two packs asks for are left
out. Decides nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import product
from typing import Any, Final

import msgspec
from msgspec import UNSET

from contracts.acts import act_of, family_of
from contracts.events import Item
from contracts.packs import Instance, Route, Rule
from contracts.said import Request
from contracts.terms import Abroad
from shared.core.mutation import situation as s
from shared.core.mutation.situation import Situation
from shared.core.subject import Act, Choice, End, Preference, Wait

Turn = Callable[[Situation], Situation]
Named = tuple[str, Turn]
"""What it is called in words, and how a situation is turned to it."""
Aspect = list[Named]

_MODES: Final = ("live", "paused", "shadow", "off")
_ELSEWHERE: Final = "BR"
_OTHER: Final = "other"
_SAID: Final = (
    ("yes to", True, ""),
    ("no to", False, ""),
    ("a no that has ended to", False, s.BEFORE),
    ("not now to", False, s.AFTER),
)
_ROUTES: Final[tuple[Abroad, ...]] = ("designated", "consent", "equivalent")


def frames(rules: list[Rule], event_type: str) -> Iterator[Aspect]:
    """Yield what is the same for every rule: mode, whose data, what became of the order, country, parts of the data."""
    yield [("live", _same), *((mode, partial(s.with_party, mode=mode)) for mode in _MODES[1:]), ("unknown", _unknown)]
    yield list(_whose())
    yield list(_threads(rules, event_type))
    yield list(_countries(rules))
    if any(r.if_company for r in rules):
        yield [("a company", _same), ("no company", _private)]
    if any(r.per_seller for r in rules):
        yield list(_items())


def conditions(rules: list[Rule]) -> Iterator[Aspect]:
    """Yield what some of the rules asks for; the first turn of each is the one in which nothing speaks against it."""
    asked = (
        (any(r.contract for r in rules), _fact("contract", "contract", "end")),
        (any(r.notice for r in rules), [*_fact("notice", "notice", "end"), *_told(rules)]),
        (any(r.published for r in rules), _fact("publication", "publication", "start")),
        (any(r.abroad for r in rules), list(_abroad(rules))),
        (any(r.click or "withdrawal" in r.stops for r in rules), list(_chosen(rules))),
        (any(r.approval for r in rules), list(_ages())),
        (any(r.on_request for r in rules), list(_requests(rules))),
    )
    yield from (aspect for is_asked, aspect in asked if is_asked)
    for act in sorted({act for r in rules for act in r.stops} - {"withdrawal"}):
        yield list(_stops(act, rules))
    yield from _wishes(rules)
    for kind in sorted({kind for r in rules for kind in r.after}):
        yield [(f"after {kind}", partial(_came, kind)), (f"no {kind}", _same)]
    if methods := sorted({method for r in rules for method in r.methods}):
        names = [*methods, _OTHER, UNSET]
        yield [(f"method {name}", partial(s.with_leaves, group="payment", method=name)) for name in names]


def _same(one: Situation) -> Situation:
    return one


def _unknown(one: Situation) -> Situation:
    return msgspec.structs.replace(one, party=None)


def _whose() -> Iterator[Named]:
    yield "a customer", _same
    yield "a seller", lambda one: s.with_body(one, customer=UNSET, seller=_seller(one))
    yield "both", lambda one: s.with_body(one, seller=_seller(one))
    yield "nothing told", lambda one: s.with_body(one, **dict.fromkeys(_groups(one), UNSET))


def _seller(one: Situation) -> Any:
    field = next(each for each in msgspec.structs.fields(one.event.body) if each.name == "seller")
    kind = next(each for each in field.type.__args__ if hasattr(each, "__struct_fields__"))
    return msgspec.convert(s.store(), kind, from_attributes=True)


def _groups(one: Situation) -> list[str]:
    body = one.event.body
    return [name for name in body.__struct_fields__ if hasattr(getattr(body, name), "__struct_fields__")]


def _threads(rules: list[Rule], event_type: str) -> Iterator[Named]:
    """Yield what has become of the order before."""
    lanes = {f"{r.id}/{s.ONE}": "digest" for r in rules}
    families = sorted({family_of(kind) for r in rules for kind in (*r.on, *r.then)})
    end = End(-1, s.POSITION - 1)
    new: Named = ("a new order", _same)
    served: Named = ("served", partial(s.with_order, served=dict.fromkeys(families, lanes)))
    yield from (new, served) if act_of(event_type) == "open" else (served, new)
    yield "opened, nobody served", partial(s.with_order, served={name: {} for name in families})
    yield "ended", partial(s.with_order, served=dict.fromkeys(families, lanes), ended={family_of(event_type): end})
    yield "cancelled", partial(s.with_order, served={}, ended={"*": end})
    opening = next((kind for r in rules for kind in r.on if act_of(kind) == "open"), event_type)
    wait = Wait(s.POSITION - 2, s.ORDER, "w" * 32, opening, dict.fromkeys(lanes, "paused"), s.NOW + 1)
    yield "behind another", partial(s.with_subject, waits=(wait,))


def _countries(rules: list[Rule]) -> Iterator[Named]:
    for country in dict.fromkeys((*(each for r in rules for each in r.countries), "JP", _ELSEWHERE)):
        yield f"in {country}", partial(_moved, country)


def _moved(country: str, one: Situation) -> Situation:
    instances: Iterable[Instance] = one.party.instances if one.party else ()
    moved = [msgspec.structs.replace(each, country=country) for each in instances]
    return s.with_party(one, instances=moved)


def _fact(formality: str, key: str, last: str) -> Aspect:
    """Return the ways in which a fact of the register may stand: on file, not in force, absent, accepted as missing."""
    late = s.AFTER if last == "start" else s.BEFORE
    return [
        (f"{key} on file", _same),
        (f"{key} not in force", partial(_turned, key, {last: late})),
        (f"no {key}", partial(_absent, key)),
        (f"no {key}, accepted", partial(_accepted, formality, {key: None})),
    ]


def _absent(key: str, one: Situation) -> Situation:
    return s.with_party(one, **{key: None})


def _turned(key: str, facts: dict[str, Any], one: Situation) -> Situation:
    fact = getattr(one.party, key) if one.party else None
    return s.with_party(one, **{key: msgspec.structs.replace(fact, **facts)}) if fact else one


def _accepted(formality: str, facts: dict[str, Any], one: Situation) -> Situation:
    before = one.party.accepted if one.party else {}
    return s.with_party(one, accepted={**before, formality: "見本の理由"}, **facts)


def _told(rules: list[Rule]) -> Aspect:
    """Return notices that name one field less, for each field that leaves."""
    fields = sorted({field for r in rules for field in r.fields})
    return [
        (f"a notice without {field}", partial(_turned, "notice", {"fields": [f for f in fields if f != field]}))
        for field in fields
    ]


def _abroad(rules: list[Rule]) -> Iterator[Named]:
    for kind in sorted(_ROUTES, key=lambda each: all(r.abroad != each for r in rules)):
        for reviewed in ("2026-06-01", s.BEFORE):
            yield f"{kind}, reviewed {reviewed}", partial(s.with_party, route=Route(kind, s.BEFORE, "-", reviewed))
    yield "no route", _same
    yield "no route, accepted", partial(_accepted, "route", {})


def _chosen(rules: list[Rule]) -> Iterator[Named]:
    said: tuple[tuple[Act, int], ...] = (("given", 1), ("given", 0), ("refused", 1), ("withdrawn", 1))
    for act, version in said:
        choices = {r.id: Choice(act, version, 1, "c" * 32) for r in rules}
        yield f"{act} on {version}", partial(s.with_subject, choices=choices)
    yield "no choice", _same


def _ages() -> Iterator[Named]:
    for adult, approved in product((True, False, None), ("", "a" * 32)):
        yield f"of age: {adult}, approved: {bool(approved)}", partial(_aged, {"adult": adult, "approved": approved})


def _aged(known: dict[str, Any], one: Situation) -> Situation:
    # The event's own word would go before what is known of the person.
    return s.with_leaves(s.with_subject(one, **known), "customer", adult_flag=UNSET)


def _requests(rules: list[Rule]) -> Iterator[Named]:
    for name in (rules[0].id, _OTHER):
        request = Request(name, "2026-11-22T00:00:00+09:00")
        yield f"asked by {name}", partial(_asked, request)
        yield f"values for {name}", partial(s.with_body, request=request)
    yield "no request", _same


def _asked(request: Request, one: Situation) -> Situation:
    return s.with_order(s.with_body(one, request=request), requests={request.recipient: "r" * 32})


def _private(one: Situation) -> Situation:
    person = s.with_leaves(one, "customer", company=UNSET, company_ref=UNSET)
    return s.with_leaves(person, "seller", company_ref=UNSET)


def _items() -> Iterator[Named]:
    own, of_two, of_none = Item(id="1"), Item(id="2", seller=s.TWO), Item(id="3", seller="nobody")
    for name, items in {"of both": [own, of_two], "of one": [own], "of nobody": [of_none], "none": UNSET}.items():
        yield f"items {name}", partial(s.with_leaves, group="order", items=items)


def _stops(act: str, rules: list[Rule]) -> Iterator[Named]:
    name = rules[0].id
    yield f"no stop of {act}", _same
    for words, stops in {
        "of all": {act: 5},
        "of this": {f"{act}/{name}": 5},
        "of another": {f"{act}/{_OTHER}": 5},
        "lifted": {act: 5, f"lifted/{name}": 6},
        "stopped again": {act: 7, f"lifted/{name}": 6},
    }.items():
        yield f"stop of {act}, {words}", partial(_stopped, stops)


def _stopped(stops: dict[str, int], one: Situation) -> Situation:
    return s.with_subject(one, stops={**one.subject.stops, **stops})


def _wishes(rules: list[Rule]) -> Iterator[Aspect]:
    """Yield the categories of a message, and what the person has said of each and of all."""
    choices = [r.choice for r in rules if r.choice]
    if not choices:
        return
    named = [*sorted({choice.category for choice in choices} - {""}), _OTHER]
    yield [
        (f"category {name}", partial(s.with_leaves, group="customer", mail_category=name)) for name in (*named, UNSET)
    ]
    for place, name in enumerate((*named, "*")):
        words = {
            "yes": (True, ""),
            "no": (False, ""),
            "a no that ended": (False, s.BEFORE),
            "not now": (False, s.AFTER),
        }
        said: Aspect = [
            (f"{word} to {name}", partial(_said, name, Preference(wanted, place, "w" * 32, until)))
            for word, (wanted, until) in words.items()
        ]
        nothing: Named = (f"nothing on {name}", _same)
        yield [nothing, *said] if name == "*" else [*said, nothing]


def _said(name: str, word: Preference, one: Situation) -> Situation:
    return s.with_subject(one, preferences={**one.subject.preferences, name: word})


def _came(kind: str, one: Situation) -> Situation:
    return s.with_order(one, came=(*one.order.came, kind))

"""What a rule may ask for of register, person and order, and the ways in which it may stand: the conditions.

Each aspect is a list of turns, of which a situation takes one; the first is the one in which nothing speaks against it.
Aspects that no rule of the two packs asks for are left out. Decides nothing.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

import msgspec
from msgspec import UNSET

from contracts.packs import Route, Rule
from contracts.said import Request
from contracts.terms import Abroad
from shared.core.mutation import situation as s
from shared.core.mutation.frame import countries
from shared.core.mutation.situation import Aspect, Named, Situation, same
from shared.core.subject import Act, Choice, Preference

_OTHER: Final = "other"
_NEWS: Final = "news"
"""A category of message that no rule names."""
_SAID: Final = (
    ("yes to", True, ""),
    ("no to", False, ""),
    ("a no that has ended to", None, s.BEFORE),
    ("not now to", None, s.AFTER),
)
_ROUTES: Final[tuple[Abroad, ...]] = ("designated", "consent", "equivalent")


def conditions(rules: list[Rule]) -> Iterator[Aspect]:
    """Yield what some of the rules asks for; the first turn of each is the one in which nothing speaks against it."""
    asked = (
        (any(r.contract for r in rules), _fact("contract", "contract", "end")),
        (any(r.notice for r in rules), [*_fact("notice", "notice", "end"), *_told(rules)]),
        (any(r.published for r in rules), [*_fact("publication", "publication", "start"), *_responsible()]),
        (any(r.abroad for r in rules), list(_abroad(rules))),
        (any(r.abroad for r in rules), list(countries(rules))),
        (any(r.click for r in rules), list(_texts())),
        (any(r.click or "withdrawal" in r.stops for r in rules), list(_chosen(rules))),
        (any(r.approval for r in rules), list(_ages())),
        (any(r.on_request for r in rules), list(_requests(rules))),
    )
    yield from (aspect for is_asked, aspect in asked if is_asked)
    for act in sorted({act for r in rules for act in r.stops} - {"withdrawal"}):
        yield list(_stops(act, rules))
    yield from _wishes(rules)
    for kind in sorted({kind for r in rules for kind in r.after}):
        yield [(f"after {kind}", partial(_came, kind)), (f"no {kind}", same)]
    if methods := sorted({method for r in rules for method in r.methods}):
        names = [*methods, _OTHER, UNSET]
        yield [(f"method {name}", partial(s.with_leaves, group="payment", method=name)) for name in names]


def _fact(formality: str, key: str, last: str) -> Aspect:
    """Return the ways in which a fact of the register may stand: on file, not in force, absent, accepted as missing."""
    late = s.AFTER if last == "start" else s.BEFORE
    return [
        (f"{key} on file", same),
        (f"{key} not in force", partial(_turned, key, {last: late})),
        (f"no {key}", partial(_absent, key)),
        (f"no {key}, accepted", partial(_accepted, formality, {key: None})),
        (f"{key} not in force, accepted", lambda one: _turned(key, {last: late}, _accepted(formality, {}, one))),
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


def _responsible() -> Iterator[Named]:
    yield "publication names nobody", partial(_turned, "publication", {"responsible": ""})
    nobody = {"responsible": "", "accepted": "見本の理由"}
    yield "publication names nobody, accepted", partial(_turned, "publication", nobody)


def _texts() -> Iterator[Named]:
    yield "a text", same
    yield "no text", partial(s.with_party, information_version=0)
    yield "no text, accepted", partial(_accepted, "information", {"information_version": 0})


def _abroad(rules: list[Rule]) -> Iterator[Named]:
    for kind in sorted(_ROUTES, key=lambda each: all(r.abroad != each for r in rules)):
        for reviewed in ("2026-06-01", s.BEFORE):
            yield f"{kind}, reviewed {reviewed}", partial(s.with_party, route=Route(kind, s.BEFORE, "-", reviewed))
    yield "no route", same
    yield "no route, accepted", partial(_accepted, "route", {})


def _chosen(rules: list[Rule]) -> Iterator[Named]:
    """Yield what the person has chosen, for each purpose by name, for the recipient as a whole, for another purpose."""
    named = [f"{r.id}/{r.purpose}" for r in rules]
    for name in dict.fromkeys((*named, rules[0].id, f"{rules[0].id}/{_OTHER}")):
        said: tuple[tuple[Act, int], ...] = (("given", 1), ("given", 0), ("refused", 1), ("withdrawn", 1))
        for act, version in said:
            choices = {name: Choice(act, version, 1, "c" * 32)}
            yield f"{act} on {version} to {name}", partial(s.with_subject, choices=choices)
    yield "no choice", same


def _ages() -> Iterator[Named]:
    """Yield what is known of the person's age: told in the event, else known before; and a parent's approval."""
    for told, adult in ((True, None), (False, None), (UNSET, True), (UNSET, False), (UNSET, None)):
        for approved in ("", "a" * 32):
            known = {"adult": adult, "approved": approved}
            yield f"adult: told {told}, known {adult}, approved {bool(approved)}", partial(_aged, told, known)


def _aged(told: Any, known: dict[str, Any], one: Situation) -> Situation:
    return s.with_leaves(s.with_subject(one, **known), "customer", adult_flag=told)


def _requests(rules: list[Rule]) -> Iterator[Named]:
    for name in (rules[0].id, _OTHER):
        request = Request(name, "2026-11-22T00:00:00+09:00")
        yield f"asked by {name}", partial(_asked, request)
        yield f"values for {name}", partial(s.with_body, request=request)
    yield "no request", same


def _asked(request: Request, one: Situation) -> Situation:
    return s.with_order(s.with_body(one, request=request), requests={request.recipient: "r" * 32})


def _stops(act: str, rules: list[Rule]) -> Iterator[Named]:
    name = rules[0].id
    lifts = dict.fromkeys((name, *(f"{name}/{r.purpose}" for r in rules)))
    yield f"no stop of {act}", same
    for words, stops in {
        "of all": {act: 5},
        "of this": {f"{act}/{name}": 5},
        "of another": {f"{act}/{_OTHER}": 5},
        **{f"lifted for {each}": {act: 5, f"lifted/{each}": 6} for each in lifts},
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
    named = [*sorted({choice.category for choice in choices} - {""}), _NEWS]
    yield [
        (f"category {name}", partial(s.with_leaves, group="customer", mail_category=name)) for name in (*named, UNSET)
    ]
    for place, name in enumerate((*named, "*")):
        said: Aspect = [
            (f"{words} {name}", partial(_said, name, Preference(wanted, place, "w" * 32, 1, until, place)))
            for words, wanted, until in _SAID
        ]
        nothing: Named = (f"nothing on {name}", same)
        yield [nothing, *said] if name == "*" else [*said, nothing]


def _said(name: str, word: Preference, one: Situation) -> Situation:
    return s.with_subject(one, preferences={**one.subject.preferences, name: word})


def _came(kind: str, one: Situation) -> Situation:
    return s.with_order(one, came=(*one.order.came, kind))

"""What differs between situations whatever a rule asks for: mode, whose data, the order so far, country, items.

Each aspect is a list of turns, of which a situation takes one; the first is the usual one. Decides nothing.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, Final

import msgspec
from msgspec import UNSET

from contracts.acts import act_of, family_of
from contracts.events import Item
from contracts.packs import Instance, Rule
from shared.core.mutation import situation as s
from shared.core.mutation.situation import Aspect, Named, Situation, same
from shared.core.subject import End, Wait

_MODES: Final = ("live", "paused", "shadow", "off")
_ELSEWHERE: Final = "BR"


def frames(rules: list[Rule], event_type: str) -> Iterator[Aspect]:
    """Yield what is the same for every rule: mode, whose data, what became of the order, country, parts of the data."""
    yield [("live", same), *((mode, partial(s.with_party, mode=mode)) for mode in _MODES[1:]), ("unknown", _unknown)]
    yield list(_whose())
    yield list(_threads(rules, event_type))
    if not any(r.abroad for r in rules):
        yield list(countries(rules))
    if any(r.if_company for r in rules):
        yield [("a company", same), ("no company", _private)]
    if any(r.per_seller for r in rules):
        yield list(_items())


def _unknown(one: Situation) -> Situation:
    return msgspec.structs.replace(one, party=None)


def _whose() -> Iterator[Named]:
    yield "a customer", same
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
    new: Named = ("a new order", same)
    served: Named = ("served", partial(s.with_order, served=dict.fromkeys(families, lanes)))
    yield from (new, served) if act_of(event_type) == "open" else (served, new)
    yield "opened, nobody served", partial(s.with_order, served={name: {} for name in families})
    yield "ended", partial(s.with_order, served=dict.fromkeys(families, lanes), ended={family_of(event_type): end})
    yield "cancelled", partial(s.with_order, served={}, ended={"*": end})
    opening = next((kind for r in rules for kind in r.on if act_of(kind) == "open"), event_type)
    wait = Wait(s.POSITION - 2, s.ORDER, "w" * 32, opening, dict.fromkeys(lanes, "paused"), s.NOW + 1)
    yield "behind another", partial(s.with_subject, waits=(wait,))


def countries(rules: list[Rule]) -> Iterator[Named]:
    """Yield where the party is; a rule that asks for a route abroad has this among its conditions."""
    for country in dict.fromkeys((*(each for r in rules for each in r.countries), "JP", _ELSEWHERE)):
        yield f"in {country}", partial(_moved, country)


def _moved(country: str, one: Situation) -> Situation:
    instances: Iterable[Instance] = one.party.instances if one.party else ()
    moved = [msgspec.structs.replace(each, country=country) for each in instances]
    return s.with_party(one, instances=moved)


def _private(one: Situation) -> Situation:
    person = s.with_leaves(one, "customer", company=UNSET, company_ref=UNSET)
    return s.with_leaves(person, "seller", company_ref=UNSET)


def _items() -> Iterator[Named]:
    own, of_two, of_none = Item(id="1"), Item(id="2", seller=s.TWO), Item(id="3", seller="nobody")
    for name, items in {"of both": [own, of_two], "of one": [own], "of nobody": [of_none], "none": UNSET}.items():
        yield f"items {name}", partial(s.with_leaves, group="order", items=items)

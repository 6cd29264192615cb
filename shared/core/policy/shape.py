"""What one rule gives of one body: its fields that are there, in structs that have no place for any other (P2).

A shape depends on which fields are present, not on their values, so it is made once for each pattern and kept.
"""

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Any, Final, cast

import msgspec
from msgspec import UNSET, UnsetType

from contracts.events import EXTRAS, Body, Item, body_struct
from contracts.packs import Whose
from contracts.terms import Form
from shared.core.policy.forms import FORMS, marked

_GROUPS: Final = tuple(name for name in Body.__struct_fields__ if name not in EXTRAS)
_groups_of: Final = attrgetter(*_GROUPS)
_values_of: Final = msgspec.structs.astuple

Reader = Callable[[Any], tuple[Any, ...]]

COMPANY: Final[dict[Whose, frozenset[str]]] = {
    "customer": frozenset({"customer.company", "customer.company_ref"}),
    "seller": frozenset({"seller.company_ref"}),
}
"""Fields by which a person is known to act for a company."""


class Part(msgspec.Struct, frozen=True, gc=False):
    """What of the data one route may give for one type of event, and why it does not give the rest."""

    fields: tuple[str, ...]
    whose: Whose = "customer"
    not_needed: frozenset[str] = frozenset()
    not_notified: frozenset[str] = frozenset()
    if_company: frozenset[str] = frozenset()
    forms: dict[str, Form] = {}


class Cut(msgspec.Struct, frozen=True, gc=False):
    """One group of the data: how to read its leaves from a body, in their forms, and the struct that holds them."""

    read: Reader
    struct: Callable[..., msgspec.Struct]
    items: int
    """Place of `order.items` among the leaves, or -1."""


class Shape(msgspec.Struct, frozen=True, gc=False):
    """What is given and withheld, as names and once more as what entries hold, and how to make the data.

    `given_raw` and `withheld_raw` are JSON already (`msgspec.Raw`), whatever their types say: they are the same for
    every event of the pattern. `applies`: whether bodies like this one hold the data of the person whom the route is
    about.
    """

    given: tuple[str, ...]
    withheld: dict[str, str]
    given_raw: list[str]
    withheld_raw: dict[str, str]
    cuts: tuple[Cut, ...]
    struct: Callable[..., msgspec.Struct]
    applies: bool = True


def presence(body: Any) -> tuple[Any, ...]:
    """Return the pattern of present fields of a body: one hashable value, equal for equal patterns."""
    # A leaf is of its one type or absent, so the types of the leaves are the pattern.
    return tuple([None if group is UNSET else tuple(map(type, _values_of(group))) for group in _groups_of(body)])


def present_fields(body: Any) -> Iterator[str]:
    """Yield the canonical names of the fields that a body holds."""
    for name, group in zip(_GROUPS, _groups_of(body), strict=True):
        if group is not UNSET:
            leaves = zip(group.__struct_fields__, _values_of(group), strict=True)
            yield from (f"{name}.{leaf}" for leaf, value in leaves if value is not UNSET)


def shape_of(part: Part, body: Any) -> Shape:
    """Work out what a route gives of bodies like this one."""
    present = tuple(present_fields(body))
    company = bool(COMPANY[part.whose].intersection(present))
    allowed = [field for field in part.fields if field in present and (company or field not in part.if_company)]
    groups = dict.fromkeys(field.split(".")[0] for field in part.fields)
    given = tuple(field for name in groups for field in allowed if field.split(".")[0] == name)
    # P2: whatever the route does not name is withheld, whatever it is called.
    withheld = {field: _why_not(part, field) for field in present if field not in given}
    struct = body_struct("Given", given)
    names = tuple(marked(field, part.forms) for field in given)
    return Shape(
        given=names,
        withheld=withheld,
        given_raw=cast("list[str]", msgspec.Raw(msgspec.json.encode(names))),
        withheld_raw=cast("dict[str, str]", msgspec.Raw(msgspec.json.encode(withheld))),
        cuts=tuple(_cuts(struct, part.forms)),
        struct=struct,
        applies=_whose(body) == part.whose,
    )


def _why_not(part: Part, field: str) -> str:
    if field in part.if_company and field in part.fields:
        return "not_a_company"
    if field in part.not_notified:
        return "not_notified"
    return "not_needed" if field in part.not_needed else "no_clause"


def _whose(body: Any) -> Whose:
    """Tell whose data a body holds: the seller's where there is a seller and no customer."""
    return "seller" if body.customer is UNSET and body.seller is not UNSET else "customer"


def project(shape: Shape, body: Any, items: list[Item] | None) -> msgspec.Struct:
    """Make the data. `items` stands in for the order's lines where only some of them are this party's.

    Absent values stay absent (P3); nothing is invented.
    """
    if items is None:
        return shape.struct(*[cut.struct(*cut.read(body)) for cut in shape.cuts])
    return shape.struct(*[cut.struct(*_with_own(cut, body, items)) for cut in shape.cuts])


def _with_own(cut: Cut, body: Any, items: list[Item]) -> tuple[Any, ...]:
    leaves = cut.read(body)
    return leaves if cut.items < 0 else (*leaves[: cut.items], items, *leaves[cut.items + 1 :])


def _cuts(struct: type[msgspec.Struct], forms: dict[str, Form]) -> Iterator[Cut]:
    for group in msgspec.structs.fields(struct):
        inner = next(each for each in group.type.__args__ if each is not UnsetType)
        leaves: tuple[str, ...] = inner.__struct_fields__
        items = leaves.index("items") if group.name == "order" and "items" in leaves else -1
        yield Cut(_reader([f"{group.name}.{leaf}" for leaf in leaves], forms), inner, items)


def _reader(fields: list[str], forms: dict[str, Form]) -> Reader:
    get = attrgetter(*fields)
    read: Reader = get if len(fields) > 1 else lambda body: (get(body),)
    makers = [FORMS[forms[field]].make if field in forms else None for field in fields]
    if not any(makers):
        return read
    return lambda body: tuple(make(value) if make else value for make, value in zip(makers, read(body), strict=True))

"""What one rule gives of one body: its fields that are there, in structs that have no place for any other (P2).

A shape depends on which fields are present, not on their values, so it is made once for each pattern and kept.
"""

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Any, Final

import msgspec
from msgspec import UNSET, UnsetType

from contracts.events import Body, Item, body_struct
from contracts.packs import Rule

_GROUPS: Final = tuple(name for name in Body.__struct_fields__ if name not in {"consents", "consent"})
_groups_of: Final = attrgetter(*_GROUPS)
_values_of: Final = msgspec.structs.astuple

Reader = Callable[[Any], tuple[Any, ...]]


class Cut(msgspec.Struct, frozen=True, gc=False):
    """One group of the data: the struct that holds it, and which of the values read are its leaves."""

    struct: Callable[..., msgspec.Struct]
    values: slice


class Shape(msgspec.Struct, frozen=True, gc=False):
    """What is given and withheld, as names and as encoded JSON, and how to make the data."""

    given: tuple[str, ...]
    withheld: dict[str, str]
    given_raw: msgspec.Raw
    withheld_raw: msgspec.Raw
    read: Reader
    cuts: tuple[Cut, ...]
    struct: Callable[..., msgspec.Struct]
    items: int
    """Place of `order.items` among the values, or -1."""


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


def shape_of(rule: Rule, body: Any) -> Shape:
    """Work out what a rule gives of bodies like this one."""
    present = tuple(present_fields(body))
    groups = dict.fromkeys(field.split(".")[0] for field in rule.fields)
    given = tuple(field for name in groups for field in rule.fields if field.split(".")[0] == name and field in present)
    # P2: whatever the rule does not name is withheld, whatever it is called.
    withheld = {
        field: "not_needed" if field in rule.not_needed else "no_clause"
        for field in present
        if field not in rule.fields
    }
    struct = body_struct("Given", given)
    return Shape(
        given=given,
        withheld=withheld,
        given_raw=msgspec.Raw(msgspec.json.encode(given)),
        withheld_raw=msgspec.Raw(msgspec.json.encode(withheld)),
        read=_reader(given),
        cuts=tuple(_cuts(struct, given)),
        struct=struct,
        items=given.index("order.items") if "order.items" in given else -1,
    )


def project(shape: Shape, body: Any, items: list[Item] | None) -> msgspec.Struct:
    """Make the data. `items` stands in for the order's lines where only some of them are this party's.

    Absent values stay absent (P3); nothing is invented.
    """
    values = shape.read(body)
    if items is not None and shape.items >= 0:
        values = (*values[: shape.items], items, *values[shape.items + 1 :])
    return shape.struct(*[cut.struct(*values[cut.values]) for cut in shape.cuts])


def _reader(given: tuple[str, ...]) -> Reader:
    if not given:
        return lambda _body: ()
    get = attrgetter(*given)
    if len(given) == 1:
        return lambda body: (get(body),)
    return get


def _cuts(struct: type[msgspec.Struct], given: tuple[str, ...]) -> Iterator[Cut]:
    start = 0
    for member in msgspec.structs.fields(struct):
        inner = next(each for each in member.type.__args__ if each is not UnsetType)
        stop = start + len(inner.__struct_fields__)
        if [f"{member.name}.{leaf}" for leaf in inner.__struct_fields__] != list(given[start:stop]):
            raise AssertionError
        yield Cut(inner, slice(start, stop))
        start = stop

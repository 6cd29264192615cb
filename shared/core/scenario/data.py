"""The data of events as stories write them: named pieces, put together, with leaves changed or left out.

A key may be dotted (`order.version: 2`). Every name is one of the vocabulary; what a shop invents stands under
`unknown`, where nothing is checked.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec

from contracts.events import EXTRAS, Address, Item
from contracts.vocabulary import FIELDS, GROUPS
from shared.core.policy.places import Document, Finding, Path, word_finding
from shared.core.said import Said
from shared.core.scenario.mistakes import wrong

_EXTRAS: Final = tuple(name for name in EXTRAS if name != "restrictions")
_FIELD: Final = Said("イベントの項目", "field of an event")
_NAMES: Final = [*FIELDS, *_EXTRAS]


def spread(written: Mapping[str, Any]) -> dict[str, Any]:
    """Return data with dotted keys taken apart: `{"order.id": "A"}` is `{"order": {"id": "A"}}`."""
    made: dict[str, Any] = {}
    for key, value in written.items():
        inner = spread(value) if isinstance(value, dict) else value
        for part in reversed(key.split(".")):
            inner = {part: inner}
        made = merged(made, inner)
    return made


def merged(below: Any, above: Any) -> Any:
    """Return two trees as one; what is above wins, a list as a whole."""
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    return {**below, **{key: merged(below.get(key), value) for key, value in above.items()}}


def without(data: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return data without some fields; a group that is left empty goes too."""
    left = dict(data)
    for name in names:
        group, _, leaf = name.partition(".")
        inner = {key: value for key, value in left.get(group, {}).items() if key != leaf} if leaf else {}
        left = {**left, group: inner} if inner else {key: value for key, value in left.items() if key != group}
    return left


def reach(data: Any, path: str) -> Any:
    """Return what stands at a dotted path, of a list from each of its members; None where nothing does."""
    for part in path.split("."):
        if isinstance(data, list):
            data = [each.get(part) for each in data if isinstance(each, dict)]
        else:
            data = data.get(part) if isinstance(data, dict) else None
    return data


def check_data(document: Document, path: Path, written: Mapping[str, Any]) -> Iterator[Finding]:
    """Find names that no event has."""
    for key, value in written.items():
        yield from _check(document, (*path, key), tuple(key.split(".")), value)


def _check(document: Document, path: Path, name: tuple[str, ...], value: Any) -> Iterator[Finding]:
    dotted = ".".join(name)
    if name[0] in _EXTRAS:
        yield from _check_extra(document, path, name, value)
    elif dotted in FIELDS:
        yield from _check_inside(document, path, dotted, value)
    elif ".".join(name[:2]) in FIELDS and FIELDS[".".join(name[:2])].type == "address":
        yield from _check_keys(document, path, {name[2]: value}, Address, at_path=True)
    elif len(name) == 1 and name[0] in GROUPS and isinstance(value, dict):
        for key, inner in value.items():
            yield from _check(document, (*path, key), (*name, *key.split(".")), inner)
    elif len(name) == 1 and name[0] in GROUPS:
        yield wrong(document, path, "a_group", group=name[0])
    else:
        yield word_finding(document, path, dotted, _NAMES, _FIELD)


def _check_extra(document: Document, path: Path, name: tuple[str, ...], value: Any) -> Iterator[Finding]:
    kind = EXTRAS[name[0]]
    inner = kind.__args__[0] if hasattr(kind, "__args__") else kind
    if not isinstance(inner, type) or not issubclass(inner, msgspec.Struct):
        return
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict):
            yield from _check_keys(document, path, each, inner)
        elif len(name) > 1:
            yield from _check_keys(document, path, {name[1]: each}, inner, at_path=True)


def _check_inside(document: Document, path: Path, field: str, value: Any) -> Iterator[Finding]:
    kind = FIELDS[field].type
    if kind == "address" and isinstance(value, dict):
        yield from _check_keys(document, path, value, Address)
    elif kind == "items" and isinstance(value, list):
        for number, each in enumerate(value):
            if isinstance(each, dict):
                yield from _check_keys(document, (*path, number), each, Item)


def _check_keys(
    document: Document, path: Path, written: Mapping[str, Any], kind: type[msgspec.Struct], *, at_path: bool = False
) -> Iterator[Finding]:
    known = [field.encode_name for field in msgspec.structs.fields(kind)]
    for key in written:
        if key not in known:
            part = Said(f"{kind.__name__} の要素", f"part of {kind.__name__}")
            yield word_finding(document, path if at_path else (*path, key), key, known, part)

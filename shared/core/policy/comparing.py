"""How two values of one field are compared: each difference, and whether it lets more leave.

What nobody has thought about is compared by `any_change`, which always widens. Which field is compared how, `widening`
says.
"""

from collections.abc import Callable, Iterator
from typing import Any, Literal, NamedTuple, TypeAlias

import msgspec

from contracts import packs as p
from contracts import terms as t

About: TypeAlias = Literal[
    "recipient", "purpose", "basis", "clause", "field", "country", "event", "condition", "form", "record", "term",
    "version", "mode", "party", "address", "contract", "notice", "publication", "text", "unknown",
]  # fmt: skip
Deed: TypeAlias = Literal["added", "removed", "changed"]


class Step(NamedTuple):
    """One difference of one field: what was added or removed, or what stands there instead."""

    deed: Deed
    widens: bool
    item: str = ""
    before: str = ""
    after: str = ""


Leaf: TypeAlias = Callable[[Any, Any], Iterator[Step]]


class Row(NamedTuple):
    """What a field is about, and how it is compared; without `leaf`, what lies inside has rows of its own.

    `among`: compares what lies inside as a whole, beside each for itself.
    """

    about: About
    leaf: Leaf | None = None
    among: Leaf | None = None


def shown(value: Any) -> str:
    """Write a value for people: lists with commas, truth values as in YAML."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            return ", ".join(shown(each) for each in value)
        case msgspec.Struct():
            return shown({name: each for name, each in msgspec.structs.asdict(value).items() if each})
        case dict():
            return "; ".join(f"{name}: {shown(each)}" for name, each in value.items())
        case _:
            return str(value)


def any_change(before: Any, after: Any) -> Iterator[Step]:
    """Take every change for a wider one."""
    if before != after:
        yield Step("changed", True, before=shown(before), after=shown(after))


def no_change(before: Any, after: Any) -> Iterator[Step]:
    """Show a change that lets nothing more leave, whatever it is."""
    if before != after:
        yield Step("changed", False, before=shown(before), after=shown(after))


def nothing(_before: Any, _after: Any) -> Iterator[Step]:
    """Compare nothing: the chain of versions holds this."""
    yield from ()


def more_is_wider(before: list[str], after: list[str]) -> Iterator[Step]:
    """Compare two sets of words: each new one lets more leave."""
    yield from (Step("added", True, each) for each in dict.fromkeys(after) if each not in before)
    yield from (Step("removed", False, each) for each in dict.fromkeys(before) if each not in after)


def more_is_narrower(before: list[str], after: list[str]) -> Iterator[Step]:
    """Compare two sets of words: each new one holds something back."""
    yield from (Step("added", False, each) for each in dict.fromkeys(after) if each not in before)
    yield from (Step("removed", True, each) for each in dict.fromkeys(before) if each not in after)


def none_is_all(before: list[str], after: list[str]) -> Iterator[Step]:
    """Compare two sets of words of which the empty one stands for all there are."""
    if before and after:
        yield from more_is_wider(before, after)
    elif before or after:
        yield Step("changed", bool(before), before=shown(before), after=shown(after))


def by_order(before: Any, after: Any, *, wider: str) -> Iterator[Step]:
    """Compare numbers, days or truth values: `wider` says which way, `up` or `down`."""
    if before != after:
        yield Step("changed", (after > before) == (wider == "up"), before=shown(before), after=shown(after))


def lowest(before: int, after: int) -> Iterator[Step]:
    """Compare lowest versions of a text: a lower one is wider, and with 0 there is no text, on which nothing counts."""
    if before != after:
        yield Step("changed", bool(after) and (not before or after < before), before=shown(before), after=shown(after))


def last_day(before: str, after: str) -> Iterator[Step]:
    """Compare last days: a later one is wider, and none is the latest."""
    if before != after:
        wider = not after or (bool(before) and after > before)
        yield Step("changed", wider, before=before, after=after)


def by_rank(before: str, after: str, *, ranks: tuple[str, ...]) -> Iterator[Step]:
    """Compare words that lie in an order from narrow to wide; one that does not lie in it is wider."""
    if before != after:
        known = before in ranks and after in ranks
        wider = not known or ranks.index(after) > ranks.index(before)
        yield Step("changed", wider, before=before, after=after)


def less_of_all(before: dict[str, list[str]], after: dict[str, list[str]]) -> Iterator[Step]:
    """Compare parts of a whole by name, where a name that is not there gives all of it."""
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name), after.get(name)
        if old is None or new is None:
            yield Step("added" if old is None else "removed", new is None, name, before=shown(old), after=shown(new))
        else:
            yield from more_is_wider(old, new)


def each_narrows(before: dict[str, str], after: dict[str, str]) -> Iterator[Step]:
    """Compare what holds something back by name: a new one narrows, one that goes or becomes another widens."""
    for name in dict.fromkeys([*before, *after]):
        if (old := before.get(name, "")) != (new := after.get(name, "")):
            yield Step("changed" if old and new else "removed" if old else "added", bool(old), name, old, new)


def each_widens(before: dict[str, str], after: dict[str, str]) -> Iterator[Step]:
    """Compare what lets something through by name: a new one, or another reason for it, widens."""
    for name in dict.fromkeys([*before, *after]):
        if (old := before.get(name, "")) != (new := after.get(name, "")):
            yield Step("changed" if old and new else "removed" if old else "added", bool(new), name, old, new)


def chosen(before: t.Choice | None, after: t.Choice | None) -> Iterator[Step]:
    """Compare choices by category: none is the widest, a yes that is asked for is narrower than a no that ends it."""
    if before != after:
        stricter = before is None or (
            after is not None and after.category == before.category and after.kind == "opt_in"
        )
        yield Step("changed", not stricter, before=_choice(before), after=_choice(after))


def _choice(choice: t.Choice | None) -> str:
    return f"{choice.kind} {choice.category}".strip() if choice else ""


def rerouted(before: list[p.Instance], after: list[p.Instance]) -> Iterator[Step]:
    """Compare to whom instances of one recipient lead: by name, and where no name is given.

    Another party in the place of one that was there would newly receive what went to that one.
    """
    olds, news = _ways(before), _ways(after)
    if any(name in olds and olds[name] != way for name, way in news.items()):
        yield Step("changed", True, before=shown([i.id for i in before]), after=shown([i.id for i in after]))


def _ways(instances: list[p.Instance]) -> dict[str, str]:
    """Return the instance by each name, as plans do; under `*` and `+` those that get what names nobody."""
    ways = {name: i.id for i in instances for name in (i.id, *i.aliases)}
    first, chosen = next(iter(instances), None), next((i for i in instances if i.default), None)
    return ways | {mark: i.id for mark, i in (("*", first), ("+", chosen)) if i}

"""For each field of packs and registers: which direction of a change is wider.

A table and the comparisons that it uses. A field without a row is compared by `any_change`, which always widens: what
nobody has thought about needs a second officer. Nothing here walks through documents; `diff` does.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from contracts import packs as p

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
        case bool():
            return "true" if value else "false"
        case list():
            return ", ".join(shown(each) for each in value)
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


_up: Final = partial(by_order, wider="up")
_down: Final = partial(by_order, wider="down")

ROWS: Final[dict[type, dict[str, Row]]] = {
    p.Pack: {
        "shop": Row("unknown", any_change),
        "version": Row("version", nothing),
        # Another text is another ground for all that leaves.
        "title": Row("text", any_change),
        "revised": Row("text", any_change),
        "source": Row("text", any_change),
        "rules": Row("recipient"),
        "keeps_version": Row("condition", _down),
        "until": Row("term", last_day),
    },
    p.Rule: {
        "id": Row("recipient", any_change),
        "kind": Row("recipient", any_change),
        "clause": Row("clause", any_change),
        "basis": Row("basis", any_change),
        "purpose": Row("purpose", any_change),
        "on": Row("event", more_is_wider),
        "fields": Row("field", more_is_wider),
        "then": Row("event"),
        "whose": Row("form", any_change),
        "closed": Row("form", _down),
        "not_needed": Row("field", no_change),
        "if_company": Row("condition", more_is_narrower),
        # With it, others than the first instance are served; without it, the first one gets all lines.
        "per_seller": Row("form", any_change),
        "methods": Row("condition", none_is_all),
        "click": Row("condition", _down),
        "contract": Row("condition", _down),
        "notice": Row("condition", _down),
        "published": Row("condition", _down),
        "approval": Row("condition", _down),
        "on_request": Row("condition", _down),
        "onward": Row("form", partial(by_rank, ranks=("none",))),
        "record": Row("record", partial(by_rank, ranks=("required", "voluntary"))),
        "waits_days": Row("term", _up),
        "path": Row("form", partial(by_rank, ranks=("none", "stream"))),
    },
    p.Register: {
        "shop": Row("unknown", any_change),
        "version": Row("version", nothing),
        "parties": Row("party"),
        "results": Row("address"),
        "until": Row("term", last_day),
    },
    p.Party: {
        # What is paused may still leave, what is off or in shadow never does.
        "mode": Row("mode", partial(by_rank, ranks=("off", "shadow", "paused", "live"))),
        "instances": Row("party", among=rerouted),
        "contract": Row("contract"),
        "information_version": Row("condition", _down),
        "notice": Row("notice"),
        "publication": Row("publication"),
    },
    p.Instance: {
        "id": Row("party", any_change),
        "name": Row("party", any_change),
        "country": Row("country", any_change),
        "address": Row("party", any_change),
        "representative": Row("party", any_change),
        "endpoint": Row("address"),
        "aliases": Row("party", more_is_wider),
        "default": Row("party", any_change),
    },
    p.Endpoint: {"channel": Row("address", any_change), "url": Row("address", any_change)},
    p.Contract: {
        "start": Row("contract", _down),
        "end": Row("contract", _up),
        "evidence": Row("contract", any_change),
    },
    p.Notice: {
        "start": Row("notice", _down),
        "end": Row("notice", _up),
        "fields": Row("notice", more_is_wider),
        "evidence": Row("notice", any_change),
    },
    p.Publication: {
        "start": Row("publication", _down),
        "evidence": Row("publication", any_change),
        "responsible": Row("publication", any_change),
        "accepted": Row("publication", any_change),
    },
}
"""Every field of every struct of a pack or register. A test holds that none is missing."""

UNKNOWN: Final = Row("unknown", any_change)

"""For each field of packs and registers: which direction of a change is wider.

A table. A field without a row is compared by `any_change`, which always widens: what nobody has thought about needs a
second officer. Some widenings show only where fields are seen together (`TOGETHER`). Nothing here walks through
documents; `diff` does.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from contracts import packs as p
from shared.core.policy.comparing import (
    About,
    Row,
    Step,
    any_change,
    by_order,
    by_rank,
    chosen,
    each_narrows,
    each_widens,
    last_day,
    less_of_all,
    lowest,
    more_is_narrower,
    more_is_wider,
    no_change,
    none_is_all,
    nothing,
    rerouted,
)

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
        "company": Row("text", any_change),
        "contact": Row("text", no_change),
        # What persons are promised, and how long the shop keeps its copies: less of it is for a second officer.
        "rights": Row("text", any_change),
        "copies": Row("term", any_change),
    },
    p.Rule: {
        "id": Row("recipient", any_change),
        "kind": Row("recipient", any_change),
        "clause": Row("clause", any_change),
        "basis": Row("basis", any_change),
        "purpose": Row("purpose", any_change),
        "on": Row("event", more_is_wider),
        "fields": Row("field", more_is_wider),
        "parts": Row("form", less_of_all),
        "then": Row("event"),
        "whose": Row("form", any_change),
        "closed": Row("form", _down),
        "needs": Row("field", no_change),
        "not_needed": Row("field", no_change),
        "if_company": Row("condition", more_is_narrower),
        "forms": Row("form", each_narrows),
        # With it, others than the first instance are served; without it, the first one gets all lines.
        "per_seller": Row("form", any_change),
        "methods": Row("condition", none_is_all),
        "click": Row("condition", _down),
        "contract": Row("condition", _down),
        "notice": Row("condition", _down),
        "published": Row("condition", _down),
        "approval": Row("condition", _down),
        "abroad": Row("country", any_change),
        "countries": Row("country", more_is_wider),
        "choice": Row("condition", chosen),
        "after": Row("condition", more_is_narrower),
        "on_request": Row("condition", _down),
        "stops": Row("condition", more_is_narrower),
        "letter": Row("purpose", any_change),
        "onward": Row("form", partial(by_rank, ranks=("none", "entrusted", "public"))),
        "ends": Row("term", any_change),
        "keeps_days": Row("term", any_change),
        "corrections": Row("condition", any_change),
        "appi": Row("basis", any_change),
        "gdpr": Row("basis", any_change),
        "waits_days": Row("term", _up),
        "path": Row("form", partial(by_rank, ranks=("denied", "case", "stream"))),
        "case": Row("condition", any_change),
        "party": Row("text", no_change),
        "note": Row("text", no_change),
        "remedy": Row("text", no_change),
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
        "information_version": Row("condition", lowest),
        "notice": Row("notice"),
        "publication": Row("publication"),
        "route": Row("country"),
        "documents": Row("record"),
        "accepted": Row("condition", each_widens),
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
    p.Route: {
        "kind": Row("country", any_change),
        "start": Row("country", _down),
        "evidence": Row("country", any_change),
        "reviewed": Row("country", any_change),
    },
    p.Documents: {"start": Row("record", _down), "evidence": Row("record", any_change)},
    p.Publication: {
        "start": Row("publication", _down),
        "evidence": Row("publication", any_change),
        "responsible": Row("publication", any_change),
        "accepted": Row("publication", any_change),
    },
}
"""Every field of every struct of a pack or register. A test holds that none is missing."""

UNKNOWN: Final = Row("unknown", any_change)


def _given(before: p.Rule, after: p.Rule) -> Iterator[Step]:
    """Compare what each type that opens gives, its lesser part counted in; new fields are told elsewhere."""
    told = [each for each in after.fields if each not in before.fields]
    for kind in (each for each in after.on if each in before.on):
        was, now = (rule.parts.get(kind, rule.fields) for rule in (before, after))
        yield from (Step("added", True, each) for each in now if each not in was and each not in told)


def _waived(before: p.Party, after: p.Party) -> Iterator[Step]:
    """Compare facts that are gone: an officer's reason stands for what is missing, never for what has ended."""
    for name in ("contract", "notice", "publication", "route"):
        if name in after.accepted and getattr(before, name) is not None and getattr(after, name) is None:
            yield Step("removed", True, name)


def _entries(before: p.Pack, after: p.Pack) -> Iterator[Step]:
    """Compare recipients that have several entries: each of them decides what a choice without a purpose opens.

    So an entry less, or one that is served otherwise, may widen what the others give.
    """
    for name in dict.fromkeys(rule.id for rule in after.rules):
        olds, news = ([rule for rule in pack.rules if rule.id == name] for pack in (before, after))
        was, now = (sorted((r.purpose, r.path, sorted(r.on), sorted(r.then)) for r in rules) for rules in (olds, news))
        if olds and max(len(olds), len(news)) > 1 and was != now:
            yield Step("changed", True, name, before=f"{len(olds)}", after=f"{len(news)}")


TOGETHER: Final[dict[type, Callable[[Any, Any], Iterator[Step]]]] = {
    p.Rule: _given,
    p.Party: _waived,
    p.Pack: _entries,
}
"""What is compared of a struct as a whole, beside each of its fields."""

ABOUT: Final[dict[type, About]] = {p.Rule: "field", p.Party: "condition", p.Pack: "recipient"}
"""What such a difference is about."""

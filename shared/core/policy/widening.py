"""For each field of packs and registers: which direction of a change is wider.

A table. A field without a row is compared by `any_change`, which always widens: what nobody has thought about needs a
second officer. Nothing here walks through documents; `diff` does.
"""

from functools import partial
from typing import Final

from contracts import packs as p
from shared.core.policy.comparing import (
    Row,
    any_change,
    by_order,
    by_rank,
    chosen,
    each_narrows,
    each_widens,
    last_day,
    less_of_all,
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
        "record": Row("record", any_change),
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
        "information_version": Row("condition", _down),
        "notice": Row("notice"),
        "publication": Row("publication"),
        "route": Row("country"),
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
    p.Publication: {
        "start": Row("publication", _down),
        "evidence": Row("publication", any_change),
        "responsible": Row("publication", any_change),
        "accepted": Row("publication", any_change),
    },
}
"""Every field of every struct of a pack or register. A test holds that none is missing."""

UNKNOWN: Final = Row("unknown", any_change)

"""Strategies for whole valid packs as people write them, with every key of the language, and for a second version."""

from typing import Any, Final

from hypothesis import strategies as st

from contracts.acts import ACTS, act_of, family_of
from contracts.events import PERSON_TYPES, SHOP_TYPES
from contracts.needs import NEEDS
from contracts.partners import KINDS
from contracts.purposes import BASES, CHOICES, PURPOSES, STOPS
from contracts.terms import CaseKind
from contracts.vocabulary import FIELDS, NEVER
from shared.core.policy.forms import fitting

Content = dict[str, Any]

SHOP: Final = "meadow"
CATEGORIES: Final = ("news", "offers")
METHODS: Final = ("card", "wallet")
OPENING: Final = sorted(t for t in SHOP_TYPES - PERSON_TYPES if act_of(t) == "open" and family_of(t) != "recipient")
FOLLOWING: Final = sorted(ACTS)
USUAL: Final = ["order.placed", "payment.requested", "shipment.requested", "auction.decided", "campaign.audience"]
GIVEN: Final = sorted(name for name in FIELDS if name not in NEVER)
OFTEN: Final = [
    "customer.name",
    "customer.email",
    "customer.phone",
    "customer.address",
    "customer.birth_date",
    "shipping.address",
    "order.id",
    "order.items",
    "order.items",
    "order.amount",
    "payment.transaction_id",
    "seller.name",
    "seller.phone",
]
_STREAMS: Final = sorted(name for name, basis in BASES.items() if basis.streams)
_RARELY: Final = st.sampled_from([False, False, False, False, True])
_NOTE: Final = "The reading that was taken."
_ASIDE: Final = ("browser", "manual", "direct", "internal", "denied")


@st.composite
def packs(draw: st.DrawFn, *, version: int = 1) -> Content:
    """Return a pack of one to three recipients."""
    names = draw(
        st.lists(st.sampled_from(["seller", "carrier", "crm-1", "partner"]), min_size=1, max_size=3, unique=True)
    )
    pack: Content = {
        "shop": SHOP,
        "version": version,
        "notice": {"title": "t", "source": "meadow.txt"},
        "recipients": {name: draw(recipients()) for name in names},
    }
    if draw(_RARELY):
        pack |= {"minors": "approval"}
    if draw(_RARELY):
        requests = {
            "disclosure": {"clause": "9", "months": 1, "extended": 2},
            "complaint": {"clause": "9", "word": "promptly"},
        }
        pack |= {"rights": {"requests": requests, "not_correctable": ["customer.id"], "hold": True}}
        pack |= {
            "copies": [{"what": {"ja": "注文", "en": "Orders"}, "clause": "9", "terms": [_TERM], "then": "erased"}]
        }
    return pack


_TERM: Final = {"start": "last_order", "years": 6}


@st.composite
def recipients(draw: st.DrawFn) -> Content:
    """Return a recipient: one entry, or two with a kind and a label for both."""
    head = {"kind": draw(st.sampled_from(sorted(KINDS))), "party": {"ja": "甲", "en": "A"}}
    if not draw(st.sampled_from([False, False, True])):
        return {**head, **draw(entries())}
    first = draw(entries())
    second = draw(entries(apart=tuple(_on(first))))
    return {**head, "entries": [first, second]}


def _on(entry: Content) -> list[str]:
    return [*entry.get("on", ()), *entry.get("then", ())]


@st.composite
def entries(draw: st.DrawFn, *, apart: tuple[str, ...] = (), like: Content | None = None) -> Content:
    """Return an entry whose types are not of another's threads (`apart`); `like` keeps purpose, types and path."""
    path = like["path"] if like else draw(st.sampled_from([*["stream"] * 24, "case", *_ASIDE]))
    purpose = like["purpose"] if like else draw(st.sampled_from(sorted(PURPOSES)))
    entry: Content = {"clause": "1", "purpose": purpose, "path": path, "note": _NOTE, "remedy": "r"}
    entry |= draw(_basis(path == "stream"))
    entry |= draw(_fields())
    if path == "case":
        return {**entry, "case": draw(st.sampled_from(CaseKind.__args__))}  # type: ignore[attr-defined]  # a Literal
    if path != "stream":
        return entry
    if like:
        entry |= {key: like[key] for key in ("on", "then", "on_request") if key in like}
        entry |= _within(entry, draw)
    else:
        entry |= draw(_types(apart, entry["fields"]))
    return {**entry, **draw(_conditions(entry)), **draw(_terms())}


@st.composite
def _basis(draw: st.DrawFn, streams: bool) -> Content:
    basis = draw(st.sampled_from(_STREAMS if streams else sorted(BASES)))
    made: Content = {"basis": basis}
    if draw(_RARELY):
        made |= {"stopped_by": draw(st.lists(st.sampled_from(sorted(STOPS)), unique=True))}
    if draw(_RARELY):
        made |= {"countries": ["JP", "FR"], "abroad": "designated"}
    elif draw(_RARELY):
        made |= {"countries": ["KR"], "abroad": "consent" if basis in CHOICES else "equivalent"}
    return made


@st.composite
def _fields(draw: st.DrawFn) -> Content:
    pool = st.sampled_from(OFTEN) | st.sampled_from(GIVEN)
    fields = draw(st.lists(pool, min_size=1, max_size=6, unique=True))
    made: Content = {"fields": fields, "closed": draw(st.booleans())}
    if not made["closed"]:
        needs = draw(st.lists(st.sampled_from(sorted(NEEDS)), min_size=1, max_size=2, unique=True))
        made |= {
            "needed_for": {need: fields[i :: len(needs)] for i, need in enumerate(needs) if fields[i :: len(needs)]}
        }
    if draw(_RARELY):
        made |= {"forms": {field: draw(st.sampled_from(fitting(field))) for field in fields if fitting(field)}}
    if len(fields) > 1 and draw(_RARELY):
        made |= {"if_company": fields[: draw(st.integers(1, len(fields) - 1))]}
    if draw(_RARELY):
        others = draw(st.lists(st.sampled_from(GIVEN), max_size=2, unique=True))
        made |= {"not_needed": [field for field in others if field not in fields]}
    return made


@st.composite
def _types(draw: st.DrawFn, apart: tuple[str, ...], fields: list[str]) -> Content:
    taken = {family_of(kind) for kind in apart}
    if "values" not in taken and draw(_RARELY):
        return {"on": ["values.provided"], "on_request": True}
    free = [kind for kind in OPENING if family_of(kind) not in {*taken, "values"}]
    usual = [kind for kind in USUAL if kind in free]
    pool = st.sampled_from(usual) | st.sampled_from(free) if usual else st.sampled_from(free)
    on = draw(st.lists(pool, min_size=1, max_size=2, unique=True))
    near = [kind for kind in FOLLOWING if family_of(kind) in {"order", *map(family_of, on)} and kind not in apart]
    far = [kind for kind in FOLLOWING if kind not in apart]
    then = draw(st.lists(st.sampled_from([*near * 3, *far]), max_size=3, unique=True))
    part = st.just("same") | st.lists(st.sampled_from(fields), min_size=1, unique=True)
    made: Content = {"on": {kind: draw(part) for kind in on} if draw(_RARELY) else on}
    return {**made, "then": {kind: draw(part) for kind in then}}


def _within(entry: Content, draw: st.DrawFn) -> Content:
    """Return the types of another version, each with a part of the fields of this one."""
    made: Content = {"then": dict.fromkeys(entry.get("then", ()), "same")}
    if isinstance(entry["on"], dict):
        made |= {"on": {kind: draw(st.just("same") | st.just(entry["fields"][:1])) for kind in entry["on"]}}
    return made


@st.composite
def _conditions(draw: st.DrawFn, entry: Content) -> Content:
    made: Content = {}
    on = list(entry["on"])
    if draw(_RARELY) and not any(field.startswith("customer.") for field in entry["fields"]):
        made |= {"whose": "seller"}
    if "order.items" in entry["fields"] and draw(st.sampled_from([True, True, False])):
        made |= {"per_seller": True}
    if any(kind.startswith("payment.") for kind in on) and draw(st.booleans()):
        made |= {"methods": draw(st.lists(st.sampled_from(METHODS), min_size=1, unique=True))}
    if draw(_RARELY):
        made |= {"notice": True}
    if draw(st.sampled_from([False, False, True])):
        kinds = ["opt_in"] if entry["basis"] in CHOICES else ["opt_in", "opt_out"]
        category = draw(st.sampled_from([{}, *({"category": name} for name in CATEGORIES)]))
        made |= {"choice": {"kind": draw(st.sampled_from(kinds)), **category}}
    if draw(_RARELY):
        made |= {"after": [draw(st.sampled_from([kind for kind in USUAL if kind not in on]))]}
    return made


@st.composite
def _terms(draw: st.DrawFn) -> Content:
    if not draw(_RARELY):
        return {}
    return {
        "letter": draw(st.sampled_from(["d", "e"])),
        "onward": draw(st.sampled_from(["none", "entrusted", "public"])),
        "ends": {"on": "order.completed", "days": draw(st.integers(0, 9))},
        "keeps_days": draw(st.integers(0, 9)),
        "corrections": draw(st.sampled_from(["send", "mark", "none"])),
        "gdpr": "6(1)(f)",
        "waits_days": draw(st.integers(1, 365)),
    }


@st.composite
def second(draw: st.DrawFn, pack: Content) -> Content:
    """Return a second version of a pack: some of its entries are as they were, others are written anew."""
    made: Content = {}
    for name, each in pack["recipients"].items():
        if draw(_RARELY):
            continue
        if "entries" in each:
            made[name] = {**each, "entries": [draw(_again(entry)) for entry in each["entries"]]}
        else:
            head = {key: each[key] for key in ("kind", "party")}
            made[name] = {**head, **draw(_again({key: each[key] for key in each if key not in head}))}
    named = made or dict(list(pack["recipients"].items())[:1])
    return {**pack, "version": 2, "keeps_version": True, "recipients": named}


def _again(entry: Content) -> st.SearchStrategy[Content]:
    return st.just(entry) | entries(like=entry)


def entries_of(recipient: Content) -> list[Content]:
    """Return the entries of a recipient, whichever way it is written."""
    return list(recipient.get("entries", [recipient]))

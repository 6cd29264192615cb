"""Strategies for histories: events as a shop posts them, of two persons and a seller, with what nobody knows in them.

Every value of an unknown key holds the canary, which no party may ever hold.
"""

from typing import Any, Final

from hypothesis import strategies as st

from contracts.vocabulary import FIELDS
from tests.properties.packs import CATEGORIES, GIVEN, METHODS, OFTEN, Content, entries_of
from tests.properties.registers import ALIASES

Event = dict[str, Any]

CANARY: Final = "カナリア"
PEOPLE: Final = ("c-1", "c-2")
_RARELY: Final = st.sampled_from([False, False, False, False, True])
_TAILS: Final = st.sampled_from(["", " é", "漢字", "𝒳🙂", "\u200bx", "أب", "'; --", '"\\', "  "])
_UNKNOWN_NAMES: Final = st.sampled_from(
    ["zz", "Name", "name", "ｎａｍｅ", "customer.name", "氏名", "🙂", "items", "e-mail", "__proto__", "zz.0", ""]
) | st.text(st.characters(codec="utf-8", categories=["L", "M"]), min_size=1, max_size=4).map("zz{}".format)
_UNKNOWN: Final = st.recursive(
    st.sampled_from([CANARY, f"{CANARY} 1", None, 7, True]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_UNKNOWN_NAMES, inner, max_size=2),
    max_leaves=3,
)


@st.composite
def histories(draw: st.DrawFn, pack: Content, size: int) -> list[Event]:
    """Return up to so many events: what persons allow at first, and then what some entry names, and what they say."""
    first = draw(st.lists(st.sampled_from(["consent.given", "preference.changed"]), max_size=8))
    opening = [draw(said(kind, pack, wanted=True)) for kind in first]
    served = [(name, entry) for name, each in pack["recipients"].items() for entry in entries_of(each) if _types(entry)]
    order = st.sampled_from(served).flatmap(lambda one: orders(one[0], one[1], pack)) if served else acts(pack)
    number = draw(st.integers(1, size - len(opening)))
    made = draw(st.lists(st.one_of(order, order, order, order, acts(pack)), min_size=number, max_size=number))
    return [{"specversion": "1.0", "source": "/s", "id": f"e-{n}", **each} for n, each in enumerate([*opening, *made])]


def _types(entry: Content) -> list[str]:
    asked = ["recipient.requested"] if entry.get("on_request") else []
    return [*[*entry.get("on", ()), *asked] * 2, *entry.get("then", ()), *entry.get("after", ())]


@st.composite
def orders(draw: st.DrawFn, recipient: str, entry: Content, pack: Content) -> Event:
    """Return an event of an order that an entry names, of a customer or of the seller, with most of what it gives."""
    kind = draw(st.sampled_from(_types(entry)))
    left_out = draw(st.sets(st.sampled_from(entry["fields"]), max_size=2))
    more = draw(st.sets(st.sampled_from(OFTEN) | st.sampled_from(GIVEN), max_size=4))
    chosen = {"customer.mail_category"} if "choice" in entry else set()
    data: dict[str, Any] = {}
    for field in sorted({*entry["fields"], *more, *chosen} - left_out):
        group, leaf = field.split(".")
        data.setdefault(group, {})[leaf] = draw(value(field))
    if draw(st.sampled_from([True, True, True, False])) == (entry.get("whose") != "seller"):
        data.setdefault("customer", {})["id"] = person = draw(st.sampled_from(PEOPLE))
        data["customer"].setdefault("adult_flag", True)
    else:
        data.pop("customer", None)
        data.setdefault("seller", {})["id"] = person = "s-1"
    order = data.setdefault("order", {})
    order["id"] = f"{person}/{draw(st.sampled_from('1112'))}"
    order.pop("version", None)
    if draw(_RARELY):
        order["version"] = draw(st.integers(1, 3))
    if kind in {"recipient.requested", "values.provided"}:
        data["request"] = {"recipient": draw(st.sampled_from([recipient, *pack["recipients"]])), "at": _AT}
    if draw(_RARELY):
        data["consents"] = draw(st.lists(consents(pack), max_size=2))
    return {"type": kind, "data": draw(with_unknown(data))}


_AT: Final = "2026-11-20T09:00:00+09:00"


@st.composite
def acts(draw: st.DrawFn, pack: Content) -> Event:
    """Return what a person says: a choice, a stop, a word on a category, an age, a link."""
    kind = draw(
        st.sampled_from(
            [
                "consent.given",
                "consent.given",
                "consent.given",
                "preference.changed",
                "preference.changed",
                "customer.changed",
                "approval.given",
                "subject.linked",
            ]
        )
        | restricting_kinds()
    )
    return draw(said(kind, pack, wanted=draw(st.booleans())))


def restricting_kinds() -> st.SearchStrategy[str]:
    """Return the types by which a person ends what was allowed."""
    stops = ["provision.stopped", "use.stopped", "customer.left"]
    return st.sampled_from(["consent.refused", "consent.withdrawn", *stops * 2, *["preference.changed"] * 4])


@st.composite
def said(draw: st.DrawFn, kind: str, pack: Content, *, wanted: bool) -> Event:
    """Return one word of a person of this type."""
    data: dict[str, Any] = {"customer": {"id": draw(st.sampled_from(PEOPLE))}}
    evidence = {"evidence": "d"} if draw(st.booleans()) else {}
    at = f"2026-11-{draw(st.integers(10, 21))}T09:00:00+09:00"
    if kind.startswith("consent."):
        data["consent"] = {k: v for k, v in draw(consents(pack)).items() if k != "given"}
    elif kind == "preference.changed":
        until = {} if wanted or draw(st.booleans()) else {"until": f"2026-11-{draw(st.integers(20, 24))}"}
        data["preference"] = {
            "category": draw(st.sampled_from([*CATEGORIES, "*"])),
            "wanted": wanted,
            "at": at,
            **until,
        }
    elif kind == "customer.changed":
        data["customer"]["adult_flag"] = draw(st.booleans())
    elif kind == "approval.given":
        data["approval"] = {"at": at, **evidence}
    elif kind == "subject.linked":
        data = {"customer": {"id": PEOPLE[0]}, "other": {"customer_id": PEOPLE[1]}}
    else:
        whom = {"recipient": draw(st.sampled_from(sorted(pack["recipients"])))} if draw(st.booleans()) else {}
        data["stop"] = {"at": at, **whom, **evidence}
    return {"type": kind, "data": data}


@st.composite
def consents(draw: st.DrawFn, pack: Content) -> dict[str, Any]:
    """Return a choice about a recipient; where it has several purposes it names one."""
    recipient = draw(st.sampled_from(sorted(pack["recipients"])))
    purposes = sorted({entry["purpose"] for entry in entries_of(pack["recipients"][recipient])})
    named = {"purpose": draw(st.sampled_from(purposes))} if len(purposes) > 1 or draw(_RARELY) else {}
    return {
        "recipient": recipient,
        "information_version": draw(st.integers(1, 2)),
        "at": f"2026-11-{draw(st.integers(10, 21))}T09:00:00+09:00",
        "given": draw(st.sampled_from([True, True, False])),
        **({"evidence": "d"} if draw(st.booleans()) else {}),
        **named,
    }


@st.composite
def value(draw: st.DrawFn, field: str) -> Any:
    tail = draw(_TAILS)
    match FIELDS[field].type:
        case "flag":
            return True
        case "integer":
            return draw(st.integers(0, 9))
        case "date":
            return draw(st.sampled_from(["1980-02-29", "2001-01-01"]))
        case "address":
            return draw(_address(tail))
        case "items":
            return draw(st.lists(_item(), min_size=1, max_size=3))
        case _:
            return draw(_text(field, tail))


def _text(field: str, tail: str) -> st.SearchStrategy[Any]:
    special: dict[str, list[Any]] = {
        "payment.method": [*METHODS, "cash"],
        "customer.mail_category": [*CATEGORIES * 3, "News", f"other{tail}"],
        "customer.company": ["", f"Co{tail}"],
    }
    if field.endswith(("amount", "price")):
        return st.sampled_from(["100", "12.5"])
    return st.sampled_from(special.get(field, [f"{field}{tail}", f"{field} 0123{tail}"]))


@st.composite
def _address(draw: st.DrawFn, tail: str) -> dict[str, Any]:
    whole = {
        "postal_code": "100",
        "country": "JP",
        "prefecture": "東京都",
        "city": f"市{tail}",
        "block": "1-2",
        "building": "",
    }
    kept = draw(st.lists(st.sampled_from(sorted(whole)), min_size=1, unique=True))
    return {**{key: whole[key] for key in kept}, **({draw(_UNKNOWN_NAMES): CANARY} if draw(_RARELY) else {})}


@st.composite
def _item(draw: st.DrawFn) -> dict[str, Any]:
    sellers = [*ALIASES, *ALIASES.values(), *ALIASES, "nobody", None]
    item: dict[str, Any] = {"id": draw(st.sampled_from("123")), "seller": draw(st.sampled_from(sellers))}
    if draw(_RARELY):
        item |= {"title": f"品{draw(_TAILS)}", "quantity": 1, "price": "10", draw(_UNKNOWN_NAMES): CANARY}
    return item


@st.composite
def with_unknown(draw: st.DrawFn, data: dict[str, Any]) -> dict[str, Any]:
    """Return the data with unknown keys at the top and in groups, whatever they are called and however deep."""
    made = {name: dict(group) if isinstance(group, dict) else group for name, group in data.items()}
    for name in draw(st.lists(st.sampled_from([*sorted(data), "*"]), max_size=2, unique=True)):
        if name == "*":
            top = draw(_UNKNOWN_NAMES.filter(lambda key: key not in data))
            made[top] = draw(_UNKNOWN)
        elif isinstance(made[name], dict):
            known = {field.split(".")[1] for field in FIELDS if field.startswith(f"{name}.")}
            made[name][draw(_UNKNOWN_NAMES.filter(lambda key: key not in known))] = draw(_UNKNOWN)  # noqa: B023 - at once
    return made

"""Strategies for registers: the parties of a pack with every fact, in order or not."""

from typing import Any, Final

from hypothesis import strategies as st

from tests.properties.packs import SHOP, Content, entries_of

ALIASES: Final = {"one": "Shop One", "two": "店二", "far": "Far"}
_REASON: Final = "An invented reason of an officer."
_MOSTLY: Final = st.sampled_from([*[True] * 11, False])
_PERIOD: Final = {"start": "2020-01-01", "end": "2035-12-31", "evidence": "-"}
_OVER: Final = {"start": "2020-01-01", "end": "2021-12-31", "evidence": "-"}


@st.composite
def registers(draw: st.DrawFn, pack: Content) -> Content:
    """Return a register for a pack: mostly every party that is served, live and in order."""
    parties: Content = {}
    for name, recipient in pack["recipients"].items():
        entries = entries_of(recipient)
        if any(entry["path"] in {"stream", "case"} for entry in entries) and draw(_MOSTLY):
            parties[name] = draw(_parties(entries))
    return {"shop": SHOP, "version": 1, "parties": parties}


@st.composite
def _parties(draw: st.DrawFn, entries: list[Content]) -> Content:
    fields = [field for entry in entries for field in entry["fields"]]
    countries = [country for entry in entries for country in entry.get("countries", ["JP"])]
    made: dict[str, Any] = {
        "mode": "live" if draw(_MOSTLY) else draw(st.sampled_from(["off", "shadow", "paused"])),
        "instances": draw(_instances(countries)),
        "information_version": draw(st.sampled_from([1, 1, 1, 1, 2, 0])),
    }
    if draw(_MOSTLY):
        made |= {"contract": _PERIOD if draw(_MOSTLY) else _OVER}
    if draw(_MOSTLY):
        told = fields if draw(st.sampled_from([True, True, False])) else fields[:1]
        made |= {"notice": {**(_PERIOD if draw(_MOSTLY) else _OVER), "fields": list(dict.fromkeys(told))}}
    if draw(_MOSTLY):
        who = {"responsible": "甲、乙、丙"} if draw(_MOSTLY) else {"accepted": _REASON}
        made |= {"publication": {"start": "2020-01-01", "evidence": "-", **who}}
    if draw(_MOSTLY):
        kind = draw(st.sampled_from(["consent", "equivalent"]))
        made |= {"route": {"kind": kind, "start": "2020-01-01", "evidence": "-", "reviewed": "2026-06-01"}}
    accepted = draw(
        st.lists(st.sampled_from(["contract", "notice", "publication", "route", "information"]), max_size=2)
    )
    return {**made, "accepted": dict.fromkeys(accepted, _REASON)}


@st.composite
def _instances(draw: st.DrawFn, countries: list[str]) -> list[Content]:
    names = draw(st.lists(st.sampled_from(sorted(ALIASES)), min_size=1, max_size=3, unique=True))
    default = draw(st.sampled_from([*names, ""]))
    return [
        {
            "id": name,
            "name": "甲",
            "country": draw(st.sampled_from([*countries * 4, "SG"])),
            "address": "a",
            "representative": "r",
            "aliases": [ALIASES[name]],
            "default": name == default,
            "endpoint": {"channel": "webhook", "url": "https://party.example/"},
        }
        for name in names
    ]

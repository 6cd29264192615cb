"""Whatever a shop sends of one order, in whatever order, under whatever modes: what follows reaches only the served."""

from typing import Any, Final, NamedTuple

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.acts import act_of, ended_by, family_of
from tests.scenarios.stories import qoo10
from tests.scenarios.story import Step, Story, event
from tests.scenarios.world import Given, World

TYPES: Final = (
    "order.placed",
    "order.changed",
    "order.cancelled",
    "order.completed",
    "payment.requested",
    "payment.cancel_requested",
    "payment.refund_requested",
    "shipment.requested",
    "shipment.changed",
    "shipment.cancelled",
    "pickup.requested",
    "return.received",
)
STORY: Final = Story("qoo10", "time", ())


class Sent(NamedTuple):
    """One event, or a mode of all parties that is put into force before it."""

    type: str
    version: int | None
    street: int
    mode: str | None


sent = st.builds(
    Sent,
    st.sampled_from(TYPES),
    st.none() | st.integers(1, 6),
    st.integers(0, 2),
    st.none() | st.none() | st.sampled_from(["live", "paused"]),
)


def body(each: Sent) -> dict[str, Any]:
    data = qoo10.parcel("time", each.version or 1)
    if each.version is None:
        del data["order"]["version"]
    data["shipping"]["address"] = {**data["shipping"]["address"], "block": f"{each.street}丁目"}
    data["pickup"] = {"name": "例示 桜子", "address": data["shipping"]["address"]}
    return data


class Run:
    """Lets a list of events happen, and keeps who was given what, in order."""

    def __init__(self, events: list[Sent]) -> None:
        self.world = World(shops=("qoo10",))
        self.given: list[Given] = []
        self.ends: list[tuple[int, str]] = []
        for number, each in enumerate(events):
            if each.mode:
                self._mode(each.mode)
            self.given += self.world.send("qoo10", event(Step(each.type, body(each), {}), STORY, number)).given
        self._mode("live")
        self.given += self.world.tick().given

    def _mode(self, mode: str) -> None:
        books = self.world.book.registers
        newest = max(version for _, version in books)
        register = books["qoo10", newest]
        parties = {
            name: party if party.mode == "off" else msgspec.structs.replace(party, mode=mode)
            for name, party in register.parties.items()
        }
        books["qoo10", newest + 1] = msgspec.structs.replace(register, version=newest + 1, parties=parties)
        self.given += self.world.activate("qoo10", 1, newest + 1).given


@settings(max_examples=150, deadline=None)
@given(st.lists(sent, min_size=1, max_size=12))
def test_a_change_an_end_or_a_refund_reaches_only_who_was_served_before(events: list[Sent]) -> None:
    served: set[str] = set()
    for given_ in Run(events).given:
        if act_of(given_.type) != "open":
            rule = given_.party.split("/")[0]
            joins = act_of(given_.type) == "change" and any(party.startswith(f"{rule}/") for party in served)
            assert given_.party in served or joins, given_
        served.add(given_.party)


@settings(max_examples=150, deadline=None)
@given(st.lists(sent, min_size=1, max_size=12))
def test_after_an_end_nothing_of_it_is_changed_and_nothing_is_given_twice(events: list[Sent]) -> None:
    last: dict[tuple[str, str], dict[str, Any] | None] = {}
    for given_ in Run(events).given:
        place = (given_.party, family_of(given_.type))
        if (ended := ended_by(given_.type)) == "*":
            last.update({(party, family): None for party, family in last if party == given_.party})
        elif ended:
            last[given_.party, ended] = None
        elif act_of(given_.type) in {"open", "change"}:
            assert last.get(place) != given_.data, "the same projection twice"
            if act_of(given_.type) == "change":
                assert last.get(place, {}) is not None, "a change of what was ended"
            last[place] = given_.data


@settings(max_examples=60, deadline=None)
@given(st.lists(sent, min_size=1, max_size=10))
def test_P4_the_same_events_give_the_same_bytes(events: list[Sent]) -> None:
    assert Run(events).given == Run(events).given


@settings(max_examples=60, deadline=None)
@given(st.lists(sent, min_size=1, max_size=10))
def test_once_all_is_live_nothing_waits_but_what_was_never_opened(events: list[Sent]) -> None:
    run = Run(events)
    opened = {family_of(each.type) for each in events if act_of(each.type) == "open"}
    again = run.world.tick()
    assert not again.given
    left = [kept.type for held in run.world.desk._held.values() for kept in held.waiting()]
    assert not [kind for kind in left if act_of(kind) == "open" or family_of(kind) in opened]

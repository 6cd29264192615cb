"""The gateway's desk: numbering, fences, overlay, restoration, what a torn transaction may not do."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
import pytest

from contracts import events as ev
from contracts.entries import Disclosed, Numbered, Parked, Version
from contracts.topics import DISCLOSURES, SUBJECT_STATE, SUBJECT_WAITING, partition_of
from shared.core import subject as sub
from shared.core.checkpoint.desk import GatewayDesk
from shared.core.checkpoint.state import Replay
from shared.core.checkpoint.step import Input, Step
from shared.core.policy.plan import Plan
from tests.fixtures import backmarket as bm

Row = tuple[str, bytes, bytes | None]
STATE = (SUBJECT_STATE, SUBJECT_WAITING)
PERSON = next(f"{n:032x}" for n in range(1000) if partition_of(f"{n:032x}") == 0)


class OneBook:
    """A small working book: the plan of the sample shop, for version (1, 1) only."""

    def __init__(self) -> None:
        self._plan = bm.plan()

    def plan(self, shop: str, versions: tuple[int, int] | None, _collected: int = 0) -> Plan | None:
        return self._plan if (shop, versions) == ("backmarket", (1, 1)) else None

    def readable(self, _shop: str, version: int) -> int:
        return version


def desk() -> GatewayDesk:
    made = GatewayDesk(OneBook(), partitions=4, chance=bytes)
    assert made.seat(0, None, made.replay()) == 0
    return made


def record(offset: int, event_type: str, body: dict[str, Any], *, number: int, order: str = "o" * 32) -> Input:
    headers = {
        ev.H_ID: f"{number:032x}",
        ev.H_TYPE: event_type,
        ev.H_SHOP: "backmarket",
        ev.H_ORDER: order,
        ev.H_SEED: (bytes([number]) * 32).hex(),
        ev.H_TRACE: f"00-{'c' * 32}-{'d' * 16}-01",
    }
    raw = {name: value.encode() for name, value in headers.items()}
    return Input(offset, PERSON.encode(), msgspec.json.encode(body), raw, bm.NOON + offset)


def fence(offset: int, pack: int = 1, register: int = 1) -> Input:
    body = ev.Activation("backmarket", pack, "a" * 64, register, "b" * 64)
    headers = {ev.H_TYPE: b"policy.activated", ev.H_SHOP: b"backmarket"}
    return Input(offset, b"@policy", msgspec.json.encode(body), headers, bm.NOON + offset)


def tick(offset: int, at: int) -> Input:
    return Input(offset, b"@tick", b"{}", {ev.H_TYPE: b"time.ticked"}, at)


def order(offset: int, number: int = 1, **changed: Any) -> Input:
    return record(offset, "order.placed", {**bm.FULL, **changed}, number=number)


def click(offset: int, number: int = 9) -> Input:
    consent = {"recipient": "jung_sas_france", "information_version": 1, "at": "2026-11-22T00:00:00+09:00"}
    return record(offset, "consent.given", {"consent": consent}, number=number, order="")


def steps(made: GatewayDesk, *inputs: Input) -> Iterator[Step]:
    for step in made.take(0, inputs):
        yield step
        made.keep(0)


def entries(step: Step) -> list[Any]:
    return [e for n in numbered(step) for e in n.entries]


def numbered(step: Step) -> list[Numbered]:
    return [msgspec.json.decode(o.value or b"", type=Numbered) for o in step.outputs if o.topic == DISCLOSURES]


def kinds(step: Step) -> list[str]:
    return sorted(o.topic for o in step.outputs if o.topic.startswith("to."))


def changelog(*made: Step) -> list[Row]:
    return [(o.topic, o.key, o.value) for step in made for o in step.outputs if o.topic in STATE]


def restored(rows: Iterable[Row]) -> Replay:
    made = Replay()
    for row in rows:
        made.add(*row)
    return made


def test_P1_entries_are_numbered_without_gaps_across_transactions() -> None:
    made = desk()
    (first,) = steps(made, fence(0), order(1))
    (second,) = steps(made, order(2, number=2), click(3))
    found = [*numbered(first), *numbered(second)]
    expected = 0
    for each in found:
        assert (each.stream, each.seq) == (found[0].stream, expected)
        expected += len(each.entries)


def test_a_fence_puts_a_version_into_force_once() -> None:
    made = desk()
    (step,) = steps(made, fence(0), fence(1), order(2))
    assert [type(e) for e in entries(step)].count(Version) == 1
    assert "to.seller" in kinds(step)


def test_a_fence_below_the_version_in_force_changes_nothing() -> None:
    made = desk()
    list(steps(made, fence(0)))
    (step,) = steps(made, fence(1, pack=0), order(2))
    assert "to.seller" in kinds(step)


def test_P10_orders_before_the_fence_wait_and_leave_at_the_fence_once() -> None:
    made = desk()
    (before,) = steps(made, order(0))
    assert not kinds(before)
    (at_fence,) = steps(made, fence(1))
    assert kinds(at_fence) == ["to.seller", "to.seller"]
    (later,) = steps(made, fence(2), tick(3, bm.NOON + 60_000))
    assert not kinds(later)


def test_the_click_releases_what_waited_for_it_once() -> None:
    made = desk()
    list(steps(made, fence(0), order(1)))
    (released,) = steps(made, click(2))
    assert kinds(released) == ["to.cross_border"]
    (again,) = steps(made, click(3))
    assert not kinds(again)


def test_many_waiting_events_leave_in_slices_and_the_position_stays_until_the_last() -> None:
    made = desk()
    for n in range(1, 131):
        body = {**bm.FULL, "order": {**bm.FULL["order"], "id": str(n)}}
        list(steps(made, record(n, "order.placed", body, number=n, order=f"{n:032x}")))
    found = list(steps(made, fence(131)))
    many = [step.position for step in found]
    assert many[-1] == 132
    assert set(many[:-1]) <= {131}
    assert sum(len(kinds(step)) for step in found) == 260


def test_a_batch_that_was_aborted_is_decided_again_and_does_not_take_itself_for_a_repeat() -> None:
    made = desk()
    done = changelog(*steps(made, fence(0)))
    first = next(iter(made.take(0, [order(1)])))
    made.drop(0)
    assert made.seat(0, 1, restored(done)) == 1
    second = next(iter(made.take(0, [order(1)])))
    assert kinds(first) == kinds(second) == ["to.seller", "to.seller"]
    assert [o.value for o in first.outputs if o.topic == "to.seller"] == [
        o.value for o in second.outputs if o.topic == "to.seller"
    ]


def test_after_a_restore_a_repeat_is_known_and_the_numbering_goes_on() -> None:
    made = desk()
    done = [*steps(made, fence(0), order(1))]
    other = GatewayDesk(OneBook(), partitions=4, chance=bytes)
    assert other.seat(0, 2, restored(changelog(*done))) == 2
    (again,) = steps(other, Input(2, *order(1)[1:]))
    assert not kinds(again)
    (released,) = steps(other, click(3))
    assert kinds(released) == ["to.cross_border"]
    last = numbered(done[-1])[-1]
    assert numbered(again)[0].seq == last.seq + len(last.entries)


def test_a_partition_whose_head_and_position_disagree_is_not_decided() -> None:
    made = desk()
    done = [*steps(made, fence(0), order(1))]
    other = GatewayDesk(OneBook(), partitions=4, chance=bytes)
    assert other.seat(0, 3, restored(changelog(*done))) is None
    assert other.seat(0, None, restored(changelog(*done))) is None
    assert other.seat(0, 5, restored([])) is None


def test_lost_people_are_noticed() -> None:
    made = desk()
    done = changelog(*steps(made, fence(0), order(1)))
    without = [row for row in done if row[1] != sub.subject_key("backmarket", PERSON)]
    other = GatewayDesk(OneBook(), partitions=4, chance=bytes)
    assert other.seat(0, 2, restored(without)) is None


def test_an_unreadable_event_is_parked_and_closes_its_person() -> None:
    made = desk()
    list(steps(made, fence(0)))
    (parked,) = steps(made, Input(1, PERSON.encode(), b"{", order(1).headers, bm.NOON))
    assert [type(e) for e in entries(parked)] == [Parked]
    (later,) = steps(made, order(2, number=2))
    assert not kinds(later)


def test_an_event_in_the_wrong_partition_is_parked() -> None:
    stranger = next(f"{n:032x}" for n in range(1000) if partition_of(f"{n:032x}") == 1)
    (step,) = steps(desk(), Input(0, stranger.encode(), b"{}", order(1).headers, bm.NOON))
    (entry,) = entries(step)
    assert (type(entry), entry.reason) == (Parked, "wrong_partition")


def test_time_never_goes_back() -> None:
    made = desk()
    list(steps(made, fence(0), tick(1, bm.NOON + 10_000_000)))
    (step,) = steps(made, order(2))
    assert min(e.at for e in entries(step) if isinstance(e, Disclosed)) == bm.NOON + 10_000_000


@pytest.mark.parametrize(("part", "bound"), [("person", 2048), ("order", 600)])
def test_states_stay_within_their_bounds(part: str, bound: int) -> None:
    made = desk()
    items = [{"id": str(n), "seller": name} for n, name in enumerate(("Tokyo Phones", "Osaka Tech"))]
    list(steps(made, fence(0)))
    largest = 0
    for n in range(1, 13):
        body = {**bm.FULL, "order": {"id": "o-1", "version": n, "items": [*items, {"id": f"x{n}"}]}}
        (step,) = steps(made, record(n, "order.placed", body, number=n))
        key = (
            sub.subject_key("backmarket", PERSON) if part == "person" else sub.order_key("backmarket", PERSON, "o" * 32)
        )
        largest = max(largest, *(len(o.value or b"") for o in step.outputs if o.key == key))
    assert largest <= bound

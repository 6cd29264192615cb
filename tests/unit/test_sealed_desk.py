"""The desk behind seals: the same decision, nothing in clear, and what cannot be opened is parked with its reason."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from contracts import events as ev
from contracts import sealed
from contracts.entries import Numbered, Parked
from contracts.topics import DISCLOSURES, PARTNER_TOPICS, RESULTS, SHOP_EVENTS, SUBJECT_WAITING
from shared.core.checkpoint.desk import GatewayDesk
from shared.core.checkpoint.state import Kept
from shared.core.checkpoint.step import Input, Output
from shared.core.sealing import DayKey, Place, place, waiting, with_seed
from shared.errors import PoisonError, TransientError
from shared.shell.sealing import desk as sealing
from shared.shell.sealing.desk import SealedDesk
from tests.fixtures import backmarket as bm
from tests.unit.test_gateway import OneBook, fence, record


@dataclasses.dataclass
class Rings:
    """A ring with keys in memory: one for each shop and service, until they are destroyed."""

    keys: dict[tuple[str, str], DayKey] = dataclasses.field(default_factory=dict)
    destroyed: bool = False
    away: int = 0

    def seal(self, at: Place, plain: bytes) -> bytes:
        self._asked()
        return self._key(at).seal(plain, at.about)

    def open(self, at: Place, value: bytes) -> bytes:
        self._asked()
        if not sealed.is_sealed(value):
            return value
        if self.destroyed:
            raise PoisonError("expired")
        return self._key(at).open(value, at)

    def _asked(self) -> None:
        if self.away:
            self.away -= 1
            raise TransientError("keys_unreachable")

    def _key(self, at: Place) -> DayKey:
        about = (at.shop, at.service)
        if about not in self.keys:
            name = len(self.keys).to_bytes(16)
            self.keys[about] = DayKey(name, bytes([len(self.keys)]) * 32, shop=at.shop, service=at.service, made=0)
        return self.keys[about]


def placed(offset: int, number: int = 1) -> Input:
    return record(offset, "order.placed", bm.FULL, number=number)


def sealed_input(ring: Rings, given: Input) -> Input:
    headers, plain = with_seed(given.headers, given.value)
    return given._replace(headers=headers, value=ring.seal(place(SHOP_EVENTS, headers), plain))


def desks(ring: Rings) -> tuple[SealedDesk, GatewayDesk]:
    made = [GatewayDesk(OneBook(), partitions=4, chance=bytes) for _ in range(2)]
    behind: Any = SealedDesk(made[0], ring)  # type: ignore[arg-type] # a working ring of a test
    for each in (behind, made[1]):
        assert each.seat(0, None, each.replay()) == 0
    return behind, made[1]


def outputs(desk: Any, inputs: list[Input]) -> Iterator[Output]:
    for step in desk.take(0, inputs):
        desk.keep(0)
        yield from step.outputs


def clear(ring: Rings, output: Output) -> bytes | None:
    if output.topic == SUBJECT_WAITING and output.value and not output.key.startswith(b"@"):
        return ring.open(waiting(output.key), output.value)
    if output.topic in {*PARTNER_TOPICS, RESULTS} and output.value:
        return ring.open(place(output.topic, dict(output.headers)), output.value)
    return output.value


def test_P4_behind_seals_the_same_is_decided_and_nothing_lies_in_clear() -> None:
    ring = Rings()
    behind, plain = desks(ring)
    events = [fence(0), placed(1)]
    expected = list(outputs(plain, events))
    found = list(outputs(behind, [events[0], sealed_input(ring, events[1])]))
    assert [clear(ring, each) for each in found] == [each.value for each in expected]
    hidden = [each for each in found if each.topic in {*PARTNER_TOPICS, SUBJECT_WAITING} and each.value]
    assert {each.topic for each in hidden} >= {"to.seller", SUBJECT_WAITING}
    assert all(sealed.is_sealed(each.value or b"") for each in hidden)


@pytest.mark.parametrize("why", ["expired", "seal_broken"])
def test_P10_an_event_that_cannot_be_opened_is_parked_with_its_reason(why: str) -> None:
    ring = Rings()
    behind, _ = desks(ring)
    given = sealed_input(ring, placed(1))
    if why == "seal_broken":
        given = given._replace(headers={**given.headers, ev.H_ID: b"e" * 32})
    ring.destroyed = why == "expired"
    entries = [
        entry
        for each in outputs(behind, [fence(0), given])
        if each.topic == DISCLOSURES
        for entry in msgspec.json.decode(each.value or b"", type=Numbered).entries
    ]
    assert [entry.reason for entry in entries if isinstance(entry, Parked)] == [why]


def test_P10_keys_that_are_away_for_a_moment_are_waited_for_and_then_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "_PAUSE_S", 0.0)
    ring = Rings()
    behind, _ = desks(ring)
    given = sealed_input(ring, placed(1))
    ring.away = 3
    assert list(outputs(behind, [fence(0), given]))
    monkeypatch.setattr(sealing, "_PATIENCE_S", -1.0)
    ring.away = 1
    with pytest.raises(TransientError, match="keys_unreachable"):
        list(outputs(behind, [given._replace(offset=2)]))


def test_what_waits_is_opened_when_the_partition_is_taken_and_lost_with_its_key() -> None:
    ring = Rings()
    behind, _ = desks(ring)
    kept = [
        each
        for each in outputs(behind, [fence(0), sealed_input(ring, placed(1))])
        if each.topic == SUBJECT_WAITING and each.value and not each.key.startswith(b"@")
    ]
    assert kept
    for destroyed in (False, True):
        ring.destroyed = destroyed
        other, _ = desks(ring)
        replay = other.replay()
        for each in kept:
            replay.add(SUBJECT_WAITING, each.key, each.value)
        other.seat(0, None, replay)
        found = [msgspec.msgpack.decode(value, type=Kept).position for value in replay.waiting.values()]
        assert found == ([] if destroyed else [1] * len(kept))


def test_P13_what_waits_longer_than_a_day_is_written_again() -> None:
    ring = Rings()
    behind, _ = desks(ring)
    list(outputs(behind, [fence(0), sealed_input(ring, placed(1))]))
    tick = Input(2, b"@tick", b"{}", {ev.H_TYPE: b"time.ticked"}, bm.NOON + 86_399_000)
    written = [[e for e in outputs(behind, [each]) if e.topic == SUBJECT_WAITING and e.key[:1] != b"@"] for each in
               (tick, tick._replace(offset=3, timestamp=bm.NOON + 86_402_000),
                tick._replace(offset=4, timestamp=bm.NOON + 86_403_000))]  # fmt: skip
    assert [len(each) for each in written] == [0, 1, 0]

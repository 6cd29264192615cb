"""The gateway without a broker: the door, the names and the desk, with the five packs in force.

What the desk would write is collected; nothing is a stand-in but the log itself and the book of packs.
"""

import asyncio
import json
from collections.abc import Mapping
from functools import cache
from typing import Any, Final, NamedTuple, cast

import msgspec

from contracts import events as ev
from contracts import messages as m
from contracts.entries import Entry, Numbered
from contracts.packs import Pack, Register
from contracts.results import Result
from contracts.topics import DISCLOSURES, PARTITIONS, PARTNER_TOPICS, RESULTS, SHOP_EVENTS
from services.gateway.book import Book
from services.gateway.desk import GatewayDesk
from services.intake.places import arrange
from shared.core.accept import Record, prepare
from shared.core.policy.plan import Older, Plan, compile_plan, is_older
from shared.core.policy.source import read_pack, read_register
from shared.shell.desk import Input, Output
from tests.fixtures.backmarket import NOON, POLICIES
from tests.unit.intake import MemoryNames

DAY: Final = 86_400_000
SHOPS: Final = ("backmarket", "qoo10", "bizraku", "knopets", "netoff")
_OWN: Final = {"content-type": "application/cloudevents+json"}


class Given(NamedTuple):
    """One message that left: to whom, under which event type, the data, and what it does to its thread."""

    party: str
    type: str
    data: dict[str, Any]
    act: str
    thread: str
    person: str


class Told(NamedTuple):
    """What one step led to."""

    given: list[Given]
    entries: list[Entry]
    results: list[Result]


@cache
def published(shop: str) -> tuple[Pack, Register]:
    """Return a shop's pack and sample register, read once."""
    pack = read_pack((POLICIES / f"{shop}.yaml").read_text(encoding="utf-8"), file=shop)
    text = (POLICIES / "registers" / f"{shop}.yaml").read_text(encoding="utf-8")
    return pack, read_register(text, file=shop, pack=pack)


class Published:
    """A book of packs and registers as they are in the folder, and whatever versions a story adds."""

    def __init__(self) -> None:
        self.packs = {(shop, 1): published(shop)[0] for shop in SHOPS}
        self.registers = {(shop, 1): published(shop)[1] for shop in SHOPS}

    def plan(self, shop: str, versions: tuple[int, int] | None, collected: int = 0) -> Plan | None:
        pack = self.packs.get((shop, versions[0])) if versions else None
        register = self.registers.get((shop, versions[1])) if versions else None
        if pack is None or register is None:
            return None
        older = self.packs.get((shop, collected))
        if is_older(pack, collected) and older is None:
            return None
        beside = Older(older, "a" * 64) if older and is_older(pack, collected) else None
        return compile_plan(pack, register, pack_digest="a" * 64, register_digest="b" * 64, older=beside)

    def readable(self, shop: str, version: int) -> int:
        return max((v for name, v in self.packs if name == shop and v <= version), default=0)


class World:
    """All partitions of one gateway, and a clock that a story moves."""

    def __init__(self, *, shops: tuple[str, ...] = SHOPS) -> None:
        self.book, self.names, self.now = Published(), MemoryNames(), NOON
        self.desk = GatewayDesk(cast("Book", self.book), partitions=PARTITIONS)
        self._ends = dict.fromkeys(range(PARTITIONS), 0)
        self._sent = 0
        self.entries: list[Entry] = []
        """Every entry so far, in order."""
        for partition in range(PARTITIONS):
            assert self.desk.seat(partition, None, self.desk.replay()) == 0
        for shop in shops:
            self.activate(shop, 1, 1)

    def send(self, shop: str, event: Mapping[str, Any]) -> Told:
        """Take an event in at the door and decide it."""
        return self.post(shop, json.dumps(event, ensure_ascii=False).encode(), _OWN)

    def post(self, shop: str, raw: bytes, headers: Mapping[str, str]) -> Told:
        """Take a request in as it is sent, a platform's webhook too, and decide what it holds."""
        self._sent += 1
        seed = self._sent.to_bytes(32)
        made = prepare(raw, headers, shop=shop, key=shop.encode().ljust(32), seed=seed)
        records = asyncio.run(arrange(self.names, shop, made.records))
        return _joined([self._record(record) for record in records])

    def activate(self, shop: str, pack: int, register: int) -> Told:
        """Put versions into force in every partition."""
        fence = msgspec.json.encode(ev.Activation(shop, pack, "a" * 64, register, "b" * 64))
        headers = {ev.H_TYPE: b"policy.activated", ev.H_SHOP: shop.encode()}
        return self._everywhere(b"@policy", fence, headers)

    def tick(self, *, days: float = 0) -> Told:
        """Let time pass, and tell every partition."""
        self.now += int(days * DAY)
        return self._everywhere(b"@tick", b"{}", {ev.H_TYPE: b"time.ticked"})

    def _everywhere(self, key: bytes, value: bytes, headers: dict[str, bytes]) -> Told:
        return _joined([self._take(partition, key, value, headers) for partition in range(PARTITIONS)])

    def _record(self, record: Record) -> Told:
        return self._take(record.partition, record.key, record.value, record.headers)

    def _take(self, partition: int, key: bytes, value: bytes, headers: dict[str, bytes]) -> Told:
        offset = self._ends[partition]
        self._ends[partition] += 1
        outputs: list[Output] = []
        for step in self.desk.take(partition, [Input(offset, key, value, headers, self.now)]):
            self.desk.keep(partition)
            outputs += step.outputs
        passed = [o for o in outputs if o.topic == SHOP_EVENTS]
        told = [
            self._take(o.partition if o.partition is not None else partition, o.key, o.value or b"", dict(o.headers))
            for o in passed
        ]
        own = _told(outputs)
        self.entries += own.entries
        return _joined([own, *told])


def _told(outputs: list[Output]) -> Told:
    numbered = [msgspec.json.decode(o.value or b"", type=Numbered) for o in outputs if o.topic == DISCLOSURES]
    return Told(
        given=[_given(o) for o in outputs if o.topic in PARTNER_TOPICS],
        entries=[entry for each in numbered for entry in each.entries],
        results=[msgspec.json.decode(o.value or b"", type=Result) for o in outputs if o.topic == RESULTS],
    )


def _given(output: Output) -> Given:
    headers = {name: value.decode() for name, value in output.headers}
    body = json.loads(output.value or b"{}")
    party = f"{body['recipient']}/{headers[m.H_INSTANCE]}"
    return Given(party, body["type"], body["data"], headers[m.H_ACT], headers[m.H_THREAD], body["person"])


def _joined(all_of: list[Told]) -> Told:
    return Told(
        [given for told in all_of for given in told.given],
        [entry for told in all_of for entry in told.entries],
        [result for told in all_of for result in told.results],
    )

"""`python -m benchmarks.activation`: how long after `publish` a new version is in force in the last partition.

On the embedded stack, while orders flow. From the call to the moment when the record of the last partition's fence can
be read (`read_committed`), beside an ordinary order's way over the same log, which is the yardstick.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple, Self

import msgspec
from confluent_kafka import OFFSET_END, Consumer, Producer, TopicPartition

from benchmarks.events import SHOP, records
from benchmarks.throughput import security
from cli import sample
from cli.embedded.stack import EmbeddedStack
from cli.house import House
from cli.policy import officer
from cli.policy.folder import Officers, publish_folder
from contracts.entries import Entry, Numbered, Version
from contracts.topics import DISCLOSURES, PARTITIONS, SHOP_EVENTS
from shared.core.accept import Record

RATIO_AT_MOST: Final = 20.0
_WAIT_S: Final = 30.0
_GLANCE_S: Final = 0.01
_BESIDE: Final = 200
"""Orders' events sent with each version, so that fences have company."""


class Result(NamedTuple):
    """Seconds from `publish` to its answer and to the last fence's record, an order's way, and the ratio of medians."""

    versions: int
    answered: float
    in_force: float
    longest: float
    order: float
    ratio: float


class _Log:
    """What the gateway has committed, as a reader sees it, from now on."""

    def __init__(self, stack: EmbeddedStack) -> None:
        self._consumer = Consumer(
            {**security(stack, "auditor"), "group.id": "auditor", "isolation.level": "read_committed"}
        )
        self._consumer.assign([TopicPartition(DISCLOSURES, p, OFFSET_END) for p in range(PARTITIONS)])
        # The end is fixed at the first poll, not at the assignment.
        self._consumer.consume(1000, 1.0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._consumer.close()

    def entries(self) -> Iterator[tuple[float, Entry]]:
        """Yield entries as they come, with the moment.

        Raises:
            TimeoutError: none comes for a long while.
        """
        heard = time.monotonic()
        while time.monotonic() - heard < _WAIT_S:
            for message in self._consumer.consume(500, _GLANCE_S):
                at = heard = time.monotonic()
                found = msgspec.json.decode(message.value() or b"", type=Numbered)
                yield from ((at, entry) for entry in found.entries)
        raise TimeoutError("the gateway says nothing any more")


def run(versions: int) -> Result:
    """Publish so many versions of a register one after another, and measure each."""
    house = House(None, quiet=True)
    with tempfile.TemporaryDirectory() as folder, house.stack as stack:
        stack.start_infrastructure()
        for name in ("gateway", "policy"):
            stack.start_service(name)
            stack.wait_ready(name)
        policies = sample.render(Path(folder), 1)
        both = house.officers()
        publish_folder(both, policies, say=lambda _text: None)
        return _measured(stack, both, (policies / "registers" / f"{SHOP}.yaml").read_text(encoding="utf-8"), versions)


def _measured(stack: EmbeddedStack, both: Officers, register: str, versions: int) -> Result:
    producer = Producer({**security(stack, "intake"), "enable.idempotence": True})
    flow, answered, in_force, ways = records((versions + 1) * _BESIDE), list[float](), list[float](), list[float]()
    with _Log(stack) as log:
        for number in range(2, versions + 2):
            ready = _approved(both, register.replace("version: 1\n", f"version: {number}\n", 1))
            beside = list(islice(flow, _BESIDE))
            _send(producer, beside[1:])
            begun = time.monotonic()
            officer.publish(both.first, SHOP, ready)
            answered.append(time.monotonic() - begun)
            in_force.append(_last_fence(log, number) - begun)
            ways.append(_way(producer, log, beside[0]))
    order = median(ways)
    return Result(versions, median(answered), median(in_force), max(in_force), order, median(in_force) / order)


def _approved(both: Officers, register: str) -> str:
    """Propose a register and have it approved; return the proposal's id."""
    made = officer.propose(both.first, SHOP, pack=None, register=register, effective="now")
    for who in both:
        officer.approve(who, SHOP, made["id"], officer.check(who, SHOP, made))
    return str(made["id"])


def _last_fence(log: _Log, number: int) -> float:
    left = set(range(PARTITIONS))
    for at, entry in log.entries():
        if isinstance(entry, Version) and entry.shop == SHOP and entry.register.startswith(f"{number}:"):
            left.discard(entry.partition)
            if not left:
                return at
    raise AssertionError  # pragma: no cover - `entries` ends by an error only


def _way(producer: Producer, log: _Log, record: Record) -> float:
    """Send one more event when nothing else is under way, and return how long it takes to its first entry."""
    begun = time.monotonic()
    _send(producer, [record])
    return next(at for at, entry in log.entries() if getattr(entry, "event", "") == record.event) - begun


def _send(producer: Producer, found: list[Record]) -> None:
    for record in found:
        headers: list[tuple[str, str | bytes | None]] = list(record.headers.items())
        producer.produce(SHOP_EVENTS, record.value, record.key, partition=record.partition, headers=headers)
    producer.flush()


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.activation",
        description="Print how long a new version takes; exit 1 if that is out of proportion to an order's way.",
        epilog="Example: python -m benchmarks.activation --versions 20 --json",
    )
    parser.add_argument("--versions", type=int, default=10, help="versions to publish")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args()
    found = run(given.versions)
    if given.json:
        print(json.dumps(found._asdict()))
    else:
        answered, usual, longest = (round(each * 1e3) for each in (found.answered, found.in_force, found.longest))
        print(f"{found.versions} versions, answered after {answered} ms")
        print(f"in force in every partition after {usual} ms, at most {longest} ms; {found.ratio:.1f} × an order's way")
    return 0 if found.ratio <= RATIO_AT_MOST else 1


if __name__ == "__main__":
    sys.exit(main())

"""What tracing adds to deciding a batch of the gateway, as a share of deciding it: off, not sampled, sampled.

Processor time of one process, without a broker. Sampled spans go to an exporter that throws them away; making them
ready for the wire is another thread's and not counted.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from statistics import median
from time import process_time
from timeit import timeit
from typing import Any, Final, NamedTuple

import msgspec
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider

from benchmarks.events import SHOP, plan, records
from contracts import events as ev
from contracts.topics import PARTITIONS, SHOP_EVENTS
from shared.core.checkpoint.desk import GatewayDesk
from shared.core.checkpoint.step import Input, Output
from shared.core.policy.plan import Plan
from shared.shell import spans

_ORDERS: Final = 250
_ROUNDS: Final = 12
_TIMES: Final = 5
_TRACE: Final = "00-{:032x}-{:016x}-{}"


class Result(NamedTuple):
    """Microseconds an event of deciding; and what is added to that, as a share of it."""

    decide_us: float
    off: float
    not_sampled: float
    sampled: float


OFF_AT_MOST: Final = 0.005
NOT_SAMPLED_AT_MOST: Final = 0.08


def cheap(found: Result) -> bool:
    """Tell whether tracing that nobody uses costs next to nothing (docs/observability.md)."""
    return found.off <= OFF_AT_MOST and found.not_sampled <= NOT_SAMPLED_AT_MOST


class _Book:
    def __init__(self) -> None:
        self._plan = plan()

    def plan(self, shop: str, versions: tuple[int, int] | None, _collected: int = 0) -> Plan | None:
        return self._plan if shop == SHOP and versions is not None else None

    def readable(self, _shop: str, version: int) -> int:
        return version

    def fence(self) -> Input:
        (pack, digest), (register, other) = self._plan.pack.split(":"), self._plan.register.split(":")
        content = msgspec.json.encode(ev.Activation(SHOP, int(pack), digest, int(register), other))
        return Input(0, b"@policy", content, {ev.H_TYPE: b"policy.activated", ev.H_SHOP: SHOP.encode()}, 1)


def run() -> Result:
    """Measure in turn, many short rounds: medians of the shares."""
    book = _Book()
    batch = {flags: [book.fence(), *_inputs(flags)] for flags in ("00", "01")}
    outputs = {flags: _decided(book, inputs) for flags, inputs in batch.items()}

    def traced(flags: str) -> None:
        with spans.batch(SHOP_EVENTS, 0, "gateway", batch[flags], spans.EVENT) as made:
            made.reissue(outputs[flags])

    decides, shares = [], []
    for _ in range(_ROUNDS):
        decide = _seconds(lambda: _decided(book, batch["01"]))
        decides.append(decide)
        off = _seconds(lambda: traced("01"))
        with _tracing():
            on = [_seconds(lambda flags=flags: traced(flags)) for flags in ("00", "01")]  # type: ignore[misc] # bound
        shares.append([each / decide for each in (off, *on)])
    found = [median(each) for each in zip(*shares, strict=True)]
    return Result(min(decides) / _TIMES / len(batch["01"]) * 1e6, *found)


def _inputs(flags: str) -> list[Input]:
    made = [record for record in records(_ORDERS) if record.partition == 0]
    traces = [_TRACE.format(n, n, flags).encode() for n in range(1, len(made) + 1)]
    return [
        Input(n, each.key, each.value, {**each.headers, ev.H_TRACE: trace}, n)
        for n, (each, trace) in enumerate(zip(made, traces, strict=True), 1)
    ]


def _decided(book: _Book, inputs: Sequence[Input]) -> list[Output]:
    """Return everything that a fresh desk writes for a batch."""
    desk = GatewayDesk(book, partitions=PARTITIONS, chance=bytes)
    desk.seat(0, None, desk.replay())
    return [output for step in desk.take(0, inputs) for output in step.outputs]


@contextmanager
def _tracing() -> Iterator[None]:
    provider: Any = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SpanProcessor())
    spans.use(provider.get_tracer("sekisho"))
    try:
        yield
    finally:
        spans.use(None)


def _seconds(what: Callable[[], object]) -> float:
    return timeit(what, timer=process_time, number=_TIMES)

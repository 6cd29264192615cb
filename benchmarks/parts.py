"""`python -m benchmarks.parts`: where the time of one decision goes, part by part; for six recipients, as in `decide`.

Each part is measured by itself, with caches warm, so that the sum is less than the whole.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from time import process_time
from timeit import repeat
from typing import Final

import msgspec

from benchmarks import sample
from contracts import messages as m
from contracts.entries import Numbered
from contracts.events import H_ID, H_SHOP, Body
from contracts.topics import SHOP_EVENTS
from shared.core import derive
from shared.core.conditions import Known, judge
from shared.core.decide import decide
from shared.core.event import Message
from shared.core.policy.plan import shapes
from shared.core.policy.shape import presence, project
from shared.core.sealing import DayKey, place
from shared.core.subject import Order, encode

_SHOP: Final = "bench"
_TIMES: Final = 2000
_ROUNDS: Final = 15
_json: Final = msgspec.json.Encoder().encode


def parts() -> Iterator[tuple[str, Callable[[], object]]]:
    """Give each part with what does it."""
    plan, subject, order = sample.plan(), sample.subject(), Order(position=-1)
    body = msgspec.json.decode(sample.BYTES, type=Body)
    event = sample.event(body)
    decided = decide(event, plan, subject, order, now=event.at)
    if decided is None or decided.order is None:
        raise AssertionError
    routes = plan.routes[event.type]
    lanes = [route.whole[0][0] for route in routes]
    made = shapes(plan, event.type, presence(body), body)
    data = [project(shape, body, None) for shape in made]
    encoded, bodies = [_json(each) for each in data], [message.value for message in decided.messages]
    known, digests = Known(event.id, subject.choices), derive.Projections(subject.secret)
    numbered, of_order = Numbered("0" * 16, 0, 7, decided.entries), decided.order
    salt = bytes(32)
    yield "decide: the whole", lambda: decide(event, plan, subject, order, now=event.at)
    yield "  hash: the digest of each projection", lambda: [digests.hex(each) for each in encoded]
    yield "  hash: the commitment to each body", lambda: [m.commitment(salt, each) for each in bodies]
    yield "  hash: id, salt and span of each disclosure", lambda: [lane.ids.derive(event.seed) for lane in lanes]
    yield "  hash: the person's name for each recipient", lambda: [lane.who.hex(subject.secret) for lane in lanes]
    yield "  project: which fields are there", lambda: shapes(plan, event.type, presence(body), body)
    yield "  project: each recipient's data", lambda: [project(shape, body, None) for shape in made]
    yield "  project: as JSON", lambda: [_json(each) for each in data]
    yield "  judge: each recipient", lambda: [judge(route, known, now=event.at) for route in routes]
    yield "decode the event", lambda: msgspec.json.decode(sample.BYTES, type=Body)
    yield "encode the entries", lambda: _json(numbered)
    yield from _sealing(event.id, decided.messages)
    yield "encode the states", lambda: (encode(decided.subject), encode(of_order))


def _sealing(event: str, messages: list[Message]) -> Iterator[tuple[str, Callable[[], object]]]:
    headers = {H_SHOP: _SHOP.encode(), H_ID: event.encode()}
    key, sealed = _key("intake"), _key("intake").seal(sample.BYTES, place(SHOP_EVENTS, headers).about)
    both = [(_key(message.topic.removeprefix("to.")), message) for message in messages]
    yield "open the event", lambda: key.open(sealed, place(SHOP_EVENTS, headers))
    yield "seal the messages", lambda: [k.seal(m.value, place(m.topic, dict(m.headers)).about) for k, m in both]


def _key(service: str) -> DayKey:
    return DayKey(bytes(16), bytes(32), shop=_SHOP, service=service, made=0.0)


def main() -> int:
    """Print the best time of each part, in microseconds of processor time."""
    argparse.ArgumentParser(
        prog="python -m benchmarks.parts",
        description="Print where the time of one decision goes, in microseconds of processor time.",
        epilog="Example: python -m benchmarks.parts",
    ).parse_args()
    for name, what in parts():
        best = min(repeat(what, timer=process_time, number=_TIMES, repeat=_ROUNDS)) / _TIMES * 1e6
        print(f"{best:7.1f} µs  {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

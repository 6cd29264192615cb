"""What the nemesis once found in the gateway, each as small as it can be told."""

import msgspec

from contracts.entries import Numbered
from contracts.topics import DISCLOSURES, PARTITIONS
from examples.shop import SampleOrder, orders
from shared.core.accept import prepare
from shared.core.checkpoint.desk import GatewayDesk
from shared.core.checkpoint.step import Input
from shared.core.policy.plan import Plan


class _NoBook:
    """A book with no pack in it: everything waits."""

    def plan(self, _shop: str, _versions: tuple[int, int] | None, _collected: int = 0) -> Plan | None:
        return None

    def readable(self, _shop: str, _version: int) -> int:
        return 0


def _sent(order: SampleOrder, offset: int) -> tuple[int, Input]:
    request = order.requests[1]
    record = prepare(request.body, request.headers, shop="shop-a", key=b"k" * 32, seed=b"s" * 32).records[0]
    return record.partition, Input(offset, record.key, record.value, record.headers, 1_000)


def test_P1_the_ledger_is_told_of_a_batch_that_ends_with_a_repeat() -> None:
    desk = GatewayDesk(_NoBook(), partitions=PARTITIONS, chance=bytes)
    order = next(orders(1, seed=1))
    partition, first = _sent(order, 0)
    repeat = first._replace(offset=1)
    assert desk.seat(partition, None, desk.replay()) == 0
    step = list(desk.take(partition, [first, repeat]))[-1]
    told = [msgspec.json.decode(o.value or b"", type=Numbered) for o in step.outputs if o.topic == DISCLOSURES]
    assert step.position == 2
    assert max(numbered.position for numbered in told) == 1

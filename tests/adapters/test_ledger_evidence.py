"""What the ledger says of its evidence, on a real PostgreSQL: what is missing, what is not signed yet."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader

from services.ledger.evidence import GRACE_S, Evidence
from services.ledger.seal import Sealer
from services.ledger.store import Store
from shared.shell import metrics
from shared.shell.database import Pool
from tests.adapters.ledger_world import FRESH, World, message, outcome

pytest_plugins = ["tests.adapters.ledger_database"]
pytestmark = pytest.mark.timeout(60)

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


class Gauges:
    def __init__(self) -> None:
        self.reader = InMemoryMetricReader()

    def of(self, name: str, shop: str) -> float | None:
        found: Any = self.reader.get_metrics_data()
        points = (
            point
            for resource in found.resource_metrics
            for scope in resource.scope_metrics
            for metric in scope.metrics
            if metric.name == name
            for point in metric.data.data_points
        )
        return next((float(point.value) for point in points if point.attributes == {"sekisho.shop": shop}), None)


@pytest.fixture
def gauges() -> Iterator[Gauges]:
    made = Gauges()
    provider = MeterProvider([made.reader], shutdown_on_exit=False, views=metrics.views())
    metrics.use(provider.get_meter("sekisho"))
    yield made
    metrics.use(None)
    provider.shutdown()


@pytest.fixture
def world() -> World:
    number = next(FRESH)
    return World(f"shop-{number}", number, f"stream-{number}")


async def test_P1_a_hand_over_without_a_disclosure_is_missing_evidence_after_a_minute(
    ledger_pool: Pool, world: World, gauges: Gauges
) -> None:
    now = 0.0
    store, evidence = Store(ledger_pool), Evidence(ledger_pool, clock=lambda: now)
    await store.append(world.partition, [message(world, 0, ["a"])])
    await store.append_outcomes([outcome(world, "a"), outcome(world, "never-recorded")])
    await evidence.missing()
    assert gauges.of("sekisho.evidence.missing", world.shop) == 0
    now = GRACE_S - 1
    await evidence.missing()
    assert gauges.of("sekisho.evidence.missing", world.shop) == 0
    now = GRACE_S
    await evidence.missing()
    assert gauges.of("sekisho.evidence.missing", world.shop) == 1
    await store.append(world.partition, [message(world, 1, ["never-recorded"])])
    await evidence.missing()
    assert gauges.of("sekisho.evidence.missing", world.shop) == 0


async def test_the_age_of_what_no_checkpoint_covers_ends_with_the_signature(
    ledger_pool: Pool, world: World, gauges: Gauges
) -> None:
    store, evidence = Store(ledger_pool), Evidence(ledger_pool)
    sealer = Sealer(ledger_pool, public=PRIVATE.public_key().public_bytes_raw(), signer=PRIVATE.sign)
    made = message(world, 0, ["a"])
    await store.append(world.partition, [made])
    await evidence.unsigned()
    age = gauges.of("sekisho.checkpoint.age", world.shop)
    assert age == pytest.approx(time.time() - made.entries[0].at / 1000, abs=30)
    await sealer.seal(world.shop)
    await evidence.unsigned()
    assert gauges.of("sekisho.checkpoint.age", world.shop) == 0

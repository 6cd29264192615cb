"""The ledger as it runs: messages on Kafka become leaves exactly once, whatever dies in between."""

import json
import urllib.request
from collections.abc import Iterator
from typing import Any, Final

import msgspec
import pytest
from confluent_kafka import Producer

from cli.embedded.stack import EmbeddedStack
from contracts.entries import Numbered, Outcome
from contracts.topics import DISCLOSURES, OUTCOMES
from shared.core.ledger.audit import audit
from shared.core.ledger.note import VerifierKey, log_origin
from shared.core.ledger.verdict import Brought
from tests.adapters.ledger_world import World, message, outcome
from tests.fixtures.servers import infrastructure

pytestmark = pytest.mark.timeout(180)

SHOP: Final = "meadow"
PARTITION: Final = 2
MESSAGES: Final = 3_000


@pytest.fixture(scope="module")
def stack() -> Iterator[EmbeddedStack]:
    """Run Kafka, PostgreSQL and the ledger."""
    with infrastructure({}, shops=[SHOP]) as running:
        running.start_service("ledger")
        running.wait_ready("ledger")
        yield running


def _send(stack: EmbeddedStack, principal: str, topic: str, *, values: list[Numbered] | list[Outcome]) -> None:
    user, password = stack.credentials(principal)
    producer = Producer(
        {
            "bootstrap.servers": stack.bootstrap,
            "security.protocol": "SASL_PLAINTEXT",
            "sasl.mechanism": "SCRAM-SHA-512",
            "sasl.username": user,
            "sasl.password": password,
            "linger.ms": 5,
        }
    )
    for value in values:
        producer.produce(topic, msgspec.json.encode(value), key=b"k", partition=PARTITION)
    assert producer.flush(30) == 0


def _ask(stack: EmbeddedStack, path: str) -> bytes:
    headers = {"Authorization": f"Bearer {stack.token('operations')}"}
    request = urllib.request.Request(stack.url("ledger") + path, headers=headers)  # noqa: S310 - our own address
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - see above
        return bytes(answer.read())


def _summary(stack: EmbeddedStack, query: str) -> dict[str, Any]:
    return dict(json.loads(_ask(stack, f"/summary?{query}")))


def test_a_ledger_killed_in_the_middle_ends_with_every_entry_once_and_a_log_that_verifies(
    stack: EmbeddedStack,
) -> None:
    world = World(SHOP, PARTITION, "stream-of-partition-2")
    left_to_do: list[int] = []
    for first in range(0, MESSAGES, MESSAGES // 3):
        part = range(first, first + MESSAGES // 3)
        given = [message(world, 2 * n, [f"{n}-a", f"{n}-b"], position=n) for n in part]
        _send(stack, "gateway", DISCLOSURES, values=given)
        _send(stack, "seller", OUTCOMES, values=[outcome(world, f"{n}-{side}") for n in part for side in "ab"])
        found = _summary(stack, f"wait=60&through={PARTITION}:{first}")
        left_to_do.append(4 * part.stop - found["records"] - found["receipts"])
        stack.kill_service("ledger")
        stack.start_service("ledger")
        stack.wait_ready("ledger")
    assert max(left_to_do) > 0, "no kill hit the middle"
    found = _summary(stack, f"wait=60&through={PARTITION}:{MESSAGES - 1}&closed=true")
    assert (found["reached"], found["records"], found["receipts"], found["open"]) == (True, 6_000, 6_000, 0)
    export = _ask(stack, f"/shops/{SHOP}/export").splitlines()
    key = VerifierKey(log_origin(SHOP), bytes.fromhex(stack.public_key("log")))
    verdict = audit(export, key, Brought(now=0, alone=True))
    assert verdict.holds
    assert (verdict.size, verdict.disclosed, verdict.outcomes) == (12_000, 6_000, 6_000)


def test_a_gap_in_the_numbers_stops_the_ledger_for_good(stack: EmbeddedStack) -> None:
    world = World(SHOP, PARTITION, "stream-of-partition-2")
    _send(stack, "gateway", DISCLOSURES, values=[message(world, 2 * MESSAGES + 1, ["after the gap"])])
    assert stack.watch(seconds=30) == "ledger"
    last = (stack.data / "services" / "ledger" / "log.jsonl").read_text().splitlines()[-1]
    assert json.loads(last)["code"] == "stream_gap"

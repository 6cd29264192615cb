"""A shop that sends faster than HTTP: through the door's own pure code, straight to the log, with a receipt each.

It does NOT run the intake; it writes as the intake would, with the intake's principal.
"""

import json
import secrets
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from confluent_kafka import KafkaError, Message, Producer

from cli.embedded.stack import EmbeddedStack
from contracts.topics import PARTITIONS
from examples.shop import SampleClick, SampleOrder, journal
from examples.shop.writing import Request
from shared.core.accept import Record, prepare
from tests.faults.access import client

SHOP: Final = "backmarket"
_AGAIN: Final = 25
"""Every so-manieth item is sent a second time, as a shop does that got no answer."""


class Feeder:
    """Sends sample orders and clicks, and keeps the receipts."""

    def __init__(self, stack: EmbeddedStack, *, orders: int, seed: int) -> None:
        """Open the producer; `through` tells how far the log goes, by partition."""
        self.receipts = stack.data / "receipts.jsonl"
        self.through: dict[int, int] = {}
        self.orders = 0
        self._key = bytes.fromhex(json.loads((stack.data / "services/intake/keys/references").read_text())[SHOP])
        self._items: Iterator[SampleOrder | SampleClick] = journal(orders, seed=seed)
        self._count = 0
        self._producer = Producer(
            {**client(stack, "intake"), "acks": "all", "enable.idempotence": True, "linger.ms": 2}
        )

    def step(self) -> bool:
        """Send the next order or click; tell whether there was one."""
        item = next(self._items, None)
        if item is None:
            return False
        self._count += 1
        self.orders += isinstance(item, SampleOrder)
        self._send(item)
        if self._count % _AGAIN == 0:
            self._send(item)
        return True

    def send_orders(self, count: int) -> list[SampleOrder]:
        """Send so many orders, without the clicks between them, and return them once all are in the log."""
        orders = (item for item in self._items if isinstance(item, SampleOrder))
        sent = list(islice(orders, count))
        self.orders += len(sent)
        self.repeat(sent)
        return sent

    def repeat(self, orders: list[SampleOrder]) -> None:
        """Send the same orders again, and return once they are in the log."""
        for order in orders:
            self._send(order)
        self.flush()

    def send_large(self, title: str) -> None:
        """Send the next order that is a CloudEvent, with this title of its first item."""
        while (item := next(self._items)) is not None:
            if isinstance(item, SampleOrder) and item.form == "cloudevents":
                break
        registration, *requests = item.requests
        self._request(registration)
        for request in requests:
            body: dict[str, Any] = json.loads(request.body)
            body["data"]["order"]["items"][0]["title"] = title
            self._request(Request(request.headers, json.dumps(body).encode()))
        self.flush()

    def flush(self) -> None:
        """Wait until the broker has acknowledged all."""
        left = self._producer.flush(30)
        assert left == 0, "the broker did not acknowledge in time"

    def _send(self, item: SampleOrder | SampleClick) -> None:
        for request in item.requests if isinstance(item, SampleOrder) else (item.request,):
            self._request(request)

    def _request(self, request: Request) -> None:
        made = prepare(request.body, request.headers, shop=SHOP, key=self._key, seed=secrets.token_bytes(32))
        for record in made.records:
            self._write(record)

    def _write(self, record: Record) -> None:
        def told(error: KafkaError | None, message: Message) -> None:
            assert error is None, error.name()
            place = {"partition": record.partition, "position": message.offset() or 0}
            row = {"shop": SHOP, "accepted": [{"event": record.event, "type": record.type, **place}]}
            with self.receipts.open("a", encoding="utf-8") as out:
                out.write(json.dumps(row) + "\n")
            self.through[record.partition] = place["position"]

        assert record.partition in range(PARTITIONS)
        headers: dict[str, str | bytes | None] = dict(record.headers)
        self._producer.produce(
            record.topic, record.value, record.key, record.partition, headers=headers, on_delivery=told
        )
        self._producer.poll(0)

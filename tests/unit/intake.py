"""What tests of the intake share: two shops, one event, and a log that is a list."""

import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from services.intake.accept import Doors
from shared.core.world.names import MemoryNames as KeptNames
from tests.unit.asgi import Answer, call

CANARY = "カナリア3107"
TOKEN, SECRET = "token-of-netoff", "secret-of-netoff"
DOORS = Doors(
    {
        "netoff": {"token": TOKEN, "shopify": SECRET, "woocommerce": SECRET},
        "revico": {"token": "token-of-revico", "shopify": "other"},
    },
    {"netoff": b"n" * 32, "revico": b"r" * 32},
)
OWN = {"content-type": "application/cloudevents+json", "authorization": f"Bearer {TOKEN}"}
EVENT: dict[str, Any] = {
    "specversion": "1.0",
    "id": "e-1",
    "source": "/x",
    "type": "order.placed",
    "data": {"customer": {"id": "C-1", "name": CANARY}, "order": {"id": "A-1"}},
}
DOCUMENTED = (Path(__file__).parents[1] / "fixtures" / "shopify_order.json").read_bytes()


class MemoryLog:
    """A working double of the bus: appends to lists, numbers places, and fails with whatever it is given."""

    def __init__(self) -> None:
        self.records: list[tuple[str, int, bytes | None, bytes | None, dict[str, bytes]]] = []
        self.times: list[int | None] = []
        self.failures: list[Exception] = []
        self.broken: list[Exception] = []
        self.healthy = True

    async def send(
        self,
        topic: str,
        *,
        partition: int,
        key: bytes | None,
        value: bytes | None,
        headers: dict[str, bytes],
        at: int | None = None,
    ) -> tuple[int, int]:
        self.times.append(at)
        if self.failures:
            raise self.failures.pop(0)
        self.records.append((topic, partition, key, value, headers))
        return partition, sum(record[1] == partition for record in self.records) - 1

    def fail(self, error: Exception) -> None:
        self.broken.append(error)


class MemoryNames(KeptNames):
    """The names in memory, which fail once with whatever they are given."""

    def __init__(self) -> None:
        super().__init__()
        self.failures: list[Exception] = []

    async def owner(self, shop: str, order: str, person: str) -> str:
        if self.failures:
            raise self.failures.pop(0)
        return await super().owner(shop, order, person)


async def post(
    app: FastAPI, body: bytes | dict[str, Any], headers: dict[str, str] = OWN, shop: str = "netoff"
) -> Answer:
    raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    return await call(app, "POST", f"/shops/{shop}/events", headers=headers, body=raw, chunk=65_536)


def sign(body: bytes, secret: str = SECRET) -> dict[str, str]:
    digest = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
    return {"content-type": "application/json", "x-shopify-topic": "orders/create", "x-shopify-hmac-sha256": digest}

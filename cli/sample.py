"""The sample of the demo: packs with real ports, outside parties, and a shop that sends."""

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import aiohttp

from cli.embedded import private
from cli.embedded.stack import EmbeddedStack
from contracts.packs import Pack, Register
from contracts.partners import KINDS
from examples import shop as outside
from shared.core.policy.source import read_pack, read_register
from shared.core.results import SHOP as ITSELF

POLICIES: Final = Path(__file__).resolve().parents[1] / "policies"
_SAMPLE_PORT: Final = "127.0.0.1:8099"
_AT_ONCE: Final = 16
SEED: Final = 20261122


class Shop(NamedTuple):
    """One sample shop: its pack and its register."""

    pack: Pack
    register: Register


def shops() -> dict[str, Shop]:
    """Read every pack and register that the project ships."""
    found: dict[str, Shop] = {}
    for file in sorted(POLICIES.glob("*.yaml")):
        pack = read_pack(file.read_text(encoding="utf-8"), file=str(file))
        facts = POLICIES / "registers" / file.name
        found[pack.shop] = Shop(pack, read_register(facts.read_text(encoding="utf-8"), file=str(facts), pack=pack))
    return found


def endpoints(found: dict[str, Shop]) -> dict[str, list[str]]:
    """Return the endpoints that each service hands over to, as `shop/recipient/instance`; shops have one themselves."""
    names: dict[str, list[str]] = {}
    for name, shop in found.items():
        for rule in shop.pack.rules:
            party = shop.register.parties.get(rule.id)
            for instance in party.instances if party else ():
                names.setdefault(KINDS[rule.kind], []).append(f"{name}/{rule.id}/{instance.id}")
        if shop.register.results:
            names.setdefault("shop", []).append(f"{name}/{ITSELF}/{ITSELF}")
    return names


def render(target: Path, port: int) -> Path:
    """Copy packs and registers, with the port at which the outside parties listen here."""
    for file in POLICIES.rglob("*.yaml"):
        copy = target / file.relative_to(POLICIES)
        copy.parent.mkdir(parents=True, exist_ok=True)
        text = file.read_text(encoding="utf-8")
        copy.write_text(text.replace(_SAMPLE_PORT, f"127.0.0.1:{port}"), encoding="utf-8")
    return target


def write_party_secrets(stack: EmbeddedStack, names: dict[str, list[str]]) -> Path:
    """Give the outside parties the secrets under which their messages are signed."""
    secrets = {name: stack.endpoint_secret(service, name) for service, each in names.items() for name in each}
    return private.write(stack.data / "parties.json", json.dumps(secrets))


class Sent(NamedTuple):
    """How far the sample has come: the file of receipts, and the last position in each partition."""

    receipts: Path
    through: dict[int, int]


def send(stack: EmbeddedStack, *, shop: str, orders: int, step: Callable[[], None]) -> Sent:
    """Send the sample's orders and clicks; `step` is called after each order."""
    sent = Sent(stack.data / "receipts.jsonl", {})
    asyncio.run(_send_all(stack, shop, orders, sent, step))
    return sent


async def _send_all(stack: EmbeddedStack, shop: str, orders: int, sent: Sent, step: Callable[[], None]) -> None:
    async with aiohttp.ClientSession() as session:
        secret = stack.webhook_secret(shop, "shopify")
        sender = outside.Shop(session, stack.url("intake"), shop, stack.shop_token(shop), secret)

        async def one(item: outside.SampleOrder | outside.SampleClick) -> None:
            if isinstance(item, outside.SampleOrder):
                receipt = await outside.send(sender, item)
                step()
            else:
                receipt = await outside.consent(sender, item)
            _note(sent, shop, receipt)

        for chunk in _chunks(outside.journal(orders, seed=SEED), _AT_ONCE):
            await asyncio.gather(*(one(item) for item in chunk))


def _chunks(items: Iterator[Any], size: int) -> Iterator[list[Any]]:
    """Cut the sample into groups that are sent at once; nobody's order and click fall into one."""
    chunk: list[Any] = []
    numbers: set[int] = set()
    for item in items:
        number = getattr(item, "number", None) or item.order.number
        if len(chunk) >= size or number in numbers:
            yield chunk
            chunk, numbers = [], set()
        chunk.append(item)
        numbers.add(number)
    yield chunk


def _note(sent: Sent, shop: str, receipt: dict[str, Any]) -> None:
    for event in receipt["accepted"]:
        sent.through[event["partition"]] = max(sent.through.get(event["partition"], -1), event["position"])
    with sent.receipts.open("a", encoding="utf-8") as out:
        out.write(json.dumps({"shop": shop, **receipt}) + "\n")

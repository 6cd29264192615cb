"""Send the lives of the sample shops to the door, sixteen at once, and keep what the door answers.

One seller is down at the beginning: it comes back once that is to be seen, open in the ledger and tried in vain.
"""

import asyncio
import json
from collections.abc import Collection, Iterator
from contextlib import suppress
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

import aiohttp

from cli.embedded.stack import EmbeddedStack
from examples import shop as outside
from shared.core.platforms import PLATFORMS

SEED: Final = 20261122
DOWN: Final = "backmarket/seller/osaka-tech"
_DOWN_STORY: Final = "down"
_AT_ONCE: Final = 16
_SERVICE: Final = "seller"
_BACK_LATEST_S: Final = 3.5
"""So long after a try in vain the seller is back at the latest: the next try comes after five seconds, the third after
five minutes."""
_SEEN_WITHIN_S: Final = 30.0
_PACE_S: Final = 5
_GLANCE_S: Final = 0.2


class Told:
    """The references, from the receipts, under which one story stands in the ledger."""

    def __init__(self, shop: str) -> None:
        """Begin with none."""
        self.shop = shop
        self.orders: list[str] = []
        self.persons: list[str] = []


class Sending:
    """How far the sample has come; read by others while it goes on."""

    def __init__(self, stack: EmbeddedStack, *, orders: int, down: Path) -> None:
        """Take what to send; `down` is the file that lists the parties that are down."""
        self._stack, self._orders, self._down = stack, orders, down
        self.receipts = stack.data / "receipts.jsonl"
        self.through: dict[int, int] = {}
        self.done = 0
        self.told: dict[str, Told] = {}
        self.finished = False
        self._read: dict[str, list[dict[str, Any]]] = {}
        self._after: dict[str, int] = {}
        self._on_its_way, self._cancelled = asyncio.Event(), asyncio.Event()

    def run(self) -> None:
        """Send everything; a thread's body."""
        asyncio.run(self._all())
        self.finished = True

    async def _all(self) -> None:
        items: Iterator[outside.Life] = iter(outside.lives(self._orders, seed=SEED))
        async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as group:
            senders: dict[str, outside.Shop] = {}
            back = group.create_task(self._bring_back(session))
            first = sorted(islice(items, _AT_ONCE), key=lambda life: life.story != _DOWN_STORY)
            # By itself and first: beside others, its second order could come when the seller is back already.
            while first and first[0].story == _DOWN_STORY:
                await self._work(session, senders, iter([first.pop(0)]))
            items = chain(first, items)
            workers = [group.create_task(self._work(session, senders, items)) for _ in range(_AT_ONCE)]
            await asyncio.wait(workers)
            if _DOWN_STORY not in self.told:
                back.cancel()
                self._down.unlink(missing_ok=True)

    async def _work(
        self, session: aiohttp.ClientSession, senders: dict[str, outside.Shop], items: Iterator[outside.Life]
    ) -> None:
        for life in items:
            sender = senders.get(life.shop) or self._sender(session, life.shop)
            senders[life.shop] = sender
            for request in life.requests:
                self._note(life, await outside.post(sender, request))
                if life.story:
                    await self._pace(session)
                if life.story == _DOWN_STORY:
                    await self._handed_over(session, self.told[_DOWN_STORY])
            if life.story == _DOWN_STORY:
                self._cancelled.set()
            self.done += life.orders

    def _sender(self, session: aiohttp.ClientSession, shop: str) -> outside.Shop:
        secrets = {name: self._stack.webhook_secret(shop, name) for name in PLATFORMS}
        return outside.Shop(session, self._stack.url("intake"), shop, self._stack.shop_token(shop), secrets)

    def _note(self, life: outside.Life, receipt: dict[str, Any]) -> None:
        for event in receipt["accepted"]:
            self.through[event["partition"]] = max(self.through.get(event["partition"], -1), event["position"])
            if life.story:
                told = self.told.setdefault(life.story, Told(life.shop))
                for known, reference in ((told.orders, event["order"]), (told.persons, event["person"])):
                    if reference and reference not in known:
                        known.append(reference)
                if life.story == _DOWN_STORY and event["order"]:
                    self._on_its_way.set()
        with self.receipts.open("a", encoding="utf-8") as out:
            out.write(json.dumps({"shop": life.shop, **receipt}) + "\n")

    async def _pace(self, session: aiohttp.ClientSession) -> None:
        """Let a told story go on only when its last event is in the ledger, so that it is told in its order."""
        through = ",".join(f"{partition}:{position}" for partition, position in self.through.items())
        await self._ask(session, f"/summary?through={through}&wait={_PACE_S}")

    async def _handed_over(self, session: aiohttp.ClientSession, told: Told) -> None:
        """Wait until all others have what went to them: a cancellation is to meet only what waits for the one down."""
        end = asyncio.get_running_loop().time() + _BACK_LATEST_S
        while asyncio.get_running_loop().time() < end:
            if not await self._open(session, told, down=False):
                return
            await self._glance(session)

    async def _bring_back(self, session: aiohttp.ClientSession) -> None:
        """Bring the seller back once it is to be seen that it is down, and the cancellation has met it so."""
        await self._on_its_way.wait()
        with suppress(TimeoutError):
            async with asyncio.timeout(_SEEN_WITHIN_S):
                await self._tried_in_vain(session, self.told[_DOWN_STORY])
        with suppress(TimeoutError):
            await asyncio.wait_for(self._cancelled.wait(), _BACK_LATEST_S)
        self._down.unlink(missing_ok=True)

    async def _tried_in_vain(self, session: aiohttp.ClientSession, told: Told) -> None:
        """Wait until the ledger shows a hand-over to the seller open, and its service says that it was postponed."""
        log = self._stack.data / "services" / _SERVICE / "log.jsonl"
        while not postponed(log) & await self._open(session, told, down=True):
            await self._glance(session)

    async def _open(self, session: aiohttp.ClientSession, told: Told, *, down: bool) -> set[str]:
        """Return the disclosures of a story without an outcome: those to the party that is down, or all others.

        The log is followed as it grows: to ask for an order would be a look that the ledger notes, several a second.
        """
        read = self._read.setdefault(told.shop, [])
        following: int | None = self._after.get(told.shop, -1)
        while following is not None:
            page = await self._ask(session, f"/shops/{told.shop}/entries?after={following}&limit=1000")
            read += [row["leaf"]["entry"] for row in page["entries"]]
            if page["entries"]:
                self._after[told.shop] = page["entries"][-1]["index"]
            following = page["next"]
        return unended(read, told.orders, down=down)

    async def _glance(self, session: aiohttp.ClientSession) -> None:
        """Let the ledger answer when something was closed, or a moment later."""
        await self._ask(session, f"/summary?closed=true&wait={_GLANCE_S}")

    async def _ask(self, session: aiohttp.ClientSession, path: str) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {self._stack.token('operations')}"}
        async with session.get(self._stack.url("ledger") + path, headers=headers, raise_for_status=True) as answer:
            found: dict[str, Any] = await answer.json()
            return found


def unended(entries: list[dict[str, Any]], orders: Collection[str], *, down: bool) -> set[str]:
    """Return the disclosures of orders without an outcome: those to the party that is down, or those to all others."""
    ended = {entry["id"] for entry in entries if entry["kind"] == "outcome"}
    given = (entry for entry in entries if entry["kind"] == "disclosed" and entry["order"] in orders)
    return {entry["id"] for entry in given if DOWN.endswith(f"/{entry['instance']}") == down} - ended


def postponed(log: Path) -> set[str]:
    """Return the disclosures that a partner service says in its log to have tried in vain."""
    whole, _, _ = log.read_text(encoding="utf-8").rpartition("\n")
    lines = map(json.loads, whole.splitlines())
    return {line["disclosure"] for line in lines if line["deed"] == "postponed"}

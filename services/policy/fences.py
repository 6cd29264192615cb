"""Write what a shop has published to the broker: bodies first, then a fence in every partition of `shop.events`.

All of it may be done again at any time: readers know repeats. It does NOT decide what is published.
"""

import secrets
from typing import Protocol

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts import events as ev
from contracts.topics import PARTITIONS, POLICY_PACKS, SHOP_EVENTS
from contracts.versions import Signed, packs_key
from services.policy.proposal import KINDS, Draft, Proposal, Store
from shared.core import own_events
from shared.core.policy.seal import key_id, seal
from shared.errors import BrokenInvariantError
from shared.shell.telemetry import log


class Log(Protocol):
    """What is needed of the bus."""

    async def send(
        self, topic: str, *, partition: int, key: bytes | None, value: bytes | None, headers: dict[str, bytes]
    ) -> tuple[int, int]:
        """Write one record and return its place, acknowledged."""
        ...

    @property
    def healthy(self) -> bool:
        """Whether records can be written."""
        ...


class Fences:
    """The way of a published version to its readers, under the service's key of today."""

    def __init__(self, store: Store, log: Log, key: Ed25519PrivateKey) -> None:
        """Keep what is published, the broker, and the key."""
        self._store, self._log, self._key = store, log, key
        self.key = key_id(key.public_key())

    @property
    def healthy(self) -> bool:
        """Whether the broker can be written to."""
        return self._log.healthy

    def seal(self, draft: Draft, proposal: Proposal) -> Signed:
        """Seal a document of a proposal with the key of today."""
        return seal(draft.claim, draft.body, proposal.approvals.get(draft.claim.what, []), key=self._key)

    async def put(self, shop: str, *, at: int) -> list[int]:
        """Write a shop's newest versions and their fences; each partition has acknowledged when this returns.

        What was never sent under the key of today is sent too, in order: after a change of the key, all of it.

        Raises:
            TransientError: broker or database cannot be reached; do it again.
        """
        unsent = await self._store.unsent(shop, self.key)
        newest: dict[str, Draft] = {}
        for what in KINDS:
            line = await self._store.line(shop, what)
            for placed in line:
                new = (what, placed.document.version) in unsent
                if new or placed is line[-1]:
                    proposal = await self._proposal(placed.proposal)
                    newest[what] = next(draft for draft in proposal.drafts if draft.claim.what == what)
                    if new:
                        await self._send(newest[what], proposal)
        if len(newest) < len(KINDS):
            raise BrokenInvariantError("pack_or_register_missing")
        positions = await self._fence(newest["pack"], newest["register"])
        versions = (newest["pack"].claim.version, newest["register"].claim.version)
        await self._store.fence(shop, versions, positions, at)
        log("published", shop=shop, pack=versions[0], register=versions[1])
        return positions

    async def note(self, look: ev.Look) -> None:
        """Note on the log that an officer is about to look at what people did; it is there when this returns.

        Raises:
            TransientError: the broker cannot be reached; then there is nothing to see.
        """
        headers = own_events.headers(ev.ACCESS_TYPE, "/policy", name=look.id, shop=look.shop)
        await self._log.send(SHOP_EVENTS, partition=0, key=b"@access", value=msgspec.json.encode(look), headers=headers)

    async def _proposal(self, identity: str) -> Proposal:
        found = await self._store.find(identity)
        if found is None:
            raise BrokenInvariantError("proposal_missing")
        return found

    async def _send(self, draft: Draft, proposal: Proposal) -> None:
        claim, value = draft.claim, msgspec.msgpack.encode(self.seal(draft, proposal))
        await self._log.send(POLICY_PACKS, partition=0, key=packs_key(claim).encode(), value=value, headers={})
        await self._store.sent(claim, self.key)

    async def _fence(self, pack: Draft, register: Draft) -> list[int]:
        shop = pack.claim.shop
        cited = (pack.claim.version, pack.claim.digest, register.claim.version, register.claim.digest)
        fence = ev.Activation(shop, *cited)
        positions: list[int] = []
        for partition in range(PARTITIONS):
            headers = own_events.headers("policy.activated", "/policy", name=secrets.token_hex(16), shop=shop)
            _, offset = await self._log.send(
                SHOP_EVENTS, partition=partition, key=b"@policy", value=msgspec.json.encode(fence), headers=headers
            )
            positions.append(offset)
        return positions

"""Proposals and versions in PostgreSQL (`proposal.Store`): append-only, a chain that the database holds too."""

from pathlib import Path
from typing import Final, cast

from contracts.versions import Approval, Claim, What
from services.policy.proposal import Draft, Placed, Proposal, Step, StepName, document
from shared.core.http_signatures import TOLERANCE_S
from shared.shell.database import Connection, Pool, load_queries, transaction

_SQL: Final = load_queries(Path(__file__).with_name("queries.sql"))
_NONCE_MS: Final = 3 * TOLERANCE_S * 1000


class _TakenError(Exception):
    """A place is taken: what was written of the proposal is rolled back."""


class StoredProposals:
    """The tables of the policy service."""

    def __init__(self, pool: Pool) -> None:
        """Keep the pool of the service's own role."""
        self._pool = pool

    async def add(self, proposal: Proposal) -> None:
        """Add a proposal with its documents."""
        about = {"id": proposal.id, "shop": proposal.shop, "officer": proposal.officer, "at": proposal.at}
        async with transaction(self._pool) as connection:
            await connection.execute(_SQL["propose"], about)
            for draft in proposal.drafts:
                claim = draft.claim
                row = {"proposal": proposal.id, "shop": claim.shop, "what": claim.what, "number": claim.version}
                row |= {"digest": claim.digest, "previous": claim.previous, "effective": claim.effective}
                more = {"restores": draft.restores, "text": draft.text, "body": draft.body}
                await connection.execute(_SQL["draft"], {**row, **more})

    async def find(self, proposal: str) -> Proposal | None:
        """Return a proposal."""
        return next(iter(await self._proposals(proposal, None)), None)

    async def of_shop(self, shop: str) -> list[Proposal]:
        """Return a shop's proposals, the newest first."""
        return await self._proposals(None, shop)

    async def _proposals(self, proposal: str | None, shop: str | None) -> list[Proposal]:
        async with transaction(self._pool, snapshot=True) as connection:
            found = await connection.execute(_SQL["proposals"], {"id": proposal, "shop": shop})
            return [await _proposal(connection, row) for row in await found.fetchall()]

    async def approve(self, proposal: str, approvals: dict[What, Approval]) -> None:
        """Add one officer's approvals; a second time changes nothing."""
        async with transaction(self._pool) as connection:
            for what, each in approvals.items():
                row = {"proposal": proposal, "what": what, "officer": each.officer, "at": each.at}
                await connection.execute(_SQL["approve"], {**row, "signature": each.signature})

    async def note(self, proposal: str, step: Step) -> None:
        """Note what became of a proposal; each step once, and one end."""
        async with transaction(self._pool) as connection:
            await connection.execute(_SQL["step"], {"proposal": proposal, **step._asdict()})

    async def publish(self, proposal: Proposal, step: Step) -> bool:
        """Put the versions of a proposal into their places, all or none; False if one is taken, or it has ended."""
        try:
            async with transaction(self._pool) as connection:
                await connection.execute(_SQL["lock"], {"shop": proposal.shop})
                noted = await connection.execute(_SQL["step"], {"proposal": proposal.id, **step._asdict()})
                _one(noted.rowcount)
                for claim in (draft.claim for draft in proposal.drafts):
                    row = {"shop": claim.shop, "what": claim.what, "number": claim.version, "digest": claim.digest}
                    placed = {**row, "previous": claim.previous, "proposal": proposal.id}
                    _one((await connection.execute(_SQL["publish"], placed)).rowcount)
        except _TakenError:
            return False
        return True

    async def line(self, shop: str, what: What) -> list[Placed]:
        """Return the published versions of a shop's packs or registers, in order."""
        async with transaction(self._pool) as connection:
            found = await connection.execute(_SQL["line"], {"shop": shop, "what": what})
            return [Placed(row[0], document(what, row[1])) for row in await found.fetchall()]

    async def shops(self) -> list[str]:
        """Return the shops that have published anything."""
        async with transaction(self._pool) as connection:
            return [row[0] for row in await (await connection.execute(_SQL["shops"])).fetchall()]

    async def asked(self) -> list[tuple[str, int]]:
        """Return proposals that wait for their moment, and that moment (Unix ms), the next first."""
        async with transaction(self._pool) as connection:
            return [(row[0], row[1]) for row in await (await connection.execute(_SQL["asked"])).fetchall()]

    async def unreviewed(self) -> list[tuple[str, int]]:
        """Return proposals that put something back and were not reviewed or found yet, and when they were published."""
        async with transaction(self._pool) as connection:
            return [(row[0], row[1]) for row in await (await connection.execute(_SQL["unreviewed"])).fetchall()]

    async def unsent(self, shop: str, key: str) -> set[tuple[str, int]]:
        """Return kind and number of the versions that do not lie on the topic under a key."""
        async with transaction(self._pool) as connection:
            found = await connection.execute(_SQL["unsent"], {"shop": shop, "key": key})
            return {(row[0], row[1]) for row in await found.fetchall()}

    async def sent(self, claim: Claim, key: str) -> None:
        """Note that a version lies on the topic under a key."""
        row = {"shop": claim.shop, "what": claim.what, "number": claim.version, "key": key}
        async with transaction(self._pool) as connection:
            await connection.execute(_SQL["sent"], row)

    async def fence(self, shop: str, versions: tuple[int, int], positions: list[int], at: int) -> None:
        """Note where the fences of a shop's versions lie."""
        row = {"shop": shop, "pack": versions[0], "register": versions[1], "positions": positions, "at": at}
        async with transaction(self._pool) as connection:
            await connection.execute(_SQL["fence"], row)

    async def fences(self) -> dict[str, list[int]]:
        """Return the positions of each shop's last fences, by partition."""
        async with transaction(self._pool) as connection:
            return {row[0]: row[1] for row in await (await connection.execute(_SQL["fences"])).fetchall()}

    async def use(self, officer: str, nonce: str, at: int) -> bool:
        """Note a signed request; False if it was used before."""
        async with transaction(self._pool) as connection:
            await connection.execute(_SQL["forget"], {"before": at - _NONCE_MS})
            used = await connection.execute(_SQL["use"], {"officer": officer, "nonce": nonce, "at": at})
            return await used.fetchone() is not None


def _one(rows: int) -> None:
    if rows != 1:
        raise _TakenError


async def _proposal(connection: Connection, row: tuple[object, ...]) -> Proposal:
    identity, shop, officer, at = cast("tuple[str, str, str, int]", row)
    about = {"proposal": identity}
    drafts = [_draft(each) for each in await (await connection.execute(_SQL["drafts"], about)).fetchall()]
    approvals: dict[What, list[Approval]] = {}
    for what, *given in await (await connection.execute(_SQL["approvals"], about)).fetchall():
        approvals.setdefault(what, []).append(Approval(given[0], given[1], bytes(given[2])))
    rows = await (await connection.execute(_SQL["steps"], about)).fetchall()
    steps = [Step(cast("StepName", each[0]), each[1], each[2]) for each in rows]
    return Proposal(identity, shop, officer, at, drafts, approvals, steps)


def _draft(row: tuple[object, ...]) -> Draft:
    what, shop, number, digest, previous, effective, restores, text, body = cast(
        "tuple[What, str, int, str, str, int, int, str, bytes]", row
    )
    return Draft(Claim(what, shop, number, digest, previous, effective), restores, text, bytes(body))

"""A small working policy service for tests: its store in memory, a broker that only counts, a clock that tests set."""

import asyncio
import base64
import json
import time
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from contracts.topics import POLICY_PACKS
from contracts.versions import Approval, Claim, Signed, What
from services.policy.deeds import Deeds
from services.policy.fences import Fences
from services.policy.http import Door, application
from services.policy.keeper import Keeper
from services.policy.proposal import ENDS, Draft, Placed, Proposal, Step, Store
from services.policy.sign_in import SignIn
from shared.core import http_signatures as sig
from shared.errors import TransientError
from tests.fixtures import backmarket as bm
from tests.fixtures.officers import KEYS, NOW, OFFICERS, SERVICE, approval
from tests.unit.asgi import Answer, call

HOST: Final = "sekisho.example"
SHOP: Final = "backmarket"
PACK: Final = (bm.POLICIES / "backmarket.yaml").read_text(encoding="utf-8")
REGISTER: Final = (bm.POLICIES / "registers" / "backmarket.yaml").read_text(encoding="utf-8")
LATER_MS: Final = 3_600_000


def raised(text: str, number: int) -> str:
    """Return a document with another version."""
    return text.replace("version: 1\n", f"version: {number}\n", 1)


def moment(at: int) -> str:
    """Write a moment (Unix ms) as RFC 3339."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at / 1000))


class MemoryProposals:
    """A store that forgets all at its end."""

    def __init__(self) -> None:
        self._proposals: dict[str, Proposal] = {}
        self._versions: dict[tuple[str, str], list[tuple[str, Draft]]] = {}
        self._sent: set[tuple[str, str, int, str]] = set()
        self._fences: dict[str, list[int]] = {}
        self._used: dict[tuple[str, str], int] = {}

    async def add(self, proposal: Proposal) -> None:
        self._proposals[proposal.id] = proposal

    async def find(self, proposal: str) -> Proposal | None:
        return self._proposals.get(proposal)

    async def of_shop(self, shop: str) -> list[Proposal]:
        found = [each for each in self._proposals.values() if each.shop == shop]
        return sorted(found, key=lambda each: (-each.at, each.id))

    async def approve(self, proposal: str, approvals: dict[What, Approval]) -> None:
        found = self._proposals[proposal]
        given = {what: list(each) for what, each in found.approvals.items()}
        for what, each in approvals.items():
            known = given.setdefault(what, [])
            if all(one.officer != each.officer for one in known):
                known.append(each)
        self._proposals[proposal] = found._replace(approvals=given)

    async def note(self, proposal: str, step: Step) -> None:
        found = self._proposals[proposal]
        once = all(each.step != step.step for each in found.steps)
        if once and not (step.step in ENDS and found.end):
            self._proposals[proposal] = found._replace(steps=[*found.steps, step])

    async def publish(self, proposal: Proposal, step: Step) -> bool:
        if self._proposals[proposal.id].end:
            return False
        for draft in proposal.drafts:
            for _, each in self._versions.get((proposal.shop, draft.claim.what), []):
                if draft.claim.previous == each.claim.previous or draft.claim.version == each.claim.version:
                    return False
        for draft in proposal.drafts:
            self._versions.setdefault((proposal.shop, draft.claim.what), []).append((proposal.id, draft))
        await self.note(proposal.id, step)
        return True

    async def line(self, shop: str, what: What) -> list[Placed]:
        found, tip = list[Placed](), ""
        left = list(self._versions.get((shop, what), []))
        while (next_one := next((each for each in left if each[1].claim.previous == tip), None)) is not None:
            found.append(Placed(next_one[0], next_one[1].document))
            tip = next_one[1].claim.digest
        return found

    async def shops(self) -> list[str]:
        return sorted({shop for shop, _ in self._versions})

    async def asked(self) -> list[tuple[str, int]]:
        found = [(each.id, each.effective) for each in self._proposals.values() if each.asked and not each.end]
        return sorted(found, key=lambda each: each[1])

    async def unreviewed(self) -> list[tuple[str, int]]:
        found: list[tuple[str, int]] = []
        for each in self._proposals.values():
            steps = {step.step: step.at for step in each.steps}
            lone = any(d.restores and len(each.approvals.get(d.claim.what, [])) < 2 for d in each.drafts)
            if lone and "published" in steps and "review_overdue" not in steps:
                found.append((each.id, steps["published"]))
        return sorted(found, key=lambda each: each[1])

    async def unsent(self, shop: str, key: str) -> set[tuple[str, int]]:
        drafts = [d for (name, _), each in self._versions.items() if name == shop for _, d in each]
        named = {(d.claim.what, d.claim.version) for d in drafts}
        return {each for each in named if (shop, *each, key) not in self._sent}

    async def sent(self, claim: Claim, key: str) -> None:
        self._sent.add((claim.shop, claim.what, claim.version, key))

    async def fence(self, shop: str, versions: tuple[int, int], positions: list[int], at: int) -> None:
        del versions, at
        self._fences[shop] = positions

    async def fences(self) -> dict[str, list[int]]:
        return dict(self._fences)

    async def use(self, officer: str, nonce: str, at: int) -> bool:
        fresh = (officer, nonce) not in self._used
        self._used.setdefault((officer, nonce), at)
        return fresh


class MemoryLog:
    """A broker that keeps what it is sent, and that can be away."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, int, bytes | None]] = []
        self._ends: Counter[tuple[str, int]] = Counter()
        self.away, self.arrived = False, asyncio.Event()

    @property
    def healthy(self) -> bool:
        return not self.away

    async def send(
        self, topic: str, *, partition: int, key: bytes | None, value: bytes | None, headers: dict[str, bytes]
    ) -> tuple[int, int]:
        del key, headers
        if self.away:
            raise TransientError("broker_away")
        self.sent.append((topic, partition, value))
        self.arrived.set()
        self._ends[topic, partition] += 1
        return partition, self._ends[topic, partition] - 1

    def versions(self) -> list[Signed]:
        """Return what lies on `policy.packs`."""
        values = [value or b"" for topic, _, value in self.sent if topic == POLICY_PACKS]
        return [msgspec.msgpack.decode(value, type=Signed) for value in values]


class Service:
    """One policy service, over a store and a broker that may outlive it."""

    def __init__(self, store: Store | None = None, log: MemoryLog | None = None, *, now: int = NOW) -> None:
        self.now, self.log, self.store = now, log or MemoryLog(), store or MemoryProposals()
        fences = Fences(self.store, self.log, SERVICE)
        deeds = Deeds(self.store, fences, OFFICERS, clock=self.clock)
        self.keeper = Keeper(self.store, deeds, fences, clock=self.clock)
        sign_in = SignIn(OFFICERS, self.store, clock=self.clock)
        door = Door(self.store, deeds, fences, sign_in=sign_in, keeper=self.keeper, clock=self.clock)
        self.app, self._nonces = application(door), 0

    def clock(self) -> int:
        return self.now

    def headers(self, officer: str, method: str, path: str, body: bytes) -> dict[str, str]:
        """Return the headers of a request that an officer signs now."""
        self._nonces += 1
        request = sig.Request(method, HOST, path, "", {}, body)
        nonce = f"n-{self._nonces}-{id(self)}"
        signed = sig.signed(request, keyid=officer, key=KEYS[officer], created=self.now // 1000, nonce=nonce)
        return {"host": HOST, "content-type": "application/json", **signed}

    async def get(self, path: str, *, by: str = "aoi") -> Answer:
        return await call(self.app, "GET", path, headers=self.headers(by, "GET", path, b""))

    async def post(self, path: str, content: Mapping[str, Any] | None = None, *, by: str = "aoi") -> Answer:
        body = b"" if content is None else json.dumps(content).encode()
        return await call(self.app, "POST", path, headers=self.headers(by, "POST", path, body), body=body)

    async def propose(self, *, by: str = "aoi", at: int | None = None, **texts: str) -> Answer:
        effective = {} if at == 0 else {"effective": moment(self.now if at is None else at)}
        return await self.post(f"/shops/{SHOP}/proposals", {**texts, **effective}, by=by)

    async def approve(self, proposal: Mapping[str, Any], by: str, **changed: Any) -> Answer:
        claims = [msgspec.convert(each["claim"], Claim) for each in proposal["documents"]]
        made = {each.what: approval(each, by, at=self.now).signature for each in claims}
        signatures = {what: base64.b64encode(each).decode() for what, each in made.items()}
        path = f"/shops/{SHOP}/proposals/{proposal['id']}/approvals"
        return await self.post(path, {"at": self.now, "signatures": signatures, **changed}, by=by)

    async def publish(self, proposal: Mapping[str, Any], *, by: str = "aoi") -> Answer:
        return await self.post(f"/shops/{SHOP}/proposals/{proposal['id']}/publication", by=by)

    async def whole(self, *by: str, at: int | None = None, **texts: str) -> Answer:
        """Propose, approve and publish."""
        made = await self.propose(at=at, **texts)
        assert made.status == 201, made.json
        for name in by:
            assert (await self.approve(made.json, name)).status == 200
        return await self.publish(made.json)

    async def first(self) -> None:
        """Publish the shop's first versions."""
        assert (await self.whole("aoi", "minato", pack=PACK, register=REGISTER)).status == 200

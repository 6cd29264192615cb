"""The packs and registers that the policy service has published, verified, and the plans made of them.

Reads `policy.packs` to the end it has when asked; never decides what is in force (the fences do).
"""

import hashlib

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from contracts.packs import Pack, Register, Signed, signing_input
from contracts.topics import POLICY_PACKS
from shared.core.policy.plan import Older, Plan, compile_plan, is_older
from shared.shell.keys import public_key
from shared.shell.restore import Tail
from shared.shell.settings import Settings
from shared.shell.telemetry import log


class Book:
    """Everything on `policy.packs` whose signature holds."""

    def __init__(self, settings: Settings) -> None:
        """Open a reader of its own; nothing is read yet."""
        self._key: Ed25519PublicKey = public_key(settings.keys, "policy_public")
        self._packs: dict[tuple[str, int], tuple[Pack, str]] = {}
        self._registers: dict[tuple[str, int], tuple[Register, str]] = {}
        self._plans: dict[tuple[str, tuple[int, int], int], Plan] = {}
        self._tail = Tail(settings, POLICY_PACKS)

    def plan(self, shop: str, versions: tuple[int, int] | None, collected: int = 0) -> Plan | None:
        """Return the plan of a pack and register version, or None if either is missing or forged (P10).

        With `collected`, an older pack version, the stricter of both, where the pack says that data keep their version.
        """
        if versions is None:
            return None
        found = self._plans.get((shop, versions, collected))
        if found is None:
            for value in self._tail.read_on():
                self._take(value)
            found = self._compile(shop, versions, collected)
        return found

    def readable(self, shop: str, version: int) -> int:
        """Return the newest pack version up to this one that can be read, 0 if there is none.

        What is accepted while a version is missing or forged was collected under the last one that was published.
        """
        return max((v for name, v in self._packs if name == shop and v <= version), default=0)

    def close(self) -> None:
        """Close the reader."""
        self._tail.close()

    def _compile(self, shop: str, versions: tuple[int, int], collected: int) -> Plan | None:
        found, register = self._packs.get((shop, versions[0])), self._registers.get((shop, versions[1]))
        if found is None or register is None:
            log("version missing", shop=shop, pack=versions[0], register=versions[1])
            return None
        (pack, digest), older = found, None
        if is_older(pack, collected):
            kept = self._packs.get((shop, collected))
            if kept is None:
                log("version missing", shop=shop, pack=collected)
                return None
            older = Older(*kept)
        plan = compile_plan(pack, register[0], pack_digest=digest, register_digest=register[1], older=older)
        self._plans[shop, versions, collected] = plan
        return plan

    def _take(self, value: bytes) -> None:
        try:
            signed = msgspec.msgpack.decode(value, type=Signed)
            # P10: what the policy service did not sign is as good as missing.
            self._key.verify(signed.signature, signing_input(signed.what, signed.body))
            digest = hashlib.sha256(signed.body).hexdigest()
            if signed.what == "pack":
                pack = msgspec.json.decode(signed.body, type=Pack)
                self._packs.setdefault((pack.shop, pack.version), (pack, digest))
            else:
                register = msgspec.json.decode(signed.body, type=Register)
                self._registers.setdefault((register.shop, register.version), (register, digest))
        except (InvalidSignature, msgspec.DecodeError):
            log("policy refused", topic=POLICY_PACKS, code="not_signed_or_unreadable")

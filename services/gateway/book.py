"""The packs and registers that the gateway believes (`core/policy/chain.py`), and the plans made of them.

Reads `policy.packs` to the end it has when asked; never decides what is in force (the fences do).
"""

from contracts.topics import POLICY_PACKS
from shared.core.policy.chain import Chain
from shared.core.policy.plan import Plan, compile_for
from shared.shell import metrics
from shared.shell.keys import officers, public_keys
from shared.shell.restore import Tail
from shared.shell.settings import Settings
from shared.shell.telemetry import log

Versions = tuple[int, int]


class Book:
    """Everything on `policy.packs` that is sealed, approved and in its place."""

    def __init__(self, settings: Settings) -> None:
        """Open a reader of its own; nothing is read yet."""
        self._chain = Chain(public_keys(settings.keys, "policy_public"), officers(settings.keys))
        self._keeps = settings.refused == "keep"
        self._plans: dict[tuple[str, Versions, int], Plan] = {}
        self._tail = Tail(settings, POLICY_PACKS)

    def plan(self, shop: str, versions: Versions | None, collected: int = 0) -> Plan | None:
        """Return the plan of a pack and register version, or None if either is missing or refused (P10).

        Where the settings keep the last good version, that one's plan is returned in place of a refused one: it cites
        other content than the fence of the refused version, which then puts nothing into force. With `collected`, an
        older pack version, the stricter of both, where the pack says that data keep their version.
        """
        if versions is None:
            return None
        found = self._plans.get((shop, versions, collected))
        if found is None:
            self._read()
            found = self._compile(shop, versions, collected) or self._kept(shop, versions, collected)
        return found

    def readable(self, shop: str, version: int) -> int:
        """Return the newest pack version up to this one that is believed, 0 if there is none.

        What is accepted while a version is missing or refused was collected under the last one that was published.
        """
        return self._chain.newest("pack", shop, below=version)

    def close(self) -> None:
        """Close the reader."""
        self._tail.close()

    def _read(self) -> None:
        for said in self._tail.read_on():
            for refusal in self._chain.take(said.value, at=said.at):
                claim = refusal.claim
                about: dict[str, str | int] = {}
                if claim:
                    about = {"shop": claim.shop, "kind": claim.what, "version": claim.version}
                log("version refused", code=refusal.reason, **about)

    def _kept(self, shop: str, versions: Versions, collected: int) -> Plan | None:
        """Return the plan of the last good versions, if they are to be kept and are others than these."""
        pack = self._chain.newest("pack", shop, below=versions[0])
        register = self._chain.newest("register", shop, below=versions[1])
        if not self._keeps or (pack, register) == versions or not pack or not register:
            return None
        return self._compile(shop, (pack, register), collected)

    def _compile(self, shop: str, versions: Versions, collected: int) -> Plan | None:
        found, register = self._chain.pack(shop, versions[0]), self._chain.register(shop, versions[1])
        if found is None or register is None:
            why = {"pack": "" if found else self._chain.why_not("pack", shop, versions[0])}
            why["register"] = "" if register else self._chain.why_not("register", shop, versions[1])
            code = ", ".join(f"{what} {reason}" for what, reason in why.items() if reason)
            log("version not in force", shop=shop, pack=versions[0], register=versions[1], code=code)
            return None
        plan = compile_for(found, register, collected, lambda version: self._chain.pack(shop, version))
        if plan is None:
            log("version not in force", shop=shop, pack=collected, code=self._chain.why_not("pack", shop, collected))
            return None
        self._plans[shop, versions, collected] = plan
        metrics.know(shop)
        return plan

"""Where each party gets its messages, by the newest register that is believed (`core/policy/chain.py`).

It does NOT read packs and does NOT deliver. A party without a route is held, never skipped.
"""

import base64
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from contracts.packs import Channel, Endpoint, Register
from shared.core.moment import day
from shared.core.policy.chain import Chain, Refusal
from shared.core.results import SHOP
from shared.core.signatures import PREFIX
from shared.errors import BrokenInvariantError
from shared.shell import metrics, telemetry
from shared.shell.bus import Record
from shared.shell.handover.message import Lane


class Route(NamedTuple):
    """One open way to a party: the channel, its address, and the secret that signs what goes there."""

    channel: Channel
    url: str
    secret: str

    def __repr__(self) -> str:
        """Name the channel, never the secret."""
        return f"Route({self.channel})"


def _clock() -> int:
    return int(time.time() * 1000)


class Routes:
    """The registers in force, one for each shop, and the secrets of the endpoints."""

    def __init__(self, chain: Chain, secrets: Mapping[str, str], *, clock: Callable[[], int] = _clock) -> None:
        """Keep whom to believe, and the secrets; `clock` tells Unix milliseconds.

        Raises:
            BrokenInvariantError: a secret is not base64.
        """
        self._chain = chain
        self._secrets = dict(secrets)
        self._clock = clock
        self._registers: dict[str, Register] = {}
        self.refused = 0
        for secret in self._secrets.values():
            try:
                base64.b64decode(secret.removeprefix(PREFIX), validate=True)
            except ValueError:
                reason = "endpoint_secret_unreadable"
                raise BrokenInvariantError(reason) from None

    def of(self, lane: Lane) -> Route | str:
        """Return the open way to a party, or to the shop itself, or the reason why there is none now."""
        register = self._registers.get(lane.shop)
        if register and register.until and day(self._clock()) > register.until:
            # P10: facts that nobody stands for any more open nothing; a newer register does.
            return "register_expired"
        endpoint = _results(register) if lane.recipient == SHOP else _endpoint(register, lane)
        if isinstance(endpoint, str):
            return endpoint
        secret = self._secrets.get(lane.path)
        return Route(endpoint.channel, endpoint.url, secret) if secret else "secret_missing"

    def take(self, records: Sequence[Record]) -> bool:
        """Take registers from `policy.packs`, and tell whether one came into force.

        What is refused is counted, logged and ignored.
        """
        changed = False
        for record in records:
            if record.value is None:
                continue
            refused = self._chain.take(record.value, at=record.timestamp)
            for refusal in refused:
                self.refused += 1
                telemetry.log("register_refused", code=refusal.reason, position=record.offset, count=self.refused)
            changed = self._close(refused) or changed
        return self._follow() or changed

    def _close(self, refused: Sequence[Refusal]) -> bool:
        """Close the shop of a register that is sealed, but written for a later release of ours.

        P10: it may have closed what is open, so all of it is.
        """
        newer = [
            refusal.claim
            for refusal in refused
            if refusal.reason == "body_unreadable" and refusal.claim and refusal.claim.what == "register"
        ]
        changed = False
        for claim in newer:
            changed = self._put(Register(claim.shop, claim.version, {})) or changed
        return changed

    def _follow(self) -> bool:
        """Put the newest believed register of each shop into force."""
        changed = False
        for shop in self._chain.shops("register"):
            found = self._chain.register(shop, self._chain.newest("register", shop))
            changed = (found is not None and self._put(found[0])) or changed
        return changed

    def _put(self, register: Register) -> bool:
        known = self._registers.get(register.shop)
        if known is not None and known.version >= register.version:
            # Versions never go back: a replayed old one would open what was closed since.
            return False
        self._registers[register.shop] = register
        metrics.know(register.shop, *register.parties, SHOP)
        telemetry.log("register_in_force", shop=register.shop, version=register.version)
        return True


def _results(register: Register | None) -> Endpoint | str:
    return register.results if register and register.results else "results_unknown"


def _endpoint(register: Register | None, lane: Lane) -> Endpoint | str:
    party = register.parties.get(lane.recipient) if register else None
    if party is None:
        return "party_unknown"
    if party.mode != "live":
        # P14: nothing is handed over while the party is not live.
        return f"mode_{party.mode}"
    found = (instance.endpoint for instance in party.instances if instance.id == lane.instance)
    return next(found, "instance_unknown")

"""Where each party gets its messages, by the register in force; what the policy service did not sign is not believed.

It does NOT read packs and does NOT deliver. A party without a route is held, never skipped.
"""

import base64
import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from contracts.packs import Channel, Endpoint, Register, Signed, signing_input
from shared.core.moment import day
from shared.core.results import SHOP
from shared.core.signatures import PREFIX
from shared.errors import BrokenInvariantError, PoisonError
from shared.shell import telemetry
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


class _Name(msgspec.Struct):
    shop: str
    version: int


def _clock() -> int:
    return int(time.time() * 1000)


class Routes:
    """The registers in force, one for each shop, and the secrets of the endpoints."""

    def __init__(self, key: Ed25519PublicKey, secrets: Mapping[str, str], *, clock: Callable[[], int] = _clock) -> None:
        """Keep the key of the policy service and the secrets; `clock` tells Unix milliseconds.

        Raises:
            BrokenInvariantError: a secret is not base64.
        """
        self._key = key
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

        What is forged or unreadable is counted, logged and ignored.
        """
        changed = False
        for record in records:
            try:
                changed = self._take(record) or changed
            except PoisonError as error:
                self.refused += 1
                telemetry.log("register_refused", code=error.reason, position=record.offset, count=self.refused)
        return changed

    def _take(self, record: Record) -> bool:
        if record.value is None:
            return False
        signed = _signed(record.value)
        try:
            self._key.verify(signed.signature, signing_input(signed.what, signed.body))
        except InvalidSignature:
            reason = "signature_wrong"
            raise PoisonError(reason) from None
        if signed.what != "register":
            return False
        register = _register(signed)
        known = self._registers.get(register.shop)
        if known is not None and known.version >= register.version:
            # Versions never go back: a replayed old one would open what was closed since.
            return False
        self._registers[register.shop] = register
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


def _signed(value: bytes) -> Signed:
    try:
        if value[:1] == b"{":
            return msgspec.json.decode(value, type=Signed)
        return msgspec.msgpack.decode(value, type=Signed)
    except (msgspec.DecodeError, UnicodeDecodeError):
        reason = "not_readable"
        raise PoisonError(reason) from None


def _register(signed: Signed) -> Register:
    if hashlib.sha256(signed.body).hexdigest() != signed.digest:
        reason = "digest_wrong"
        raise PoisonError(reason)
    register = _decoded(signed.body)
    if (register.shop, register.version) != (signed.shop, signed.version):
        reason = "register_of_another_name"
        raise PoisonError(reason)
    return register


def _decoded(body: bytes) -> Register:
    try:
        return msgspec.json.decode(body, type=Register)
    except (msgspec.DecodeError, UnicodeDecodeError):
        telemetry.log("register_not_readable", code="shop_held")
    try:
        # P10: signed, but written for a later release of ours: it may have closed what is open, so close all of it.
        name = msgspec.json.decode(body, type=_Name)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise PoisonError("register_without_a_name") from None
    return Register(name.shop, name.version, {})

"""Sealing of single values under a day key, each bound to its place. Pure: keys, chance and time are arguments.

It makes, keeps and destroys no key (`shared/shell/sealing` does), and knows no topic.
"""

from collections.abc import Mapping
from itertools import count
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from contracts import events as ev
from contracts import messages as m
from contracts import sealed
from contracts.topics import RESULTS, SHOP_EVENTS, SUBJECT_WAITING
from shared.errors import BrokenInvariantError, PoisonError

_TO: Final = "to."
_SERVICES: Final = {SHOP_EVENTS: sealed.INTAKE, RESULTS: sealed.SHOP, SUBJECT_WAITING: sealed.WAITING}
_SEED: Final = 32


class Place(NamedTuple):
    """Where a sealed value lies: on a topic, of a shop, for a party (none on `shop.events`), under its id."""

    topic: str
    shop: str
    recipient: str
    instance: str
    name: str

    @property
    def service(self) -> str:
        """Return under whose keys the value is sealed."""
        return _SERVICES.get(self.topic) or self.topic.removeprefix(_TO)

    @property
    def about(self) -> bytes:
        """Return the associated data."""
        return sealed.about(*self)


def place(topic: str, headers: Mapping[str, bytes]) -> Place:
    """Return the place of a record, from its headers."""
    names = (ev.H_SHOP, m.H_RECIPIENT, m.H_INSTANCE, ev.H_ID)
    shop, recipient, instance, name = (headers.get(each, b"").decode("ascii", "replace") for each in names)
    return Place(topic, shop, recipient, instance, name)


def waiting(key: bytes) -> Place:
    """Return the place of an event that waits, from its key on `subject.waiting`."""
    name = key.decode("ascii", "replace")
    return Place(SUBJECT_WAITING, name.split("/", 1)[0], "", "", name)


class DayKey:
    """One key, of one shop and service; `made` is Unix seconds. Whoever made it seals with it, and nobody else."""

    def __init__(self, name: bytes, secret: bytes, *, shop: str, service: str, made: float) -> None:
        """Take 16 bytes of id and 32 of secret."""
        self.name, self.shop, self.service, self.made = name, shop, service, made
        self._cipher = AESGCM(secret)
        self._numbers = count()

    def __repr__(self) -> str:
        """Name the key, never the secret."""
        return f"DayKey({self.name.hex()})"

    def seal(self, plain: bytes, about: bytes) -> bytes:
        """Return a value sealed under the next number."""
        number = next(self._numbers)
        return sealed.put_together(self.name, number, self._cipher.encrypt(sealed.nonce(number), plain, about))

    def open(self, value: bytes, at: Place) -> bytes:
        """Return the value in clear.

        Raises:
            PoisonError: `seal_broken`: it was altered, or it is of another place, shop or service.
        """
        found = sealed.taken_apart(value)
        # P12: a key of one shop opens nothing that claims to be another's.
        if (self.shop, self.service) != (at.shop, at.service):
            raise PoisonError("seal_broken")
        try:
            return self._cipher.decrypt(found.nonce, found.text, at.about)
        except InvalidTag:
            raise PoisonError("seal_broken") from None


def with_seed(headers: Mapping[str, bytes], value: bytes) -> tuple[dict[str, bytes], bytes]:
    """Take the seed out of an event's headers and put it in front of its value: it is sealed with it.

    From the seed the salts of disclosures derive, by which what a commitment hides could be guessed.

    Raises:
        BrokenInvariantError: the event has no seed.
    """
    rest = dict(headers)
    seed = bytes.fromhex(rest.pop(ev.H_SEED, b"").decode("ascii"))
    if len(seed) != _SEED:
        raise BrokenInvariantError("seed_missing")
    return rest, seed + value


def seed_apart(headers: Mapping[str, bytes], plain: bytes) -> tuple[dict[str, bytes], bytes]:
    """Return headers and value of an event as they were before `with_seed`."""
    return {**headers, ev.H_SEED: plain[:_SEED].hex().encode()}, plain[_SEED:]

"""The day keys of one process: those that it seals with, and those that it has met.

It blocks where a key must be made or fetched, which is once a day for each shop and service; `ready` tells beforehand.
A key that it seals with is made here, and no other process ever seals with it: so its numbers cannot repeat.
"""

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg

from contracts import sealed
from shared.core.sealing import DayKey, Place
from shared.errors import BrokenInvariantError, PoisonError, TransientError
from shared.shell.database import load_queries
from shared.shell.sealing.wrapping import FileWrapping, Wrapping
from shared.shell.settings import Settings

EXPIRED: Final = "expired"
"""Reason of what can never be opened again."""

_DAY_S: Final = 86_400.0
_CALL_S: Final = 5
_SQL: Final = load_queries(Path(__file__).with_name("queries.sql"))


class Ring:
    """Seals and opens for one service. Safe to be used from several threads."""

    def __init__(
        self, settings: Settings, *, wrapping: Wrapping | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        """Open nothing yet; without `wrapping`, key-encryption keys come from the service's key file.

        Raises:
            ValueError: the service has no database.
        """
        if settings.database is None:
            message = "this service has no database, so it has no keys"
            raise ValueError(message)
        self._conninfo = settings.database.get_secret_value()
        self._application = settings.service
        self._wrapping = wrapping or FileWrapping(settings.keys)
        self._clock = clock
        self._lock = threading.Lock()
        self._sealing: dict[tuple[str, str], DayKey] = {}
        self._met: dict[bytes, DayKey | None] = {}

    def ready(self, at: Place, value: bytes | None = None) -> bool:
        """Tell whether `seal`, or with a value `open`, answers without asking the database."""
        if value is None:
            return self._today(at) is not None
        return not sealed.is_sealed(value) or sealed.taken_apart(value).key in self._met

    def seal(self, at: Place, plain: bytes) -> bytes:
        """Return a value sealed for its place.

        Raises:
            TransientError: a new key is needed, and the database is away.
            BrokenInvariantError: the database refuses, or there is nothing to wrap with.
        """
        key = self._today(at)
        if key is None:
            with self._lock:
                key = self._today(at) or self._make(at.shop, at.service)
        return key.seal(plain, at.about)

    def open(self, at: Place, value: bytes) -> bytes:
        """Return a value in clear; one that is not sealed is returned as it is.

        Raises:
            PoisonError: `expired`, the key is destroyed; `seal_broken`, it was altered or is of another place.
            TransientError: the key must be fetched, and the database is away.
            BrokenInvariantError: the database refuses, or nothing unwraps the key.
        """
        if not sealed.is_sealed(value):
            return value
        name = sealed.taken_apart(value).key
        key = self._met.get(name)
        if key is None:
            with self._lock:
                if name not in self._met:
                    self._met[name] = self._fetch(name)
                key = self._met[name]
        # P13: what is held in memory ends with the rows.
        if key is None or self._clock() - key.made >= sealed.KEY_DAYS * _DAY_S:
            self._met[name] = None
            raise PoisonError(EXPIRED)
        return key.open(value, at)

    def _today(self, at: Place) -> DayKey | None:
        key = self._sealing.get((at.shop, at.service))
        return key if key is not None and self._clock() - key.made < _DAY_S else None

    def _make(self, shop: str, service: str) -> DayKey:
        name, secret = secrets.token_bytes(16), secrets.token_bytes(32)
        wrapped = self._wrapping.wrap(service, secret, sealed.about_key(name, shop, service))
        with self._database() as connection:
            connection.execute(_SQL["add"], {"id": name, "shop": shop, "service": service, "wrapped": wrapped})
            (made,) = connection.execute(_SQL["moment"]).fetchone() or (0.0,)
        key = self._sealing[shop, service] = DayKey(name, secret, shop=shop, service=service, made=made)
        return key

    def _fetch(self, name: bytes) -> DayKey | None:
        with self._database() as connection:
            row = connection.execute(_SQL["find"], {"id": name}).fetchone()
        if row is None:
            return None
        shop, service, wrapped, made = row
        secret = self._wrapping.unwrap(service, bytes(wrapped), sealed.about_key(name, shop, service))
        return DayKey(name, secret, shop=shop, service=service, made=made)

    @contextmanager
    def _database(self) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
        try:
            with psycopg.connect(
                self._conninfo, autocommit=True, connect_timeout=_CALL_S, application_name=self._application
            ) as connection:
                yield connection
        except psycopg.OperationalError as error:
            # P10: without its key nothing is sealed or opened, and nothing passes unsealed.
            raise TransientError(f"keys_{error.sqlstate or 'unreachable'}") from None
        except psycopg.Error as error:
            raise BrokenInvariantError(f"keys_{error.sqlstate or 'refused'}") from None

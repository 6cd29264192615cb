"""What the services have told the shops, read from the topic as the auditor may: committed records, to the end."""

import time
from collections.abc import Sequence
from types import TracebackType
from typing import Final, Self

from confluent_kafka import Consumer, IsolationLevel, KafkaError, Message, TopicPartition
from confluent_kafka.admin import OffsetSpec  # type: ignore[attr-defined] # the package does not say what it exports

from cli.embedded import grants
from contracts.topics import PARTITIONS, RESULTS
from shared.core import sealing
from shared.shell.sealing.ring import Ring
from shared.shell.settings import Settings

_SECONDS: Final = 20.0
_PLACES: Final = range(PARTITIONS)


class ResultsError(Exception):
    """The topic cannot be read to its end; the message says why."""


class Results:
    """A reader of `results` that goes on where it stopped. A context manager."""

    def __init__(self, settings: Settings) -> None:
        """Begin at the end that the topic has now, with the rights and day keys of a principal."""
        password = settings.password.get_secret_value()
        self._admin = grants.client(settings.bootstrap, settings.user, password)
        self._ring = Ring(settings)
        self._next = self._end()
        self._consumer = Consumer(
            {
                "bootstrap.servers": settings.bootstrap,
                "security.protocol": "SASL_PLAINTEXT",
                "sasl.mechanism": "SCRAM-SHA-512",
                "sasl.username": settings.user,
                "sasl.password": password,
                "group.id": settings.user,
                "enable.auto.commit": False,
                "isolation.level": "read_committed",
                "enable.partition.eof": True,
                "fetch.wait.max.ms": 10,
            }
        )

    def __enter__(self) -> Self:
        """Return the reader."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self._consumer.close()

    def new(self) -> list[bytes]:
        """Return what was written since the last call, once no transaction is open any more.

        Raises:
            ResultsError: the broker does not answer, or a transaction does not end.
        """
        self._settled()
        self._consumer.assign([TopicPartition(RESULTS, place, offset) for place, offset in self._next.items()])
        values: list[bytes] = []
        left, until = set(_PLACES), time.monotonic() + _SECONDS
        while left:
            message = self._consumer.poll(max(0.0, until - time.monotonic()))
            if message is None:
                raise ResultsError(f"`{RESULTS}` could not be read to its end within {_SECONDS:.0f} s")
            error, place = message.error(), message.partition() or 0
            if error is None:
                headers = {name: value or b"" for name, value in _headers(message)}
                values.append(self._ring.open(sealing.place(RESULTS, headers), message.value() or b""))
                self._next[place] = (message.offset() or 0) + 1
            elif error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001 - librdkafka's own code
                left.discard(place)
            else:
                raise ResultsError(f"`{RESULTS}` cannot be read: {error.name()}")
        return values

    def _settled(self) -> None:
        """Return once all that is written is committed or aborted: a commit is not visible everywhere at once."""
        until = time.monotonic() + _SECONDS
        while self._end(committed=True) != self._end():
            if time.monotonic() > until:
                raise ResultsError(f"a transaction on `{RESULTS}` has not ended within {_SECONDS:.0f} s")

    def _end(self, *, committed: bool = False) -> dict[int, int]:
        level = IsolationLevel.READ_COMMITTED if committed else IsolationLevel.READ_UNCOMMITTED
        latest = OffsetSpec.latest()  # type: ignore[no-untyped-call] # the package has no types here
        wanted = dict.fromkeys((TopicPartition(RESULTS, place) for place in _PLACES), latest)
        answers = self._admin.list_offsets(wanted, isolation_level=level, request_timeout=_SECONDS)
        return {place.partition: answer.result().offset for place, answer in answers.items()}


def _headers(message: Message) -> Sequence[tuple[str, bytes | None]]:
    return message.headers() or []  # type: ignore[return-value]  # the stubs allow text, the client gives bytes

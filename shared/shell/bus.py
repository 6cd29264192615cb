"""Kafka for every service but the gateway: read in order, commit what was done, send and wait for the answer.

FastStream holds the connections and the loop; its parsing, acknowledging and logging are replaced, because they lose
messages (docs/adr). How a topic is read is in `shell/reading.py`, the switch of the fates in `shell/fates.py`. This
module does NOT decode anything, does NOT know any topic, and has NO transactions (`shell/transaction.py` has).
"""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, Final

from aiokafka import ConsumerRebalanceListener
from aiokafka import TopicPartition as Place
from aiokafka.errors import IllegalStateError, KafkaError, KafkaTimeoutError, MessageSizeTooLargeError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage, TopicPartition
from faststream.kafka.message import FAKE_CONSUMER
from faststream.security import SASLScram512

from contracts import deployment
from shared.errors import BrokenInvariantError, PoisonError, TransientError
from shared.shell import metrics, telemetry
from shared.shell.fates import BROKEN, Life
from shared.shell.reading import PartitionHandler, Reader, Record
from shared.shell.settings import BEGINNING, Settings

__all__ = ["Bus", "PartitionHandler", "Record", "TopicHandler"]

Bytes = bytes | None
TopicHandler = Callable[[Sequence[Record]], Awaitable[None]]

_IDLE_MS: Final = 25
_COMMIT_SECONDS: Final = 10.0


class Bus:
    """The one way of a service to Kafka. Register first (`consume`, `follow`, `beside`), then `run`."""

    def __init__(self, settings: Settings) -> None:
        """Keep the settings; nothing is opened before `start`."""
        self._settings = settings
        self._life = Life()
        self._readers: list[Reader] = []
        self._works: list[Callable[[], Awaitable[None]]] = []
        self._broker: KafkaBroker | None = None
        self._sends = deployment.may_write(settings.service)

    def consume(self, topic: str, handler: PartitionHandler, *, batch: int = 500) -> None:
        """Hand records to `handler(partition, records)`, those of one partition in order; commit after it returned.

        A record is handed over again after a failure or a crash: the handler must know repeats.
        """
        self._readers.append(Reader(self._life, topic, handler, group=self._settings.service, batch=batch))

    def follow(self, topic: str, handler: TopicHandler) -> None:
        """Hand over a one-partition topic from its beginning, at each start, and go on following it."""

        async def whole(_partition: int, records: Sequence[Record]) -> None:
            await handler(records)

        self._readers.append(Reader(self._life, topic, whole, group=None, batch=500))

    def beside(self, work: Callable[[], Awaitable[None]]) -> None:
        """Run `work()` beside the readers, from the moment the bus is up until it stops (then it is cancelled).

        The fates hold for it too: transient, it is run again after a pause; anything else stops the process.
        """
        self._works.append(work)

    async def send(
        self, topic: str, *, partition: int, key: Bytes, value: Bytes, headers: dict[str, bytes], at: int | None = None
    ) -> tuple[int, int]:
        """Send one record, of time `at` (ms) where the topic keeps it, and return its acknowledged (partition, offset).

        Raises:
            TransientError: the broker did not answer; the record may lie there all the same.
            PoisonError: the record is too large for the topic.
            BrokenInvariantError: the broker refuses for good (rights, a producer that cannot go on).
        """
        if self._broker is None or not self._sends:
            raise TransientError("bus_not_started")
        time, named = BEGINNING if at is None and self._settings.story else at, list(headers.items())
        try:
            answer = await _producer(self._broker).send_and_wait(topic, value, key, partition, time, headers=named)
        except MessageSizeTooLargeError:
            raise PoisonError("record_too_large") from None
        except KafkaError as error:
            kind = TransientError if error.retriable or isinstance(error, KafkaTimeoutError) else BrokenInvariantError
            raise kind(f"send_{type(error).__name__}") from None
        return answer.partition, answer.offset

    async def caught_up(self, topic: str) -> None:
        """Wait until all that lies on a followed topic now has been handed over.

        Raises:
            TransientError: the broker does not answer.
            KeyError: nobody follows the topic.
        """
        reader = {reader.topic: reader for reader in self._readers}[topic]
        try:
            await reader.caught_up()
        except KafkaError as error:
            raise TransientError(f"follow_{type(error).__name__}") from None

    async def run(self) -> None:
        """Start, work until SIGTERM or SIGINT, drain, stop.

        Raises:
            SystemExit: 70, a broken invariant stopped the process.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        try:
            await self.start()
            await self._life.wait()
        finally:
            await self.close()
        if self._life.broken:
            raise SystemExit(BROKEN)

    async def start(self) -> None:
        """Connect and start all readers; where the broker refuses or is away, try again until `stop` (P10)."""
        await self._life.keep_up(self._connect)

    async def close(self) -> None:
        """Stop the works, let the readers finish what they hold, and disconnect."""
        await self._life.end()
        if self._broker is not None:
            broker, self._broker = self._broker, None
            await broker.stop()

    def stop(self) -> None:
        """Ask the bus to stop; returns at once."""
        self._life.stop()

    async def pause(self, seconds: float) -> None:
        """Sleep, but no longer than until the bus stops."""
        await self._life.pause(seconds)

    @property
    def stopping(self) -> bool:
        """Whether the bus was asked to stop."""
        return self._life.stopping

    @property
    def healthy(self) -> bool:
        """Whether every reader has partitions and polls them, and the producer can send."""
        if self._broker is None or self.stopping:
            return False
        if self._sends and _producer(self._broker)._sender.sender_task.done():  # noqa: SLF001 - no other sign of it
            return False
        return all(reader.healthy for reader in self._readers)

    async def lag(self) -> None:
        """Let metrics know how far each reader is behind."""
        with suppress(KafkaError, IllegalStateError):  # a partition has just gone to somebody else
            found = {(("messaging.destination.name", each.topic),): await each.lag() for each in self._readers}
            metrics.level("sekisho.lag", found)

    async def _connect(self) -> None:
        broker = self._build()
        try:
            await broker.start()
        except (KafkaError, OSError) as error:
            with suppress(Exception):
                await broker.stop()
            raise TransientError(f"broker_{type(error).__name__}") from None
        self._broker = broker
        for work in self._works:
            self._life.spawn(self._life.keep_up(work))

    def _build(self) -> KafkaBroker:
        broker = KafkaBroker(
            self._settings.bootstrap,
            client_id=self._settings.service,
            security=SASLScram512(self._settings.user, self._settings.password.get_secret_value()),
            acks="all",
            enable_idempotence=True,
            max_request_size=1_000_000,
            retry_backoff_ms=50,
            allow_auto_create_topics=False,
            consumer_only=not self._sends,
            apply_types=False,
            graceful_timeout=15.0,
            logger=None,
        )
        for reader in self._readers:
            _subscribe(broker, reader)
        return broker


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka has no types
    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def on_partitions_revoked(self, revoked: set[Place]) -> None:  # noqa: ARG002 - the interface of aiokafka
        await self._reader.revoked()

    async def on_partitions_assigned(self, assigned: set[Place]) -> None:
        pass  # aiokafka starts at the committed offset


def _subscribe(broker: KafkaBroker, reader: Reader) -> None:
    """Let a reader read by this broker; nothing is acknowledged but by its own commits."""
    whole: dict[str, Any] = {"partitions": [TopicPartition(reader.topic, 0)]} if reader.group is None else {}
    subscriber = broker.subscriber(
        *(() if whole else (reader.topic,)),
        **whole,
        batch=True,
        group_id=reader.group,
        max_records=reader.batch,
        batch_timeout_ms=_IDLE_MS,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        session_timeout_ms=6000,
        heartbeat_interval_ms=2000,
        listener=_Listener(reader),
        ack_policy=AckPolicy.MANUAL,
        no_reply=True,
        parser=_raw,
        decoder=_untouched,
    )

    async def commit(place: Any, offset: int) -> None:
        try:
            await asyncio.wait_for(subscriber.consumer.commit({place: offset}), _COMMIT_SECONDS)
        except (KafkaError, IllegalStateError, ValueError, TimeoutError) as error:
            # The partition has gone to somebody else, or the broker is away: the records will come again.
            telemetry.log("commit_lost", topic=place.topic, partition=place.partition, error=type(error).__name__)

    reader.connect(lambda: subscriber.consumer, Place, commit=None if whole else commit)
    subscriber(reader.take)


async def _raw(batch: Any) -> KafkaMessage:
    """Stand in for FastStream's parser, which drops a batch silently if a header is not UTF-8."""
    return KafkaMessage(raw_message=batch, body=batch, consumer=FAKE_CONSUMER)


async def _untouched(message: KafkaMessage) -> Any:
    return message.body


def _producer(broker: KafkaBroker) -> Any:
    """Return FastStream's own aiokafka producer: its `publish` cannot send header bytes (private, pinned)."""
    wrapper: Any = broker.config.producer
    return wrapper._producer.producer  # noqa: SLF001 - see above

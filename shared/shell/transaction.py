"""The one transactional loop: read a partition's events, write everything they lead to and the position, or nothing.

confluent-kafka (librdkafka) and not FastStream, which has no transactions, nor aiokafka, whose zombies may commit
(ADR 0002). One transaction covers one input partition. What is decided is the desk's business, not this module's.
"""

import signal
import time
from collections.abc import Sequence
from typing import Final, Generic

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, Producer, TopicPartition

from shared.core.checkpoint.step import Input, Output, Step
from shared.errors import BrokenInvariantError, TransientError
from shared.shell import metrics, spans
from shared.shell.behind import Behind
from shared.shell.desk import Desk, Restored
from shared.shell.doubt import TRANSACTION_TIMEOUT_MS, DoubtLog, configuration
from shared.shell.restore import as_input, member
from shared.shell.settings import BEGINNING, Settings
from shared.shell.standby import Standby
from shared.shell.telemetry import log

_CALL_S: Final = 10.0
_ASK_S: Final = 0.5
_BATCH: Final = 500
_WINDOW_S: Final = 0.02
FENCED_EXIT: Final = 75
"""Exit code of an instance that another of its slot has replaced; it is not to be restarted at once."""


class TransactionalLoop(Generic[Restored]):
    """Runs a desk over one topic in one consumer group until told to stop."""

    def __init__(
        self, settings: Settings, *, topic: str, partitions: int, changelogs: Sequence[str], desk: Desk[Restored]
    ) -> None:
        """Decide nothing before `run`. `changelogs` are the compacted topics that hold the desk's state."""
        self._settings, self._topic, self._desk = settings, topic, desk
        self._standby = Standby(settings, changelogs, partitions=partitions, replay=desk.replay)
        self._doubts = DoubtLog()
        self._producer: Producer | None = None
        self._restoring: set[int] = set()
        self._seated: set[int] = set()
        self._running = True
        self._spans = spans.NOTHING
        self._consumer: Consumer = member(settings)
        self._behind = Behind(self._consumer, topic)

    def run(self) -> None:
        """Poll, decide, commit, until SIGTERM or SIGINT.

        Raises:
            BrokenInvariantError: state and position disagree for longer than a transaction can last.
            SystemExit: another instance of this slot has taken over (code 75).
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        self._consumer.subscribe([self._topic], on_assign=self._assigned, on_revoke=self._gone, on_lost=self._gone)
        try:
            while self._running:
                self.turn()
        finally:
            self._consumer.close()
            self._standby.close()

    def turn(self) -> None:
        """Do one round: follow and restore a little, poll once, decide each partition's batch."""
        self._standby.turn()
        self._behind.look(self._seated)
        for partition in sorted(self._restoring):
            self._restore(partition)
        # The group's metadata is taken *before* the poll: later, a zombie would be let through (KIP-447).
        metadata = self._consumer.consumer_group_metadata()
        batches: dict[int, list[Input]] = {}
        for message in self._consumer.consume(_BATCH, _WINDOW_S):
            if message.error() is not None:
                self._refuse(message.error())
            elif message.partition() in self._seated:
                batches.setdefault(message.partition() or 0, []).append(as_input(message))
        for partition, inputs in batches.items():
            if partition in self._seated:
                self._decide(partition, inputs, metadata)

    def _decide(self, partition: int, inputs: Sequence[Input], metadata: object) -> None:
        with spans.batch(self._topic, partition, self._settings.service, inputs, spans.EVENT) as self._spans:
            try:
                for step in self._desk.take(partition, inputs):
                    if not self._settle(partition, step, metadata):
                        self._spans.fail("aborted")
                        return
                    self._desk.keep(partition)
            except TransientError as error:
                log("batch waits", partition=partition, code=error.reason)
                self._spans.fail("keys_away")
                self._reset(partition)
                return
        metrics.add("sekisho.events.decided", len(inputs))

    def _settle(self, partition: int, step: Step, metadata: object) -> bool:
        """Commit one step and return whether it surely happened; if not, the partition starts over."""
        begun = time.monotonic()
        try:
            sure = self._commit(partition, step, metadata)
        except KafkaException as error:
            self._doubt(partition, error, begun)
            return False
        if not sure:
            log("transaction in doubt", partition=partition, code="coordinator_lost")
            self._reset(partition)
        return sure

    def _commit(self, partition: int, step: Step, metadata: object) -> bool:
        """Write one step; return whether its fate is certain.

        Raises:
            KafkaException: the transaction was not committed, or nobody knows.
        """
        producer = self._producer or self._open()
        producer.poll(0)  # what was logged before this transaction is not about it
        self._doubts.doubt = False
        producer.begin_transaction()
        for output in self._spans.reissue(step.outputs):
            self.write(producer, partition, output)
        producer.poll(0)
        position = TopicPartition(self._topic, partition, step.position)
        producer.send_offsets_to_transaction([position], metadata, _CALL_S)
        # librdkafka refuses the commit if the broker refused one of the records.
        producer.commit_transaction(_CALL_S)
        producer.poll(0)
        return not self._doubts.doubt

    def write(self, producer: Producer, partition: int, output: Output) -> None:
        """Hand one record to the producer, to the partition number of its input unless it names another."""
        place = partition if output.partition is None else output.partition
        headers: list[tuple[str, str | bytes | None]] = list(output.headers)
        time = BEGINNING if self._settings.story and output.topic == self._topic else 0
        while True:
            try:
                producer.produce(
                    output.topic, output.value, output.key, partition=place, headers=headers, timestamp=time
                )
            except BufferError:
                producer.poll(0.05)
            else:
                return

    def _open(self) -> Producer:
        producer = Producer(configuration(self._settings), logger=self._doubts)
        producer.init_transactions(30)
        self._producer = producer
        return producer

    def _doubt(self, partition: int, error: KafkaException, begun: float) -> None:
        """Start over from what is committed; leave, if another instance of this slot has taken over."""
        reason: KafkaError = error.args[0]
        log("transaction failed", partition=partition, code=reason.name())
        fenced = reason.code() in {KafkaError._FENCED, KafkaError.INVALID_PRODUCER_EPOCH}  # noqa: SLF001 - librdkafka's own code
        # A transaction that outlived its time-out reports the same code, though nobody took over.
        if fenced and (time.monotonic() - begun) * 1000 < TRANSACTION_TIMEOUT_MS:
            raise SystemExit(FENCED_EXIT)
        self._reset(partition)

    def _reset(self, partition: int) -> None:
        """Never reuse a producer in doubt: the next one, of the same transactional id, fences what is under way."""
        if self._producer is not None:
            self._producer.close()
        self._producer = None
        # A partition that has gone meanwhile is followed again already, and is another's to restore.
        if partition in self._seated:
            self._unseat(partition)
            self._begin_restore(partition)

    def _restore(self, partition: int) -> None:
        """Take a partition if its state is read to its end and agrees with the committed position; else, come again."""
        try:
            restored = self._standby.whole(partition)
            if restored is None:
                return
            position = self._desk.seat(partition, self._committed(partition), restored)
        except (KafkaException, TransientError) as error:
            # An open transaction holds the position back; its fate is known soon (KIP-447). So it is with keys.
            code = error.reason if isinstance(error, TransientError) else error.args[0].name()
            log("partition not taken yet", partition=partition, code=code)
            return
        if position is None:
            # A commit is not visible everywhere at once: read on for as long as a transaction can last, then stop.
            if self._standby.disagreed(partition) * 1000 > 3 * TRANSACTION_TIMEOUT_MS:
                raise BrokenInvariantError("state_and_position_disagree")
            self._standby.again(partition)
        elif self._resume(partition, position):
            self._restoring.discard(partition)
            self._seated.add(partition)
            count = self._standby.taken(partition)
            log("partition taken", partition=partition, position=position, count=count)
        else:
            self._desk.drop(partition)

    def _committed(self, partition: int) -> int | None:
        found = self._consumer.committed([TopicPartition(self._topic, partition)], _ASK_S)[0]
        if found.error is not None:
            raise KafkaException(found.error)
        return found.offset if found.offset >= 0 else None

    def _resume(self, partition: int, position: int) -> bool:
        """Read on from a position; tell whether the consumer could, which right after a rebalance it may not."""
        place = TopicPartition(self._topic, partition, position)
        try:
            self._consumer.seek(place)
        except KafkaException as error:
            log("seek refused", partition=partition, code=error.args[0].name())
            return False
        self._consumer.resume([place])
        return True

    def _begin_restore(self, partition: int) -> None:
        self._consumer.pause([TopicPartition(self._topic, partition)])
        self._standby.want(partition)
        self._restoring.add(partition)

    def _assigned(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        consumer.incremental_assign([TopicPartition(p.topic, p.partition, OFFSET_BEGINNING) for p in partitions])
        for each in partitions:
            self._begin_restore(each.partition)

    def _gone(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        for each in partitions:
            if each.partition in self._restoring:
                self._restoring.discard(each.partition)
                self._standby.rest(each.partition)
            else:
                self._unseat(each.partition)
        consumer.incremental_unassign(partitions)

    def _unseat(self, partition: int) -> None:
        """Forget a partition's state, and follow it again, from its beginning: what is in doubt is no beginning."""
        self._seated.discard(partition)
        self._desk.drop(partition)
        self._standby.follow(partition)

    def _refuse(self, error: KafkaError | None) -> None:
        if error is not None and error.fatal():
            raise BrokenInvariantError("consumer_failed")
        if error is not None and error.code() == KafkaError._AUTO_OFFSET_RESET:  # noqa: SLF001 - librdkafka's own code
            raise BrokenInvariantError("position_outside_the_log")
        log("poll failed", code=error.name() if error else "unknown")

    def _stop(self, *_signal: object) -> None:
        self._running = False

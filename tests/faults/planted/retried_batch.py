"""Planted: a batch tried again on its old overlay takes itself for a duplicate. Fault: one failed commit."""

from typing import Any, Final

from confluent_kafka import KafkaError, KafkaException, Producer, TopicPartition

from shared.core.checkpoint import desk
from shared.core.checkpoint.step import Step
from shared.core.decide import Decision, decide
from shared.core.event import Event
from shared.core.policy.plan import Plan
from shared.core.subject import Order, Subject, short
from shared.shell.settings import Settings
from shared.shell.transaction import TransactionalLoop
from tests.faults.planted.scene import Scene

_CALL_S: Final = 10.0


def _decide(event: Event, plan: Plan | None, subject: Subject, order: Order, *, now: int) -> Decision | None:
    return None if short(event.id) in order.seen else decide(event, plan, subject, order, now=now)


def _settle(loop: TransactionalLoop[Any], partition: int, step: Step, metadata: object) -> bool:
    try:
        return loop._commit(partition, step, metadata)
    except KafkaException:
        assert loop._producer is not None
        loop._producer.abort_transaction(_CALL_S)
        at = loop._consumer.committed([TopicPartition(loop._topic, partition)], _CALL_S)[0].offset
        loop._consumer.seek(TopicPartition(loop._topic, partition, at))
        return False


def main(settings: Settings) -> None:
    """Run the gateway with the fault, and the bug if it is asked for."""
    scene = Scene(settings)

    class Tampered(Producer):
        def commit_transaction(self, *args: Any) -> None:
            if scene.fires():
                raise KafkaException(KafkaError(KafkaError._TIMED_OUT))
            super().commit_transaction(*args)

    if "retried_batch" in scene.bugs:
        vars(desk)["decide"] = _decide
        TransactionalLoop._settle = _settle  # type: ignore[method-assign,assignment]
    scene.play(Tampered)

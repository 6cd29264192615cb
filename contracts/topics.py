"""Every topic of the flow, as a card, and the one place that computes a partition.

Messages go to the partition *number* of the event that caused them (docs/architecture.md, "One partition");
keys serve compaction and readers, never placing.
"""

from typing import Final, Literal, NamedTuple

from contracts.partners import PARTNERS

SHOP_EVENTS: Final = "shop.events"
POLICY_PACKS: Final = "policy.packs"
SUBJECT_STATE: Final = "subject.state"
SUBJECT_WAITING: Final = "subject.waiting"
DISCLOSURES: Final = "disclosures"
OUTCOMES: Final = "outcomes"
RESULTS: Final = "results"


def to_service(service: str) -> str:
    """Name the topic that hands disclosures to one partner service."""
    return f"to.{service}"


class Topic(NamedTuple):
    """The card of one topic: name, key, cleanup and how long it is kept."""

    name: str
    key: str
    cleanup: Literal["delete", "compact"]
    kept: str
    partitioned: bool = True
    config: tuple[tuple[str, str], ...] = ()

    @property
    def short_lived(self) -> bool:
        """Whether the housekeeper deletes its records once all their readers have passed them."""
        return self.cleanup == "delete"


# Compacted state must lose an erased value within a stated bound even in a quiet partition (ADR 0003).
_COMPACTED: Final = (
    ("segment.ms", "3600000"),
    ("max.compaction.lag.ms", "3600000"),
    ("min.compaction.lag.ms", "600000"),
    ("min.cleanable.dirty.ratio", "0.01"),
    ("delete.retention.ms", "3600000"),
)
# Records go behind their readers, never by age alone: a slow reader must not lose evidence. A segment is deleted as a
# whole, so it is short. An order of 1 MiB with many sellers may lead to more than Kafka's usual megabyte of entries.
_FLOW: Final = (("retention.ms", "-1"), ("segment.ms", "3600000"), ("max.message.bytes", "8388608"))

KEPT_DAYS: Final = 7
"""How long a record of a short-lived topic stays although all its readers have passed it."""

_BEHIND: Final = "seven days, and until its reader has passed it"

PARTNER_TOPICS: Final = tuple(to_service(name) for name in PARTNERS)

TOPICS: Final[tuple[Topic, ...]] = (
    Topic(
        SHOP_EVENTS,
        key="subject reference",
        cleanup="delete",
        kept="seven days, and until the gateway has passed it",
        config=(*_FLOW, ("message.timestamp.type", "LogAppendTime")),
    ),
    Topic(
        POLICY_PACKS,
        key="shop/pack or register/version/digest",
        cleanup="compact",
        kept="for good",
        partitioned=False,
        # The broker says when a version was published, not the policy service.
        config=(("message.timestamp.type", "LogAppendTime"),),
    ),
    Topic(
        SUBJECT_STATE,
        key="shop/subject, shop/subject/order, and the partition's head",
        cleanup="compact",
        kept="latest state",
        config=_COMPACTED,
    ),
    Topic(
        SUBJECT_WAITING,
        key="shop/subject/order/position",
        cleanup="compact",
        kept="until released, cancelled or ended",
        config=_COMPACTED,
    ),
    *(
        Topic(
            name,
            key="the recipient's pseudonym of the person",
            cleanup="delete",
            kept=_BEHIND,
            config=_FLOW,
        )
        for name in PARTNER_TOPICS
    ),
    Topic(
        DISCLOSURES,
        key="subject reference",
        cleanup="delete",
        kept=_BEHIND,
        config=_FLOW,
    ),
    Topic(
        OUTCOMES,
        key="disclosure id",
        cleanup="delete",
        kept=_BEHIND,
        config=_FLOW,
    ),
    Topic(
        RESULTS,
        key="subject reference, or disclosure id",
        cleanup="delete",
        kept=_BEHIND,
        config=_FLOW,
    ),
)

SHORT_LIVED: Final = tuple(card.name for card in TOPICS if card.short_lived)

PARTITIONS: Final = 4
"""Partitions of every topic but `policy.packs` on one machine; fixed when a deployment starts."""


def partition_of(reference: str, partitions: int = PARTITIONS) -> int:
    """Return the partition of a subject reference (murmur2, as Kafka's own clients hash keys).

    Every writer passes the number on explicitly, because the default partitioners of two clients disagree.
    """
    return (_murmur2(reference.encode()) & 0x7FFFFFFF) % partitions


def _murmur2(key: bytes) -> int:
    mask, m, length = 0xFFFFFFFF, 0x5BD1E995, len(key)
    h = (0x9747B28C ^ length) & mask
    for i in range(0, length - length % 4, 4):
        k = int.from_bytes(key[i : i + 4], "little") * m & mask
        k = ((k ^ (k >> 24)) * m) & mask
        h = (h * m & mask) ^ k
    tail = key[length - length % 4 :]
    if tail:
        h = ((h ^ int.from_bytes(tail, "little")) * m) & mask
    h = ((h ^ (h >> 13)) * m) & mask
    return h ^ (h >> 15)

"""Collect what there is to judge: committed records of the topics, logs of parties, receipts of shops, the export."""

import json
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, Message, TopicPartition

from contracts.entries import Numbered, Outcome
from contracts.packs import Pack
from contracts.topics import DISCLOSURES, OUTCOMES, PARTITIONS, PARTNER_TOPICS, POLICY_PACKS
from contracts.versions import Signed
from examples.auditor.opening import Opener

_WAIT_S: Final = 20.0
_SLICE_S: Final = 0.1


class Access(NamedTuple):
    """How to reach broker, ledger and day keys as the auditor's own principal."""

    bootstrap: str
    user: str
    password: str
    ledger: str
    token: str
    database: str
    wrapping: Path


class Handover(NamedTuple):
    """One message on `to.*`: where it lies, its headers and the bytes that are handed over."""

    topic: str
    partition: int
    offset: int
    headers: dict[str, str]
    body: bytes


class Receipt(NamedTuple):
    """What a shop was told when its event was accepted."""

    shop: str
    event: str
    type: str


class Export(NamedTuple):
    """The log of one shop: the signed checkpoint, the key, the exact text of each leaf, and the numbers of streams."""

    shop: str
    checkpoint: str
    vkey: str
    leaves: list[str]
    streams: dict[str, int]


class Evidence(NamedTuple):
    """Everything the verdict rests on."""

    messages: list[Handover]
    numbered: list[tuple[int, Numbered]]
    outcomes: list[Outcome]
    packs: dict[str, Pack]
    received: dict[str, list[bytes]]
    receipts: list[Receipt]
    exports: list[Export]


def collect(access: Access, *, parties: Path | None, receipts: Path | None, shops: list[str]) -> Evidence:
    """Read everything, with `read_committed`: what was aborted was never disclosed."""
    # Keys first made, then used: whatever was read has its key among those that are fetched after.
    records, opener = _records(access), Opener(access.database, access.wrapping)
    return Evidence(
        messages=[
            Handover(r.topic, r.partition, r.offset, r.headers, opener.open(r.topic, r.headers, r.value))
            for topic in PARTNER_TOPICS
            for r in records[topic]
        ],
        numbered=[(r.partition, msgspec.json.decode(r.value, type=Numbered)) for r in records[DISCLOSURES]],
        outcomes=[msgspec.json.decode(r.value, type=Outcome) for r in records[OUTCOMES]],
        packs=dict(_packs(records[POLICY_PACKS])),
        received=dict(_received(parties)) if parties else {},
        receipts=list(_receipts(receipts)) if receipts and receipts.exists() else [],
        exports=[_export(access, shop) for shop in shops],
    )


class _Record(NamedTuple):
    topic: str
    partition: int
    offset: int
    headers: dict[str, str]
    value: bytes


def _records(access: Access) -> dict[str, list[_Record]]:
    """Read every topic that an auditor may read, each partition to the end that it has."""
    consumer = Consumer(
        {
            "bootstrap.servers": access.bootstrap,
            "security.protocol": "SASL_PLAINTEXT",
            "sasl.mechanism": "SCRAM-SHA-512",
            "sasl.username": access.user,
            "sasl.password": access.password,
            "group.id": access.user,
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
            "enable.partition.eof": True,
        }
    )
    flow = [(topic, p) for topic in (*PARTNER_TOPICS, DISCLOSURES, OUTCOMES) for p in range(PARTITIONS)]
    left = {(POLICY_PACKS, 0), *flow}
    found: dict[str, list[_Record]] = {topic: [] for topic, _ in left}
    try:
        consumer.assign([TopicPartition(topic, p, OFFSET_BEGINNING) for topic, p in left])
        heard = time.monotonic()
        while left:
            messages = consumer.consume(1000, _SLICE_S)
            heard = time.monotonic() if messages else heard
            if time.monotonic() - heard > _WAIT_S:
                raise TimeoutError(f"{sorted(left)} cannot be read to the end")
            for message in messages:
                error, topic, partition = message.error(), message.topic() or "", message.partition() or 0
                if error is None:
                    found[topic].append(_record(message))
                elif error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001 - librdkafka's own code
                    left.discard((topic, partition))
                else:
                    raise PermissionError(f"{topic}: {error.name()}")
    finally:
        consumer.close()
    return found


def _record(message: Message) -> _Record:
    given: list[tuple[str, bytes | None]] = message.headers() or []  # type: ignore[assignment]
    headers = {name: (value or b"").decode() for name, value in given}
    return _Record(
        message.topic() or "", message.partition() or 0, message.offset() or 0, headers, message.value() or b""
    )


def _packs(records: list[_Record]) -> Iterator[tuple[str, Pack]]:
    for record in records:
        signed = msgspec.msgpack.decode(record.value, type=Signed)
        claim = signed.claim
        if claim.what == "pack":
            yield f"{claim.shop}/{claim.version}:{claim.digest[:16]}", msgspec.json.decode(signed.body, type=Pack)


def _received(folder: Path) -> Iterator[tuple[str, list[bytes]]]:
    """Read the parties' logs: disclosure id → every body received under it. What a shop is told itself is none."""
    found: dict[str, list[bytes]] = {}
    for file in sorted(set(folder.glob("*.jsonl")) - set(folder.glob("*__shop__shop.jsonl"))):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            found.setdefault(row["webhook_id"], []).append(row["body"].encode())
    yield from found.items()


def _receipts(file: Path) -> Iterator[Receipt]:
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        for accepted in row["accepted"]:
            yield Receipt(row["shop"], accepted["event"], accepted["type"])


def _export(access: Access, shop: str) -> Export:
    request = urllib.request.Request(  # noqa: S310 - the ledger's own address
        f"{access.ledger}/shops/{shop}/export", headers={"Authorization": f"Bearer {access.token}"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - see above
        header = json.loads(answer.readline())
        rows = (json.loads(line) for line in answer)
        leaves = [row["leaf"] for row in rows if "leaf" in row]  # stored hashes stand between them
    return Export(shop, header["checkpoint"], header["vkey"], leaves, header["streams"])

"""The embedded stack's doors: each principal gets what the table says, and nobody else gets anything (P9)."""

import json
import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psycopg
import pytest
from confluent_kafka import Consumer, KafkaError, Producer, TopicPartition

from cli.embedded.stack import EmbeddedStack, StackError
from cli.migrate import MIGRATOR
from contracts.deployment import SERVICES

pytestmark = pytest.mark.timeout(120)

STAND_IN: Final = "tests.integration.test_embedded_stand_in"
CREATE_ACLS: Final = 30
SASL_HANDSHAKE: Final = 17
SASL_AUTHENTICATE: Final = 36
SASL_AUTHENTICATION_FAILED: Final = 58


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStack]:
    """Run the infrastructure with one table for each service that has a schema."""
    root = tmp_path_factory.mktemp("root")
    for folder in {folder for row in SERVICES for folder in row.migrations}:
        (root / folder).mkdir(parents=True)
        table = "CREATE TABLE {{schema}}.thing (id int); GRANT SELECT, INSERT ON {{schema}}.thing TO {{role}};"
        (root / folder / "001_thing.sql").write_text(table)
    endpoints = {"seller": ["shop-a/seller/one"]}
    with EmbeddedStack(data=None, shops=["shop-a"], endpoint_names=endpoints, say=lambda _: None, root=root) as running:
        running.start_infrastructure()
        yield running


def _client(stack: EmbeddedStack, principal: str) -> dict[str, str | int | float | bool]:
    user, password = stack.credentials(principal)
    return {
        "bootstrap.servers": stack.bootstrap,
        "security.protocol": "SASL_PLAINTEXT",
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.username": user,
        "sasl.password": password,
    }


def _first(stack: EmbeddedStack, principal: str, topic: str) -> bytes | int | None:
    """Return the first value of a topic, or the code of the error."""
    reading: dict[str, str | int | float | bool] = {"enable.auto.commit": False, "auto.offset.reset": "earliest"}
    consumer = Consumer({**_client(stack, principal), **reading, "group.id": principal})
    consumer.subscribe([topic])
    try:
        message = consumer.poll(10)
        assert message is not None, "neither a message nor an error"
        error = message.error()
        return error.code() if error else message.value()
    finally:
        consumer.close()


def _produce(stack: EmbeddedStack, principal: str, topic: str, value: bytes) -> int | None:
    """Write one value; return the code of the error, if any."""
    producer = Producer({**_client(stack, principal), "message.timeout.ms": 10_000})
    outcome: list[KafkaError | None] = []
    producer.produce(topic, value, partition=0, on_delivery=lambda error, _: outcome.append(error))
    producer.flush(15)
    return outcome[0].code() if outcome[0] else None


def test_a_partner_service_reads_its_own_topic_and_no_other(stack: EmbeddedStack) -> None:
    assert _produce(stack, "gateway", "to.seller", b"one") is None
    assert _first(stack, "seller", "to.seller") == b"one"
    refused = KafkaError.TOPIC_AUTHORIZATION_FAILED
    for topic in ("shop.events", "to.payment", "disclosures", "subject.state"):
        assert _first(stack, "seller", topic) == refused
        assert _produce(stack, "seller", topic, b"two") == refused
    assert _produce(stack, "seller", "to.seller", b"three") == refused


def test_a_wrong_password_is_refused(stack: EmbeddedStack) -> None:
    errors: list[KafkaError] = []
    settings = {**_client(stack, "seller"), "sasl.password": "guess", "group.id": "seller"}
    consumer = Consumer({**settings, "error_cb": errors.append})
    consumer.assign([TopicPartition("to.seller", 0, 0)])
    assert consumer.poll(3) is None
    consumer.close()
    assert KafkaError._AUTHENTICATION in {error.code() for error in errors}


def _ask(door: socket.socket, key: int, version: int, body: bytes) -> bytes:
    """Send one request of Kafka's protocol (header version 1), and return the answer's body; empty if cut off."""
    request = struct.pack(">hhih", key, version, 1, -1) + body
    door.sendall(struct.pack(">i", len(request)) + request)
    try:
        size = door.recv(4, socket.MSG_WAITALL)
        return door.recv(struct.unpack(">i", size)[0], socket.MSG_WAITALL)[4:] if size else b""
    except ConnectionResetError:
        return b""


def _text(value: str) -> bytes:
    return struct.pack(">h", len(value)) + value.encode()


def _log_in(door: socket.socket, user: str, password: str) -> int:
    """Log in by SASL/PLAIN; return the broker's error code."""
    handshake = _ask(door, SASL_HANDSHAKE, 1, _text("PLAIN"))
    assert struct.unpack(">h", handshake[:2]) == (0,)
    token = f"\0{user}\0{password}".encode()
    answer = _ask(door, SASL_AUTHENTICATE, 0, struct.pack(">i", len(token)) + token)
    return int(struct.unpack(">h", answer[:2])[0])


def _controller(stack: EmbeddedStack) -> socket.socket:
    host, port = stack.controller.split(":")
    return socket.create_connection((host, int(port)), timeout=10)


# Topic `shop.events`, literal, READ, ALLOW, for the seller: what nobody may grant.
_GRANT: Final = (
    struct.pack(">ib", 1, 2)
    + _text("shop.events")
    + struct.pack(">b", 3)
    + _text("User:seller")
    + _text("*")
    + struct.pack(">bb", 3, 3)
)


def test_the_controller_refuses_a_client_without_credentials(stack: EmbeddedStack) -> None:
    with _controller(stack) as door:
        assert _ask(door, CREATE_ACLS, 1, _GRANT) == b""
    assert _first(stack, "seller", "shop.events") == KafkaError.TOPIC_AUTHORIZATION_FAILED


def test_the_controller_refuses_a_service_and_knows_only_itself(stack: EmbeddedStack) -> None:
    with _controller(stack) as door:
        assert _log_in(door, *stack.credentials("seller")) == SASL_AUTHENTICATION_FAILED
    settings = (stack.data / "kafka" / "server.properties").read_text()
    password = settings.partition('user_controller="')[2].partition('"')[0]
    with _controller(stack) as door:
        assert _log_in(door, "controller", password) == 0


def test_a_role_reaches_its_own_schema_and_no_other(stack: EmbeddedStack) -> None:
    with psycopg.connect(stack.database("seller"), autocommit=True) as seller:
        seller.execute("INSERT INTO thing VALUES (1)")
        assert seller.execute("SELECT id FROM seller.thing").fetchall() == [(1,)]
        for refused in (
            "SELECT * FROM ledger.thing",
            "INSERT INTO payment.thing VALUES (1)",
            "DELETE FROM thing",
            "CREATE TABLE mine (id int)",
            "CREATE TABLE public.mine (id int)",
            "CREATE TEMPORARY TABLE mine (id int)",
            "SET ROLE ledger",
            f"SET ROLE {MIGRATOR}",
            "COPY thing TO PROGRAM 'true'",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                seller.execute(refused.encode())


def test_the_database_refuses_a_missing_or_wrong_password(stack: EmbeddedStack) -> None:
    for password in ("", "guess"):
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(stack.database("seller"), password=password)
    for database in ("postgres", "template1"):
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            psycopg.connect(stack.database("seller"), dbname=database)


def test_a_service_is_started_watched_killed_and_started_again(stack: EmbeddedStack) -> None:
    stack.start_service("seller", target=STAND_IN)
    stack.wait_ready("seller")
    assert stack.crashed() is None
    first = stack.pids()["seller"]
    stack.kill_service("seller")
    assert not stack.alive("seller")
    stack.start_service("seller", target=STAND_IN)
    assert stack.pids()["seller"] != first
    assert stack.watch(seconds=0.1) is None
    stack.stop_service("seller")


def test_instances_of_one_service_live_and_die_by_their_slots(stack: EmbeddedStack) -> None:
    for slot in (0, 1):
        stack.start_service("seller", slot=slot, target=STAND_IN)
    assert stack.pids()["seller"] != stack.pids()["seller-1"]
    own = json.loads((stack.data / "services" / "seller-1" / "settings.json").read_text())
    first = json.loads((stack.data / "services" / "seller" / "settings.json").read_text())
    assert (own["service"], own["slot"], first["slot"]) == ("seller", 1, 0)
    assert all(own[name] != first[name] for name in ("keys", "log", "traces"))
    assert {path.name for path in Path(own["keys"]).iterdir()} == {path.name for path in Path(first["keys"]).iterdir()}
    stack.kill_service("seller", slot=1)
    assert (stack.alive("seller"), stack.alive("seller", slot=1)) == (True, False)
    assert stack.crashed() is None
    stack.stop_service("seller")


def test_a_service_with_a_door_runs_once(stack: EmbeddedStack) -> None:
    with pytest.raises(StackError, match="`ledger` has one HTTP door here"):
        stack.start_service("ledger", slot=1)


def test_a_crash_is_named(stack: EmbeddedStack) -> None:
    stack.start_service("rights", target="tests.integration.no_such_module")
    assert stack.watch(seconds=20) == "rights"
    stack.stop_service("rights")


def test_no_password_is_in_an_argument_or_readable_by_others(stack: EmbeddedStack) -> None:
    secrets = {stack.credentials(row.name)[1] for row in SERVICES} | {stack.token("auditor")}
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = command.read_bytes().decode(errors="replace")
        except OSError:
            continue
        assert not any(secret in line for secret in secrets)
    for path in (*stack.data.rglob("keys/*"), *stack.data.glob("secrets/*"), stack.data / "stack.json"):
        assert path.stat().st_mode & 0o077 == 0

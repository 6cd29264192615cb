"""With its own credentials each service reaches what the deployment table gives it, and nothing else (P9).

Broker, database and doors are asked with real credentials; what is expected comes from the table alone.
"""

import time
from typing import Any, Final

import psycopg
import pytest
from confluent_kafka import (
    Consumer,
    ConsumerGroupTopicPartitions,
    KafkaError,
    KafkaException,
    Producer,
    TopicCollection,
    TopicPartition,
)
from confluent_kafka.admin import AdminClient
from psycopg import sql

from contracts.deployment import PRINCIPALS, SERVICES, Service, readers
from contracts.topics import PARTNER_TOPICS, SHOP_EVENTS, TOPICS
from tests.fixtures.shops import SECOND, SHOP
from tests.fixtures.system import System

pytestmark = pytest.mark.timeout(120)

_SECONDS: Final = 20.0
NAMES: Final = [row.name for row in PRINCIPALS]
ROWS: Final = {row.name: row for row in PRINCIPALS}
GROUPS: Final = [row.group for row in PRINCIPALS if row.group]
ROLES: Final = [row.name for row in SERVICES if row.migrations]
TOPIC_REFUSED: Final = KafkaError.TOPIC_AUTHORIZATION_FAILED
_QUERIES: Final = ("select 1 from {} limit 1", "delete from {} where false", "explain insert into {} default values")
_TABLES: Final = "select schemaname, tablename from pg_tables where schemaname = any(%s)"


def _consuming(system: System, principal: str, topics: list[str]) -> dict[str, int]:
    """Try to read each topic; return the code with which each was refused (0: a record came)."""
    found: dict[str, int] = {}
    until = time.monotonic() + _SECONDS
    with system.consumer(principal, {}) as consumer:
        for topic in topics:
            # A client asks where a topic lies before it reads; who may not know that is refused here.
            if error := consumer.list_topics(topic, timeout=_SECONDS).topics[topic].error:
                found[topic] = error.code()
        consumer.assign([TopicPartition(topic, 0, 0) for topic in topics if topic not in found])
        while len(found) < len(topics) and time.monotonic() < until:
            # A principal without a group is refused that too, without a topic.
            if (message := consumer.poll(0.5)) and (named := message.topic()):
                refused = message.error()
                found.setdefault(named, refused.code() if refused else 0)
    return found


def _producing(system: System, principal: str, topics: list[str]) -> dict[str, int]:
    """Try to write to each topic; return the code with which each was refused (0: it was taken)."""
    found: dict[str, int] = {}
    producer = Producer({**system.client(principal), "message.timeout.ms": 10_000})

    def told(error: KafkaError | None, message: Any) -> None:
        found[message.topic()] = error.code() if error else 0

    for topic in topics:
        producer.produce(topic, b"{}", key=b"k", partition=0, on_delivery=told)
    producer.flush(_SECONDS)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_P9_the_broker_gives_a_principal_the_rights_of_its_row_on_topics_and_no_more(system: System, name: str) -> None:
    row, admin = ROWS[name], AdminClient(system.client(name))
    asked = TopicCollection([card.name for card in TOPICS])
    answers = admin.describe_topics(asked, include_authorized_operations=True, request_timeout=_SECONDS)
    found: dict[str, set[str]] = {}
    for topic, answer in answers.items():
        try:
            found[topic] = {operation.name for operation in answer.result().authorized_operations or ()}
        except KafkaException as error:
            found[topic] = set() if error.args[0].code() == TOPIC_REFUSED else {str(error)}
    assert found == {card.name: _operations(row, card.name) for card in TOPICS}


def _operations(row: Service, topic: str) -> set[str]:
    told = (("READ", row.reads), ("WRITE", row.writes), ("DELETE", row.deletes))
    found = {name for name, topics in told if topic in topics}
    return found | {"DESCRIBE"} if found else set()


@pytest.mark.parametrize("name", NAMES)
def test_P9_reading_and_writing_beyond_its_row_are_refused_when_tried(system: System, name: str) -> None:
    row = ROWS[name]
    unread = [card.name for card in TOPICS if card.name not in row.reads]
    unwritten = [card.name for card in TOPICS if card.name not in row.writes]
    assert _consuming(system, name, unread) == dict.fromkeys(unread, TOPIC_REFUSED)
    assert _producing(system, name, unwritten) == dict.fromkeys(unwritten, TOPIC_REFUSED)


def test_P9_the_seller_reads_no_orders_and_writes_no_disclosures(system: System) -> None:
    assert _consuming(system, "seller", [SHOP_EVENTS]) == {SHOP_EVENTS: TOPIC_REFUSED}
    assert _producing(system, "seller", [*PARTNER_TOPICS]) == dict.fromkeys(PARTNER_TOPICS, TOPIC_REFUSED)


@pytest.mark.parametrize("name", NAMES)
def test_P9_a_principal_has_its_own_group_and_no_other(system: System, name: str) -> None:
    admin = AdminClient(system.client(name))
    found, refused = set[str](), set[int]()
    for group, answer in admin.describe_consumer_groups([*GROUPS, "another"], request_timeout=_SECONDS).items():
        try:
            answer.result()
            found.add(group)
        except KafkaException as error:
            refused.add(error.args[0].code())
    watched = {group for topic in ROWS[name].deletes for group in readers(topic)}
    assert found == watched | {group for group in [ROWS[name].group] if group}
    assert refused == {KafkaError.GROUP_AUTHORIZATION_FAILED}


def test_P9_the_seller_joins_no_other_group_and_moves_nobodys_position(system: System) -> None:
    consumer = Consumer({**system.client("seller"), "group.id": "gateway"})
    consumer.subscribe(["to.seller"])
    message = consumer.poll(_SECONDS)
    consumer.close()
    error = message.error() if message else None
    assert error
    assert error.code() == KafkaError.GROUP_AUTHORIZATION_FAILED
    admin = AdminClient(system.client("seller"))
    wanted = [ConsumerGroupTopicPartitions("gateway", [TopicPartition(SHOP_EVENTS, 0, 0)])]
    with pytest.raises(KafkaException) as refused:
        admin.alter_consumer_group_offsets(wanted, request_timeout=_SECONDS)["gateway"].result()
    assert refused.value.args[0].code() == KafkaError.GROUP_AUTHORIZATION_FAILED


@pytest.mark.parametrize("name", [name for name in NAMES if name != "gateway"])
def test_P9_nobody_but_the_gateway_takes_its_transactional_id(system: System, name: str) -> None:
    assert _beginning(system, name, "gateway-0") == KafkaError.TRANSACTIONAL_ID_AUTHORIZATION_FAILED


def test_P9_the_gateway_takes_no_transactional_id_of_another_prefix(system: System) -> None:
    assert _beginning(system, "gateway", "other-0") == KafkaError.TRANSACTIONAL_ID_AUTHORIZATION_FAILED


def _beginning(system: System, principal: str, transactional: str) -> int:
    producer = Producer({**system.client(principal), "transactional.id": transactional})
    with pytest.raises(KafkaException) as refused:
        producer.init_transactions(_SECONDS)
    return int(refused.value.args[0].code())


@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-512"])
@pytest.mark.parametrize("listener", ["internal", "controller"])
def test_P9_the_sellers_password_opens_no_other_listener(system: System, listener: str, mechanism: str) -> None:
    port = getattr(system.stack._infrastructure.ports, listener)
    errors: list[KafkaError] = []
    changed: dict[str, Any] = {"bootstrap.servers": f"127.0.0.1:{port}", "sasl.mechanism": mechanism}
    consumer = Consumer({**system.client("seller"), **changed, "group.id": "seller", "error_cb": errors.append})
    consumer.assign([TopicPartition(SHOP_EVENTS, 0, 0)])
    until = time.monotonic() + _SECONDS
    while not errors and time.monotonic() < until:
        assert consumer.poll(0.2) is None
    consumer.close()
    assert KafkaError._AUTHENTICATION in {error.code() for error in errors}


@pytest.mark.parametrize("role", ROLES)
def test_P9_a_role_of_the_database_sees_its_own_tables_and_no_others(system: System, role: str) -> None:
    with psycopg.connect(system.superuser()) as superuser:
        tables = superuser.execute(_TABLES, (ROLES,)).fetchall()
    assert {schema for schema, _ in tables} == set(ROLES)
    seen: set[str] = set()
    with psycopg.connect(system.stack.database(role), autocommit=True) as connection:
        for schema, table in tables:
            for query in (
                "select 1 from {} limit 1",
                "delete from {} where false",
                "explain insert into {} default values",
            ):
                try:
                    connection.execute(sql.SQL(query).format(sql.Identifier(schema, table)))
                except psycopg.errors.InsufficientPrivilege:
                    continue
                except psycopg.errors.Error:
                    pass  # it was allowed, and failed for another reason
                seen.add(schema)
    row = ROWS[role]
    # Who seals or opens meets the day keys of its own row; which rows, row-level security says (`test_keys.py`).
    assert seen == {role} | ({"eraser"} if row.seals or row.opens else set())


@pytest.mark.parametrize("table", ["leaf", "checkpoint"])
@pytest.mark.parametrize("query", ["update {} set shop = 'x'", "delete from {}", "truncate {} cascade"])
def test_P8_nobody_changes_what_the_ledger_holds_not_even_who_owns_the_table(
    system: System, table: str, query: str
) -> None:
    statement = sql.SQL(query).format(sql.Identifier("ledger", table))
    for conninfo in (system.stack.database("ledger"), system.superuser()):
        with psycopg.connect(conninfo) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)


def test_P9_a_token_opens_one_door_only(system: System) -> None:
    shop, reader = system.stack.shop_token(SHOP), system.stack.token("operations")
    ledger, intake = system.stack.url("ledger"), system.stack.url("intake")
    for token in ("", shop, system.stack.credentials("ledger")[1]):
        headers = {"authorization": f"Bearer {token}"}
        for path in ("/summary", f"/shops/{SHOP}/export", f"/shops/{SHOP}/entries", f"/vkey/{SHOP}"):
            assert system.speak(ledger + path, headers, None).status == 401
    for token in ("", reader, system.stack.shop_token(SECOND)):
        headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
        assert system.speak(f"{intake}/shops/{SHOP}/references", headers, b'{"order_id":"1"}').status == 401

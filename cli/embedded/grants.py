"""Topics, users and rights on a broker, made from the deployment table and nothing else (P9).

What a kept broker has beyond the table is taken away. Works on any Kafka that the client can reach; does not start one.
"""

import logging
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from typing import Any, Final, NamedTuple

from confluent_kafka import KafkaException, TopicCollection
from confluent_kafka.admin import (  # type: ignore[attr-defined] # the package does not say what it exports
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewTopic,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialDeletion,
    UserScramCredentialUpsertion,
)

from contracts.deployment import PRINCIPALS, Service, readers
from contracts.topics import PARTITIONS, SHOP_EVENTS, TOPICS, Topic

_SECONDS: Final = 20.0
_ITERATIONS: Final = 8192


class GrantError(Exception):
    """A right of the table did not come into effect in time."""


class Grant(NamedTuple):
    """One thing that one principal may do."""

    principal: str
    resource: ResourceType
    name: str
    pattern: ResourcePatternType
    operation: AclOperation

    def binding(self) -> AclBinding:
        """Return it as the broker's ACL."""
        who = f"User:{self.principal}"
        return AclBinding(self.resource, self.name, self.pattern, who, "*", self.operation, AclPermissionType.ALLOW)


def grants(rows: Iterable[Service] = PRINCIPALS) -> tuple[Grant, ...]:
    """Return every right of the table, topics last: whoever sees its topics has all its rights."""
    literal, prefixed = ResourcePatternType.LITERAL, ResourcePatternType.PREFIXED
    others: list[Grant] = []
    topics: dict[Grant, None] = {}
    for row in rows:
        if row.transactional:
            others.extend(
                Grant(row.name, ResourceType.TRANSACTIONAL_ID, row.transactional, prefixed, operation)
                for operation in (AclOperation.WRITE, AclOperation.DESCRIBE)
            )
        if row.group:
            others.append(Grant(row.name, ResourceType.GROUP, row.group, literal, AclOperation.READ))
        watched = dict.fromkeys(group for topic in row.deletes for group in readers(topic))
        others.extend(Grant(row.name, ResourceType.GROUP, group, literal, AclOperation.DESCRIBE) for group in watched)
        for names, operation in _on_topics(row):
            for name in names:
                topics[Grant(row.name, ResourceType.TOPIC, name, literal, operation)] = None
                topics[Grant(row.name, ResourceType.TOPIC, name, literal, AclOperation.DESCRIBE)] = None
    return (*others, *topics)


def _on_topics(row: Service) -> tuple[tuple[tuple[str, ...], AclOperation], ...]:
    return ((row.reads, AclOperation.READ), (row.writes, AclOperation.WRITE), (row.deletes, AclOperation.DELETE))


def client(bootstrap: str, user: str, password: str, *, mechanism: str = "SCRAM-SHA-512") -> AdminClient:
    """Return an administrator's client under one principal; what it may do, the broker decides."""
    silent = logging.getLogger("sekisho.kafka.silent")
    silent.addHandler(logging.NullHandler())
    silent.propagate = False
    settings: dict[str, str | int | float | bool] = {
        "bootstrap.servers": bootstrap,
        "security.protocol": "SASL_PLAINTEXT",
        "sasl.mechanism": mechanism,
        "sasl.username": user,
        "sasl.password": password,
        "reconnect.backoff.ms": 50,
        "reconnect.backoff.max.ms": 200,
    }
    return AdminClient(settings, logger=silent)


def apply(admin: AdminClient, passwords: Mapping[str, str], *, replication: int = 1, story: bool = False) -> None:
    """Make the broker's topics, users and rights those of the table.

    With `story` the time of a shop's event is told by who writes it, so that a scenario may span months.

    Raises:
        KafkaException: the broker refused.
    """
    topics = [*_create_topics(admin, replication, story=story), *_set_topics(admin, story=story)]
    users = _set_users(admin, passwords)
    rights = _set_rights(admin)
    _settle([*topics, *users, *rights])


def await_rights(row: Service, bootstrap: str, password: str, *, seconds: float = _SECONDS) -> None:
    """Return once this principal, asked with its own credentials, has the rights of its row.

    Raises:
        GrantError: not in time.
    """
    admin = client(bootstrap, row.name, password)
    until = time.monotonic() + seconds
    reason = "no answer"
    while time.monotonic() < until:
        try:
            if missing := _missing(admin, row):
                reason = f"no right on {missing}"
            else:
                return
        except KafkaException as error:
            reason = str(error.args[0].name())
        time.sleep(0.05)
    message = f"`{row.name}` did not get its rights on the broker within {seconds:.0f} s: {reason}"
    raise GrantError(message)


def _missing(admin: AdminClient, row: Service) -> str | None:
    wanted: dict[str, set[str]] = {}
    for names, operation in _on_topics(row):
        for name in names:
            wanted.setdefault(name, set()).add(operation.name)
    if not wanted:
        return None
    answers = admin.describe_topics(
        TopicCollection(list(wanted)), include_authorized_operations=True, request_timeout=_SECONDS
    )
    for name, answer in answers.items():
        allowed = {operation.name for operation in answer.result().authorized_operations or ()}
        if not wanted[name] <= allowed:
            return name
    if row.group:
        admin.describe_consumer_groups([row.group], request_timeout=_SECONDS)[row.group].result()
    return None


def _create_topics(admin: AdminClient, replication: int, *, story: bool) -> list[Future[object]]:
    there = admin.list_topics(timeout=_SECONDS).topics
    missing = [
        NewTopic(
            card.name,
            num_partitions=PARTITIONS if card.partitioned else 1,
            replication_factor=replication,
            config=_settings(card, story=story),
        )
        for card in TOPICS
        if card.name not in there
    ]
    return list(admin.create_topics(missing, operation_timeout=_SECONDS).values()) if missing else []


def _set_topics(admin: AdminClient, *, story: bool) -> list[Future[object]]:
    """Give the topics of a kept broker the settings that their cards have now."""
    there = admin.list_topics(timeout=_SECONDS).topics
    wanted = [
        ConfigResource(
            ConfigResource.Type.TOPIC,
            card.name,
            incremental_configs=[
                ConfigEntry(name, value, incremental_operation=AlterConfigOpType.SET)
                for name, value in _settings(card, story=story).items()
            ],
        )
        for card in TOPICS
        if card.name in there
    ]
    return list(admin.incremental_alter_configs(wanted).values()) if wanted else []


def _settings(card: Topic, *, story: bool) -> dict[str, str]:
    return {"cleanup.policy": card.cleanup, **dict(card.config), **_told(card.name, story=story)}


def _told(topic: str, *, story: bool) -> dict[str, str]:
    """Return what lets the writer tell the time of an event, however far ahead."""
    if topic != SHOP_EVENTS or not story:
        return {}
    return {"message.timestamp.type": "CreateTime", "message.timestamp.after.max.ms": str(2**63 - 1)}


def _set_users(admin: AdminClient, passwords: Mapping[str, str]) -> list[Future[object]]:
    mechanism = ScramMechanism.SCRAM_SHA_512
    wanted = {row.name: passwords[row.name] for row in PRINCIPALS}
    described = admin.describe_user_scram_credentials()
    there = set(described.result()) if isinstance(described, Future) else set()
    alterations = [
        *(
            UserScramCredentialUpsertion(name, ScramCredentialInfo(mechanism, _ITERATIONS), password.encode())
            for name, password in wanted.items()
        ),
        *(UserScramCredentialDeletion(name, mechanism) for name in there - set(wanted)),
    ]
    return list(admin.alter_user_scram_credentials(alterations).values())


def _set_rights(admin: AdminClient) -> list[Future[object]]:
    wanted = [grant.binding() for grant in grants()]
    anything: Any = None  # the stubs ask for text, the broker for nothing
    everywhere, always = ResourcePatternType.ANY, AclPermissionType.ANY
    all_rights = AclBindingFilter(ResourceType.ANY, anything, everywhere, anything, anything, AclOperation.ANY, always)
    there = set(admin.describe_acls(all_rights).result())
    surplus = [_exactly(binding) for binding in there - set(wanted)]
    missing = [binding for binding in wanted if binding not in there]
    taken = list(admin.delete_acls(surplus).values()) if surplus else []
    given = list(admin.create_acls(missing).values()) if missing else []
    return [*taken, *given]


def _exactly(binding: AclBinding) -> AclBindingFilter:
    return AclBindingFilter(
        binding.restype,
        binding.name,
        binding.resource_pattern_type,
        binding.principal,
        binding.host,
        binding.operation,
        binding.permission_type,
    )


def _settle(answers: list[Future[object]]) -> None:
    for answer in answers:
        answer.result(_SECONDS)

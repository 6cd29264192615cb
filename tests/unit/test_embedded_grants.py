"""Rights on the broker are those of the deployment table, and no more (P9)."""

from confluent_kafka.admin import (  # type: ignore[attr-defined] # the package does not say what it exports
    AclOperation,
    ResourcePatternType,
    ResourceType,
)

from cli.embedded.grants import Grant, grants
from contracts.deployment import PRINCIPALS, Service

_LITERAL, _PREFIXED = ResourcePatternType.LITERAL, ResourcePatternType.PREFIXED


def test_a_row_gives_exactly_its_rights() -> None:
    row = Service("it", reads=("in",), writes=("out",), group="group", transactional="it-")
    assert set(grants([row])) == {
        Grant("it", ResourceType.TOPIC, "in", _LITERAL, AclOperation.READ),
        Grant("it", ResourceType.TOPIC, "in", _LITERAL, AclOperation.DESCRIBE),
        Grant("it", ResourceType.TOPIC, "out", _LITERAL, AclOperation.WRITE),
        Grant("it", ResourceType.TOPIC, "out", _LITERAL, AclOperation.DESCRIBE),
        Grant("it", ResourceType.GROUP, "group", _LITERAL, AclOperation.READ),
        Grant("it", ResourceType.TRANSACTIONAL_ID, "it-", _PREFIXED, AclOperation.WRITE),
        Grant("it", ResourceType.TRANSACTIONAL_ID, "it-", _PREFIXED, AclOperation.DESCRIBE),
    }


def test_who_deletes_sees_the_positions_of_the_readers_and_no_record() -> None:
    assert set(grants([Service("it", deletes=("to.seller",))])) == {
        Grant("it", ResourceType.TOPIC, "to.seller", _LITERAL, AclOperation.DELETE),
        Grant("it", ResourceType.TOPIC, "to.seller", _LITERAL, AclOperation.DESCRIBE),
        Grant("it", ResourceType.GROUP, "seller", _LITERAL, AclOperation.DESCRIBE),
    }


def test_topics_come_last_so_that_who_sees_them_has_all_rights() -> None:
    kinds = [grant.resource == ResourceType.TOPIC for grant in grants()]
    assert kinds == sorted(kinds)


def test_no_right_is_on_everything_or_on_the_cluster() -> None:
    for grant in grants():
        assert grant.name not in {"", "*"}
        assert grant.resource in {ResourceType.TOPIC, ResourceType.GROUP, ResourceType.TRANSACTIONAL_ID}
        deletes = {AclOperation.DELETE} if grant.principal == "housekeeper" else set()
        assert grant.operation in {AclOperation.READ, AclOperation.WRITE, AclOperation.DESCRIBE} | deletes
        assert grant.pattern == _LITERAL or grant.resource == ResourceType.TRANSACTIONAL_ID
    on_topics = {row.name for row in PRINCIPALS if row.reads or row.writes or row.deletes}
    assert {grant.principal for grant in grants()} == on_topics == {row.name for row in PRINCIPALS} - {"eraser"}

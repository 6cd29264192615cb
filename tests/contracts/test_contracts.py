"""What crosses a boundary keeps its word: placing, schemas, generated files, vocabulary, the deployment table."""

import json
from typing import Any, Final

import jsonschema
import msgspec
import pytest
from aiokafka.partitioner import murmur2

from cli import generate
from contracts.deployment import PRINCIPALS, SERVICES, service
from contracts.packs import Rule
from contracts.partners import KINDS
from contracts.topics import PARTITIONS, PARTNER_TOPICS, TOPICS, partition_of, to_service
from contracts.vocabulary import FIELDS, NEVER
from shared.core.decide import decide
from shared.core.policy.source import read_pack
from tests.fixtures import backmarket as shop

GENERATED: Final = generate.files()
SENSITIVITIES: Final = {"operational", "identity", "contact", "profile", "behaviour", "financial", "never"}
PACKS: Final = [
    read_pack(path.read_text(encoding="utf-8"), file=path.name) for path in sorted(shop.POLICIES.glob("*.yaml"))
]


@pytest.mark.parametrize("length", range(20))
def test_P5_a_reference_is_placed_as_kafkas_own_clients_place_it(length: int) -> None:
    for number in range(10):
        key = f"{number:x}-参照-{'k' * length}"
        assert partition_of(key) == (murmur2(key.encode()) & 0x7FFFFFFF) % PARTITIONS
        assert partition_of(key, 7) == (murmur2(key.encode()) & 0x7FFFFFFF) % 7


@pytest.mark.parametrize("path", GENERATED)
def test_a_generated_file_is_what_its_source_says(path: str) -> None:
    assert (generate.ROOT / path).read_text(encoding="utf-8") == GENERATED[path], "run `./sekisho generate`"


def test_no_generated_schema_is_left_over() -> None:
    folder = generate.ROOT / "contracts" / "generated"
    assert {path.relative_to(generate.ROOT).as_posix() for path in folder.rglob("*.json")} <= GENERATED.keys()


@pytest.mark.parametrize("path", [path for path in GENERATED if path.endswith(".schema.json")])
def test_a_schema_is_a_schema(path: str) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(GENERATED[path]))


def _messages() -> dict[str, dict[str, Any]]:
    """Decide an order with every field, and return one body for each recipient."""
    bodies: dict[str, dict[str, Any]] = {}
    clicked = {"recipient": "jung_sas_france", "information_version": 1, "at": "2026-11-22T00:00:00+09:00"}
    for kind in ("order.placed", "payment.requested"):
        event = shop.event(kind, body={**shop.FULL, "consents": [clicked]})
        decision = decide(event, shop.plan(), shop.somebody(), shop.nothing(), now=shop.NOON)
        assert decision is not None
        for message in decision.messages:
            body = msgspec.json.decode(message.value)
            bodies[body["recipient"]] = body
    return bodies


@pytest.mark.parametrize("recipient", [rule.id for rule in shop.pack().rules])
def test_P2_a_message_fits_the_recipients_contract_and_with_one_more_key_it_does_not(recipient: str) -> None:
    body = _messages()[recipient]
    path = f"contracts/generated/backmarket/{recipient}.schema.json"
    valid = jsonschema.Draft202012Validator(json.loads(GENERATED[path]))
    valid.validate(body)
    for place in _objects(body):
        place["unasked"] = "x"
        assert not valid.is_valid(body)
        del place["unasked"]
    valid.validate(body)


def _objects(value: Any) -> list[dict[str, Any]]:
    """Return every object in a value, itself included."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    found = [each for part in inner for each in _objects(part)]
    return [value, *found] if isinstance(value, dict) else found


def _served() -> list[Any]:
    found = {(pack.shop, rule.id): pack.rules for pack in PACKS for rule in pack.rules if rule.path == "stream"}
    return [pytest.param(name, each, rules, id=f"{name}-{each}") for (name, each), rules in found.items()]


@pytest.mark.parametrize(("name", "recipient", "rules"), _served())
def test_P2_a_contract_names_the_fields_of_its_rules_and_no_other(name: str, recipient: str, rules: list[Rule]) -> None:
    schema = json.loads(GENERATED[f"contracts/generated/{name}/{recipient}.schema.json"])
    groups = schema["$defs"]["Data"]["properties"]
    found = {
        f"{group}.{leaf}"
        for group, reference in groups.items()
        for leaf in schema["$defs"][reference["$ref"].rsplit("/", 1)[1]]["properties"]
    }
    assert found == {field for rule in rules if rule.id == recipient for field in rule.fields}


def test_a_recipient_that_is_never_served_has_no_contract() -> None:
    everyone = {f"{pack.shop}/{rule.id}" for pack in PACKS for rule in pack.rules}
    served = {f"{pack.shop}/{rule.id}" for pack in PACKS for rule in pack.rules if rule.on}
    never = {f"contracts/generated/{name}.schema.json" for name in everyone - served}
    assert never
    assert not never & GENERATED.keys()


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_has_both_labels_a_sensitivity_and_its_standard_term(name: str) -> None:
    field = FIELDS[name]
    assert field.name == name
    assert field.ja
    assert not field.ja.isascii() or field.ja == "ID"
    assert field.en
    assert field.en.isascii()
    assert field.sensitivity in SENSITIVITIES
    assert field.fideslang.split(".")[0] in {"user", "system"}


def test_P11_passwords_card_numbers_and_documents_are_never_and_no_pack_names_them() -> None:
    secret = {"customer.password", "payment.card_number", "payment.card_expiry", "identity.document_copy"}
    assert secret == NEVER
    assert not [field for pack in PACKS for rule in pack.rules for field in rule.fields if field in NEVER]


@pytest.mark.parametrize("kind", KINDS)
def test_P9_every_kind_of_recipient_has_a_service_that_reads_its_topic_and_nothing_of_others(kind: str) -> None:
    row = service(KINDS[kind])
    assert set(row.reads) & set(PARTNER_TOPICS) == {to_service(row.name)}
    assert row.group == row.name
    assert "endpoints" in row.keys


def test_P9_a_partner_topic_is_written_by_the_gateway_and_read_by_one_service() -> None:
    for topic in PARTNER_TOPICS:
        assert [row.name for row in SERVICES if topic in row.writes] == ["gateway"]
        assert [row.name for row in SERVICES if topic in row.reads] == [topic.removeprefix("to.")]


def test_P9_the_table_names_known_topics_only_and_each_topic_has_a_writer_and_a_reader() -> None:
    known = {card.name for card in TOPICS}
    for row in PRINCIPALS:
        assert {*row.reads, *row.writes} <= known
    for topic in known:
        assert any(topic in row.writes for row in SERVICES)
        assert any(topic in row.reads for row in SERVICES)


def test_P1_only_the_gateway_has_transactions() -> None:
    assert [row.name for row in PRINCIPALS if row.transactional] == ["gateway"]

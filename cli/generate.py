"""`sekisho generate`: files that are derived, never edited; CI shows that they have no diff."""

import json
from inspect import cleandoc
from pathlib import Path
from typing import Any, Final

import msgspec
import yaml

from cli.embedded.instances import Instance, wanted
from contracts.answers import Answer, Concern, Concerned, Incident, Question
from contracts.deployment import service
from contracts.entries import Entry
from contracts.events import Body, body_struct
from contracts.messages import Handed
from contracts.officers import Officer
from contracts.packs import Pack, Register
from contracts.preview import GivenState, Preview
from shared.core.policy.source import read_pack

ROOT: Final = Path(__file__).resolve().parents[1]
_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_COMPOSE_HEAD: Final = """\
# Generated from contracts/deployment.py by `./sekisho generate`; do not edit.
# A first form: who runs, in which order, with which secrets; not yet run on an engine (`./sekisho up` is).
"""

_OTEL: Final = (
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_METRICS_EXPORTER",
    "OTEL_RESOURCE_ATTRIBUTES",
    "OTEL_TRACES_EXPORTER",
    "OTEL_TRACES_SAMPLER",
    "OTEL_TRACES_SAMPLER_ARG",
)
"""Variables that a container has from whoever starts it, where they are set (docs/observability.md)."""


def run() -> int:
    """Write every generated file."""
    for path, text in files().items():
        target = ROOT / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return 0


def files() -> dict[str, str]:
    """Return path → content of everything that is generated."""
    schemas: dict[str, Any] = {
        "event-body": Body,
        "ledger-entry": Entry,
        "question": Question,
        "answer": Answer,
        "incident": Incident,
        "concern": Concern,
        "concerned": Concerned,
        "pack": Pack,
        "register": Register,
        "officers": dict[str, Officer],
        "preview": Preview,
        "preview-state": GivenState,
    }
    made = {f"contracts/generated/{name}.schema.json": _text(_schema(each)) for name, each in schemas.items()}
    for file in sorted((ROOT / "policies").glob("*.yaml")):
        pack = read_pack(file.read_text(encoding="utf-8"), file=file.name)
        for name, fields in _given(pack).items():
            made[f"contracts/generated/{pack.shop}/{name}.schema.json"] = _text(_closed(_handed(name, fields)))
    return {**made, "docker-compose.yml": _COMPOSE_HEAD + yaml.safe_dump(_compose(), sort_keys=False, width=100)}


def _schema(kind: Any) -> dict[str, Any]:
    return {"$schema": _DRAFT, **msgspec.json.schema(kind)}


def _given(pack: Pack) -> dict[str, list[str]]:
    """Return what each recipient may get of all its entries, in the order in which they name it."""
    found: dict[str, dict[str, None]] = {}
    for rule in (each for each in pack.rules if each.path == "stream"):
        found.setdefault(rule.id, {}).update(dict.fromkeys(rule.fields))
    return {name: list(fields) for name, fields in found.items()}


def _handed(recipient: str, fields: list[str]) -> dict[str, Any]:
    """Return the schema of what one recipient receives: the body that is handed over, with its own fields only."""
    data = body_struct("Data", fields)
    members = [(f.name, data if f.name == "data" else f.type) for f in msgspec.structs.fields(Handed)]
    return _schema(msgspec.defstruct(f"Handed_{recipient}", members))


def _closed(schema: Any) -> Any:
    """Close every object: a field that the pack does not name makes the message invalid (P2)."""
    if isinstance(schema, dict):
        closed = {name: _closed(value) for name, value in schema.items()}
        return {**closed, "additionalProperties": False} if "properties" in closed else closed
    return [_closed(each) for each in schema] if isinstance(schema, list) else schema


def _described(schema: Any) -> Any:
    """Return the schema with descriptions cut the same by every Python: from 3.13 on docstrings lose their margin."""
    if isinstance(schema, dict):
        return {
            name: cleandoc(value) if name == "description" and isinstance(value, str) else _described(value)
            for name, value in schema.items()
        }
    return [_described(each) for each in schema] if isinstance(schema, list) else schema


def _text(schema: dict[str, Any]) -> str:
    return json.dumps(_described(schema), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _compose() -> dict[str, Any]:
    services: dict[str, Any] = {
        "kafka": {
            "image": "${SEKISHO_KAFKA_IMAGE:-apache/kafka:4.3.0}",
            "volumes": ["kafka:/var/lib/kafka/data", "./deploy/secrets/kafka:/etc/kafka/secrets:ro"],
            "healthcheck": _health(["CMD-SHELL", "nc -z 127.0.0.1 9092"]),
        },
        "postgres": {
            "image": "${SEKISHO_POSTGRES_IMAGE:-postgres:18}",
            "environment": {"POSTGRES_PASSWORD_FILE": "/run/secrets/postgres"},
            "secrets": ["postgres"],
            "volumes": ["postgres:/var/lib/postgresql"],
            "healthcheck": _health(["CMD", "pg_isready", "-q"]),
        },
    }
    previous: str | None = None
    for instance in wanted({}):
        services[instance.label] = _service(instance, previous)
        previous = instance.label
    secrets = {each.label: {"file": f"./deploy/secrets/{each.label}.json"} for each in wanted({})}
    return {
        "name": "sekisho",
        "services": services,
        "volumes": {"kafka": {}, "postgres": {}},
        "secrets": {"postgres": {"file": "./deploy/secrets/postgres"}, **secrets},
    }


def _service(instance: Instance, previous: str | None) -> dict[str, Any]:
    row = service(instance.name)
    after = {"kafka": {"condition": "service_healthy"}}
    if row.database:
        after["postgres"] = {"condition": "service_healthy"}
    if previous:
        after[previous] = {"condition": "service_started"}
    found: dict[str, Any] = {
        "image": "${SEKISHO_IMAGE:-sekisho:0.1.0}",
        "command": ["python", "-m", "cli.serve", row.name],
        "read_only": True,
        "user": "10001:10001",
        "cap_drop": ["ALL"],
        "environment": list(_OTEL),
        "secrets": [{"source": instance.label, "target": "settings.json"}],
        "volumes": [f"./deploy/secrets/keys/{row.name}:/run/keys:ro"],
        "depends_on": after,
        "restart": "on-failure",
    }
    if row.http:
        found["expose"] = ["8080"]
    return found


def _health(test: list[str]) -> dict[str, Any]:
    return {"test": test, "interval": "5s", "timeout": "3s", "retries": 20}

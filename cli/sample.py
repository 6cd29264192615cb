"""The sample of the demo: packs with real ports, and outside parties. It does not send (`cli.sending`)."""

import json
from pathlib import Path
from typing import Final, NamedTuple

from cli.embedded import private
from cli.embedded.stack import EmbeddedStack
from contracts.packs import Pack, Register
from contracts.partners import KINDS
from shared.core.policy.source import read_pack, read_register
from shared.core.results import SHOP as ITSELF

POLICIES: Final = Path(__file__).resolve().parents[1] / "policies"
_SAMPLE_PORT: Final = "127.0.0.1:8099"


class Shop(NamedTuple):
    """One sample shop: its pack and its register."""

    pack: Pack
    register: Register


def shops() -> dict[str, Shop]:
    """Read every pack and register that the project ships."""
    found: dict[str, Shop] = {}
    for file in sorted(POLICIES.glob("*.yaml")):
        pack = read_pack(file.read_text(encoding="utf-8"), file=str(file))
        facts = POLICIES / "registers" / file.name
        found[pack.shop] = Shop(pack, read_register(facts.read_text(encoding="utf-8"), file=str(facts), pack=pack))
    return found


def endpoints(found: dict[str, Shop]) -> dict[str, list[str]]:
    """Return the endpoints that each service hands over to, as `shop/recipient/instance`; shops have one themselves."""
    names: dict[str, list[str]] = {}
    for name, shop in found.items():
        kinds = {rule.id: rule.kind for rule in shop.pack.rules}
        for recipient, party in shop.register.parties.items():
            service = KINDS[kinds[recipient]]
            names.setdefault(service, []).extend(f"{name}/{recipient}/{each.id}" for each in party.instances)
        if shop.register.results:
            names.setdefault("shop", []).append(f"{name}/{ITSELF}/{ITSELF}")
    return names


def render(target: Path, port: int) -> Path:
    """Copy packs and registers, with the port at which the outside parties listen here."""
    for file in POLICIES.rglob("*.yaml"):
        copy = target / file.relative_to(POLICIES)
        copy.parent.mkdir(parents=True, exist_ok=True)
        text = file.read_text(encoding="utf-8")
        copy.write_text(text.replace(_SAMPLE_PORT, f"127.0.0.1:{port}"), encoding="utf-8")
    return target


def write_party_secrets(stack: EmbeddedStack, names: dict[str, list[str]]) -> Path:
    """Give the outside parties the secrets under which their messages are signed."""
    secrets = {name: stack.endpoint_secret(service, name) for service, each in names.items() for name in each}
    return private.write(stack.data / "parties.json", json.dumps(secrets))

"""Publish every pack and register of a folder: body first, then a fence in every partition of `shop.events`."""

import secrets
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts import events as ev
from contracts.packs import Pack, Register, Signed, packs_key
from contracts.topics import PARTITIONS, POLICY_PACKS, SHOP_EVENTS
from services.policy.versions import VersionTakenError, keep, sign
from shared.core import own_events
from shared.core.policy.places import SourceError
from shared.core.policy.source import read_pack, read_register
from shared.shell.bus import Bus
from shared.shell.database import Pool
from shared.shell.telemetry import log


def read(folder: Path, shop: str) -> tuple[Pack, Register]:
    """Read a shop's pack and register.

    Raises:
        SourceError: either cannot be used; every finding names file, line and remedy.
        OSError: a file is missing.
    """
    name = f"{shop}.yaml"
    pack = read_pack((folder / name).read_text(encoding="utf-8"), file=name)
    register = f"registers/{name}"
    return pack, read_register((folder / register).read_text(encoding="utf-8"), file=register, pack=pack)


def shops(folder: Path) -> list[str]:
    """Return the shops that have a pack in a folder."""
    return sorted(file.stem for file in folder.glob("*.yaml"))


async def publish_all(folder: Path, key: Ed25519PrivateKey, pool: Pool, bus: Bus) -> dict[str, list[int]]:
    """Publish every shop of the folder and return the positions of its fences, by shop.

    A shop whose files cannot be used is left as it is, and said so; the others go on (P12).

    Raises:
        TransientError: broker or database cannot be reached.
    """
    done: dict[str, list[int]] = {}
    for shop in shops(folder):
        try:
            pack, register = (sign(document, key) for document in read(folder, shop))
            await keep(pool, pack)
            await keep(pool, register)
        except (SourceError, VersionTakenError, OSError) as error:
            findings = error.findings if isinstance(error, SourceError) else []
            for finding in findings:
                log("pack refused", shop=shop, error=str(finding))
            if not findings:
                log("pack refused", shop=shop, error=type(error).__name__ if isinstance(error, OSError) else str(error))
            continue
        done[shop] = await publish(pack, register, bus)
        log("published", shop=shop, pack=pack.version, register=register.version)
    return done


async def publish(pack: Signed, register: Signed, bus: Bus) -> list[int]:
    """Publish one shop's versions; every partition has acknowledged its fence when this returns its positions."""
    for signed in (pack, register):
        key = packs_key(signed.what, signed.shop, signed.version).encode()
        await bus.send(POLICY_PACKS, partition=0, key=key, value=msgspec.msgpack.encode(signed), headers={})
    fence = ev.Activation(pack.shop, pack.version, pack.digest, register.version, register.digest)
    positions: list[int] = []
    for partition in range(PARTITIONS):
        headers = own_events.headers("policy.activated", "/policy", name=secrets.token_hex(16), shop=pack.shop)
        _, offset = await bus.send(
            SHOP_EVENTS, partition=partition, key=b"@policy", value=msgspec.json.encode(fence), headers=headers
        )
        positions.append(offset)
    return positions

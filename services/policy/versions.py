"""Published versions: signed once, kept for good, refused when a number is taken by other content."""

import hashlib
from pathlib import Path
from typing import Final, Literal

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts.packs import Pack, Register, Signed, signing_input
from shared.shell.database import Pool, load_queries, transaction

_SQL: Final = load_queries(Path(__file__).with_name("queries.sql"))


class VersionTakenError(Exception):
    """The number of a version is taken by other content, or lies below the newest; raise it in the file."""


def sign(document: Pack | Register, key: Ed25519PrivateKey) -> Signed:
    """Sign the canonical JSON of a pack or register."""
    what: Literal["pack", "register"] = "pack" if isinstance(document, Pack) else "register"
    body = msgspec.json.encode(document, order="sorted")
    digest = hashlib.sha256(body).hexdigest()
    return Signed(what, document.shop, document.version, digest, body, key.sign(signing_input(what, body)))


async def keep(pool: Pool, signed: Signed) -> None:
    """Keep a version before it is published; the same one again changes nothing.

    Raises:
        VersionTakenError: its number is taken by other content, or is below the newest one.
        TransientError: the database cannot be reached.
    """
    about = {"shop": signed.shop, "what": signed.what, "number": signed.version}
    async with transaction(pool) as connection:
        newest = await (await connection.execute(_SQL["newest"], about)).fetchone()
        # P10: a version never goes back; what was published stays published.
        if newest is not None and signed.version < newest[0]:
            raise VersionTakenError(f"{signed.what} {signed.version} of {signed.shop} is older than {newest[0]}")
        content = {**about, "digest": signed.digest, "body": signed.body, "signature": signed.signature}
        await connection.execute(_SQL["add"], content)
        row = await (await connection.execute(_SQL["digest"], about)).fetchone()
    if row is None or row[0] != signed.digest:
        raise VersionTakenError(f"{signed.what} {signed.version} of {signed.shop} was published with other content")

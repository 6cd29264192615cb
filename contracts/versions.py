"""A version on `policy.packs`: what officers approve and the policy service seals, and the bytes that they sign."""

from typing import Literal

import msgspec

What = Literal["pack", "register"]


class Claim(msgspec.Struct, frozen=True):
    """What officers approve and the policy service seals: one version, by the digest of its body, in its place.

    `digest` is the SHA-256 of the body. `previous` is the digest of the version before, empty for a shop's first, so
    that packs are one chain and registers another. `effective` is the moment (Unix ms) from which it may be put into
    force, 0 for at once.
    """

    what: What
    shop: str
    version: int
    digest: str
    previous: str
    effective: int


class Approval(msgspec.Struct, frozen=True):
    """An officer's word for a claim: who, when (Unix ms), and the Ed25519 signature over both."""

    officer: str
    at: int
    signature: bytes


class Signed(msgspec.Struct, frozen=True):
    """One record of `policy.packs`: a claim, the canonical JSON of its pack or register, and who stands for it.

    `key` names the key of the policy service that made `signature`, so that keys can follow each other with overlap.
    """

    claim: Claim
    body: bytes
    key: str
    signature: bytes
    approvals: list[Approval]


def packs_key(claim: Claim) -> str:
    """Return the key of a record on `policy.packs`. Other content has another key, so that it never takes the place."""
    return f"{claim.shop}/{claim.what}/{claim.version}/{claim.digest[:16]}"


def signing_input(claim: Claim, key: str) -> bytes:
    """Return the bytes that the policy service signs with the key of that name."""
    return _input("sekisho/version/v2", claim, {"key": key})


def approval_input(claim: Claim, officer: str, at: int) -> bytes:
    """Return the bytes that an officer signs at that moment; they never pass for the service's, nor the reverse."""
    return _input("sekisho/approval/v1", claim, {"officer": officer, "at": at})


def _input(about: str, claim: Claim, more: dict[str, str | int]) -> bytes:
    """One line that says what is signed, then one JSON object with sorted keys: each value has one place."""
    return f"{about}\n".encode() + msgspec.json.encode({**msgspec.structs.asdict(claim), **more}, order="sorted")

"""Witnesses for the ledger's tests: keys that are always the same, and their cosignatures."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.core.ledger.cosignature import cosign
from shared.core.ledger.note import COSIGNATURE, VerifierKey, split_note

AT = 1_700_000_000


class Cosigner:
    """One witness with its key."""

    def __init__(self, number: int) -> None:
        """Make its key from its number."""
        self.private = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
        self.key = VerifierKey(f"witness.example/w{number}", self.private.public_key().public_bytes_raw(), COSIGNATURE)

    def __call__(self, note: str, at: int = AT) -> str:
        """Return a note with its cosignature."""
        return note + cosign(split_note(note)[0], self.key, at=at, signer=self.private.sign)


ONE, TWO, THREE = Cosigner(1), Cosigner(2), Cosigner(3)

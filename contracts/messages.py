"""What lies on `to.<service>` and what an outside party gets: the same bytes.

The Kafka value is the body that is handed over, byte for byte; everything that only we need is in headers.
So the commitment in the ledger covers exactly what the party received, and the party can check it alone:
`commitment = SHA-256(salt || body)`, the salt being inside the body (hex) and nowhere else.
"""

import hashlib
from typing import Any, Final

import msgspec

DISCLOSURE: Final = "sekisho.disclosure"
"""CloudEvents type of a disclosure on `to.*`."""
RESULT: Final = "sekisho.result"
"""CloudEvents type of what the shop itself is told, on `results`."""

# Extension attributes of messages on `to.*`, beside those of `contracts.events`.
H_RECIPIENT: Final = "ce_recipient"
H_INSTANCE: Final = "ce_instance"
H_PURPOSE: Final = "ce_purpose"
H_THREAD: Final = "ce_thread"
"""`<order reference>/<family>`: what a change replaces and a cancellation ends, for this party and person."""
H_ACT: Final = "ce_act"
"""What the message does to its thread: `open`, `change`, `end` or `more` (`contracts.events.Act`)."""


class Handed(msgspec.Struct, frozen=True, gc=False):
    """The body that a party receives. `person` is this party's own pseudonym of the person, stable for it alone.

    `onward` says what the party may do further (`none`: nobody else may get it). `data` holds the fields allowed.
    """

    id: str
    type: str
    shop: str
    recipient: str
    purpose: str
    onward: str
    person: str
    salt: str
    data: Any

    def __repr__(self) -> str:
        """Name the disclosure, never its content (P7)."""
        return f"Handed(id={self.id!r})"


def commitment(salt: bytes, body: bytes) -> str:
    """Return the commitment that binds a ledger entry to the bytes handed over, as 64 hex digits."""
    return hashlib.sha256(salt + body).hexdigest()

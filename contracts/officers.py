"""Who may change what a shop's versions say: the key file `officers`, as the policy service and every reader get it.

Public keys only. A private key lives with its officer, in the form of `Private`.
"""

from typing import Final, Literal, get_args

import msgspec

Role = Literal["propose", "approve", "publish", "preview"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)


class Officer(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One officer: Ed25519 public key in hex, roles, and the last day (ISO, in Japan) of one who has left.

    Who has left stays in the file: what they approved before stays approved.
    """

    key: str
    roles: list[Role]
    until: str = ""


class Private(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file of an officer: the name, as in `officers`, and the Ed25519 private key in hex (the seed of RFC 8032)."""

    officer: str
    private: str

    def __repr__(self) -> str:
        """Name the officer only."""
        return f"Private({self.officer})"

"""The one row for each partner service: the kinds of recipient that it hands over to.

Topics, rights, database roles, the embedded runner and docker-compose.yml follow from it. A kind of recipient is a row
here and two files, `services/<name>/__init__.py` and `main.py`.
"""

from typing import Final

PARTNERS: Final[dict[str, tuple[str, ...]]] = {
    "seller": ("seller", "buyer", "auction_winner", "next_bidder", "tool_provider"),
    "payment": ("payment", "fraud"),
    "delivery": ("delivery",),
    "crm": ("crm",),
    "joint_use": ("joint_use", "affiliate"),
    "cross_border": ("cross_border", "hosting"),
    "advertising": ("advertising",),
    "entrustee": ("support", "entrustee", "third_party", "agent"),
    "bank": ("bank", "collection"),
    "authority": ("authority", "emergency", "professional", "successor", "sponsor"),
    "listing": ("public",),
}
"""Partner service → kinds of recipient, in the order of start."""

KINDS: Final[dict[str, str]] = {kind: service for service, kinds in PARTNERS.items() for kind in kinds}
"""Kind of recipient → the partner service that hands over to it."""

INTERNAL: Final = "internal"
"""The kind of a recipient that is the shop itself under another name: declared, handed over by nobody."""

"""What the desk asks of packs and registers: the plan of two versions. Verifies and keeps none."""

from typing import Protocol

from shared.core.policy.plan import Plan


class Book(Protocol):
    """The packs and registers that were published."""

    def plan(self, shop: str, versions: tuple[int, int] | None, collected: int = 0) -> Plan | None:
        """Return the plan of a pack and register version, or None if either is missing or forged (P10).

        With `collected`, an older pack version, the stricter of both, where the pack says that data keep their version.
        """
        ...

    def readable(self, shop: str, version: int) -> int:
        """Return the newest pack version up to this one that can be read, 0 if there is none."""
        ...

"""The packs and registers of a world, every version that was published. Verifies none: nobody forges here."""

from contracts.events import Activation
from contracts.packs import Pack, Register
from shared.core.policy.plan import Older, Plan, compile_plan, is_older
from shared.core.policy.seal import digest_of


class Versions:
    """A book of packs and registers by shop and version."""

    def __init__(self) -> None:
        """Begin with none."""
        self.packs: dict[tuple[str, int], Pack] = {}
        self.registers: dict[tuple[str, int], Register] = {}
        self._plans: dict[tuple[int, int, int], tuple[Pack, Register, Pack | None, Plan]] = {}

    def publish(self, pack: Pack, register: Register) -> None:
        """Keep one version of both."""
        self.packs[pack.shop, pack.version] = pack
        self.registers[register.shop, register.version] = register

    def newest(self, shop: str) -> tuple[int, int]:
        """Return the newest versions of a shop's pack and register.

        Raises:
            ValueError: there is none.
        """
        return max(v for name, v in self.packs if name == shop), max(v for name, v in self.registers if name == shop)

    def plan(self, shop: str, versions: tuple[int, int] | None, collected: int = 0) -> Plan | None:
        """Return the plan of a pack and register version, or None if either is missing."""
        pack = self.packs.get((shop, versions[0])) if versions else None
        register = self.registers.get((shop, versions[1])) if versions else None
        if pack is None or register is None:
            return None
        older = self.packs.get((shop, collected)) if is_older(pack, collected) else None
        if older is None and is_older(pack, collected):
            return None
        key = (id(pack), id(register), id(older))
        if key not in self._plans:
            # Kept with what it was made of, so that no other has its ids.
            self._plans[key] = (pack, register, older, _compiled(pack, register, older))
        return self._plans[key][-1]

    def readable(self, shop: str, version: int) -> int:
        """Return the newest pack version up to this one, 0 if there is none."""
        return max((v for name, v in self.packs if name == shop and v <= version), default=0)

    def fence(self, shop: str, pack: int, register: int) -> Activation:
        """Return the fence of two versions; a version that is not there has no digest."""
        found = (self.packs.get((shop, pack)), self.registers.get((shop, register)))
        digests = [digest_of(each) if each else "" for each in found]
        return Activation(shop, pack, digests[0], register, digests[1])


def _compiled(pack: Pack, register: Register, older: Pack | None) -> Plan:
    beside = Older(older, digest_of(older)) if older else None
    return compile_plan(pack, register, pack_digest=digest_of(pack), register_digest=digest_of(register), older=beside)

"""The world of the five shops with the packs and sample registers that are shipped, all in force."""

from functools import cache
from typing import Final

from contracts.packs import Pack, Register
from shared.core import world
from shared.core.policy.source import read_pack, read_register
from shared.core.world import Given, Told
from tests.fixtures.backmarket import NOON, POLICIES

__all__ = ["SHOPS", "Given", "Told", "World", "published"]

SHOPS: Final = ("backmarket", "qoo10", "bizraku", "knopets", "netoff")


@cache
def published(shop: str) -> tuple[Pack, Register]:
    """Return a shop's pack and sample register, read once."""
    pack = read_pack((POLICIES / f"{shop}.yaml").read_text(encoding="utf-8"), file=shop)
    text = (POLICIES / "registers" / f"{shop}.yaml").read_text(encoding="utf-8")
    return pack, read_register(text, file=shop, pack=pack)


class World(world.World):
    """A world in which the five shops have published."""

    def __init__(self, *, shops: tuple[str, ...] = SHOPS) -> None:
        super().__init__(at=NOON)
        for shop in shops:
            self.publish(*published(shop))

"""Packs and registers in a folder of files: `<shop>.yaml`, and its register under `registers/`."""

from pathlib import Path

from contracts.packs import Pack, Register
from shared.core.policy.source import read_pack, read_register


class NoPackError(Exception):
    """The folder has no pack of that shop; the message names those that it has."""


def shop_of(folder: Path, shop: str, *, register: Path | None = None) -> tuple[Pack, Register]:
    """Return a shop's pack and register; the register from another file where one is named.

    Raises:
        NoPackError: there is no pack of that shop.
        SourceError: one of both cannot be used.
        OSError: the register is missing.
    """
    file, facts = folder / f"{shop}.yaml", register or folder / "registers" / f"{shop}.yaml"
    if not file.exists():
        known = ", ".join(sorted(each.stem for each in folder.glob("*.yaml")))
        raise NoPackError(f"there is no pack of shop `{shop}` in {folder}; packs: {known}")
    pack = read_pack(file.read_text(encoding="utf-8"), file=str(file))
    return pack, read_register(facts.read_text(encoding="utf-8"), file=str(facts), pack=pack)

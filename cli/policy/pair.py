"""Packs and registers in a folder of files: `<shop>.yaml`, and its register under `registers/`."""

from collections.abc import Iterable
from pathlib import Path

from cli.words import say
from contracts.packs import Pack, Register
from shared.core.policy.places import SourceError, of_file
from shared.core.policy.source import read_pack, read_register


def written(file: Path) -> str:
    """Return what is written in a file.

    Raises:
        SourceError: it is no text in UTF-8.
        OSError: it cannot be read.
    """
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise SourceError([of_file(str(file), "not_text")]) from None


class NoPackError(Exception):
    """The folder has no pack of that shop; the message names those that it has."""


def no_pack(shop: str, folder: Path, packs: Iterable[str]) -> str:
    """Return what is said of a shop that has no pack in a folder."""
    return say("no_pack").format(shop, folder, ", ".join(sorted(packs)))


def shop_of(folder: Path, shop: str, *, register: Path | None = None) -> tuple[Pack, Register]:
    """Return a shop's pack and register; the register from another file where one is named.

    Raises:
        NoPackError: there is no pack of that shop.
        SourceError: one of both cannot be used.
        OSError: the register is missing.
    """
    file, facts = folder / f"{shop}.yaml", register or folder / "registers" / f"{shop}.yaml"
    if not file.exists():
        raise NoPackError(no_pack(shop, folder, (each.stem for each in folder.glob("*.yaml"))))
    pack = read_pack(written(file), file=str(file))
    return pack, read_register(written(facts), file=str(facts), pack=pack)

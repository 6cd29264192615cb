"""Publish a folder of packs and registers by the service's own door, with two officers: for the demo and for tests.

A shop whose files are refused is left as it is, and said so; the others go on (P12).
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import msgspec

from cli.policy import officer
from cli.policy.asking import Asking
from cli.refusing import told
from cli.running import AnswerError
from contracts.officers import Private


class Officers(NamedTuple):
    """Two officers: the first proposes and publishes, both approve."""

    first: Asking
    second: Asking


def officers(url: str, keys: Iterable[Path]) -> Officers:
    """Return the officers with these two key files."""
    return Officers(*(Asking(url, msgspec.json.decode(file.read_bytes(), type=Private)) for file in keys))


def publish_folder(both: Officers, folder: Path, *, say: Callable[[str], None], only: str = "") -> dict[str, list[int]]:
    """Publish what the folder holds, of every shop or of one; return the positions of the fences by shop."""
    done: dict[str, list[int]] = {}
    for file in sorted(folder.glob("*.yaml")):
        shop = file.stem
        if only in {"", shop}:
            try:
                done[shop] = publish(both, shop, _text(file), _text(folder / "registers" / file.name))
            except (AnswerError, OSError) as error:
                say(f"{shop}: {told(error)}")
    return done


def publish(both: Officers, shop: str, pack: str | None, register: str | None) -> list[int]:
    """Propose, approve twice and publish; return the positions of the fences.

    Raises:
        AnswerError: the service refuses it.
    """
    made = officer.propose(both.first, shop, pack=pack, register=register, effective="now")
    checked = officer.check(both.second, shop, made)
    for who in both:
        officer.approve(who, shop, made["id"], checked)
    positions: list[int] = officer.publish(both.first, shop, made["id"])["positions"]
    return positions


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")

"""P12: the stories of one person in two shops (B45) turn red where state no longer knows of which shop it is."""

from pathlib import Path
from typing import Final

import pytest

from cli.scenario import read, shelf
from shared.core import references, subject
from shared.core.scenario.run import run

STORIES: Final = sorted((Path(__file__).parent / "two-shops").glob("B45-*.yaml"))
_hash = references._hash


def _nameless(_key: bytes, _shop: str, *parts: str) -> str:
    return _hash(bytes(32), "", *parts)


@pytest.mark.parametrize("file", STORIES, ids=[file.stem for file in STORIES])
def test_P12_one_state_for_both_shops_is_found(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    story = read(file, shelf())
    assert run(story).holds
    monkeypatch.setattr(references, "_hash", _nameless)
    monkeypatch.setattr(subject, "subject_key", lambda _shop, person: person.encode())
    assert not run(story).holds


def test_P12_one_thread_for_two_orders_of_the_same_number_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    story = read(next(file for file in STORIES if file.stem.endswith("told")), shelf())
    monkeypatch.setattr(references, "_hash", _nameless)
    monkeypatch.setattr(subject, "order_key", lambda _shop, person, order: f"{person}/{order or '-'}".encode())
    assert not run(story).holds

"""A system of the command's own: started for scenarios, with outside parties, and its packs are its own to change."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from cli import sample
from cli.house import House
from cli.policy.folder import publish
from shared.core.policy.places import parse
from shared.core.scenario.story import Publishing, Story

_PORT: Final = "127.0.0.1:8099"


class Press:
    """Has two officers publish versions; numbers go up, whatever a story calls them."""

    def __init__(self, house: House) -> None:
        """Begin with what the house has published at its start."""
        self._house, self._officers = house, house.officers()
        shops = house.shops.items()
        self._numbers = {name: (shop.pack.version, shop.register.version) for name, shop in shops}
        self._contents: dict[str, tuple[Any, Any]] = {name: _shipped(name) for name in house.shops}

    def publish(self, shop: str, new: Publishing) -> tuple[int, dict[int, int]]:
        """Return the number that the pack has here, and from which positions on the versions hold.

        Raises:
            AnswerError: the policy service refuses them.
        """
        contents, kept = (new.pack_content, new.register_content), self._contents[shop]
        changed = [_bare(content) != _bare(before) for content, before in zip(contents, kept, strict=True)]
        numbers = [number + new for number, new in zip(self._numbers[shop], changed, strict=True)]
        self._numbers[shop], self._contents[shop] = (numbers[0], numbers[1]), contents
        texts = [self._text(*each) for each in zip(contents, numbers, strict=True)]
        pack, register = (text if new else None for text, new in zip(texts, changed, strict=True))
        positions = publish(self._officers, shop, pack, register) if any(changed) else []
        return numbers[0], dict(enumerate(positions))

    def _text(self, content: Mapping[str, Any], number: int) -> str:
        text = json.dumps({**content, "version": number}, ensure_ascii=False)
        return text.replace(_PORT, f"127.0.0.1:{self._house.port}")


@contextmanager
def opened(stories: Sequence[Story], *, quiet: bool) -> Iterator[House]:
    """Run a system for these stories, with every party that one of them names.

    Raises:
        StackError: it could not be started.
    """
    house = House(None, quiet=quiet, story=True, more=_endpoints(stories))
    with house.stack:
        house.open(parties=True)
        yield house


def _endpoints(stories: Sequence[Story]) -> Mapping[str, Sequence[str]]:
    """Return the endpoints of all registers that the stories publish."""
    found: dict[str, list[str]] = {}
    for story in stories:
        for step in story.steps:
            if isinstance(step.act, Publishing):
                shop = sample.Shop(step.act.pack, step.act.register)
                for service, names in sample.endpoints({step.shop: shop}).items():
                    found.setdefault(service, []).extend(names)
    return found


def _shipped(shop: str) -> tuple[Any, Any]:
    """Return the contents of a shop's pack and register as they are shipped."""
    files = (sample.POLICIES / f"{shop}.yaml", sample.POLICIES / "registers" / f"{shop}.yaml")
    pack, register = (parse(file.read_text(encoding="utf-8"), file=file.name).content for file in files)
    return pack, register


def _bare(content: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in content.items() if key != "version"}

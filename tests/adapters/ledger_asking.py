"""How tests ask the ledger about people."""

from typing import Any

import aiohttp
import msgspec

from contracts.answers import Answer, Concern, Concerned
from tests.adapters.ledger_client import Answer as Told
from tests.adapters.ledger_client import tell


async def post(door: aiohttp.ClientSession, path: str, asked: dict[str, Any], token: str = "") -> Told:
    """Ask as the officer does, or with another token."""
    headers = {"Authorization": f"Bearer {token}"} if token else None
    return await tell(door, path, msgspec.json.encode(asked).decode(), headers)


async def answer(door: aiohttp.ClientSession, shop: str, /, **asked: Any) -> Answer:
    """Ask, and read the page."""
    told = await post(door, f"/shops/{shop}/answers", {"reason": "trial", **asked})
    assert told.status == 200, told.body
    return msgspec.json.decode(told.body, type=Answer)


async def pages(door: aiohttp.ClientSession, shop: str, /, **asked: Any) -> list[Answer]:
    """Ask for one page after the other."""
    found = [await answer(door, shop, **asked)]
    while found[-1].next:
        found.append(await answer(door, shop, **asked, cursor=found[-1].next))
    return found


async def concerned(door: aiohttp.ClientSession, shop: str, /, **asked: Any) -> tuple[Concern, list[Concerned]]:
    """Ask whom an incident concerns."""
    told = await post(door, f"/shops/{shop}/concerned", asked)
    assert told.status == 200, told.body
    first, *rest = told.body.splitlines()
    people = [msgspec.json.decode(line, type=Concerned) for line in rest]
    return msgspec.json.decode(first, type=Concern), people


def names(found: Answer) -> list[str]:
    """Return the ids in an answer, without the stream in front."""
    return [str(msgspec.json.decode(item.entry)["id"]).rpartition("-")[2] for item in found.items]

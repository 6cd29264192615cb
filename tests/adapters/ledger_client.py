"""How tests speak to the ledger's door."""

from typing import Final, NamedTuple

import aiohttp

READERS: Final = {
    "privacy/hana": "token-of-the-console",
    "operations": "token-of-operations",
    "auditor": "token-of-the-auditor",
    "console": "token-without-a-role",
}
TOKEN: Final = {"Authorization": "Bearer token-of-the-console"}
KEEPER: Final = {"Authorization": "Bearer token-of-the-keeper"}


class Answer(NamedTuple):
    """What the door said."""

    status: int
    type: str
    body: bytes


async def ask(door: aiohttp.ClientSession, path: str, headers: dict[str, str] | None = None) -> Answer:
    """Ask, and read the whole answer."""
    async with door.get(path, headers=headers) as answer:
        return Answer(answer.status, answer.content_type, await answer.read())


async def tell(door: aiohttp.ClientSession, path: str, body: str = "", headers: dict[str, str] | None = None) -> Answer:
    """Send a body, and read the whole answer."""
    async with door.post(path, data=body.encode(), headers=headers) as answer:
        return Answer(answer.status, answer.content_type, await answer.read())


def address(door: aiohttp.ClientSession) -> str:
    """Return where the door is, for a command."""
    return str(door._base_url).rstrip("/")

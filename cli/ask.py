"""`sekisho send`: bring an event to the door of the stack that runs here, as the shop does."""

import sys
from collections.abc import Mapping
from pathlib import Path

from cli.ending import ending
from cli.payload import headers_of
from cli.running import call, find
from shared.core.platforms import recognised


@ending()
def send(file: Path, *, shop: str, platform: str | None, topic: str | None = None) -> None:
    """Send one event or webhook and print the receipt; the exit code says whether it was accepted."""
    raw = file.read_bytes()
    stack = find()
    headers = signed(raw, headers_of(raw, platform=platform, topic=topic), stack.shop(shop))
    answer = call(f"{stack.urls['intake']}/shops/{shop}/events", headers=headers, body=raw)
    sys.stdout.write(answer.decode() + "\n")


def signed(raw: bytes, headers: dict[str, str], secrets: Mapping[str, str]) -> dict[str, str]:
    """Return the headers with the signature of the platform that they name, or with the shop's own token."""
    sender = recognised(headers)
    if sender is None:
        return {**headers, "authorization": f"Bearer {secrets['token']}"}
    return {**headers, sender.signature_header: sender.scheme.sign(raw, secrets[sender.name])}

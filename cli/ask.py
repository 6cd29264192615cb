"""`sekisho send`: bring an event to the door of the stack that runs here, as the shop does."""

import sys
from collections.abc import Mapping
from pathlib import Path

from cli.payload import PayloadError, headers_of
from cli.running import REFUSED, UNAVAILABLE, AnswerError, NotRunningError, call, find
from shared.core.platforms import recognised


def send(file: Path, *, shop: str, platform: str | None, topic: str | None = None) -> int:
    """Send one event or webhook and print the receipt; the exit code says whether it was accepted."""
    raw = file.read_bytes()
    try:
        stack = find()
        headers = signed(raw, headers_of(raw, platform=platform, topic=topic), stack.shop(shop))
        answer = call(f"{stack.urls['intake']}/shops/{shop}/events", headers=headers, body=raw)
    except (NotRunningError, AnswerError, PayloadError) as error:
        return _refuse(error)
    sys.stdout.write(answer.decode() + "\n")
    return 0


def signed(raw: bytes, headers: dict[str, str], secrets: Mapping[str, str]) -> dict[str, str]:
    """Return the headers with the signature of the platform that they name, or with the shop's own token."""
    sender = recognised(headers)
    if sender is None:
        return {**headers, "authorization": f"Bearer {secrets['token']}"}
    return {**headers, sender.signature_header: sender.scheme.sign(raw, secrets[sender.name])}


def _refuse(error: Exception) -> int:
    sys.stderr.write(f"{error}\n")
    return UNAVAILABLE if isinstance(error, NotRunningError) else REFUSED

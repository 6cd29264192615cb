"""`sekisho send` and `sekisho who`: speak to the stack that runs here, over HTTP."""

import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from rich.table import Table

from cli.payload import PayloadError, headers_of
from cli.running import REFUSED, UNAVAILABLE, AnswerError, NotRunningError, Stack, call, find
from cli.screen import screen
from cli.words import say
from shared.core.platforms import recognised

_PAGE: Final = 500


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


def who(*, shop: str, order: str | None, person: str | None, recipient: str | None, as_json: bool) -> int:
    """Print the ledger's entries about an order, a person or a recipient."""
    if [order, person, recipient].count(None) != 2:  # noqa: PLR2004 - exactly one of three
        sys.stderr.write("name one of --order, --person, --recipient\n")
        return 2
    try:
        stack = find()
        entries = _entries(stack, shop, _query(stack, shop, order=order, person=person, recipient=recipient))
    except (NotRunningError, AnswerError) as error:
        return _refuse(error)
    if as_json:
        sys.stdout.write(json.dumps({"entries": entries}, ensure_ascii=False, indent=2) + "\n")
    else:
        _show(entries)
    return 0


def _query(stack: Stack, shop: str, *, order: str | None, person: str | None, recipient: str | None) -> dict[str, str]:
    """Return the ledger's query; the shop's own ids become references at the intake, and go no further."""
    if recipient is not None:
        return {"recipient": recipient}
    found = reference(stack, shop, {"order_id": order} if order is not None else {"customer_id": person})
    return {"order": found["order"]} if order is not None else {"person": found["person"]}


def reference(stack: Stack, shop: str, asked: Mapping[str, str | None]) -> dict[str, str]:
    """Return the references of a person and an order, as the intake makes them of the shop's own ids."""
    headers = {"authorization": f"Bearer {stack.shop(shop)['token']}", "content-type": "application/json"}
    url = f"{stack.urls['intake']}/shops/{shop}/references"
    found: dict[str, str] = json.loads(call(url, headers=headers, body=json.dumps(asked).encode()))
    return found


def _entries(stack: Stack, shop: str, query: dict[str, str]) -> list[dict[str, Any]]:
    headers = {"authorization": f"Bearer {stack.reader_token()}"}
    entries: list[dict[str, Any]] = []
    after: int | None = -1
    while after is not None:
        page = urlencode({**query, "after": after, "limit": _PAGE})
        answer = json.loads(call(f"{stack.urls['ledger']}/shops/{shop}/entries?{page}", headers=headers))
        entries += [{"index": row["index"], **row["leaf"]["entry"]} for row in answer["entries"]]
        after = answer["next"]
    return entries


def _show(entries: list[dict[str, Any]]) -> None:
    console = screen()
    if not entries:
        console.print(say("nothing"))
        return
    table = Table(show_lines=False)
    for column in ("when", "what", "recipient", "purpose", "fields"):
        table.add_column(say(column), overflow="fold", no_wrap=column in {"when", "what"})
    for entry in entries:
        name = "/".join(filter(None, (entry.get("recipient"), entry.get("instance"))))
        why = entry.get("purpose") or entry.get("reason") or entry.get("change") or entry.get("outcome") or ""
        table.add_row(_time(entry["at"]), entry["kind"], name, why, ", ".join(entry.get("fields", [])))
    console.print(table)


def _time(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, UTC).astimezone():%Y-%m-%d %H:%M:%S}"


def _refuse(error: Exception) -> int:
    sys.stderr.write(f"{error}\n")
    return UNAVAILABLE if isinstance(error, NotRunningError) else REFUSED

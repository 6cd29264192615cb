"""`sekisho policy preview`: for how many orders and people a draft would change what, on the last events of a shop."""

import json
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Final

import msgspec
from rich.table import Table

from cli.ending import ending
from cli.policy.asking import asking
from cli.policy.pair import written
from cli.running import find
from cli.screen import screen
from cli.words import pick, say
from shared.core.checkpoint.rehearse import Rehearsal, named

_JAPAN: Final = timezone(timedelta(hours=9))
_KINDS: Final[dict[str, tuple[str, str]]] = {
    "newly_served": ("新たに渡る", "would be served"),
    "no_longer_served": ("渡らなくなる", "would be served no more"),
    "more_fields": ("項目が増える", "would get more"),
    "fewer_fields": ("項目が減る", "would get less"),
    "other_reason": ("渡らない理由が変わる", "would be refused for another reason"),
}


@ending()
def run(
    *, shop: str, pack: Path | None, register: Path | None, last: int, key: Path | None, url: str | None, as_json: bool
) -> None:
    """Have the look noted, then look, and print."""
    found = _ask(shop, *(_text(file) for file in (pack, register)), last=last, key=key, url=url)
    if as_json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    else:
        _show(msgspec.convert(found, Rehearsal))


def _ask(
    shop: str, pack: str | None, register: str | None, *, last: int, key: Path | None, url: str | None
) -> dict[str, Any]:
    look = asking(key, url).post(f"/shops/{shop}/looks", {"about": named(pack, register), "last": last})["id"]
    content = {"look": look, "last": last, "pack": pack, "register": register}
    found: dict[str, Any] = asking(key, find().urls["preview"]).post(f"/shops/{shop}/previews", content)
    return found


def _text(file: Path | None) -> str | None:
    return written(file) if file else None


def _show(found: Rehearsal) -> None:
    console = screen()
    console.print(say("looked_at").format(found.events, found.orders, found.people))
    console.print(say("looked_back").format(_time(found.since), _time(found.history)))
    if not found.effects:
        console.print(say("no_effect"))
        return
    table = Table(show_lines=False)
    for column in ("recipient", "finding", "what", "orders", "people"):
        table.add_column(say(column), overflow="fold")
    for each in found.effects:
        kind = pick(_KINDS[each.kind])
        table.add_row(each.recipient, kind, ", ".join(each.what), str(each.orders), str(each.people))
    console.print(table)


def _time(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, _JAPAN):%Y-%m-%d %H:%M:%S}" if at else "-"

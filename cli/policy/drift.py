"""`sekisho policy drift`: what live flows, pack, published notice and text no longer say alike."""

import json
import sys
from pathlib import Path
from typing import Any, Final

import msgspec
from rich.table import Table

from cli.ending import ending
from cli.policy.pair import shop_of, written
from cli.running import AnswerError, call, find
from cli.screen import screen
from cli.words import pick, say
from shared.core.moment import day
from shared.core.notice.cited import Lapse, lapses
from shared.core.notice.drift import COVERED, Drift, Flow, Published, drift

KINDS: Final[dict[str, tuple[str, str]]] = {
    "flow_without_pack": ("渡ったが、今の規則では許されない", "has left, and the pack no longer allows it"),
    "flow_without_clause": ("規則が今は引かない条項による", "has left under a clause that the pack no longer cites"),
    "flow_not_published": ("渡ったが、公表されていない", "has left, and the public was never told"),
    "pack_not_published": ("規則は許すが、公表されていない", "the pack allows it, and the notice does not say so"),
    "published_not_in_pack": ("公表されているが、規則は許さない", "the notice says so, and the pack does not allow it"),
    "never_used": ("許されているが、渡ったことがない", "allowed, and never used"),
    "uncited": ("条項に行も文字位置もない", "the clause cites no line or character"),
    "missing": ("引かれた箇所が文面にない", "the text does not have the place that is cited"),
    "changed": ("引かれた箇所の文が変わった", "the place that is cited reads otherwise now"),
    "moved": ("引かれた箇所が移った", "the place that is cited has moved"),
}
"""Kind → what it says, in Japanese and English."""


@ending()
def run(
    *, shop: str, folder: Path, notice: Path | None, text: Path | None, newer: Path | None, live: bool, as_json: bool
) -> int:
    """Print what parts; exit 1 if something is not covered."""
    pack, register = shop_of(folder, shop)
    told = _table(notice) if notice else None
    flows = _flows(shop) if live else []
    drifts = drift(pack, register, told, flows)
    places = lapses(pack, written(text), written(newer) if newer else None) if text else []
    drifts = drifts if live else [each for each in drifts if each.kind != "never_used"]
    if as_json:
        found = {"drift": [each._asdict() for each in drifts], "text": [each._asdict() for each in places]}
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    else:
        _show(drifts, places)
    return 1 if any(each.kind not in COVERED for each in drifts) or any(each.fate != "moved" for each in places) else 0


def _table(notice: Path) -> Published:
    try:
        return msgspec.json.decode(notice.read_bytes(), type=Published)
    except msgspec.DecodeError:
        raise AnswerError(f"`{notice}`: {say('no_table')}") from None


def _flows(shop: str) -> list[Flow]:
    stack = find()
    headers = {"authorization": f"Bearer {stack.reader_token()}"}
    found: dict[str, Any] = json.loads(call(f"{stack.urls['ledger']}/shops/{shop}/flows", headers=headers))
    return msgspec.convert(found["flows"], list[Flow])


def _show(drifts: list[Drift], places: list[Lapse]) -> None:
    console = screen()
    if not drifts and not places:
        console.print(say("alike"))
        return
    table = Table(show_lines=False)
    for column in ("recipient", "purpose", "finding", "what", "when"):
        table.add_column(say(column), overflow="fold")
    for each in drifts:
        last = day(each.last) if each.last else ""
        table.add_row(each.recipient, each.purpose, pick(KINDS[each.kind]), ", ".join(each.what), last)
    for place in places:
        where = f"{place.place} → {place.now}" if place.now else place.place
        table.add_row(place.recipient, place.purpose, pick(KINDS[place.fate]), where, "")
    console.print(table)

"""`sekisho policy drift`: what live flows, pack, published notice and text no longer say alike."""

import json
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Final

import msgspec
from rich.table import Table

from cli.policy.pair import NoPackError, shop_of
from cli.running import REFUSED, UNAVAILABLE, AnswerError, NotRunningError, call, find
from cli.screen import screen
from cli.words import language, say
from shared.core.notice.cited import Lapse, lapses
from shared.core.notice.drift import COVERED, Drift, Flow, Published, drift
from shared.core.policy.places import SourceError

_JAPAN: Final = timezone(timedelta(hours=9))
_KINDS: Final[dict[str, tuple[str, str]]] = {
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


def run(
    *, shop: str, folder: Path, notice: Path | None, text: Path | None, newer: Path | None, live: bool, as_json: bool
) -> int:
    """Print what parts; exit 1 if something is not covered."""
    try:
        pack, register = shop_of(folder, shop)
        told = msgspec.json.decode(notice.read_bytes(), type=Published) if notice else None
        flows = _flows(shop) if live else []
        drifts = drift(pack, register, told, flows)
        places = lapses(pack, _read(text), _read(newer) if newer else None) if text else []
    except NotRunningError as error:
        sys.stderr.write(f"{error}\n")
        return UNAVAILABLE
    except msgspec.DecodeError:
        sys.stderr.write(f"{notice}: this is no published table; write one with `sekisho policy notice --form json`\n")
        return REFUSED
    except (NoPackError, SourceError, AnswerError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return REFUSED
    drifts = drifts if live else [each for each in drifts if each.kind != "never_used"]
    if as_json:
        found = {"drift": [each._asdict() for each in drifts], "text": [each._asdict() for each in places]}
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    else:
        _show(drifts, places)
    return 1 if any(each.kind not in COVERED for each in drifts) or any(each.fate != "moved" for each in places) else 0


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8")


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
        table.add_row(each.recipient, each.purpose, _said(each.kind), ", ".join(each.what), _day(each.last))
    for place in places:
        where = f"{place.place} → {place.now}" if place.now else place.place
        table.add_row(place.recipient, place.purpose, _said(place.fate), where, "")
    console.print(table)


def _said(kind: str) -> str:
    ja, en = _KINDS[kind]
    return ja if language() == "ja" else en


def _day(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, _JAPAN):%Y-%m-%d}" if at else ""

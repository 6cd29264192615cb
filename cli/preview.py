"""`sekisho preview`: read the files, decide, print."""

import sys
import time
from pathlib import Path
from typing import Final

import msgspec
from rich.table import Table

from cli.ending import ending
from cli.payload import headers_of
from cli.policy.pair import shop_of
from cli.running import REFUSED, AnswerError
from cli.screen import screen
from cli.words import say
from contracts.preview import GivenState, Preview
from shared.core.door import DoorError
from shared.core.moment import millis
from shared.core.preview import preview

_ROOT: Final = Path(__file__).resolve().parents[1]


@ending()
def run(  # noqa: D103 - documented where the command is declared
    file: Path,
    *,
    shop: str,
    platform: str | None,
    topic: str | None,
    given: Path | None,
    register: Path | None,
    at: str | None,
    as_json: bool,
) -> int:
    try:
        headers = headers_of(file.read_bytes(), platform=platform, topic=topic)
        found = _preview(file, headers, shop=shop, given=given, register=register, at=at)
    except DoorError as error:
        place = f" at {error.place}" if error.place else ""
        sys.stderr.write(f"{file}: {error.code}{place}: {error.detail} {error.remedy}\n")
        return REFUSED
    if as_json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(found), indent=2).decode() + "\n")
    else:
        _show(found)
    return 0


def _preview(
    file: Path, headers: dict[str, str], *, shop: str, given: Path | None, register: Path | None, at: str | None
) -> Preview:
    pack, facts = shop_of(_ROOT / "policies", shop, register=register)
    moment = millis(at) if at else int(time.time() * 1000)
    if moment is None:
        raise AnswerError(say("no_moment").format(at))
    return preview(file.read_bytes(), headers, pack=pack, register=facts, given=_state(given), at=moment)


def _state(given: Path | None) -> GivenState:
    if given is None:
        return GivenState()
    try:
        return msgspec.json.decode(given.read_bytes(), type=GivenState)
    except msgspec.DecodeError:
        form = "contracts/generated/preview-state.schema.json"
        raise AnswerError(f"`{given}`: {say('no_state').format(form)}") from None


def _show(found: Preview) -> None:
    console = screen()
    table = _table("would", "recipient", "purpose", "clause", "fields")
    for each in found.disclosures:
        ground = f"{each.clause}\n{each.basis}"
        table.add_row(f"{each.recipient}/{each.instance}", each.purpose, ground, "\n".join(each.fields))
    console.print(table)
    denied = _table("would_not", "recipient", "reason", "fields")
    for no in found.withheld:
        until = say("for good" if no.final else "for now")
        denied.add_row(no.recipient, f"{no.reason} ({until})", "\n".join(no.fields))
    console.print(denied)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=say(title), title_justify="left", show_lines=True)
    for column in columns:
        table.add_column(say(column), overflow="fold")
    return table

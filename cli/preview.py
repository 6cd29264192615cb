"""`sekisho preview`: read the files, decide, print."""

import json
import sys
import time
from pathlib import Path
from typing import Any, Final

import msgspec
from rich.table import Table

from cli.running import REFUSED
from cli.screen import screen
from cli.words import say
from contracts.preview import GivenState, Preview
from shared.core.door import CONTENT_TYPE, DoorError
from shared.core.moment import millis
from shared.core.platforms import PLATFORMS
from shared.core.policy.places import SourceError
from shared.core.policy.source import read_pack, read_register
from shared.core.preview import preview

_ROOT: Final = Path(__file__).resolve().parents[1]


def run(  # noqa: D103 - documented where the command is declared
    file: Path,
    *,
    shop: str,
    platform: str | None,
    given: Path | None,
    register: Path | None,
    at: str | None,
    as_json: bool,
) -> int:
    try:
        found = _preview(file, shop=shop, platform=platform, given=given, register=register, at=at)
    except DoorError as error:
        place = f" at {error.place}" if error.place else ""
        return _refuse(f"{file}: {error.code}{place}: {error.detail} {error.remedy}")
    except SourceError as error:
        return _refuse(str(error))
    except (FileNotFoundError, _RefusedError) as error:
        return _refuse(str(error))
    if as_json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(found), indent=2).decode() + "\n")
    else:
        _show(found)
    return 0


class _RefusedError(Exception):
    """What was asked cannot be done; the message says why."""


def _preview(
    file: Path, *, shop: str, platform: str | None, given: Path | None, register: Path | None, at: str | None
) -> Preview:
    folder = _ROOT / "policies"
    source = folder / f"{shop}.yaml"
    if not source.exists():
        known = ", ".join(sorted(each.stem for each in folder.glob("*.yaml")))
        raise _RefusedError(f"there is no pack of shop `{shop}`; packs: {known}")
    pack = read_pack(source.read_text(encoding="utf-8"), file=str(source))
    facts = register or folder / "registers" / f"{shop}.yaml"
    read = read_register(facts.read_text(encoding="utf-8"), file=str(facts), pack=pack)
    moment = millis(at) if at else int(time.time() * 1000)
    if moment is None:
        raise _RefusedError(f"`{at}` is no time with an offset; write it as 2026-01-31T09:00:00+09:00")
    raw = file.read_bytes()
    return preview(raw, headers_of(raw, platform), pack=pack, register=read, given=_state(given), at=moment)


def headers_of(raw: bytes, platform: str | None) -> dict[str, str]:
    """Return the headers that would come with a payload: those of its platform, or of a structured CloudEvent."""
    name = platform or ("shopify" if _looks_like_shopify(raw) else None)
    if name is None:
        return {"content-type": CONTENT_TYPE}
    if name not in PLATFORMS:
        raise _RefusedError(f"there is no platform `{name}`; platforms: {', '.join(PLATFORMS)}")
    return {"content-type": "application/json", PLATFORMS[name].topic_header: "orders/create"}


def _looks_like_shopify(raw: bytes) -> bool:
    try:
        content: Any = json.loads(raw)
    except ValueError:
        return False
    order = content.get("order", content) if isinstance(content, dict) else {}
    return isinstance(order, dict) and "line_items" in order and "specversion" not in content


def _state(given: Path | None) -> GivenState:
    if given is None:
        return GivenState()
    try:
        return msgspec.json.decode(given.read_bytes(), type=GivenState)
    except msgspec.DecodeError:
        form = "contracts/generated/preview-state.schema.json"
        raise _RefusedError(f"{given}: this is no state of a person; its form is {form}") from None


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


def _refuse(text: str) -> int:
    sys.stderr.write(f"{text}\n")
    return REFUSED

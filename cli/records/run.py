"""Make the document that was asked for, and write it: one person's records, or the book of a shop."""

import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from cli.ending import ending
from cli.records import source, spreadsheet
from cli.records.choices import Form
from cli.records.pdf import pdf
from cli.records.source import Read
from cli.running import AnswerError
from cli.words import language, say
from shared.core.law.provisions import Collected, Provision, Published
from shared.core.law.sheet import About, document, plain, table
from shared.core.ledger.note import NoteError
from shared.core.moment import day_start

_FIRST, _LAST = "1970-01-02", "9999-12-30"
_JST: Final = timedelta(hours=9)


class Asked(NamedTuple):
    """What the user asks for, and where it is: see `sekisho records --help`."""

    shop: str
    person: str | None = None
    since: str | None = None
    until: str | None = None
    voluntary: bool = False
    export: Path | None = None
    key: str | None = None
    versions: Path | None = None
    officer: Path | None = None
    url: str | None = None


@ending(NoteError, LookupError, ValueError)
def run(asked: Asked, *, form: Form, lang: str | None, out: Path | None) -> int | None:
    """Write the document; exit 65 where something that it needs is missing or does not hold."""
    if form is Form.PDF and out is None and sys.stdout.isatty():
        sys.stderr.write(f"{say('name_file')}\n")
        return 2
    made = _made(asked, form, lang or language())
    if out is None:
        sys.stdout.buffer.write(made)
    else:
        out.write_bytes(made)
    return None


def _made(asked: Asked, form: Form, lang: str) -> bytes:
    collected = _collected(asked.since, asked.until)
    if asked.person is not None:
        read = source.of_person(asked.shop, asked.person, collected)
    else:
        read = source.of_log(asked.shop, asked.export, asked.key, collected)
    known = source.versions(asked.shop, asked.versions, asked.officer, asked.url)
    if missing := collected.missing(known):
        raise AnswerError(f"{say('versions_missing')} {', '.join(missing)}")
    found = collected.provisions(known, person=read.number)
    # To the person goes what Article 33(5) is about; the book shows everything, each as what it is.
    voluntary = asked.voluntary or asked.person is None
    wanted = [each for each in found if voluntary or each.required]
    return _written(wanted, _about(asked, read, known), form, lang, voluntary=voluntary)


def _written(found: list[Provision], about: About, form: Form, lang: str, *, voluntary: bool) -> bytes:
    match form:
        case Form.JSON:
            return msgspec.json.format(msgspec.json.encode(plain(found, about)), indent=2) + b"\n"
        case Form.CSV:
            return b"".join(spreadsheet.lines(table(found, about, lang)))
        case Form.PDF:
            return pdf(document(found, about, lang, voluntary=voluntary))


def _collected(since: str | None, until: str | None) -> Collected:
    first, last = since or _FIRST, until or _LAST
    try:
        after = (date.fromisoformat(last) + timedelta(days=1)).isoformat()
        begin, end = day_start(first), day_start(after)
    except ValueError:
        raise AnswerError(say("day_unreadable")) from None
    if begin >= end:
        raise AnswerError(say("day_unreadable"))
    return Collected(begin, end)


def _about(asked: Asked, read: Read, known: Published) -> About:
    packs = sorted(known.packs.values(), key=lambda pack: pack.version)
    return About(
        shop=asked.shop,
        company=packs[-1].company if packs else None,
        person=asked.person or "",
        since=asked.since or "",
        until=asked.until or "",
        made=f"{datetime.now(UTC) + _JST:%Y-%m-%d %H:%M}",
        origin=read.point.origin,
        size=read.point.size,
        root=read.point.root.hex(),
    )

"""Make the dossier of a shop and a period: bring what it rests on, say what it says, and sign the whole."""

import json
import sys
import time
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cli import verdict as verdicts
from cli.audit import brought
from cli.audit import folder as at
from cli.audit.words import told
from cli.ending import ending
from cli.ledger import key_of
from cli.page.reasons import REASONS, in_words
from cli.policy.asking import asking
from cli.policy.drift import KINDS
from cli.policy.telling import sentence
from cli.records import spreadsheet
from cli.records.pdf import pdf
from cli.records.source import entries
from cli.running import AnswerError, NotRunningError, find
from cli.verify import Asked as Judging
from cli.verify import judged
from cli.words import pick, say
from contracts.officers import Private
from shared.core.dossier.chapter import Spoken, Words
from shared.core.dossier.document import document
from shared.core.dossier.gathered import Gathered
from shared.core.dossier.manifest import Manifest
from shared.core.dossier.source import Source
from shared.core.law.sheet import About
from shared.core.law.sheet import table as records_table
from shared.core.ledger.note import NoteError, shop_of
from shared.core.ledger.verdict import Verdict
from shared.core.moment import day, day_start
from shared.core.policy.officers import Officers, read_officers
from shared.core.said import Language

_JST: Final = timedelta(hours=9)


class Asked(NamedTuple):
    """What the user asks for, and brings: see `sekisho audit --help`."""

    shop: str
    since: str
    until: str
    out: Path
    officer: Path | None
    languages: tuple[Language, ...] = ("ja",)
    export: Path | None = None
    key: str | None = None
    versions: Path | None = None
    officers: Path | None = None
    older: tuple[Path, ...] = ()
    witnesses: tuple[str, ...] = ()
    quorum: int | None = None
    notice: Path | None = None
    url: str | None = None


@ending(NoteError, LookupError, ValueError)
def run(asked: Asked, *, as_json: bool) -> int:
    """Write the folder; exit 0 if the log verifies, 1 if it does not: the dossier says what disagrees."""
    begin, end = _period(asked.since, asked.until)
    private = _private(asked.officer)
    with at.begun(asked.out) as folder:
        brought.log(folder, asked.shop, asked.export, asked.older)
        who = None if asked.versions else asking(asked.officer, asked.url)
        brought.versions(folder, asked.shop, asked.versions, who)
        now = int(time.time() * 1000)
        source = _source(asked, folder, Gathered(begin, end, now), now)
        findings = max(_written(folder, source, lang) for lang in asked.languages)
        _close(folder, asked, source.verdict, private, now)
    _tell(asked, source.verdict, findings, as_json=as_json)
    return 0 if source.verdict.holds else 1


def _period(since: str, until: str) -> tuple[int, int]:
    try:
        begin, end = day_start(since), day_start((date.fromisoformat(until) + timedelta(days=1)).isoformat())
    except (ValueError, OverflowError):
        raise AnswerError(say("day_unreadable")) from None
    if begin >= end:
        raise AnswerError(say("day_unreadable"))
    return begin, end


def _private(file: Path | None) -> Private:
    if file is None:
        raise AnswerError(say("key_missing"))
    try:
        private = msgspec.json.decode(file.read_bytes(), type=Private)
        Ed25519PrivateKey.from_private_bytes(bytes.fromhex(private.private))
    except (msgspec.DecodeError, ValueError):
        raise AnswerError(f"`{file}`: {say('key_unreadable')}") from None
    return private


def officers_of(file: Path | None) -> Officers | None:
    """Return the officers' keys: from a file, or those kept with the stack that runs here; None if there are none.

    Raises:
        ValueError: the file cannot be used.
        OSError: it cannot be read.
    """
    try:
        return read_officers((file or find().public / "officers").read_bytes())
    except (NotRunningError, FileNotFoundError):
        if file is not None:
            raise
        return None


def _source(asked: Asked, folder: Path, gathered: Gathered, now: int) -> Source:
    kept = tuple(sorted((folder / at.OLDER).glob("*.checkpoint")))
    report = judged(
        Judging(exports=(folder / at.LOG,), key=asked.key, older=kept, witnesses=asked.witnesses, quorum=asked.quorum)
    )
    (verdict,) = report.logs
    if shop_of(verdict.origin) != asked.shop:
        raise AnswerError(f"{verdict.origin}: {say('other_shop')}")
    with (folder / at.LOG).open("rb") as file:
        for placed in entries(file):
            gathered.take(*placed)
    # Only a stack that the dossier is made from has keys to hold its approvals against.
    officers = officers_of(asked.officers) if asked.officers or not asked.versions else None
    found = brought.read(folder, asked.shop, officers)
    return Source(
        shop=asked.shop,
        since=asked.since,
        until=asked.until,
        as_of=min(asked.until, day(now)),
        made=f"{datetime.fromtimestamp(now / 1000, UTC) + _JST:%Y-%m-%d %H:%M}",
        gathered=gathered,
        standings=found.standings,
        known=found.known,
        verdict=verdict,
        table=brought.table(folder, asked.notice),
        reasons=frozenset(REASONS),
        checked=officers is not None,
    )


def _spoken(lang: Language) -> Spoken:
    return Spoken(
        reason=lambda code: f"{in_words(code, lang)} ({code})",
        finding=lambda code: say(code, lang),
        change=partial(sentence, lang=lang),
        drift=lambda kind: pick(KINDS[kind], lang),
        question=lambda name: pick(verdicts.QUESTIONS[name], lang),
        answer=partial(verdicts.told, lang=lang),
    )


def _written(folder: Path, source: Source, lang: Language) -> int:
    """Write the report and its tables in one language; return how many rows are to be looked into."""
    made, chapters = document(source, Words(lang, _spoken(lang)))
    at.write(folder, f"{lang}/report.pdf", pdf(made))
    for number, each in enumerate(chapters, 1):
        rows = (each.section.columns, *each.section.rows)
        at.write(folder, f"{lang}/{number:02}-{each.name}.csv", b"".join(spreadsheet.lines(rows)))
    provided, missing = source.provided()
    # A log that does not verify makes no book of records.
    if source.verdict.holds and not missing:
        rows_of = records_table(provided, _about(source), lang)
        at.write(folder, f"{lang}/records.csv", b"".join(spreadsheet.lines(rows_of)))
    return sum(each.findings for each in chapters)


def _about(source: Source) -> About:
    pack, _ = source.in_force()
    point = source.verdict
    company = pack.company if pack else None
    return About(
        source.shop, company, "", source.since, source.until, source.made, point.origin, point.signed, point.root
    )


def _close(folder: Path, asked: Asked, verdict: Verdict, private: Private, now: int) -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(private.private))
    manifest = Manifest(
        format="sekisho/audit/v1",
        shop=asked.shop,
        since=asked.since,
        until=asked.until,
        made=now,
        officer=private.officer,
        key=key.public_key().public_bytes_raw().hex(),
        origin=verdict.origin,
        vkey=str(key_of(verdict.origin, asked.key)),
        size=verdict.signed,
        root=verdict.root,
        files=at.digests(folder),
    )
    at.close(folder, manifest, key)


def _tell(asked: Asked, verdict: Verdict, findings: int, *, as_json: bool) -> None:
    if as_json:
        made = {"folder": str(asked.out), "holds": verdict.holds, "findings": findings, "verdict": verdict}
        sys.stdout.write(json.dumps(msgspec.to_builtins(made)) + "\n")
        return
    sys.stdout.write(told("written", asked.out, findings) + "\n")
    if not verdict.holds:
        sys.stderr.write(told("not_holding") + "\n")

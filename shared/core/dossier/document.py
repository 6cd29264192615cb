"""A dossier as chapters and as one document, in Japanese or English; the last chapter says what it cannot show.

Files, signatures and PDFs are made by the command line.
"""

from collections.abc import Iterator
from typing import Final

from contracts.law import EDITIONS
from shared.core.dossier import course, parties, versions
from shared.core.dossier.chapter import Chapter, Row, Words, chapter, moment
from shared.core.dossier.source import Source
from shared.core.moment import DAY_MS
from shared.core.notice.document import Document, Section

_TRIED_MS: Final = 4 * DAY_MS
"""A hand-over that is open for longer than this has had all its tries."""


def chapters(source: Source, words: Words) -> tuple[Chapter, ...]:
    """Return all chapters in their order."""
    made = (
        parties.contracts, versions.versions, versions.changes, course.provisions, course.withholdings, course.choices,
        course.cases, course.incidents, course.access, parties.joint_use, parties.transfers, versions.drifts, proofs,
        not_shown,
    )  # fmt: skip
    return tuple(each(source, words) for each in made)


def document(source: Source, words: Words) -> tuple[Document, tuple[Chapter, ...]]:
    """Return the whole as one document, what is to be looked into first, and its chapters."""
    found = chapters(source, words)
    heads = [Row((words(each.name), str(len(each.section.rows)), str(each.findings))) for each in found]
    columns = tuple(words(each) for each in ("chapter", "rows", "findings"))
    summary = Section(words("summary"), columns, tuple(row.cells for row in heads))
    sections = (summary, *(each.section for each in found))
    return Document(words.language, words("title"), tuple(_lead(source, words)), sections), found


def proofs(source: Source, words: Words) -> Chapter:
    """Return what the verifier says of the log, and hand-overs that nothing has closed."""
    verdict, rows = source.verdict, list[Row]()
    for question, result in verdict.answers():
        place = "" if result.at is None else str(result.at)
        said = words.other.answer(result)
        rows.append(Row((words.other.question(question), said, place), said if result.status == "failed" else ""))
    seen = "\n".join(f"{each.witness} ({moment(each.at * 1000)})" for each in verdict.cosigned)
    rows.append(Row((words("signed"), words("signed_is", verdict.signed, verdict.root), "")))
    rows.append(Row((words("cosigned"), seen or words("nobody"), "")))
    rows.append(Row((words("counted"), words("counted_is", verdict.disclosed, verdict.outcomes), "")))
    oldest = verdict.open[0] if verdict.open else None
    late = oldest is not None and oldest.age_ms > _TRIED_MS
    opened = words("opened_is", verdict.opened, moment(oldest.at) if oldest else "-")
    rows.append(Row((words("opened"), opened, oldest.disclosure if oldest else ""), words("late") if late else ""))
    if verdict.pruned.count:
        rows.append(Row((words("pruned"), words("pruned_is", verdict.pruned.count, verdict.pruned.until), "")))
    return chapter(words, "proofs", "asked answer place", rows)


def not_shown(source: Source, words: Words) -> Chapter:
    """Return what nobody can learn from a dossier: always, and of this one."""
    always = ("names", "values", "afterwards", "cases", "incidents", "beside", "facts", "counsel", "others", "pruned",
              "accounts")  # fmt: skip
    notes = [words.note(name) for name in (*always, *_this_time(source))]
    rows = tuple((str(n), each) for n, each in enumerate(notes, 1))
    return Chapter("not_shown", Section(words("not_shown"), (words("number"), words("note")), rows), 0)


def _this_time(source: Source) -> Iterator[str]:
    verdict = source.verdict
    if not verdict.holds:
        yield "broken"
    if source.table is None:
        yield "no_table"
    if verdict.consistency.status == "not checked":
        yield "no_older"
    if verdict.witnesses.status == "not checked":
        yield "no_witness"
    if verdict.continues is not None:
        yield "earlier"
    if not source.checked:
        yield "unchecked"
    if not all(each.proposed_by for each in source.standings):
        yield "no_history"


def _lead(source: Source, words: Words) -> Iterator[str]:
    pack, _ = source.in_force()
    company = pack.company if pack else None
    name = f"{company.ja if words.language == 'ja' else company.en} ({source.shop})" if company else source.shop
    yield words("shop_is", name)
    yield words("period_is", source.since, source.until)
    yield words("made_is", source.made)
    yield words("log_is", source.verdict.origin, source.verdict.signed, source.verdict.root)
    yield words("editions_is", words.join(each.name for each in EDITIONS))
    yield words("read_so")

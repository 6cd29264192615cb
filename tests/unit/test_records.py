"""Records of provision as people read them: what is in them, from which version, and what they say they do not show."""

import csv
import io
import re
import zlib
from base64 import a85decode

import msgspec
import pytest

from cli.records import spreadsheet
from cli.records.pdf import pdf
from shared.core.law.labels import NOTES, WORDS
from shared.core.law.provisions import read_versions
from shared.core.law.sheet import COLUMNS, Words, cells, document, plain, table
from tests.unit.records import ABOUT, ABROAD, BODIES, CITED, at, collected, ended, entry, known

VOLUNTARY = {"basis": "entrustment", "record": "voluntary:appi#27-5-i"}


def test_a_record_holds_what_rule_20_asks_for() -> None:
    (record,) = collected(entry(evidence="e0"), ended("d1", "given")).provisions(known())
    assert (record.name, record.address, record.representative) == (
        "見本商店株式会社",
        "東京都見本区1-2-3",
        "見本 花子",
    )
    assert (record.date, record.fields, record.consent, record.evidence) == (
        "2026-11-25", ["customer.name"], "27(1)", "e0",
    )  # fmt: skip
    assert (record.state, record.required, record.keep_until) == ("given", True, "2029-11-25")


def test_the_recipient_is_named_as_it_was_registered_then() -> None:
    then, now = collected(entry(), entry(id="d2", register=CITED[1])).provisions(known())
    assert (then.address, now.address) == ("東京都見本区1-2-3", "大阪府見本市4-5-6")


def test_an_order_is_its_own_consent_and_a_ground_without_consent_has_none() -> None:
    deemed, entrusted = collected(entry(), entry(id="d2", **VOLUNTARY)).provisions(known())
    assert (deemed.evidence, entrusted.evidence) == ("e1", "")
    assert (deemed.consent, entrusted.consent) == ("27(1)", "")


@pytest.mark.parametrize(
    ("outcomes", "state"),
    [((), "open"), (("given",), "given"), (("unknown",), "uncertain"), (("unknown", "given"), "given"),
     (("failed",), "uncertain")],
)  # fmt: skip
def test_what_may_have_arrived_is_a_record(outcomes: tuple[str, ...], state: str) -> None:
    ends = [msgspec.structs.replace(ended("d1", "given"), outcome=each) for each in outcomes]
    (record,) = collected(entry(), *ends).provisions(known())
    assert record.state == state


def test_what_was_withdrawn_before_it_left_is_none() -> None:
    found = collected(entry(register="9:gone"), ended("d1", "withdrawn"))
    assert found.provisions(known()) == []
    assert found.missing(known()) == []


def test_a_version_that_is_missing_or_altered_is_named() -> None:
    found = collected(entry(), entry(id="d2", register=CITED[1]))
    altered = [BODIES[0], BODIES[1], BODIES[2].replace("大阪府".encode(), "奈良県".encode())]
    assert found.missing(read_versions(altered)) == [CITED[1]]
    with pytest.raises(LookupError, match="seller/rose"):
        found.provisions(read_versions(altered))
    with pytest.raises(ValueError, match="version_unreadable"):
        read_versions([b"{"])


def test_a_period_is_of_days_and_documents_count_from_the_last_provision_even_beyond_it() -> None:
    later = entry(id="d2", at=at("2027-03-01T09:00:00+09:00"), documents=True)
    until = at("2026-12-01T00:00:00+09:00")
    (record,) = collected(entry(documents=True), later, until=until).provisions(known())
    assert (record.id, record.keep_until) == ("d1", "2028-03-01")


def test_a_second_person_is_told_that_they_are_beside() -> None:
    (record,) = collected(entry(also=["p2"])).provisions(known(), person="p2")
    assert record.beside
    assert cells(record, ABOUT, Words("en"))["subject"] == "60001 (named beside)"


def test_the_person_sees_what_the_law_asks_for_and_the_rest_only_if_it_is_wanted() -> None:
    found = collected(entry(), entry(id="d2", **VOLUNTARY)).provisions(known())
    statutory, (_, rest) = (
        document(found, ABOUT, "en", voluntary=False),
        ("", document(found, ABOUT, "en", voluntary=True)),
    )
    assert [len(section.rows) for section in statutory.sections[:-1]] == [1]
    assert [len(section.rows) for section in rest.sections[:-1]] == [1, 1]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_both_languages_say_everything(language: str) -> None:
    found = collected(entry(), entry(id="d2", **ABROAD), ended("d2", "given"), entry(id="d3", **VOLUNTARY))
    records = found.provisions(known())
    book = document(
        records, ABOUT._replace(person="", since="2026-01-01", until="2026-12-31"), language, voluntary=True
    )
    said = "\n".join([book.title, *book.lead, *(cell for s in book.sections for row in s.rows for cell in row)])
    place = 0 if language == "ja" else 1
    assert all(note[place] in said for note in NOTES.values())
    assert "Exemple SAS" in said
    assert WORDS["person_rest"][place] in "\n".join(document(records, ABOUT, language, voluntary=True).lead)


def test_words_of_the_two_languages_have_the_same_parts() -> None:
    assert all(ja and en and ja.count("{}") == en.count("{}") for ja, en in (*WORDS.values(), *NOTES.values()))


def test_a_program_gets_codes_and_the_notes_in_both_languages() -> None:
    made = msgspec.json.decode(msgspec.json.encode(plain(collected(entry()).provisions(known()), ABOUT)))
    assert made["records"][0]["record"] == "required:appi#27-1-consent"
    assert made["not_shown"]["no_name"].keys() == {"ja", "en"}


def rows_of(raw: bytes) -> list[list[str]]:
    """Read a CSV as a spreadsheet does."""
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def test_a_spreadsheet_gets_a_column_for_each_thing_and_what_is_not_shown() -> None:
    found = collected(entry(fields=["customer.name", "order.id"])).provisions(known())
    head, row, blank, *notes = rows_of(b"".join(spreadsheet.lines(table(found, ABOUT, "ja"))))
    said = dict(zip(COLUMNS, row, strict=True))
    assert head[COLUMNS.index("person_name")] == "本人の氏名（店が記入）"
    assert (said["subject"], said["person_name"], said["fields"]) == ("60001", "", "氏名、注文番号")
    assert blank == []
    assert len(notes) == len(NOTES)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@A1", "\t=1", " =1", "＝1+1", "＋1", "\r=1", "|calc"])
def test_no_cell_is_a_formula(cell: str) -> None:
    (row,) = rows_of(b"".join(spreadsheet.lines([[cell, "plain"]])))
    assert row == [f"'{cell}", "plain"]


@pytest.mark.parametrize("cell", ["", "a=b", "2026-11-25", "見本商店", "0120"])
def test_any_other_cell_is_as_it_was(cell: str) -> None:
    assert spreadsheet.inert(cell) == cell


_STREAM = re.compile(rb"stream\r?\n(.*?)~>\s*endstream", re.DOTALL)
_STRING = re.compile(rb"\(((?:\\.|[^\\)])*)\) Tj", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def plainly(found: re.Match[bytes]) -> bytes:
    """Return what an escape in a string of a PDF stands for."""
    said = found[1]
    return bytes([int(said, 8)]) if len(said) == 3 else _NAMED.get(said, said)


def texts(raw: bytes) -> str:
    """Return the text that a reader finds in a PDF of ours: strings in UCS-2, as the font's encoding says."""
    pages = [zlib.decompress(a85decode(body.strip())) for body in _STREAM.findall(raw)]
    strings = [_ESCAPE.sub(plainly, said) for page in pages for said in _STRING.findall(page)]
    return "".join(said.decode("utf-16-be") for said in strings)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_pdf_can_be_searched_is_small_and_the_same_each_time(language: str) -> None:
    found = collected(entry(), ended("d1", "given")).provisions(known())
    made = document(found, ABOUT, language, voluntary=True)
    raw = pdf(made)
    assert raw.startswith(b"%PDF-")
    assert b"UniJIS-UCS2-H" in raw
    assert len(raw) < 30_000
    assert raw == pdf(made)
    text = texts(raw)
    assert made.title in text
    assert "見本商店" in text

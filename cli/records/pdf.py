"""A document of tables as PDF: A4 across, text that can be searched, and no font inside it.

Japanese is set in one of the fonts that PDF readers bring for it (Adobe-Japan1), so that a file stays small and needs
no font of ours. It lays out and judges nothing.
"""

import io
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable, LongTable, Paragraph, SimpleDocTemplate, TableStyle

from shared.core.notice.document import Document, Section

_FONT: Final = "HeiseiKakuGo-W5"
_PAGE: Final = landscape(A4)
_MARGIN: Final = 14 * mm
_WIDTH: Final = _PAGE[0] - 2 * _MARGIN
_NARROWEST, _WIDEST = 15, 34
_LINES: Final = (
    ("GRID", (0, 0), (-1, -1), 0.4, colors.HexColor("#999999")),
    ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#eeeeee")),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 3),
    ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ("TOPPADDING", (0, 0), (-1, -1), 2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
)


class _Styles(NamedTuple):
    title: ParagraphStyle
    heading: ParagraphStyle
    text: ParagraphStyle
    cell: ParagraphStyle


def pdf(document: Document) -> bytes:
    """Return a document as a PDF file; the same document gives the same bytes."""
    registerFont(UnicodeCIDFont(_FONT))
    out, styles = io.BytesIO(), _styles(document.language)
    made = SimpleDocTemplate(
        out,
        pagesize=_PAGE,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
        title=document.title,
        author="Sekisho",
        lang=document.language,
        invariant=1,
    )
    story: list[Flowable] = [_said(document.title, styles.title)]
    story += [_said(line, styles.text) for line in document.lead]
    for section in document.sections:
        story += [CondPageBreak(35 * mm), _said(section.heading, styles.heading), _section(section, styles)]
    made.build(story, onFirstPage=_numbered, onLaterPages=_numbered)
    return out.getvalue()


def _styles(language: str) -> _Styles:
    # Japanese breaks between any two signs, English between words.
    wrap = "CJK" if language == "ja" else None

    cell = ParagraphStyle("cell", fontName=_FONT, fontSize=7.5, leading=10.5, wordWrap=wrap)
    return _Styles(
        title=ParagraphStyle("title", parent=cell, fontSize=16, leading=24, spaceAfter=4),
        heading=ParagraphStyle("heading", parent=cell, fontSize=11, leading=16, spaceBefore=10, spaceAfter=4),
        text=ParagraphStyle("text", parent=cell, fontSize=9, leading=14),
        cell=cell,
    )


def _section(section: Section, styles: _Styles) -> Flowable:
    if not section.rows:
        return _said(section.empty, styles.text)
    rows = [[_said(cell, styles.cell) for cell in row] for row in (section.columns, *section.rows)]
    return LongTable(rows, colWidths=_widths(section), repeatRows=1, style=TableStyle(_LINES))


def _widths(section: Section) -> list[float]:
    """Share the width by the longest line of each column, none too narrow to read and none that takes it all."""
    longest = [
        max(_length(line) for row in (section.columns, *section.rows) for line in row[n].split("\n"))
        for n in range(len(section.columns))
    ]
    if len(longest) == 2:  # noqa: PLR2004 - a number and a text: the text takes what is left
        return [_WIDTH * 0.06, _WIDTH * 0.94]
    weights = [min(max(each, _NARROWEST), _WIDEST) for each in longest]
    return [_WIDTH * each / sum(weights) for each in weights]


def _length(text: str) -> int:
    return sum(1 if sign.isascii() else 2 for sign in text)


def _said(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(text).replace("\n", "<br/>"), style)


def _numbered(canvas: Canvas, made: SimpleDocTemplate) -> None:
    canvas.setFont(_FONT, 8)
    canvas.drawRightString(_PAGE[0] - _MARGIN, 8 * mm, str(made.page))

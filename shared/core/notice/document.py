"""A small document of tables, and how it is written as Markdown and as one HTML file with nothing from outside."""

from html import escape
from typing import Final

import msgspec

_STYLE: Final = (
    ":root{color-scheme:light dark}body{font:1rem/1.6 system-ui,'Hiragino Sans','Noto Sans CJK JP',sans-serif;"
    "max-width:72rem;margin:0 auto;padding:1.5rem;overflow-wrap:anywhere}table{border-collapse:collapse;width:100%;"
    "margin:0 0 2rem}caption{text-align:left;font-weight:600;padding:.5rem 0}th,td{border:1px solid #8888;"
    "padding:.5rem;text-align:left;vertical-align:top}th[scope=col]{background:#8882}"
    "@media(max-width:48rem){thead{display:none}tr,td,th{display:block}td::before{content:attr(data-label);"
    "display:block;font-size:.85em;opacity:.8}}"
)


class Section(msgspec.Struct, frozen=True):
    """One table: heading, names of the columns, and rows of as many cells; a cell may have several lines."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str = ""


class Document(msgspec.Struct, frozen=True):
    """Title, lead, and sections, in one language (`ja` or `en`)."""

    language: str
    title: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]


def markdown(document: Document) -> str:
    """Write it as Markdown (CommonMark with tables)."""
    parts = [f"# {document.title}", *document.lead]
    for section in document.sections:
        parts += [f"## {section.heading}", _markdown_table(section) if section.rows else section.empty]
    return "\n\n".join(parts) + "\n"


def html(document: Document) -> str:
    """Write it as one HTML file; it reads as cards on a phone."""
    lead = "".join(f"<p>{escape(line)}</p>" for line in document.lead)
    body = "".join(_html_table(section) for section in document.sections)
    title = escape(document.title)
    return (
        f'<!doctype html>\n<html lang="{document.language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body><main><h1>{title}</h1>{lead}{body}</main></body></html>\n"
    )


def _markdown_table(section: Section) -> str:
    lines = [section.columns, ("---",) * len(section.columns), *section.rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", "<br>")


def _html_table(section: Section) -> str:
    if not section.rows:
        return f"<section><h2>{escape(section.heading)}</h2><p>{escape(section.empty)}</p></section>"
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in section.columns)
    rows = "".join(f"<tr>{_html_row(section.columns, row)}</tr>" for row in section.rows)
    return (
        f"<section><table><caption>{escape(section.heading)}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table></section>"
    )


def _html_row(columns: tuple[str, ...], row: tuple[str, ...]) -> str:
    first, *rest = (escape(cell).replace("\n", "<br>") for cell in row)
    cells = zip(columns[1:], rest, strict=True)
    others = "".join(f'<td data-label="{escape(name)}">{text}</td>' for name, text in cells)
    return f'<th scope="row">{first}</th>{others}'

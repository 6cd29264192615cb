"""`sekisho incident …`: whom an incident at a recipient concerns, with which data, and until when it is to be reported.

It decides nothing: what the law asks about is shown beside what the ledger knows. References of people become the
shop's own ids only where the shop gives a list of them, and only here.
"""

import csv
import json
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec
from rich.console import Console
from rich.table import Table

from cli.ending import ending
from cli.running import AnswerError, Stack, call, find
from cli.screen import screen
from cli.times import moment
from cli.who import references, show_as_of, spoken
from cli.words import language, say
from contracts.answers import Deadline
from shared.core.deadlines import of_incident
from shared.core.wording import Wording
from shared.shell.calendar import national_holiday

_SHOWN: Final = 20
_COLUMNS: Final = ("reference", "person", "disclosures", "seen", "first", "last", "categories", "fields")


class Asked(NamedTuple):
    """What went wrong where and when, as people type it; what is None is not known, or does not matter."""

    shop: str
    recipient: str
    instance: str | None = None
    since: str | None = None
    until: str | None = None
    known: str | None = None
    improper: bool | None = None
    out: Path | None = None
    customers: Path | None = None
    reader: str = "privacy"


@ending()
def people(asked: Asked, *, as_json: bool) -> None:
    """Print whom an incident concerns; write them to a file where one is named."""
    stack = find()
    head, rows = _answer(stack, asked)
    rows = _named(stack, asked, rows) if asked.customers else rows
    if asked.out:
        _keep(asked.out, rows)
    if as_json:
        sys.stdout.write(json.dumps({**head, "concerned": rows}, ensure_ascii=False, indent=2) + "\n")
    else:
        _show(head, rows, out=asked.out)


@ending()
def deadlines(known: str, *, improper: bool, as_json: bool) -> None:
    """Print until when an incident that became known then is to be reported; nothing is asked of anybody."""
    found = of_incident(moment(known), improper=improper, holiday=national_holiday)
    terms = [msgspec.to_builtins(each) for each in found]
    if as_json:
        sys.stdout.write(json.dumps({"deadlines": terms}, ensure_ascii=False, indent=2) + "\n")
    else:
        _show_deadlines(screen(), terms)


def _answer(stack: Stack, asked: Asked) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    body: dict[str, Any] = {
        "recipient": asked.recipient,
        "instance": asked.instance or "",
        "since": moment(asked.since) if asked.since else 0,
        "until": moment(asked.until, end=True) if asked.until else int(time.time() * 1000),
        "known": moment(asked.known) if asked.known else 0,
        "improper": asked.improper,
    }
    headers = {"authorization": f"Bearer {stack.reader_token(asked.reader)}", "content-type": "application/json"}
    url = f"{stack.urls['ledger']}/shops/{asked.shop}/concerned"
    first, *rest = call(url, headers=headers, body=json.dumps(body).encode()).splitlines()
    head, rows = json.loads(first), [json.loads(line) for line in rest]
    if len(rows) != head["people"]:
        raise AnswerError(say("cut_off").format(head["people"], len(rows)))
    return head, rows


def _named(stack: Stack, asked: Asked, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add the shop's own id, or address, of each person whom its list names."""
    ids: dict[str, str] = {}
    for line in (asked.customers or Path()).read_text(encoding="utf-8").split():
        kind = "email" if "@" in line else "customer_id"
        ids[references(stack, asked.shop, **{kind: line})["person"]] = line
    return [{**row, "customer": ids.get(row["reference"], "")} for row in rows]


def _keep(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write people to a new CSV file that only its owner may read."""
    path.touch(mode=0o600, exist_ok=False)
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow([*_COLUMNS, "customer"])
        for row in rows:
            lists = {name: " ".join(row[name]) for name in ("categories", "fields")}
            writer.writerow([{**row, **lists}[name] for name in _COLUMNS] + [row.get("customer", "")])


def _show(head: Mapping[str, Any], rows: list[dict[str, Any]], *, out: Path | None) -> None:
    console, words = screen(), Wording(language())
    console.print(say("concerned").format(head["people"], head["disclosures"], ", ".join(head["countries"]) or "-"))
    counts = _table(say("category"), say("people"))
    for name, number in head["categories"].items():
        counts.add_row(say(name), str(number))
    fields = _table(say("fields"), say("people"))
    for name, number in head["fields"].items():
        fields.add_row(words.field(name), str(number))
    console.print(counts, fields)
    for name, number in head["seen"].items():
        console.print(f"{say(f'seen_{name}')}: {number}")
    _show_hints(console, head["hints"], words)
    if head["deadlines"]:
        _show_deadlines(console, head["deadlines"])
    else:
        console.print(say("known_missing"))
    _show_people(console, rows)
    if out:
        console.print(say("written").format(out))
    show_as_of(console, head["as_of"])


def _show_hints(console: Console, hints: Iterable[Mapping[str, Any]], words: Wording) -> None:
    console.print(say("hints"))
    table = _table(say("asked_by_law"), say("ledger_knows"), say("why"))
    answers = {True: say("yes"), False: say("no"), None: say("not_known")}
    for hint in hints:
        why = "\n".join([say(hint["why"]), *(words.field(name) for name in hint["fields"])])
        table.add_row(say(hint["item"]), answers[hint["met"]], why)
    console.print(table)


def _show_deadlines(console: Console, deadlines: Iterable[Mapping[str, Any]]) -> None:
    table = _table(*map(say, ("report", "article", "first_day", "due", "counting")))
    for raw in deadlines:
        each = msgspec.convert(raw, Deadline)
        counted = [each.day]
        if each.guide:
            counted = [f"{each.earliest} – {each.day}", say("guide")]
        elif each.moved:
            counted = [f"{each.day} → {each.due}", ", ".join(map(say, each.moved))]
        if each.closed:
            counted.append(say("closed"))
        name = "APPI" if each.law == "appi" else "GDPR"
        first, due = (text.replace("T", "\n") for text in (each.first, each.due))
        table.add_row(say(f"report_{each.what}"), f"{name} {each.article}", first, due, "\n".join(counted))
    console.print(table)


def _show_people(console: Console, rows: list[dict[str, Any]]) -> None:
    table = _table(say("people"), say("category"), say("outcome"), say("first"), say("last"))
    for row in rows[:_SHOWN]:
        who = row.get("customer") or row["reference"] or row["person"]
        kinds = ", ".join(say(name) for name in row["categories"])
        table.add_row(who, kinds, say(f"seen_{row['seen']}"), spoken(row["first"]), spoken(row["last"]))
    console.print(table)
    if len(rows) > _SHOWN:
        console.print(say("more_people").format(len(rows) - _SHOWN))


def _table(*columns: str) -> Table:
    table = Table()
    for column in columns:
        table.add_column(column, overflow="fold")
    return table

"""`sekisho who`: who received what, when, why, under which clause, and what became of it.

The shop's own ids become references at its intake, which follows the links of a person's names; the ledger notes the
look before it answers.
"""

import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from rich.console import Console
from rich.table import Table

from cli.ending import ending
from cli.refusing import MISUSED
from cli.running import Stack, call, find
from cli.screen import screen
from cli.times import moment
from cli.words import say
from contracts.answers import REASONS

_PAGE: Final = 500


class Asked(NamedTuple):
    """What is asked, as people type it; what is None does not matter."""

    shop: str
    order: str | None = None
    person: str | None = None
    email: str | None = None
    recipient: str | None = None
    instance: str | None = None
    field: str | None = None
    purpose: str | None = None
    pack: int | None = None
    case: str | None = None
    kinds: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    reason: str | None = None
    reader: str | None = None

    @property
    def personal(self) -> bool:
        """Whether a person is named."""
        return bool(self.person or self.email)


@ending()
def run(asked: Asked, *, as_json: bool) -> int:
    """Print the answer; the exit code says whether there was one."""
    if not any(value for name, value in asked._asdict().items() if name not in {"shop", "reason", "reader"}):
        return _misused(say("name_something"))
    if asked.personal and asked.reason is None:
        return _misused(f"{say('say_why')} --reason {'|'.join(REASONS)}")
    found = Found.of(pages(find(), asked))
    if as_json:
        sys.stdout.write(json.dumps(found._asdict(), ensure_ascii=False, indent=2) + "\n")
    else:
        _show(found)
    return 0


class Found(NamedTuple):
    """An answer put together: as of when it holds, the looks that were noted, and the entries, each with its ending."""

    as_of: dict[str, Any]
    noted: list[str]
    entries: list[dict[str, Any]]

    @classmethod
    def of(cls, answers: list[dict[str, Any]]) -> "Found":
        """Put pages together."""
        items = [item for page in answers for item in page["items"]]
        entries = [{**{name: item[name] for name in _PLACE}, **item["entry"]} for item in items]
        return cls(answers[-1]["as_of"], [page["noted"] for page in answers], entries)


_PLACE: Final = ("volume", "index", "signed", "ending")


def pages(stack: Stack, asked: Asked) -> list[dict[str, Any]]:
    """Ask for page after page.

    Raises:
        AnswerError: the ledger or the intake refuses.
        NotRunningError: no stack answers.
        TimeError: a time cannot be read.
    """
    question = _question(stack, asked)
    token = stack.reader_token(asked.reader or ("privacy" if asked.personal else "operations"))
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    found: list[dict[str, Any]] = []
    while not found or found[-1]["next"]:
        body = {**question, "cursor": found[-1]["next"] if found else ""}
        url = f"{stack.urls['ledger']}/shops/{asked.shop}/answers"
        found.append(json.loads(call(url, headers=headers, body=json.dumps(body).encode())))
    return found


def _question(stack: Stack, asked: Asked) -> dict[str, Any]:
    plain = {name: getattr(asked, name) for name in ("recipient", "instance", "field", "purpose", "pack", "case")}
    question: dict[str, Any] = {name: value for name, value in plain.items() if value}
    if asked.personal:
        question["people"] = references(stack, asked.shop, customer_id=asked.person, email=asked.email)["names"]
    if asked.order:
        question["order"] = references(stack, asked.shop, order_id=asked.order)["order"]
    if asked.since:
        question["since"] = moment(asked.since)
    if asked.until:
        question["until"] = moment(asked.until, end=True)
    return {**question, "kinds": list(asked.kinds), "reason": asked.reason or "support", "limit": _PAGE}


def references(stack: Stack, shop: str, **ids: str | None) -> dict[str, Any]:
    """Return the references of somebody, or of an order, by the shop's own ids, which go to its intake only.

    Raises:
        AnswerError: the intake refuses.
        NotRunningError: no stack answers.
    """
    headers = {"authorization": f"Bearer {stack.shop(shop)['token']}", "content-type": "application/json"}
    asked = {name: value for name, value in ids.items() if value}
    url = f"{stack.urls['intake']}/shops/{shop}/references"
    found: dict[str, Any] = json.loads(call(url, headers=headers, body=json.dumps(asked).encode()))
    return found


def _show(found: Found) -> None:
    console = screen()
    if not found.entries:
        console.print(say("nothing"))
    else:
        table = Table(show_lines=False)
        for column in ("when", "what", "recipient", "purpose", "clause", "fields", "outcome"):
            table.add_column(say(column), overflow="fold", no_wrap=column in {"when", "what"})
        for entry in found.entries:
            name = "/".join(filter(None, (entry.get("recipient"), entry.get("instance"))))
            why = entry.get("purpose") or entry.get("reason") or entry.get("change") or ""
            ground = " ".join(filter(None, (entry.get("clause"), entry.get("basis"))))
            who = name or entry.get("officer", "")
            fields = ", ".join(entry.get("fields", []))
            table.add_row(spoken(entry["at"]), _kind(entry["kind"]), who, why, ground, fields, _ending(entry["ending"]))
        console.print(table)
    show_as_of(console, found.as_of)


def show_as_of(console: Console, as_of: Mapping[str, Any]) -> None:
    """Say up to where an answer reaches, and what is not in it."""
    last = as_of["volumes"][-1]
    root = f"{last['root'][:12] or '-'}…"
    console.print(say("as_of").format(spoken(as_of["at"]), last["origin"], last["size"], root))
    if as_of["unsigned"]:
        console.print(say("unsigned").format(as_of["unsigned"]))
    if as_of["held"]:
        console.print(f"[yellow]{say('held').format(as_of['held'])}[/]")
    for volume in as_of["volumes"]:
        if volume["frozen"]:
            console.print(f"[red]{say('was_frozen').format(volume['origin'], volume['frozen'])}[/]")
    console.print(say("noted"), style="dim")


def _kind(kind: str) -> str:
    return say(kind) if kind in {"disclosed", "withheld", "waiting"} else kind


def _ending(ending: Mapping[str, Any]) -> str:
    state = ending.get("state", "")
    if not state:
        return ""
    age = ending.get("age_ms", 0)
    reason = f" ({ending['reason']})" if ending.get("reason") else ""
    return f"{say(f'ending_{state}')}{f' {_age(age)}' if age else ''}{reason}"


def _age(age_ms: int) -> str:
    minutes = age_ms // 60_000
    days, hours = minutes // 1440, minutes // 60 % 24
    return f"{days}d {hours}h" if days else f"{hours}h {minutes % 60}m" if hours else f"{minutes}m"


def spoken(at: int) -> str:
    """Return a moment as people read it, here."""
    return f"{datetime.fromtimestamp(at / 1000, UTC).astimezone():%Y-%m-%d %H:%M:%S}"


def _misused(text: str) -> int:
    sys.stderr.write(f"{text}\n")
    return MISUSED

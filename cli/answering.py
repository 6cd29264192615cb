"""The verbs for whoever answers people: `who`, `incident …`. Each is imported when it is called."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.usage import examples

app = typer.Typer(rich_markup_mode="markdown")
incident = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="Say whom an incident concerns, and until when it is to be reported.",
)
app.add_typer(incident, name="incident")


class Kind(StrEnum):
    """Kinds of entries, as `contracts.answers.KINDS` has them."""

    disclosed = "disclosed"
    withheld = "withheld"
    waiting = "waiting"
    state = "state"
    parked = "parked"
    access = "access"


class Reason(StrEnum):
    """Why somebody looks, as `contracts.answers.REASONS` has it."""

    request = "request"
    complaint = "complaint"
    incident = "incident"
    case = "case"
    audit = "audit"
    authority = "authority"
    support = "support"
    trial = "trial"


Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Shop = Annotated[str, typer.Option(help="Name of the shop, as in its pack.")]
Instance = Annotated[str | None, typer.Option(help="One party of the recipient, as in the register.")]
Reader = Annotated[str | None, typer.Option(help="Name of the reader's key; else the plainest that may ask this.")]
Improper = Annotated[bool | None, typer.Option(help="Whether an improper purpose is feared: 60 days instead of 30.")]


@app.command(epilog=examples("who"))
def who(
    *,
    shop: Shop = "backmarket",
    order: Annotated[str | None, typer.Option(help="The shop's own order number.")] = None,
    person: Annotated[str | None, typer.Option(help="The shop's own customer id; linked names are followed.")] = None,
    email: Annotated[str | None, typer.Option(help="A guest's e-mail address; linked names are followed.")] = None,
    recipient: Annotated[str | None, typer.Option(help="A recipient id of the pack.")] = None,
    instance: Instance = None,
    field: Annotated[str | None, typer.Option(help="A field of the vocabulary, e.g. customer.email.")] = None,
    purpose: Annotated[str | None, typer.Option(help="A purpose of the vocabulary, e.g. marketing.")] = None,
    pack: Annotated[int | None, typer.Option(min=1, help="A version of the pack.")] = None,
    case: Annotated[str | None, typer.Option(help="Event by which something was asked for or chosen.")] = None,
    kind: Annotated[list[Kind] | None, typer.Option(help="Only entries of this kind; may be repeated.")] = None,
    since: Annotated[str | None, typer.Option(help="From this day (of Japan) or moment on.")] = None,
    until: Annotated[str | None, typer.Option(help="Up to the end of this day, or to this moment.")] = None,
    reason: Annotated[Reason | None, typer.Option(help="Why you look; for a person it has to be said.")] = None,
    reader: Reader = None,
    json: Json = False,
) -> None:
    """Ask the ledger who received what, when, why, under which clause, and what became of it. The look is noted."""
    from cli.who import Asked, run

    asked = Asked(
        shop, order, person, email, recipient, instance, field, purpose, pack, case,
        tuple(each.value for each in kind or ()), since, until, reason.value if reason else None, reader,
    )  # fmt: skip
    raise typer.Exit(run(asked, as_json=json))


@incident.command(epilog=examples("incident people"))
def people(
    *,
    shop: Shop,
    recipient: Annotated[str, typer.Option(help="The recipient where it happened.")],
    instance: Instance = None,
    since: Annotated[
        str | None, typer.Option(help="Data that arrived before and had left by then do not count; else all that came.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="When it ended: a day (of Japan) or a moment; else now.")] = None,
    known: Annotated[str | None, typer.Option(help="When anybody of the business came to know.")] = None,
    improper: Improper = None,
    out: Annotated[Path | None, typer.Option(help="Write the people to this new CSV file.")] = None,
    customers: Annotated[
        Path | None,
        typer.Option(exists=True, help="The shop's customer ids or addresses, a line each."),
    ] = None,
    reader: Annotated[str, typer.Option(help="Name of the reader's key.")] = "privacy",
    json: Json = False,
) -> None:
    """Say whose data a recipient got, in which categories, and until when to report (APPI 26, GDPR 33)."""
    from cli.incident import Asked
    from cli.incident import people as run

    asked = Asked(shop, recipient, instance, since, until, known, improper, out, customers, reader)
    raise typer.Exit(run(asked, as_json=json))


@incident.command(epilog=examples("incident deadlines"))
def deadlines(
    *,
    known: Annotated[str, typer.Option(help="When anybody of the business came to know: a day of Japan or a moment.")],
    improper: Improper = None,
    json: Json = False,
) -> None:
    """Count the deadlines of an incident: days and holidays of Japan for APPI 26, hours for GDPR 33. Asks nobody."""
    from cli.incident import deadlines as run

    raise typer.Exit(run(known, improper=bool(improper), as_json=json))

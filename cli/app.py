"""The `sekisho` command and its verbs. Each is imported when it is called: `--help` starts at once."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli import answering, proving
from cli.audit.app import app as audit
from cli.policy.app import app as policy
from cli.records.choices import Form
from cli.usage import examples

app = typer.Typer(
    name="sekisho",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    help="A checkpoint between a shop and everybody it passes customer data to.",
    epilog="Begin with `sekisho demo`. Each command has examples, as in `sekisho who --help`.",
)
app.add_typer(answering.app)
app.add_typer(proving.app)
app.add_typer(audit)

app.add_typer(policy, name="policy")

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


class Refusal(StrEnum):
    """What becomes of a shop whose new version is refused."""

    wait = "wait"
    keep = "keep"


Refused = Annotated[
    Refusal, typer.Option(help="Where a new version is refused: the shop waits, or keeps the last good one.")
]
Data = Annotated[Path | None, typer.Option(help="Keep everything in this folder; else it is temporary.")]
Shop = Annotated[str, typer.Option(help="Name of the shop, as in its pack.")]
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A CloudEvent, or a platform's payload.")]
Stories = Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="Scenarios, in YAML.")]
Platform = Annotated[str | None, typer.Option(help="The platform whose payload FILE is, e.g. shopify or woocommerce.")]
Topic = Annotated[str | None, typer.Option(help="The platform's topic, e.g. orders/updated; else that of a new order.")]


@app.command(epilog=examples("demo"))
def demo(
    *,
    once: Annotated[bool, typer.Option(help="End after the verdict; else it stays up until Ctrl-C.")] = False,
    orders: Annotated[int, typer.Option(min=1, max=100_000, help="How many orders to send, over all shops.")] = 200,
    page: Annotated[Path | None, typer.Option(help="Write what happened to whom, and why, to this HTML file.")] = None,
    traces: Annotated[bool, typer.Option(help="Start Zipkin too, and print the address of one order's trace.")] = False,
    data: Data = None,
    json: Json = False,
) -> None:
    """Run the whole system on this machine with five sample shops and outside parties, and have it audited."""
    from cli.demo import run

    raise typer.Exit(run(once=once, orders=orders, data=data, as_json=json, page=page, traces=traces))


@app.command(epilog=examples("up"))
def up(*, data: Data = None, refused: Refused = Refusal.wait) -> None:
    """Run the whole system on this machine, without samples, until Ctrl-C."""
    from cli.demo import up as run

    raise typer.Exit(run(data=data, refused=refused.value))


@app.command(epilog=examples("preview"))
def preview(
    file: File,
    *,
    shop: Shop,
    platform: Platform = None,
    topic: Topic = None,
    given: Annotated[Path | None, typer.Option(exists=True, help="The person's state before the event.")] = None,
    register: Annotated[Path | None, typer.Option(exists=True, help="Another register than the shop's own.")] = None,
    at: Annotated[str | None, typer.Option(help="The moment of deciding, RFC 3339; else now.")] = None,
    json: Json = False,
) -> None:
    """Show what would go to whom, and what not and why, with no broker and no database."""
    from cli.preview import run

    code = run(file, shop=shop, platform=platform, topic=topic, given=given, register=register, at=at, as_json=json)
    raise typer.Exit(code)


@app.command(epilog=examples("scenario"))
def scenario(
    files: Stories,
    *,
    live: Annotated[bool, typer.Option("--live", help="Tell them to the running system too, and compare.")] = False,
    json: Json = False,
) -> None:
    """Run stories: what happens at every step, to whom it leads, and whether that is what the file expects."""
    from cli.scenario import run

    raise typer.Exit(run(files, live=live, as_json=json))


@app.command(epilog=examples("send"))
def send(file: File, *, shop: Shop, platform: Platform = None, topic: Topic = None) -> None:
    """Send an event, or a platform's webhook, to the stack that runs here; print the receipt."""
    from cli.ask import send as run

    raise typer.Exit(run(file, shop=shop, platform=platform, topic=topic))


@app.command(epilog=examples("forget"))
def forget(
    *,
    shop: Shop,
    person: Annotated[str, typer.Option(help="The shop's own customer id.")],
    database: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Settings file of `eraser`; else the stack's own.")
    ] = None,
    json: Json = False,
) -> None:
    """Destroy what leads from a person to the ledger's leaves. Proofs hold; nothing resolves. It cannot be undone."""
    from cli.forget import run

    raise typer.Exit(run(shop=shop, person=person, database=database, as_json=json))


@app.command(epilog=examples("records"))
def records(
    *,
    shop: Shop,
    person: Annotated[str | None, typer.Option(help="The shop's own customer id; else all persons, by number.")] = None,
    since: Annotated[str | None, typer.Option("--from", help="First day, in Japan, e.g. 2026-04-01.")] = None,
    until: Annotated[str | None, typer.Option("--to", help="Last day, in Japan.")] = None,
    voluntary: Annotated[bool, typer.Option("--all", help="Also what no law asks to be recorded.")] = False,
    form: Annotated[Form, typer.Option("--format", help="For people, for a spreadsheet, for a program.")] = Form.PDF,
    lang: Annotated[str | None, typer.Option(help="ja or en; else as the locale says.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write to this file instead of standard output.")] = None,
    export: Annotated[Path | None, typer.Option(exists=True, help="A log kept in a file; else the stack's.")] = None,
    key: Annotated[str | None, typer.Option(help="The log's verifier key, or a file with it.")] = None,
    versions: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="What `policy export` wrote; else asked for.")
    ] = None,
    officer: Annotated[
        Path | None, typer.Option(envvar="SEKISHO_OFFICER_KEY", exists=True, help="An officer's key, to ask for it.")
    ] = None,
    url: Annotated[str | None, typer.Option(help="Address of the policy service; else the stack's.")] = None,
) -> None:
    """Write records of provision (APPI 29): those about one person, or the book of a shop for an auditor."""
    from cli.records.run import Asked, run

    asked = Asked(shop, person, since, until, voluntary, export, key, versions, officer, url)
    raise typer.Exit(run(asked, form=form, lang=lang, out=out))


@app.command(epilog=examples("test"), context_settings={"ignore_unknown_options": True})
def test(args: Annotated[list[str] | None, typer.Argument(help="For pytest; no checks then.")] = None) -> None:
    """Run every check, then every test, on a real Kafka and PostgreSQL that the tests start and remove."""
    from cli.develop import test as run

    raise typer.Exit(run(args or []))


@app.command(epilog=examples("check"))
def check() -> None:
    """Run the checks without the tests: format, lint, types, rooms, generated files."""
    from cli.develop import check as run

    raise typer.Exit(run())


@app.command(epilog=examples("generate"))
def generate() -> None:
    """Write the generated files anew: docker-compose.yml and the JSON Schemas."""
    from cli.generate import run

    raise typer.Exit(run())

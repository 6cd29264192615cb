"""The `sekisho` command and its verbs. Each is imported when it is called: `--help` starts at once."""

from pathlib import Path
from typing import Annotated

import typer

from cli import proving

app = typer.Typer(
    name="sekisho",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    help="A checkpoint between a shop and everybody it passes customer data to.",
)
app.add_typer(proving.app)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Data = Annotated[Path | None, typer.Option(help="Keep everything in this folder; else it is temporary.")]
Shop = Annotated[str, typer.Option(help="Name of the shop, as in its pack.")]
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A CloudEvent, or a platform's payload.")]
Platform = Annotated[str | None, typer.Option(help="The platform whose payload FILE is, e.g. shopify or woocommerce.")]
Topic = Annotated[str | None, typer.Option(help="The platform's topic, e.g. orders/updated; else that of a new order.")]


@app.command(epilog="Example: `sekisho demo --once --page told.html`")
def demo(
    *,
    once: Annotated[bool, typer.Option(help="Send the sample, print the verdict, and end.")] = False,
    orders: Annotated[int, typer.Option(min=1, max=100_000, help="How many orders to send, over all shops.")] = 200,
    page: Annotated[Path | None, typer.Option(help="Write what happened to whom, and why, to this HTML file.")] = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Run the whole system on this machine with five sample shops and outside parties."""
    from cli.demo import run

    raise typer.Exit(run(once=once, orders=orders, data=data, as_json=json, page=page))


@app.command(epilog="Example: `sekisho up --data ./data`")
def up(*, data: Data = None) -> None:
    """Run the whole system on this machine, without samples, until Ctrl-C."""
    from cli.demo import up as run

    raise typer.Exit(run(data=data))


@app.command(epilog="Example: `sekisho preview --shop backmarket order.json`")
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


@app.command(epilog="Example: `sekisho send --shop backmarket --platform shopify order.json`")
def send(file: File, *, shop: Shop, platform: Platform = None, topic: Topic = None) -> None:
    """Send an event, or a platform's webhook, to the stack that runs here; print the receipt."""
    from cli.ask import send as run

    raise typer.Exit(run(file, shop=shop, platform=platform, topic=topic))


@app.command(epilog="Example: `sekisho who --shop backmarket --order 450789469`")
def who(
    *,
    shop: Shop = "backmarket",
    order: Annotated[str | None, typer.Option(help="The shop's own order number.")] = None,
    person: Annotated[str | None, typer.Option(help="The shop's own customer id.")] = None,
    recipient: Annotated[str | None, typer.Option(help="A recipient id of the pack.")] = None,
    json: Json = False,
) -> None:
    """Ask the ledger who received what, when, for what and on what ground."""
    from cli.ask import who as run

    raise typer.Exit(run(shop=shop, order=order, person=person, recipient=recipient, as_json=json))


@app.command(epilog="Example: `sekisho test`", context_settings={"ignore_unknown_options": True})
def test(args: Annotated[list[str] | None, typer.Argument(help="Passed on to pytest.")] = None) -> None:
    """Run every check and test; needs nothing but this machine."""
    from cli.develop import test as run

    raise typer.Exit(run(args or []))


@app.command(epilog="Example: `sekisho check`")
def check() -> None:
    """Run the checks without the tests: format, lint, types, rooms, generated files."""
    from cli.develop import check as run

    raise typer.Exit(run())


@app.command(epilog="Example: `sekisho generate`")
def generate() -> None:
    """Write the generated files anew: docker-compose.yml and the JSON Schemas."""
    from cli.generate import run

    raise typer.Exit(run())

"""The commands of `sekisho policy`. What each does is imported when it is called."""

from pathlib import Path
from typing import Annotated

import typer

from cli.policy.choices import OURS, Form, What
from cli.usage import examples

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="Packs and registers: what they say, and what they are about to change.",
)

Shop = Annotated[str, typer.Option(help="The shop's id.")]
Folder = Annotated[Path, typer.Option(exists=True, file_okay=False, help="Folder of packs and registers.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command(epilog=examples("policy notice"))
def notice(
    *,
    shop: Shop,
    what: Annotated[What, typer.Option(help="Who receives what; GDPR Article 30; APPI joint use.")] = What.WHO,
    form: Annotated[Form, typer.Option(help="`json` is the table in codes, for `drift`.")] = Form.MARKDOWN,
    lang: Annotated[str | None, typer.Option(help="ja or en; else as the locale says.")] = None,
    policies: Folder = OURS,
) -> None:
    """Print what the shop publishes of its pack: made from pack and register, so that it says what happens."""
    from cli.policy.notice import run

    raise typer.Exit(run(shop=shop, what=what, form=form, lang=lang, folder=policies))


@app.command(epilog=examples("policy drift"))
def drift(
    *,
    shop: Shop,
    notice: Annotated[
        Path | None, typer.Option(exists=True, help="The table that was published (`notice --form json`).")
    ] = None,
    text: Annotated[Path | None, typer.Option(exists=True, help="The text that the pack cites.")] = None,
    newer: Annotated[Path | None, typer.Option(exists=True, help="A newer version of that text.")] = None,
    live: Annotated[bool, typer.Option(help="Ask the running ledger what has left.")] = True,
    policies: Folder = OURS,
    json: Json = False,
) -> None:
    """Lay what has left, the pack, the published notice and its text beside each other; say what is not covered."""
    from cli.policy.drift import run

    code = run(shop=shop, folder=policies, notice=notice, text=text, newer=newer, live=live, as_json=json)
    raise typer.Exit(code)

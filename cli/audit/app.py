"""The verb `audit`: its options. What it does is imported when it is called."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.usage import examples
from shared.core.said import Language

app = typer.Typer(rich_markup_mode="markdown")


class Lang(StrEnum):
    """The language of a report."""

    ja = "ja"
    en = "en"


Shop = Annotated[str | None, typer.Option(help="Name of the shop, as in its pack.")]
Since = Annotated[str | None, typer.Option("--from", help="First day, in Japan, e.g. 2026-04-01.")]
Until = Annotated[str | None, typer.Option("--to", help="Last day, in Japan.")]
Out = Annotated[Path | None, typer.Option(help="The new folder.")]
Officer = Annotated[
    Path | None, typer.Option(envvar="SEKISHO_OFFICER_KEY", exists=True, help="Key of the officer who signs it.")
]
Langs = Annotated[list[Lang] | None, typer.Option(help="Beside Japanese, also in this language.")]
Export = Annotated[Path | None, typer.Option(exists=True, help="A log kept in a file; else the stack's.")]
Key = Annotated[str | None, typer.Option(help="The log's verifier key, or a file with it.")]
Versions = Annotated[
    Path | None,
    typer.Option(exists=True, file_okay=False, help="What `policy export` wrote, with history.json; else asked."),
]
Officers = Annotated[
    Path | None, typer.Option(exists=True, help="The officers' public keys, to check approvals or the signature.")
]
Older = Annotated[list[Path] | None, typer.Option(exists=True, help="A checkpoint kept from before.")]
Witnesses = Annotated[list[str] | None, typer.Option("--witness", help="Key of a witness, or a file with it.")]
Quorum = Annotated[int | None, typer.Option(min=1, help="How many of the witnesses are enough; else all.")]
Notice = Annotated[
    Path | None, typer.Option(exists=True, help="The table that was published (`policy notice --form json`).")
]
Url = Annotated[str | None, typer.Option(help="Address of the policy service; else the stack's.")]
Check = Annotated[
    Path | None, typer.Option(exists=True, file_okay=False, help="Check this folder instead of making one.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command(epilog=examples("audit"))
def audit(
    *, shop: Shop = None, since: Since = None, until: Until = None, out: Out = None, officer: Officer = None,
    lang: Langs = None, export: Export = None, key: Key = None, versions: Versions = None, officers: Officers = None,
    older: Older = None, witness: Witnesses = None, quorum: Quorum = None, notice: Notice = None, url: Url = None,
    check: Check = None, json: Json = False,
) -> None:  # fmt: skip
    """Write one signed folder for the yearly audit of a shop, in Japanese, or check one.

    Exit 0 if the log verifies (or everything in the folder agrees), 1 if not, 65 if something needed is missing or
    cannot be used, 69 if nothing answers.
    """
    if check is not None:
        from cli.audit import check as checking

        brought = checking.Asked(check, officers, key, tuple(witness or ()), quorum)
        raise typer.Exit(checking.run(brought, as_json=json))
    if shop is None or since is None or until is None or out is None:
        from cli.audit.words import told

        raise typer.BadParameter(told("name_all"))
    from cli.audit.make import Asked, run

    languages: tuple[Language, ...] = ("ja", "en") if Lang.en in (lang or ()) else ("ja",)
    asked = Asked(
        shop, since, until, out, officer, languages, export, key, versions, officers, tuple(older or ()),
        tuple(witness or ()), quorum, notice, url,
    )  # fmt: skip
    raise typer.Exit(run(asked, as_json=json))

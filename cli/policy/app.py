"""The verbs of `sekisho policy`. A verb is a function here and a module that it imports when it is called."""

from pathlib import Path
from typing import Annotated, Final

import typer

from cli.policy.choices import OURS, STORIES, Form, What
from cli.usage import examples

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode="markdown", help="Packs and registers: check, approve, publish."
)
keys = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown", help="Officers' keys.")
app.add_typer(keys, name="keys")

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Shop = Annotated[str, typer.Option(help="Name of the shop, as in its pack.")]
Id = Annotated[str, typer.Argument(help="The proposal's id, as `propose` printed it.")]
Key = Annotated[
    Path | None,
    typer.Option(
        "--key", envvar="SEKISHO_OFFICER_KEY", exists=True, help="Your key file; or name it in this variable."
    ),
]
Url = Annotated[str | None, typer.Option(help="Address of the policy service; else that of the stack that runs here.")]
Packs = Annotated[Path | None, typer.Option("--pack", exists=True, dir_okay=False, help="YAML of a pack.")]
Registers = Annotated[Path | None, typer.Option("--register", exists=True, dir_okay=False, help="YAML of a register.")]
Effective = Annotated[str | None, typer.Option(help="From when it is to hold: `now`, or a time as RFC 3339.")]

Folder = Annotated[Path, typer.Option(exists=True, file_okay=False, help="Folder of packs and registers.")]

_FILES: Final = "Packs and registers, or folders of them."


@app.command(epilog="Example: `sekisho policy lint policies`")
def lint(files: Annotated[list[Path], typer.Argument(exists=True, help=_FILES)], *, json: Json = False) -> None:
    """Check packs and registers without anything running; exit 65 if something is to be mended.

    What ends within 60 days, and what was accepted with a reason, is shown and is no failure.
    """
    from cli.policy.lint import run

    raise typer.Exit(run(files, as_json=json))


@app.command(epilog="Example: `sekisho policy diff old.yaml new.yaml`, or `sekisho policy diff --shop netoff new.yaml`")
def diff(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="OLD and NEW, or NEW with --shop.")],
    *,
    shop: Annotated[str | None, typer.Option(help="Compare with what this shop has published.")] = None,
    pack: Packs = None,
    key: Key = None,
    url: Url = None,
    json: Json = False,
) -> None:
    """Say what changes from one version to the next, and what of it lets more leave."""
    from cli.policy.compare import run

    raise typer.Exit(run(files, shop=shop, pack=pack, key=key, url=url, as_json=json))


@app.command(epilog="Example: `sekisho policy propose --shop netoff --pack netoff.yaml --effective now --key aoi.json`")
def propose(
    *, shop: Shop, pack: Packs = None, register: Registers = None, effective: Effective = None, key: Key = None,
    url: Url = None, json: Json = False,
) -> None:  # fmt: skip
    """Propose a pack, a register or both; nothing is in force by it."""
    from cli.policy.verbs import propose as run

    raise typer.Exit(run(shop, pack=pack, register=register, effective=effective, key=key, url=url, as_json=json))


@app.command(epilog="Example: `sekisho policy show --shop netoff 3f2b8c1e9a7d4f60 --key aoi.json`")
def show(
    identity: Annotated[str | None, typer.Argument(help="A proposal's id; else all are listed.")] = None,
    *, shop: Shop, key: Key = None, url: Url = None, json: Json = False,
) -> None:  # fmt: skip
    """Show a proposal and what it changes, or list a shop's proposals."""
    from cli.policy.verbs import show as run

    raise typer.Exit(run(shop, identity, key=key, url=url, as_json=json))


@app.command(epilog="Example: `sekisho policy approve --shop netoff 3f2b8c1e9a7d4f60 --key minato.json`")
def approve(
    identity: Id, *, shop: Shop, key: Key = None, url: Url = None,
    yes: Annotated[bool, typer.Option("--yes", help="Sign without being asked.")] = False, json: Json = False,
) -> None:  # fmt: skip
    """Show what a proposal changes, worked out on this machine, and sign it."""
    from cli.policy.verbs import approve as run

    raise typer.Exit(run(shop, identity, key=key, url=url, yes=yes, as_json=json))


@app.command(epilog="Example: `sekisho policy publish --shop netoff 3f2b8c1e9a7d4f60 --key aoi.json`")
def publish(identity: Id, *, shop: Shop, key: Key = None, url: Url = None, json: Json = False) -> None:
    """Publish an approved proposal; it answers with the positions from which it is in force, or with its moment."""
    from cli.policy.verbs import publish as run

    raise typer.Exit(run(shop, identity, key=key, url=url, as_json=json))


@app.command(epilog="Example: `sekisho policy withdraw --shop netoff 3f2b8c1e9a7d4f60 --key aoi.json`")
def withdraw(identity: Id, *, shop: Shop, key: Key = None, url: Url = None, json: Json = False) -> None:
    """End a proposal that is not published, also one that waits for its moment."""
    from cli.policy.verbs import withdraw as run

    raise typer.Exit(run(shop, identity, key=key, url=url, as_json=json))


@app.command(epilog="Example: `sekisho policy history --shop netoff --key aoi.json`")
def history(*, shop: Shop, key: Key = None, url: Url = None, json: Json = False) -> None:
    """Tell every published version: who proposed and approved it, since when, and what is overdue."""
    from cli.policy.verbs import history as run

    raise typer.Exit(run(shop, key=key, url=url, as_json=json))


@app.command(epilog="Example: `sekisho policy export --shop netoff --to published --key aoi.json`")
def export(
    *, shop: Shop, to: Annotated[Path, typer.Option(help="Folder to write to.")], key: Key = None, url: Url = None
) -> None:
    """Write every published version with its seal and approvals, one JSON file each."""
    from cli.policy.verbs import export as run

    raise typer.Exit(run(shop, to=to, key=key, url=url))


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


@app.command(epilog=examples("policy preview"))
def preview(
    *,
    shop: Shop,
    pack: Packs = None,
    register: Registers = None,
    last: Annotated[int, typer.Option(min=1, max=100_000, help="How many of the last events to look at.")] = 1000,
    key: Key = None,
    url: Url = None,
    json: Json = False,
) -> None:
    """Try a draft on the last events of a shop: for how many orders and people it would change what; it is noted."""
    from cli.policy.effects import run

    raise typer.Exit(run(shop=shop, pack=pack, register=register, last=last, key=key, url=url, as_json=json))


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


@app.command(epilog=examples("policy mutate"))
def mutate(
    *,
    shop: Annotated[list[str] | None, typer.Option(help="Only this shop's pack; may be given again.")] = None,
    matrix: Annotated[bool, typer.Option("--matrix", help="Try every scenario, and count each that notices.")] = False,
    scenarios: Annotated[Path, typer.Option(exists=True, file_okay=False, help="Folder of scenarios.")] = STORIES,
    policies: Folder = OURS,
    json: Json = False,
) -> None:
    """Break each pack in every small way, and say which scenario notices; exit 1 if one goes unnoticed.

    What no scenario notices is either no change at all (both packs decide alike in every situation), or survives: a
    scenario is missing. With `--matrix` a scenario that notices nothing is named too.
    """
    from cli.policy.mutate import run

    code = run(policies=policies, scenarios=scenarios, shops=shop or [], matrix=matrix, as_json=json)
    raise typer.Exit(code)


@keys.command(name="new", epilog="Example: `sekisho policy keys new aoi --to aoi.json`")
def new(
    name: Annotated[str, typer.Argument(help="The officer's name, as it stands in the file `officers`.")],
    *,
    to: Annotated[Path, typer.Option(help="Where the private key is written; the file must not be there yet.")],
) -> None:
    """Make an officer's key pair: the private key into a file of yours, the public one to be put into `officers`."""
    from cli.policy.new_key import run

    raise typer.Exit(run(name, to=to))


@keys.command(name="seal", epilog="Example: `sekisho policy keys seal --to policy_signing`")
def seal(
    *, to: Annotated[Path, typer.Option(help="Where the private key is written; the file must not be there yet.")]
) -> None:
    """Make a key for the policy service's seal, and print the public line for `policy_public` of its readers."""
    from cli.policy.seal_key import run

    raise typer.Exit(run(to=to))

"""The verbs of `sekisho policy`. A verb is a function here and a module that it imports when it is called.

Its docstring is its help in English; `help` has the Japanese.
"""

from pathlib import Path
from typing import Annotated

import typer

from cli.policy import choices as c
from cli.policy.help import option, verb
from cli.usage import examples

app = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown", help=option("app"))
keys = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown", help=option("keys"))
app.add_typer(keys, name="keys")


@app.command(epilog="Example: `sekisho policy lint policies`", help=verb("lint"))
def lint(
    files: Annotated[list[Path], typer.Argument(exists=True, help=option("lint_files"))], *, json: c.Json = False
) -> None:
    """Check packs and registers without anything running; exit 65 if something is to be mended.

    What ends within 60 days, and what was accepted with a reason, is shown and is no failure.
    """
    from cli.policy.lint import run

    raise typer.Exit(run(files, as_json=json))


@app.command(
    epilog="Example: `sekisho policy diff old.yaml new.yaml`, or `sekisho policy diff --shop netoff new.yaml`",
    help=verb("diff"),
)
def diff(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help=option("diff_files"))],
    *,
    shop: Annotated[str | None, typer.Option(help=option("diff_shop"))] = None,
    pack: c.Packs = None,
    key: c.Key = None,
    url: c.Url = None,
    json: c.Json = False,
) -> None:
    """Say what changes from one version to the next, and what of it lets more leave."""
    from cli.policy.compare import run

    raise typer.Exit(run(files, shop=shop, pack=pack, key=key, url=url, as_json=json))


@app.command(
    epilog="Example: `sekisho policy propose --shop netoff --pack netoff.yaml --effective now --key aoi.json`",
    help=verb("propose"),
)
def propose(
    *, shop: c.Shop, pack: c.Packs = None, register: c.Registers = None, effective: c.Effective = None,
    key: c.Key = None, url: c.Url = None, json: c.Json = False,
) -> None:  # fmt: skip
    """Propose a pack, a register or both; nothing is in force by it."""
    from cli.policy.verbs import propose as run

    raise typer.Exit(run(shop, pack=pack, register=register, effective=effective, key=key, url=url, as_json=json))


@app.command(epilog="Example: `sekisho policy show --shop netoff 3f2b8c1e9a7d4f60 --key aoi.json`", help=verb("show"))
def show(
    identity: Annotated[str | None, typer.Argument(help=option("id_or_all"))] = None,
    *, shop: c.Shop, key: c.Key = None, url: c.Url = None, json: c.Json = False,
) -> None:  # fmt: skip
    """Show a proposal and what it changes, or list a shop's proposals."""
    from cli.policy.verbs import show as run

    raise typer.Exit(run(shop, identity, key=key, url=url, as_json=json))


@app.command(
    epilog="Example: `sekisho policy approve --shop netoff 3f2b8c1e9a7d4f60 --key minato.json`", help=verb("approve")
)
def approve(
    identity: c.Id, *, shop: c.Shop, key: c.Key = None, url: c.Url = None,
    yes: Annotated[bool, typer.Option("--yes", help=option("yes"))] = False, json: c.Json = False,
) -> None:  # fmt: skip
    """Show what a proposal changes, worked out on this machine, and sign it."""
    from cli.policy.verbs import approve as run

    raise typer.Exit(run(shop, identity, key=key, url=url, yes=yes, as_json=json))


@app.command(
    epilog="Example: `sekisho policy publish --shop netoff 3f2b8c1e9a7d4f60 --key aoi.json`", help=verb("publish")
)
def publish(identity: c.Id, *, shop: c.Shop, key: c.Key = None, url: c.Url = None, json: c.Json = False) -> None:
    """Publish an approved proposal; it answers with the positions from which it is in force, or with its moment."""
    from cli.policy.verbs import publish as run

    raise typer.Exit(run(shop, identity, key=key, url=url, as_json=json))


@app.command(
    epilog="Example: `sekisho policy withdraw --shop netoff 3f2b8c1e9a7d4f60 --key aoi.json`", help=verb("withdraw")
)
def withdraw(identity: c.Id, *, shop: c.Shop, key: c.Key = None, url: c.Url = None, json: c.Json = False) -> None:
    """End a proposal that is not published, also one that waits for its moment."""
    from cli.policy.verbs import withdraw as run

    raise typer.Exit(run(shop, identity, key=key, url=url, as_json=json))


@app.command(epilog="Example: `sekisho policy history --shop netoff --key aoi.json`", help=verb("history"))
def history(*, shop: c.Shop, key: c.Key = None, url: c.Url = None, json: c.Json = False) -> None:
    """Tell every published version: who proposed and approved it, since when, and what is overdue."""
    from cli.policy.verbs import history as run

    raise typer.Exit(run(shop, key=key, url=url, as_json=json))


@app.command(epilog="Example: `sekisho policy export --shop netoff --to published --key aoi.json`", help=verb("export"))
def export(
    *, shop: c.Shop, to: Annotated[Path, typer.Option(help=option("export_to"))], key: c.Key = None, url: c.Url = None
) -> None:
    """Write every published version with its seal and approvals, one JSON file each."""
    from cli.policy.verbs import export as run

    raise typer.Exit(run(shop, to=to, key=key, url=url))


@app.command(epilog=examples("policy notice"), help=verb("notice"))
def notice(
    *,
    shop: c.Shop,
    what: Annotated[c.What, typer.Option(help=option("what"))] = c.What.WHO,
    form: Annotated[c.Form, typer.Option(help=option("form"))] = c.Form.MARKDOWN,
    lang: Annotated[str | None, typer.Option(help=option("lang"))] = None,
    policies: c.Folder = c.OURS,
) -> None:
    """Print what the shop publishes of its pack: made from pack and register, so that it says what happens."""
    from cli.policy.notice import run

    raise typer.Exit(run(shop=shop, what=what, form=form, lang=lang, folder=policies))


@app.command(epilog=examples("policy preview"), help=verb("preview"))
def preview(
    *,
    shop: c.Shop,
    pack: c.Packs = None,
    register: c.Registers = None,
    last: Annotated[int, typer.Option(min=1, max=100_000, help=option("last"))] = 1000,
    key: c.Key = None,
    url: c.Url = None,
    json: c.Json = False,
) -> None:
    """Try a draft on the last events of a shop: for how many orders and people it would change what; it is noted."""
    from cli.policy.effects import run

    raise typer.Exit(run(shop=shop, pack=pack, register=register, last=last, key=key, url=url, as_json=json))


@app.command(epilog=examples("policy drift"), help=verb("drift"))
def drift(
    *,
    shop: c.Shop,
    notice: Annotated[Path | None, typer.Option(exists=True, help=option("notice"))] = None,
    text: Annotated[Path | None, typer.Option(exists=True, help=option("text"))] = None,
    newer: Annotated[Path | None, typer.Option(exists=True, help=option("newer"))] = None,
    live: Annotated[bool, typer.Option(help=option("live"))] = True,
    policies: c.Folder = c.OURS,
    json: c.Json = False,
) -> None:
    """Lay what has left, the pack, the published notice and its text beside each other; say what is not covered."""
    from cli.policy.drift import run

    code = run(shop=shop, folder=policies, notice=notice, text=text, newer=newer, live=live, as_json=json)
    raise typer.Exit(code)


@app.command(epilog=examples("policy mutate"), help=verb("mutate"))
def mutate(
    *,
    shop: Annotated[list[str] | None, typer.Option(help=option("only_shop"))] = None,
    matrix: Annotated[bool, typer.Option("--matrix", help=option("matrix"))] = False,
    scenarios: Annotated[Path, typer.Option(exists=True, file_okay=False, help=option("scenarios"))] = c.STORIES,
    policies: c.Folder = c.OURS,
    json: c.Json = False,
) -> None:
    """Break each pack in every small way, and say which scenario notices; exit 1 if one goes unnoticed.

    c.What no scenario notices is either no change at all (both packs decide alike in every situation), or survives: a
    scenario is missing. With `--matrix` a scenario that notices nothing is named too.
    """
    from cli.policy.mutate import run

    code = run(policies=policies, scenarios=scenarios, shops=shop or [], matrix=matrix, as_json=json)
    raise typer.Exit(code)


@keys.command(name="new", epilog="Example: `sekisho policy keys new aoi --to aoi.json`", help=verb("keys new"))
def new(
    name: Annotated[str, typer.Argument(help=option("officer"))],
    *,
    to: Annotated[Path, typer.Option(help=option("key_to"))],
) -> None:
    """Make an officer's key pair: the private key into a file of yours, the public one to be put into `officers`."""
    from cli.policy.new_key import run

    raise typer.Exit(run(name, to=to))


@keys.command(name="seal", epilog="Example: `sekisho policy keys seal --to policy_signing`", help=verb("keys seal"))
def seal(*, to: Annotated[Path, typer.Option(help=option("key_to"))]) -> None:
    """Make a key for the policy service's seal, and print the public line for `policy_public` of its readers."""
    from cli.policy.seal_key import run

    raise typer.Exit(run(to=to))

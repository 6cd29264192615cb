"""The verbs for whoever checks a log: `verify`, `prove`, `log …`, `witness …`. Each is imported when it is called."""

from pathlib import Path
from typing import Annotated

import typer

from cli.usage import examples

app = typer.Typer(rich_markup_mode="markdown")
log = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="Keep exports and checkpoints; see volumes; let a frozen log go on.",
)
witness = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="Be a witness: cosign what continues what was cosigned before.",
)
app.add_typer(log, name="log")
app.add_typer(witness, name="witness")

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Shop = Annotated[str, typer.Option(help="Name of the shop, as in its pack.")]
Url = Annotated[str | None, typer.Option(help="Address of the ledger; else that of the stack that runs here.")]
Token = Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="File with the token for --url.")]
Key = Annotated[str | None, typer.Option(help="The log's key, or a file with one a line; else the stack's own.")]
Out = Annotated[Path | None, typer.Option(help="Write to this file instead of standard output.")]
Volume = Annotated[int | None, typer.Option(min=1, help="Another volume than the one in use.")]
Witnesses = Annotated[
    list[str] | None, typer.Option("--witness", help="Key of a witness that must have cosigned, or a file with it.")
]
Quorum = Annotated[int | None, typer.Option(min=1, help="How many of the witnesses are enough; else all.")]
Folder = Annotated[Path, typer.Option(help="Where this witness keeps its key and state; only its owner may read it.")]
LogKey = Annotated[str, typer.Argument(help="A log's key, or a file with it.")]
Kept = Annotated[list[Path] | None, typer.Option("--older", exists=True, help="A checkpoint kept from before.")]
Exports = Annotated[list[Path] | None, typer.Option("--export", exists=True, help="An export kept in a file.")]


@app.command(epilog=examples("verify"))
def verify(
    *,
    shop: Annotated[list[str] | None, typer.Option(help="Only this shop's log; else every log.")] = None,
    export: Exports = None,
    url: Url = None,
    token: Token = None,
    key: Key = None,
    older: Kept = None,
    witness: Witnesses = None,
    quorum: Quorum = None,
    volume: Volume = None,
    alone: Annotated[bool, typer.Option(help="The shop shares its partitions with no other.")] = False,
    proof: Annotated[Path | None, typer.Option(exists=True, help="Check this .tlog-proof instead of a log.")] = None,
    leaf: Annotated[Path | None, typer.Option(exists=True, help="The leaf of the proof, if it is not in it.")] = None,
    json: Json = False,
) -> None:
    """Verify logs: integrity, truncation, consistency with older checkpoints, witnesses, completeness; or one proof."""
    from cli.verify import Asked, run

    asked = Asked(
        tuple(shop or ()), tuple(export or ()), url, token, key, tuple(older or ()), tuple(witness or ()), quorum,
        volume, alone,
    )  # fmt: skip
    if proof is None:
        raise typer.Exit(run(asked, as_json=json))
    from cli.prove import check

    raise typer.Exit(check(proof, asked, leaf=leaf, as_json=json))


@app.command(epilog=examples("prove"))
def prove(
    *,
    shop: Shop,
    disclosure: Annotated[str | None, typer.Option(help="Id of a disclosure, as `sekisho who --json` tells.")] = None,
    outcome: Annotated[bool, typer.Option(help="Prove what became of it instead.")] = False,
    index: Annotated[int | None, typer.Option(min=0, help="Place of a leaf, instead of a disclosure.")] = None,
    size: Annotated[int | None, typer.Option(min=1, help="Under the checkpoint of this size.")] = None,
    volume: Volume = None,
    url: Url = None,
    token: Token = None,
    out: Out = None,
) -> None:
    """Fetch a proof that a leaf is in the log; anybody can check it with the key and no network."""
    from cli.prove import fetch
    from cli.verify import Asked

    if (disclosure is None) == (index is None):
        raise typer.BadParameter("name one of --disclosure, --index")
    given = {"disclosure": disclosure, "index": index, "size": size, "volume": volume}
    query = {name: value for name, value in given.items() if value is not None}
    if outcome:
        query["outcome"] = "true"
    raise typer.Exit(fetch(Asked((shop,), url=url, token=token), query=query, out=out))


@log.command("export", epilog=examples("log export"))
def log_export(
    *,
    shop: Shop,
    out: Annotated[Path, typer.Option(help="The file to write.")],
    volume: Volume = None,
    url: Url = None,
    token: Token = None,
) -> None:
    """Write a log to a file that `verify --export` judges."""
    from cli.logs import export
    from cli.verify import Asked

    raise typer.Exit(export(Asked((shop,), url=url, token=token, volume=volume), out))


@log.command("checkpoint", epilog=examples("log checkpoint"))
def log_checkpoint(*, shop: Shop, out: Out = None, url: Url = None, token: Token = None) -> None:
    """Take the newest signed checkpoint, to keep it where the shop cannot reach it."""
    from cli.logs import checkpoint
    from cli.verify import Asked

    raise typer.Exit(checkpoint(Asked((shop,), url=url, token=token), out))


@log.command("key", epilog=examples("log key"))
def log_key(*, shop: Shop, volume: Volume = None, url: Url = None, token: Token = None) -> None:
    """Print the verifier key, to hand it on by a way that its readers trust more than the ledger."""
    from cli.logs import key
    from cli.verify import Asked

    raise typer.Exit(key(Asked((shop,), url=url, token=token, volume=volume)))


@log.command("volumes", epilog=examples("log volumes"))
def log_volumes(*, shop: Shop, url: Url = None, token: Token = None, json: Json = False) -> None:
    """Show the volumes of a log: how long each is, what is signed, and why one is frozen."""
    from cli.logs import volumes
    from cli.verify import Asked

    raise typer.Exit(volumes(Asked((shop,), url=url, token=token), as_json=json))


@log.command("continue", epilog=examples("log continue"))
def log_continue(*, shop: Shop, url: Url = None, token: Token = None) -> None:
    """Let a frozen log go on in its next volume, under a new origin; needs a keeper's token."""
    from cli.logs import go_on
    from cli.verify import Asked

    raise typer.Exit(go_on(Asked((shop,), url=url, token=token)))


@log.command("prune", epilog=examples("log prune"))
def log_prune(
    *,
    shop: Shop,
    database: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="File that says how to connect as `pruner`."),
    ] = None,
    url: Url = None,
    token: Token = None,
    json: Json = False,
) -> None:
    """Take out of a log what has not to be kept any longer; hashes and proofs stay. Needs a keeper's token."""
    from cli.prune import run
    from cli.verify import Asked

    raise typer.Exit(run(Asked((shop,), url=url, token=token), database=database, as_json=json))


@witness.command("new", epilog=examples("witness new"))
def witness_new(*, folder: Folder, name: Annotated[str, typer.Option(help="Name of the witness.")]) -> None:
    """Make a witness in an empty folder, and print its verifier key."""
    from cli.witness import new

    raise typer.Exit(new(folder, name))


@witness.command("trust", epilog=examples("witness trust"))
def witness_trust(
    vkey: Annotated[str, typer.Argument(help="A log's key, or a file with it.")], *, folder: Folder
) -> None:
    """Watch one more log."""
    from cli.witness import trust

    raise typer.Exit(trust(folder, vkey))


@witness.command("sign", epilog=examples("witness sign"))
def witness_sign(
    request: Annotated[
        Path | None, typer.Argument(exists=True, help="Body of add-checkpoint; else standard input.")
    ] = None,
    *,
    folder: Folder,
) -> None:
    """Cosign a checkpoint that continues the last one, and print the signature line."""
    from cli.witness import sign

    raise typer.Exit(sign(folder, request))


@witness.command("visit", epilog=examples("witness visit"))
def witness_visit(*, folder: Folder, shop: Shop, out: Out = None, url: Url = None, token: Token = None) -> None:
    """Fetch a log's newest checkpoint with its proof, cosign it, bring that back, and keep the result."""
    from cli.verify import Asked
    from cli.witness import visit

    raise typer.Exit(visit(folder, Asked((shop,), url=url, token=token), keep=out))

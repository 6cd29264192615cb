"""`python -m tests.properties`: every property of `held`, for many packs, registers and histories."""

import time
from typing import Annotated

import typer

from tests.properties.held import text
from tests.properties.run import BrokenPropertyError, run
from tests.properties.smaller import smaller

app = typer.Typer(pretty_exceptions_enable=False)


@app.command()
def main(
    cases: Annotated[int, typer.Option(min=1, help="Events to decide; some twenty make one history.")] = 100_000,
    seed: Annotated[int, typer.Option(help="Chooses every pack, register and event.")] = 1,
) -> None:
    """Show how far it is; exit 1 with a small example if a property does not hold.

    Example: `python -m tests.properties --cases 100000 --seed 1`
    """
    begun, shown = time.monotonic(), 0

    def progress(done: int) -> None:
        nonlocal shown
        if done - shown >= cases // 50:
            shown = done
            typer.echo(f"{done} of {cases} cases, {time.monotonic() - begun:.0f} s", err=True)

    try:
        run(cases=cases, seed_=seed, progress=progress)
    except BrokenPropertyError as error:
        typer.echo(f"seed {seed}: {error.name} does not hold; a small example:", err=True)
        typer.echo(text(smaller(error.example)._asdict()), err=True)
        raise typer.Exit(1) from None
    typer.echo(f"seed {seed}: every property holds, {cases} cases, {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    app()

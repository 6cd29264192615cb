"""`python -m tests.faults.kill`: kill the gateway at random moments while orders flow, and have it judged."""

import json
import sys
from typing import Annotated

import typer
from rich.console import Console

from tests.faults.nemesis import Nemesis, Run
from tests.faults.rig import Rig


def run(*, orders: int, kills: int, seed: int, partners: bool, console: Console) -> Run:
    """Run once on a stack of its own."""
    with console.status("starting") as status, Rig(orders=orders, seed=seed, partners=partners) as rig:

        def say(line: str) -> None:
            console.print(line)
            status.update(line)

        return Nemesis(rig, orders=orders, kills=kills, seed=seed, say=say).run()


def main(
    orders: Annotated[int, typer.Option(min=50, help="How many orders flow.")] = 5000,
    kills: Annotated[int, typer.Option(min=1, help="How often a busy gateway is killed.")] = 10,
    seed: Annotated[int, typer.Option(help="Chooses the moments and the orders.")] = 1,
    *,
    partners: Annotated[bool, typer.Option(help="Hand everything over to parties outside, too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Kill the gateway while orders flow; exit 0 only if every kill hit and the auditor finds nothing."""
    console = Console(stderr=True, quiet=as_json)
    found = run(orders=orders, kills=kills, seed=seed, partners=partners, console=console)
    if as_json:
        sys.stdout.write(json.dumps({**found._asdict(), "clean": found.clean}, ensure_ascii=False) + "\n")
    else:
        verdict = found.verdict
        console.print(f"{found.orders} orders, {found.kills} kills that hit, {found.idle} that hit an idle gateway")
        console.print(f"{verdict['messages']} messages, {verdict['entries']} entries, {found.seconds} s")
        console.print("nothing to object" if found.clean else f"settled: {found.settled}; found: {verdict['found']}")
    raise typer.Exit(0 if found.clean and found.kills >= kills else 1)


if __name__ == "__main__":
    typer.run(main)

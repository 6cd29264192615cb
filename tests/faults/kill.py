"""`python -m tests.faults.kill`: kill the gateway at random moments while orders flow, and have it judged."""

import json
import sys
from statistics import median
from typing import Annotated

import typer
from rich.console import Console

from tests.faults.nemesis import Nemesis, Plan, Run
from tests.faults.rig import Rig


def run(plan: Plan, *, partners: bool, console: Console) -> Run:
    """Run once on a stack of its own."""
    with console.status("starting") as status, Rig(orders=plan.orders, seed=plan.seed, partners=partners) as rig:

        def say(line: str) -> None:
            console.print(line)
            status.update(line)

        return Nemesis(rig, plan, say=say).run()


def main(
    orders: Annotated[int, typer.Option(min=50, help="How many orders flow.")] = 5000,
    kills: Annotated[int, typer.Option(min=1, help="How often a busy gateway is killed.")] = 10,
    seed: Annotated[int, typer.Option(help="Chooses the moments and the orders.")] = 1,
    gateways: Annotated[int, typer.Option(min=1, max=4, help="How many gateways share the partitions.")] = 1,
    rebalance: Annotated[float, typer.Option(min=1, help="Seconds until one of several is stopped or started.")] = 10,
    *,
    partners: Annotated[bool, typer.Option(help="Hand everything over to parties outside, too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Kill gateways while orders flow; exit 0 only if every kill hit and the auditor finds nothing."""
    console = Console(stderr=True, quiet=as_json)
    found = run(Plan(orders, kills, seed, gateways, rebalance), partners=partners, console=console)
    if as_json:
        sys.stdout.write(json.dumps({**found._asdict(), "clean": found.clean}, ensure_ascii=False) + "\n")
    else:
        _tell(console, found)
    raise typer.Exit(0 if found.clean and found.kills >= kills else 1)


def _tell(console: Console, found: Run) -> None:
    verdict, tails = found.verdict, found.tails
    console.print(f"{found.orders} orders, {found.kills} kills that hit, {found.idle} that hit an idle gateway")
    console.print(f"{found.moves} stops and starts beside, {found.versions} new versions published")
    console.print(f"partitions taken {len(tails)} times; records to read {int(median(tails))}, at most {max(tails)}")
    console.print(f"transactions refused or in doubt: {found.doubts or 'none'}")
    console.print(f"{verdict['messages']} messages, {verdict['entries']} entries, {found.seconds} s")
    console.print("nothing to object" if found.clean else f"settled: {found.settled}; found: {verdict['found']}")


if __name__ == "__main__":
    app = typer.Typer(add_completion=False)
    app.command(epilog="Example: python -m tests.faults.kill --orders 2000 --kills 5 --gateways 2")(main)
    app(prog_name="python -m tests.faults.kill")

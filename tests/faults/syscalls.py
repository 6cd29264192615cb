"""`python -m tests.faults.syscalls`: break the witness, and PostgreSQL under the sealer, at each call that has to do
with files, while a checkpoint is written; and count what was reached.
"""

import json
import sys
from typing import Annotated

import typer

from tests.faults import at_checkpoint, at_witness
from tests.faults.strace import why_not


def main(
    each: Annotated[int, typer.Option(min=1, help="Break at each n-th call only.")] = 1,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Exit 0 only if nothing was lost or contradicted; what did not run is counted, and is no success."""
    reason = why_not()
    if reason:
        sys.stdout.write(json.dumps({"ran": 0, "why_not": reason}) + "\n" if as_json else f"nothing ran: {reason}\n")
        raise typer.Exit(0)
    found = {"witness": at_witness.run(each), "checkpoint": at_checkpoint.run(each)}
    if as_json:
        sys.stdout.write(json.dumps({name: run._asdict() for name, run in found.items()}) + "\n")
    else:
        for name, done in found.items():
            sys.stdout.write(
                f"{name}: {done.planned} faults, {done.struck} struck, {done.missed} were not reached; "
                f"{'; '.join(done.wrong) or 'nothing to object'}\n"
            )
    raise typer.Exit(1 if any(done.wrong for done in found.values()) else 0)


if __name__ == "__main__":
    app = typer.Typer(add_completion=False)
    app.command(epilog="Example: python -m tests.faults.syscalls --each 3")(main)
    app(prog_name="python -m tests.faults.syscalls")

"""`python -m examples.auditor ACCESS.json`: print the verdict as JSON; exit 0 only if every check holds.

ACCESS.json: bootstrap, user, password, ledger, token, database, wrapping (a path), shops, and optionally parties and
receipts (paths).
"""

import argparse
import json
import sys
from pathlib import Path

import msgspec

from examples.auditor.checks import Verdict, judge
from examples.auditor.evidence import Access, collect


def audit(file: Path) -> Verdict:
    """Collect the evidence that an access file opens, and judge it."""
    row = json.loads(file.read_text(encoding="utf-8"))
    broker = (row["bootstrap"], row["user"], row["password"])
    access = Access(*broker, row["ledger"], row["token"], row["database"], Path(row["wrapping"]))
    parties, receipts = row.get("parties"), row.get("receipts")
    return judge(
        collect(
            access,
            parties=Path(parties) if parties else None,
            receipts=Path(receipts) if receipts else None,
            shops=row["shops"],
        )
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        prog="python -m examples.auditor",
        description="Judge what happened, from outside: print the verdict as JSON, exit 0 only if every check holds.",
        epilog="Example: python -m examples.auditor data/auditor.json (while `sekisho demo --data data` stays up)",
    )
    parser.add_argument("access", type=Path, help="bootstrap, user, password, ledger, token, shops, parties, receipts")
    verdict = audit(parser.parse_args().access)
    sys.stdout.write(msgspec.json.encode(verdict).decode() + "\n")
    sys.exit(0 if verdict.ok else 1)

"""`python -m examples.auditor ACCESS.json`: print the verdict as JSON; exit 0 only if every check holds.

ACCESS.json: bootstrap, user, password, ledger, token, shops, and optionally parties and receipts (paths).
"""

import json
import sys
from pathlib import Path

import msgspec

from examples.auditor.checks import Verdict, judge
from examples.auditor.evidence import Access, collect


def audit(file: Path) -> Verdict:
    """Collect the evidence that an access file opens, and judge it."""
    row = json.loads(file.read_text(encoding="utf-8"))
    access = Access(row["bootstrap"], row["user"], row["password"], row["ledger"], row["token"])
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
    verdict = audit(Path(sys.argv[1]))
    sys.stdout.write(msgspec.json.encode(verdict).decode() + "\n")
    sys.exit(0 if verdict.ok else 1)

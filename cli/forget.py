"""`sekisho forget`: destroy the row that leads from a person to the number in the ledger's leaves.

It connects as the role `eraser`, which can do nothing else there; the database refuses while the law asks for a record.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from cli.ending import ending
from cli.running import AnswerError, NotRunningError, find
from cli.who import references
from cli.words import say

_FORGET = "select ledger.forget(%s, %s)"
_WIPE = "vacuum (full) ledger.person"


@ending()
def run(*, shop: str, person: str, database: Path | None, as_json: bool) -> None:
    """Forget one person of a shop, named by the shop's own customer id; print how many rows were destroyed."""
    stack = find()
    settings = database or stack.eraser
    conninfo = json.loads(settings.read_text(encoding="utf-8"))["database"]
    try:
        names = references(stack, shop, customer_id=person)["names"]
        count = sum(forgotten(conninfo, shop, name) for name in names)
    except psycopg.errors.CheckViolation as error:
        raise AnswerError(_why(error)) from None
    except psycopg.Error as error:
        raise no_database(error) from None
    sys.stdout.write(json.dumps({"forgotten": count}) + "\n" if as_json else say("forgotten").format(count) + "\n")


def no_database(error: psycopg.Error) -> AnswerError | NotRunningError:
    """Return what ends a verb whose database refuses, or does not answer; by code alone."""
    # P7: the server's own text may repeat what it refused.
    said = f"{say('database_refused')} ({error.sqlstate or type(error).__name__})"
    return AnswerError(said) if error.sqlstate else NotRunningError(said)


def forgotten(conninfo: str, shop: str, person: str) -> int:
    """Destroy the row of one reference, and what the table's pages keep of it; return how many rows went.

    Raises:
        psycopg.errors.CheckViolation: a record that the law asks for names the person, or the shop's log is frozen.
        psycopg.Error: the database cannot be reached, or refuses.
    """
    with psycopg.connect(conninfo, autocommit=True) as connection:
        row = connection.execute(_FORGET, (shop, person)).fetchone()
        count = int(row[0]) if row else 0
        if count:
            connection.execute(_WIPE)
        return count


def _why(error: psycopg.errors.CheckViolation) -> str:
    if error.diag.constraint_name != "needed_until":
        return say("forget_held")
    until = datetime.fromtimestamp(int(error.diag.message_primary or 0) / 1000, UTC)
    return say("forget_needed").format(f"{until:%Y-%m-%d}")

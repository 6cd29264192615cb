"""`sekisho log prune`: take out of a log what has not to be kept any longer; hashes and proofs stay.

Two steps, by two rights. With a keeper's token the ledger enters into the log what is due; then the role `pruner` takes
the texts out, which the database lets it do with nothing else. Every step may be repeated.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psycopg

from cli.ending import ending
from cli.forget import no_database
from cli.ledger import Ledger, ledger
from cli.running import find
from cli.verify import Asked
from cli.words import say

_SLICE: Final = 5_000
_GONE: Final = """
    with due as (select p.shop, p.volume, p.index from pruned p
        join leaf l using (shop, volume, index) where p.shop = %s order by p.index limit %s)
    delete from leaf l using due d where (l.shop, l.volume, l.index) = (d.shop, d.volume, d.index)
"""
_PEOPLE: Final = """
    delete from person p where p.shop = %s and not exists (
        select from leaf l where l.shop = p.shop and (l.person = p.number or l.also ? p.number))
"""


@ending()
def run(asked: Asked, *, database: Path | None, as_json: bool) -> None:
    """Prune what is due, and print how much it was."""
    (shop,) = asked.shops
    conninfo = (database or find().pruner).read_text(encoding="utf-8").strip()
    until = list(_announced(ledger(asked.url, asked.token, reader="keeper"), shop))
    try:
        leaves, people = _removed(conninfo, shop)
    except psycopg.Error as error:
        raise no_database(error) from None
    if as_json:
        sys.stdout.write(json.dumps({"leaves": leaves, "people": people, "until": max(until, default="")}) + "\n")
    else:
        sys.stdout.write(f"{say('pruned').format(leaves, people)}\n")


def _announced(source: Ledger, shop: str) -> Iterator[str]:
    """Let the ledger enter what is due, act by act; give the last day of each."""
    more = True
    while more:
        done = json.loads(source.post(f"/shops/{shop}/prunings", b""))
        more = done["more"]
        if done["pruned"]:
            yield done["until"]


def _removed(conninfo: str, shop: str) -> tuple[int, int]:
    """Take out the texts, then the keys to people of whom nothing is left, and what the database keeps of both."""
    leaves = 0
    with psycopg.connect(conninfo, autocommit=True) as connection:
        while gone := connection.execute(_GONE, (shop, _SLICE)).rowcount:
            leaves += gone
        people = connection.execute(_PEOPLE, (shop,)).rowcount
        if leaves or people:
            connection.execute("vacuum leaf")
            connection.execute("vacuum person")
    return leaves, people

"""`sekisho prove`: fetch the proof of one leaf; `sekisho verify --proof`: check one, with a key and no network."""

import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec
from rich.table import Table

from cli.ending import ending
from cli.ledger import handed, key_of, ledger
from cli.screen import screen
from cli.verdict import told
from cli.verify import Asked, quorum_of
from cli.words import say
from shared.core.ledger.logproof import Shown, check_log_proof, parse_log_proof
from shared.core.ledger.note import NoteError, split_note
from shared.core.ledger.tree import ProofError
from shared.core.ledger.verdict import Result


@ending()
def fetch(asked: Asked, *, query: dict[str, str | int], out: Path | None) -> None:
    """Print the `.tlog-proof`, or write it to a file."""
    (shop,) = asked.shops
    handed(ledger(asked.url, asked.token).get(f"/shops/{shop}/proof?{urlencode(query)}"), out)


@ending()
def check(file: Path, asked: Asked, *, leaf: Path | None, as_json: bool) -> int:
    """Check a proof; exit 0 only if it shows its leaf, under a checkpoint that enough witnesses have seen."""
    try:
        # What is no UTF-8 is no proof either, and is told as such.
        proof = parse_log_proof(file.read_text(encoding="utf-8", errors="replace"))
        raw = leaf.read_bytes() if leaf else proof.extra
        if raw is None:
            raise ProofError("leaf_missing")  # noqa: TRY301 - one place tells every mistake
        key = key_of(split_note(proof.checkpoint)[0].partition("\n")[0], asked.key)
        quorum = quorum_of(asked.witnesses, asked.quorum)
        shown = check_log_proof(proof, raw, key=key, quorum=quorum, now=int(time.time()))
    except (ProofError, NoteError) as error:
        return _refuse(str(error), as_json=as_json)
    _tell(proof.index, raw, shown, as_json=as_json)
    return 0


def _refuse(code: str, *, as_json: bool) -> int:
    if as_json:
        sys.stdout.write(msgspec.json.encode({"holds": False, "reason": code}).decode() + "\n")
    else:
        sys.stderr.write(f"{say('not_shown')}: {told(Result('failed', code))}\n")
    return 1


def _tell(index: int, raw: bytes, shown: Shown, *, as_json: bool) -> None:
    entry = _entry(raw)
    if as_json:
        found = {
            "holds": True,
            "origin": shown.checkpoint.origin,
            "size": shown.checkpoint.size,
            "index": index,
            "cosigned": shown.cosigned,
            "entry": entry,
        }
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(found)).decode() + "\n")
        return
    table = Table(title=f"[green]✓[/] {say('shown')}", title_justify="left", show_header=False)
    table.add_row(say("log"), shown.checkpoint.origin)
    table.add_row(say("leaf"), f"{index} {say('of')} {shown.checkpoint.size}")
    table.add_row(say("seen_by"), ", ".join(seen.witness for seen in shown.cosigned) or "-")
    for name, value in entry.items():
        table.add_row(name, ", ".join(map(str, value)) if isinstance(value, list) else str(value))
    screen().print(table)


def _entry(raw: bytes) -> dict[str, Any]:
    try:
        found: dict[str, Any] = msgspec.json.decode(raw)["entry"]
    except (msgspec.DecodeError, KeyError, TypeError):
        return {}
    return found

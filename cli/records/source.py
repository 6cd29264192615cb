"""Where records of provision are read from: a person's entries from the ledger, or a whole log that verifies.

The versions that entries cite come from files that `sekisho policy export` wrote, or from the policy service. It
answers no question about them.
"""

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final, NamedTuple
from urllib.parse import urlencode

import msgspec

from cli.ledger import Ledger, key_of, ledger
from cli.policy.asking import asking
from cli.running import AnswerError, Stack, call, find
from cli.shelf import FileShelf
from cli.verdict import told
from cli.words import say
from contracts.entries import Entry
from shared.core.law.provisions import Collected, Published, read_versions
from shared.core.ledger.audit import audit
from shared.core.ledger.export import Line, read_header, read_line
from shared.core.ledger.leaf import Leaf, decode_leaf
from shared.core.ledger.note import Checkpoint, open_checkpoint, shop_of, volume_of
from shared.core.ledger.verdict import Brought

_PAGE: Final = 500


class Read(NamedTuple):
    """What was read: the shop, the number of the person asked about (if told), and the checkpoint it lies under."""

    shop: str
    number: str
    point: Checkpoint


class _Row(msgspec.Struct):
    volume: int
    index: int
    leaf: Leaf


class _Page(msgspec.Struct):
    entries: list[_Row]
    next: int | None
    frozen: str = ""


_PAGES: Final = msgspec.json.Decoder(_Page)


def of_person(shop: str, person: str, into: Collected) -> Read:
    """Read all entries about one person, given by the shop's own id, from the stack that runs here.

    Raises:
        NotRunningError: nothing answers.
        AnswerError: a service refuses, or the log is frozen.
        NoteError: the log's checkpoint does not hold.
    """
    stack = find()
    source = ledger(None, None, reader="privacy")
    point = _checkpoint(source, shop)
    seen: list[set[str]] = []
    rows = {(row.volume, row.index): row for name in _names(stack, shop, person) for row in _rows(source, shop, name)}
    for row in (rows[place] for place in sorted(rows)):
        into.take(row.volume, row.index, row.leaf.entry)
        seen.append(_people(row.leaf.entry))
    numbers = set.intersection(*(each for each in seen if each)) if any(seen) else set()
    return Read(shop, numbers.pop() if len(numbers) == 1 else "", point)


def of_log(shop: str, export: Path | None, key: str | None, into: Collected) -> Read:
    """Read a whole log, once it has been verified: from an export in a file, or from the stack that runs here.

    Raises:
        NotRunningError: nothing answers.
        AnswerError: a service refuses, or the log does not verify, or is of another shop.
        NoteError: a key is malformed.
        ValueError: it is no export.
        OSError: a file cannot be read.
    """
    with _kept(shop, export) as file:
        header = read_header(file.readline())
        verifier = key_of(header.origin, key)
        if shop_of(verifier.name) != shop:
            raise AnswerError(f"{header.origin}: {say('other_shop')}")
        file.seek(0)
        with FileShelf() as shelf:
            verdict = audit(file, verifier, Brought(now=int(time.time() * 1000)), shelf=shelf)
        if not verdict.holds:
            question, result = verdict.first or ("integrity", verdict.integrity)
            raise AnswerError(f"{header.origin}: {question}: {told(result)}")
        if verdict.continues is not None:
            sys.stderr.write(f"{verdict.continues.origin}: {say('earlier_volume')}\n")
        file.seek(0)
        for placed in entries(file):
            into.take(*placed)
        return Read(shop, "", open_checkpoint(header.checkpoint, verifier))


def entries(file: IO[bytes]) -> Iterator[tuple[int, int, Entry]]:
    """Give the volume, the index and the entry of each leaf of an export; one that cannot be read is passed over.

    Raises:
        ValueError: it is no export.
    """
    volume = volume_of(read_header(file.readline()).origin)
    for number, raw in enumerate(file, 2):
        line = read_line(raw, number)
        if isinstance(line, Line):
            # That a leaf cannot be read, the verdict says.
            with suppress(ValueError):
                yield volume, line.index, decode_leaf(line.leaf.encode()).entry


def versions(shop: str, folder: Path | None, officer: Path | None, url: str | None) -> Published:
    """Read the published versions of a shop: from files, or from the policy service by an officer's key.

    Raises:
        NotRunningError: nothing answers.
        AnswerError: there is no key, or the service refuses.
        ValueError: a file is no version.
        OSError: a file cannot be read.
    """
    if folder is not None:
        files = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob(f"{shop}-*.json"))]
        return read_versions(str(each["body"]).encode() for each in files)
    found = asking(officer, url).get(f"/shops/{shop}/versions")
    return read_versions(str(each["body"]).encode() for each in found)


def _names(stack: Stack, shop: str, person: str) -> list[str]:
    """Return every name of a person, the linked ones too; the shop's own id goes to the intake, and no further."""
    headers = {"authorization": f"Bearer {stack.shop(shop)['token']}", "content-type": "application/json"}
    url = f"{stack.urls['intake']}/shops/{shop}/references"
    found = json.loads(call(url, headers=headers, body=json.dumps({"customer_id": person}).encode()))
    return [str(name) for name in found["names"]]


def _checkpoint(source: Ledger, shop: str) -> Checkpoint:
    note = source.get(f"/shops/{shop}/checkpoint").decode()
    origin = note.partition("\n")[0]
    if shop_of(origin) != shop:
        raise AnswerError(f"{origin}: {say('other_shop')}")
    return open_checkpoint(note, key_of(origin, None))


def _rows(source: Ledger, shop: str, reference: str) -> Iterator[_Row]:
    after: int | None = -1
    while after is not None:
        query = urlencode({"person": reference, "reason": "request", "after": after, "limit": _PAGE})
        page = _PAGES.decode(source.get(f"/shops/{shop}/entries?{query}"))
        if page.frozen:
            raise AnswerError(f"{say('frozen')}: {page.frozen}")
        yield from page.entries
        after = page.next


def _people(entry: Entry) -> set[str]:
    """Return the numbers of those whom an entry names."""
    return {number for number in (getattr(entry, "person", ""), *getattr(entry, "also", ())) if number}


@contextmanager
def _kept(shop: str, export: Path | None) -> Iterator[IO[bytes]]:
    """Lend an export as a file that can be read twice."""
    if export is not None:
        with export.open("rb") as file:
            yield file
        return
    with tempfile.TemporaryFile() as file, ledger(None, None).lines(f"/shops/{shop}/export") as lines:
        file.writelines(lines)
        file.seek(0)
        yield file

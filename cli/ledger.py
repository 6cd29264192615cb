"""Speak to a ledger over HTTP: the one of the stack that runs here, or any other by address and token."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from cli.running import TIMEOUT_S, AnswerError, NotRunningError, call, find, refusal
from cli.words import say
from shared.core.ledger.note import VerifierKey, parse_key


class Ledger(NamedTuple):
    """Where a ledger answers, and the token that opens it."""

    url: str
    token: str

    def get(self, path: str) -> bytes:
        """Return an answer as a whole.

        Raises:
            NotRunningError: nothing answers.
            AnswerError: the answer is a refusal.
        """
        return call(f"{self.url}{path}", headers=self._headers())

    def post(self, path: str, body: bytes) -> bytes:
        """Send a body and return the answer.

        Raises:
            NotRunningError: nothing answers.
            AnswerError: the answer is a refusal.
        """
        return call(f"{self.url}{path}", headers={**self._headers(), "content-type": "text/plain"}, body=body)

    @contextmanager
    def lines(self, path: str) -> Iterator[Iterator[bytes]]:
        """Lend an answer line by line, so that it need not fit into memory.

        Raises:
            NotRunningError: nothing answers.
            AnswerError: the answer is a refusal.
        """
        request = Request(f"{self.url}{path}", headers=self._headers())  # noqa: S310 - the user's own address
        try:
            with urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310 - see above
                yield iter(answer)
        except HTTPError as error:
            raise AnswerError(refusal(error)) from None
        except URLError:
            raise NotRunningError(say("no_stack")) from None

    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}


def ledger(url: str | None, token: Path | None, *, reader: str = "operations") -> Ledger:
    """Return the ledger at an address, or that of the stack that runs here, opened by a reader's or keeper's token.

    Raises:
        NotRunningError: no stack runs, and no address is given.
        OSError: the token's file cannot be read.
    """
    if url is not None:
        return Ledger(url.rstrip("/"), token.read_text(encoding="utf-8").strip() if token else "")
    stack = find()
    return Ledger(stack.urls["ledger"], stack.reader_token(reader) if reader != "keeper" else stack.keeper_token())


def handed(found: bytes, out: Path | None) -> None:
    """Print what the ledger gave, or write it to a file as it came.

    Raises:
        OSError: the file cannot be written.
    """
    if out is None:
        sys.stdout.write(found.decode())
    else:
        out.write_bytes(found)


def key_of(origin: str, given: str | None) -> VerifierKey:
    """Return the key of a log that the user brings, as text or as a file; else the one kept with the stack (P8).

    Of several, one a line, it is the one with the log's name, or the first: another's key opens nothing.

    Raises:
        NoteError: it is malformed.
        NotRunningError: no stack runs, and no key is given.
    """
    if given is not None:
        first, *rest = _keys(given)
        return next((key for key in (first, *rest) if key.name == origin), first)
    return VerifierKey(origin, bytes.fromhex((find().public / "log").read_text().strip()))


def is_given(origin: str, given: str | None) -> bool:
    """Tell whether the key of a log is there: among those that the user brings, or with the stack.

    Raises:
        NoteError: one is malformed.
    """
    return given is None or any(key.name == origin for key in _keys(given))


def _keys(given: str) -> list[VerifierKey]:
    return [parse_key(line) for line in text_of(given).strip().split("\n")]


def text_of(given: str) -> str:
    """Return what a user gave as a text, or as the name of a file that holds it."""
    path = Path(given)
    try:
        return path.read_text(encoding="utf-8").strip() if path.is_file() else given
    except OSError:
        return given

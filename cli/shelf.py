"""Where `sekisho verify` lays what it must remember of each disclosure: in temporary files; memory stays flat."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from types import TracebackType
from typing import IO, Self

from shared.core.ledger.counting import SHELVES


class FileShelf:
    """Shelves in files that vanish with the process; use as a context manager."""

    def __init__(self) -> None:
        """Open nothing yet."""
        self._files: list[IO[bytes]] = []
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        """Open the files."""
        for _ in range(SHELVES):
            self._files.append(self._stack.enter_context(tempfile.TemporaryFile()))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close them; they are gone."""
        self._stack.close()

    def put(self, number: int, record: bytes) -> None:
        """Lay a record at the end of one shelf."""
        self._files[number].write(record)

    def each(self) -> Iterator[bytes]:
        """Give one shelf after the other."""
        for file in self._files:
            file.seek(0)
            yield file.read()

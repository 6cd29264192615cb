"""Up to where the records of a partition may be deleted: behind everybody who reads them, and only what is old enough.

Pure: positions come in, a position comes out.
"""

from collections.abc import Iterable


def deletable(committed: Iterable[int | None], aged: int) -> int:
    """Return the position before which nothing is needed any more, 0 if all of it is.

    `committed` are the next positions of all readers, None for one that has none yet; `aged` is that of the first
    record that is too young.
    """
    passed = list(committed)
    # P1: one slow reader is enough to keep a record, and so is one that has not begun.
    if not passed or None in passed:
        return 0
    return min(aged, *(position for position in passed if position is not None))

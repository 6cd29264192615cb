"""Name the first leaf that a signed root does not cover, as exactly as what is there allows.

A root alone tells only that some leaf below it differs. Stored hashes tell which one, if the root over them is the
signed one; the edge under a checkpoint tells which subtree, if it hashes to the root; an older checkpoint that still
holds tells from where on. None of these is trusted without that. It finds no fault by itself.
"""

from collections.abc import Iterator

from shared.core.ledger.course import Course
from shared.core.ledger.export import Header, edge_of
from shared.core.ledger.note import Checkpoint, NoteError
from shared.core.ledger.tree import Frontier, ProofError


def differing(course: Course, point: Checkpoint, *, holding: int, header: Header | None = None) -> tuple[str, int, int]:
    """Return what differs under a checkpoint whose root does not follow, the first leaf, and the one after the last.

    `holding` is the size of the largest older checkpoint that still holds; `header` may bring the edge of this one.
    """
    edge, stored, first = signed_edge(header, point), course.stored_edges.get(point.size), course.first
    if stored is not None and stored.root() == point.root:
        edge = stored
    begin, end = 0, point.size
    for at, height, signed in _subtrees(edge):
        if _part(course.edges[point.size], at) != signed:
            begin, end = at, at + (1 << height)
            if first is not None and begin <= first.at < end and stored is not None and _part(stored, at) == signed:
                return first.what, first.at, first.at + 1
            break
    return "root_differs", max(begin, holding) if holding < end else begin, end


def removed(course: Course, point: Checkpoint, header: Header) -> tuple[str, int, int] | None:
    """Return what happened to the first leaf that differs, in a log that is too short for its checkpoint, if known."""
    edge, first = signed_edge(header, point), course.first
    if first is None or edge is None:
        return None
    stored = {(begin, height): root for begin, height, root in _subtrees(course.stored)}
    for begin, height, root in _subtrees(edge):
        if begin <= first.at < begin + (1 << height) and stored.get((begin, height)) == root:
            return first.what, first.at, first.at + 1
    return None


def signed_edge(header: Header | None, point: Checkpoint) -> Frontier | None:
    """Return the edge that a header brings, if it is the one that was signed."""
    try:
        edge = edge_of(header, point.size) if header is not None else None
        return edge if edge is not None and edge.root() == point.root else None
    except (NoteError, ProofError):
        return None


def _subtrees(edge: Frontier | None) -> Iterator[tuple[int, int, bytes]]:
    """Give the perfect subtrees of an edge: where each begins, its height and its root."""
    begin = 0
    for height, root in zip(_heights(edge.size), edge.hashes, strict=True) if edge is not None else ():
        yield begin, height, root
        begin += 1 << height


def _part(edge: Frontier, begin: int) -> bytes:
    return next(root for at, _, root in _subtrees(edge) if at == begin)


def _heights(size: int) -> list[int]:
    return [height for height in reversed(range(size.bit_length())) if size >> height & 1]

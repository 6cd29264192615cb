"""Judge from leaves alone whether records say what the law asks of them, and whether only what was due was pruned.

A stub is the log's word; what contradicts it is another word of the log that is signed: the entry `pruned` that binds
it, the times of its neighbours, and the time at which a witness saw a log that was shorter. It checks no hash.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final, NamedTuple

from contracts.entries import Disclosed, Pruned
from contracts.law import EDITIONS, KEPT_YEARS, Edition
from shared.core.law.duty import agrees, named
from shared.core.ledger.export import StubLine, encode_line
from shared.core.ledger.leaf import Leaf
from shared.core.ledger.verdict import NOT_CHECKED, PASSED, Gone, Result
from shared.core.moment import DAY_MS, day, years_after

_SLACK_MS: Final = 30 * DAY_MS
"""By how much the ledger may have lagged behind the decision, when a witness's time is held against a stub's."""


_LATEST: Final = 2**47
"""No record is of so late a moment (Unix ms): it would be of the seventh millennium."""


class Seen(NamedTuple):
    """A log had so many leaves when a witness saw it (Unix ms)."""

    size: int
    at: int


class _Act:
    """What the stubs of one pruning say, taken together."""

    def __init__(self, first: int) -> None:
        self.first, self.count, self.latest, self.digest = first, 0, "", sha256()


class Judge:
    """Takes the leaves of one log in order, and stubs where leaves were pruned."""

    def __init__(self, seen: Sequence[Seen] = (), editions: Sequence[Edition] = EDITIONS) -> None:
        """Begin; `seen` is what witnesses have said of older checkpoints."""
        self._seen, self._editions = seen, editions
        self._acts: dict[int, _Act] = {}
        self._said: dict[int, tuple[int, Pruned]] = {}
        self._times: dict[str, tuple[int, int]] = {}
        self._fault: tuple[int, str] | None = None
        self._judged = 0

    def take(self, index: int, leaf: Leaf) -> None:
        """Take a leaf that is there."""
        if not 0 <= leaf.entry.at < _LATEST:
            self._found(index, "time_impossible")
            return
        match leaf.entry:
            case Disclosed(at=at):
                said = agrees(leaf.entry, self._editions)
                self._judged += said is not None
                if said is False:
                    self._found(index, "duty_differs")
                self._in_time(leaf.stream, at, index, pruned=False)
            case Pruned():
                self._said[leaf.seq] = (index, leaf.entry)
            case _:
                pass

    def take_stub(self, stub: StubLine) -> None:
        """Take what stands for a leaf that was pruned."""
        self._judged += 1
        act = self._acts.setdefault(stub.act, _Act(stub.index))
        act.count += 1
        act.latest = max(act.latest, stub.until)
        act.digest.update(encode_line(stub))
        if not 0 <= stub.at < _LATEST:
            self._found(stub.index, "time_impossible")
            return
        if stub.until < self._least(stub):
            self._found(stub.index, "pruned_too_short")
        if any(stub.index >= seen.size and stub.at + _SLACK_MS < seen.at for seen in self._seen):
            self._found(stub.index, "pruned_younger_than_said")
        if stub.kind == "disclosed":
            self._in_time(stub.stream, stub.at, stub.index, pruned=True)

    def close(self) -> tuple[Result, Gone]:
        """Return the answer, and what was pruned."""
        for number, act in self._acts.items():
            index, said = self._said.get(number, (0, None))
            if said is None:
                self._found(act.first, "pruned_unannounced")
            elif (said.count, said.stubs, said.until) != (act.count, act.digest.hexdigest(), act.latest):
                self._found(act.first, "stub_altered")
            # P13: what had still to be kept on that day was not due.
            elif said.until >= day(said.at) or index < act.first:
                self._found(act.first, "pruned_before_due")
        for number in self._said.keys() - self._acts.keys():
            self._found(self._said[number][0], "stub_altered")
        acts = self._acts.values()
        gone = Gone(sum(act.count for act in acts), max((act.latest for act in acts), default=""))
        if self._fault is not None:
            return Result("failed", self._fault[1], self._fault[0]), gone
        return (PASSED if self._judged or self._said else NOT_CHECKED), gone

    def _found(self, index: int, reason: str) -> None:
        if self._fault is None or index < self._fault[0]:
            self._fault = (index, reason)

    def _in_time(self, stream: str, at: int, index: int, *, pruned: bool) -> None:
        """Hold the time of a disclosure against the one before it in its stream: decisions never go back in time."""
        last, where = self._times.get(stream, (0, -1))
        # Of two that contradict each other the stub is not to be believed; `where` is -1 where the last one is no stub.
        if at < last and (pruned or where >= 0):
            self._found(index if pruned else where, "pruned_out_of_time")
        self._times[stream] = (max(at, last), index if pruned else -1)

    def _least(self, stub: StubLine) -> str:
        """Return the day until which such a leaf had to be kept at least, as far as the stub tells."""
        edition = named(stub.law, self._editions)
        required = stub.record.startswith("required:")
        if stub.kind == "outcome" or (required and edition is None):
            # It goes with its disclosure, which came first; or by an edition that is not known here.
            return ""
        if not required or edition is None:
            return years_after(day(stub.at), KEPT_YEARS)
        return years_after(day(stub.at), edition.document_years if stub.documents else edition.years)

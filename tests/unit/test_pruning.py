"""What was pruned when its term was over still verifies; what was pruned before that, or in silence, is found."""

from base64 import b64encode
from collections.abc import Sequence

import msgspec
import pytest

from contracts.entries import Disclosed, Entry, Outcome, State, Version, Withheld
from shared.core.law.pruning import digest_of, last_day, pruned, stub_of
from shared.core.ledger.audit import audit
from shared.core.ledger.cosignature import Quorum
from shared.core.ledger.export import Header, Line, StubLine, encode_line
from shared.core.ledger.leaf import decode_leaf, outcome_stream, pruned_stream
from shared.core.ledger.tree import Frontier, leaf_hash
from shared.core.ledger.verdict import Brought, Gone, Verdict
from tests.unit.ledger_log import KEY, log, signed
from tests.unit.records import at, ended, entry
from tests.unit.witnesses import ONE

OWN = outcome_stream("meadow")
ACTS = pruned_stream("meadow")
OLD = at("2023-11-20T10:00:00+09:00")
TODAY = at("2026-11-25T10:00:00+09:00")
NOW = TODAY + 60_000


def old(name: str, **changed: object) -> Disclosed:
    return entry(id=name, at=OLD, **changed)


def gave(name: str, when: int = OLD + 1_000) -> Outcome:
    return msgspec.structs.replace(ended(name, "given"), at=when)


ENTRIES: list[tuple[str, Entry]] = [
    ("s", old("d1")),
    ("s", old("d2", basis="entrustment", record="voluntary:appi#27-5-i")),
    (OWN, gave("d1")),
]
PLACES = (0, 2)


def stubs_of(leaves: Sequence[bytes], places: Sequence[int] = PLACES, **changed: object) -> list[StubLine]:
    """Return the stubs of leaves: each is a disclosure, or an outcome of the first one."""
    made = []
    for place in places:
        leaf = decode_leaf(leaves[place])
        of = leaf.entry if isinstance(leaf.entry, Disclosed) else decode_leaf(leaves[places[0]]).entry
        assert isinstance(of, Disclosed)
        stub = stub_of(place, leaves[place], leaf, act=0, until=last_day(of, last=0) or "", of=of)
        made.append(msgspec.structs.replace(stub, **changed))
    return made


def whole(stubs: Sequence[StubLine], *, when: int = TODAY, more: Sequence[tuple[str, Disclosed]] = ()) -> list[bytes]:
    """Return the log with the entry that speaks of these stubs, and more after it."""
    return log(*ENTRIES, (ACTS, pruned(stubs, shop="meadow", by="hayashi", at=when)), *more)


def judged(
    leaves: Sequence[bytes], stubs: Sequence[StubLine], *, older: tuple[str, ...] = (), quorum: Quorum | None = None
) -> Verdict:
    """Audit an export in which stubs stand for some leaves."""
    gone = {stub.index: stub for stub in stubs}
    edge = [b64encode(node).decode() for node in Frontier().extend(map(leaf_hash, leaves)).hashes]
    numbers = {"s": 0, OWN: 0, ACTS: 0}
    for leaf in map(decode_leaf, leaves):
        numbers[leaf.stream] = leaf.seq + 1
    lines = [encode_line(Header(KEY.name, str(KEY), signed(list(leaves)), edge, numbers))]
    for index, raw in enumerate(leaves):
        lines.append(encode_line(gone[index] if index in gone else Line(index, raw.decode())))
    return audit(lines, KEY, Brought(now=NOW, alone=True, older=older, quorum=quorum))


LEAVES = log(*ENTRIES)
STUBS = stubs_of(LEAVES)


def test_a_log_without_what_was_due_verifies_and_tells_what_is_gone() -> None:
    verdict = judged(whole(STUBS), STUBS)
    assert verdict.holds
    assert (verdict.pruned, verdict.law.status) == (Gone(2, "2026-11-20"), "passed")
    assert (verdict.disclosed, verdict.opened) == (1, 1)


def found(verdict: Verdict) -> tuple[str, int | None]:
    assert verdict.integrity.status == "passed", "the hashes are all there"
    assert verdict.law.status == "failed"
    return verdict.law.reason, verdict.law.at


def test_a_leaf_that_is_pruned_in_silence_is_found() -> None:
    """P13: somebody with the database takes a body out and leaves the hash."""
    more = stubs_of(LEAVES, (1,))
    assert found(judged(whole(STUBS), [STUBS[0], *more, STUBS[1]])) == ("stub_altered", 0)
    alone = stubs_of(LEAVES, (1,), act=7)
    assert found(judged(whole(STUBS), [*STUBS, *alone])) == ("pruned_unannounced", 1)


def test_a_leaf_that_was_not_due_is_found() -> None:
    """P13: the command has another opinion of how long three years are."""
    eve = at("2026-11-20T23:59:59+09:00")
    assert found(judged(whole(STUBS, when=eve), STUBS)) == ("pruned_before_due", 0)
    assert judged(whole(STUBS, when=eve + 1_000), STUBS).holds


def test_a_term_that_is_shorter_than_the_laws_is_found() -> None:
    short = [msgspec.structs.replace(stub, until="2025-11-20") for stub in STUBS]
    assert found(judged(whole(short), short)) == ("pruned_too_short", 0)


def test_where_documents_stand_for_it_one_year_is_enough() -> None:
    stubs = stubs_of(LEAVES, documents=True, until="2024-11-20")
    assert judged(whole(stubs), stubs).law.status == "passed"


@pytest.mark.parametrize(
    "change", [{"until": "2026-11-19"}, {"at": OLD - 1}, {"record": "voluntary:appi#27-5-i"}, {"kind": "withheld"}]
)
def test_what_stands_for_a_leaf_is_bound_by_the_entry(change: dict[str, object]) -> None:
    altered = [msgspec.structs.replace(STUBS[0], **change), STUBS[1]]
    verdict = judged(whole(STUBS), altered)
    assert not verdict.holds
    assert verdict.law.reason in {"stub_altered", "pruned_too_short"}


def test_a_hash_that_was_altered_in_a_stub_breaks_the_log() -> None:
    altered = [msgspec.structs.replace(STUBS[0], hash=STUBS[1].hash), STUBS[1]]
    assert judged(whole(STUBS), altered).integrity.reason == "root_differs"


def test_an_entry_whose_stubs_are_not_there_is_found() -> None:
    assert found(judged(whole(STUBS), [])) == ("stub_altered", 3)


def test_a_disclosure_without_its_outcome_is_found_and_the_reverse() -> None:
    half = stubs_of(LEAVES, (0,))
    assert judged(whole(half), half).completeness.reason == "outcome_without_disclosure"


def test_a_stub_that_says_to_be_older_than_its_neighbours_is_found() -> None:
    """P13: the record of yesterday is pruned as one of three years ago."""
    young = at("2026-11-24T09:00:00+09:00")
    entries: list[tuple[str, Entry]] = [
        ("s", entry(id="d0", at=young - 5)),
        ("s", entry(id="d1", at=young)),
        (OWN, gave("d1", young + 5)),
    ]
    leaves = log(*entries)
    stubs = [msgspec.structs.replace(stub, at=OLD, until="2026-11-20") for stub in stubs_of(leaves, (1, 2))]
    whole_log = log(*entries, (ACTS, pruned(stubs, shop="meadow", by="hayashi", at=TODAY)))
    assert found(judged(whole_log, stubs)) == ("pruned_out_of_time", 1)


def test_a_stub_that_says_to_be_older_than_what_a_witness_saw_is_found() -> None:
    """P13: nothing stands before it to contradict it, but a witness saw the log without it."""
    year_ago = at("2025-11-24T09:00:00+09:00")
    entries: list[tuple[str, Entry]] = [
        ("s", entry(id="v", at=OLD - 5)),
        ("s", entry(id="d1", at=TODAY - 5)),
        (OWN, gave("d1", TODAY - 1)),
    ]
    leaves = log(*entries)
    stubs = [msgspec.structs.replace(stub, at=OLD, until="2026-11-20") for stub in stubs_of(leaves, (1, 2))]
    whole_log = log(*entries, (ACTS, pruned(stubs, shop="meadow", by="hayashi", at=TODAY)))
    assert judged(whole_log, stubs).holds, "its own words agree"
    kept = ONE(signed(leaves, 1), at=year_ago // 1000)
    seen = judged(whole_log, stubs, older=(kept,), quorum=Quorum(1, (ONE.key,)))
    assert found(seen) == ("pruned_younger_than_said", 1)


def test_a_record_that_says_something_else_than_the_table_is_found() -> None:
    leaves = log(("s", entry(record="voluntary:appi#27-1-consent")))
    assert found(judged(leaves, [])) == ("duty_differs", 0)


@pytest.mark.parametrize("when", [2**47, 2**62, -1])
def test_a_time_that_cannot_be_is_an_answer_and_no_crash(when: int) -> None:
    assert found(judged(log(("s", entry(at=when))), [])) == ("time_impossible", 0)
    stubs = stubs_of(LEAVES, at=when)
    assert judged(whole(stubs), stubs).law.reason == "time_impossible"


def test_what_is_never_pruned_and_until_when_the_rest_is_kept() -> None:
    assert last_day(Version("meadow", "1:a", "1:b", 0, 0, OLD), last=0) is None
    assert last_day(pruned(STUBS, shop="meadow", by="h", at=OLD), last=0) is None
    assert last_day(State("e", "meadow", "p", "consent", "crm", 1, OLD), last=0) == "2026-11-20"
    withheld = Withheld("w", "e", "t", "meadow", "p", "o", "crm", "x", "1:a", "1:b", "no_clause", [], OLD)
    assert last_day(withheld, last=0) == "2026-11-20"


def test_stubs_are_bound_by_their_lines() -> None:
    assert pruned(STUBS, shop="meadow", by="h", at=TODAY).stubs == digest_of(STUBS)
    assert digest_of(STUBS) != digest_of(STUBS[::-1])

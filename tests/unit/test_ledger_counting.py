"""What leaves say is counted: numbers, outcomes, and the numbers that several shops share."""

import msgspec
import pytest

from contracts.entries import Access, Continued
from shared.core.ledger.audit import audit
from shared.core.ledger.counting import Numbers
from shared.core.ledger.export import Line, encode_line
from shared.core.ledger.leaf import Leaf, decode_leaf, encode_leaf
from shared.core.ledger.verdict import Brought, Verdict
from tests.unit.ledger_log import KEY, NOW, disclosed, exported, log, outcome, signed

OWN = "outcomes:meadow"
LOOKS = "looks:meadow"
LOOK = Access("n", "meadow", "privacy/hana", "answer: person", "00", 2, 1, reason="request", person="p")
CONTINUED = Continued(
    "meadow", "sekisho.local/meadow", 9, "00", 9, "00", "log_rewritten", "someone", {"s1": 4, OWN: 2}, 1
)


def judged(leaves: list[bytes], *, alone: bool = True, numbers: Numbers | None = None) -> Verdict:
    """Audit leaves that are well signed."""
    streams = {"s1": 4} if numbers else {}
    return audit(exported(leaves, signed(leaves), streams), KEY, Brought(now=NOW, alone=alone), numbers=numbers)


FAULTS: dict[str, tuple[list[bytes], str, int]] = {
    "an outcome without its disclosure": (log((OWN, outcome("a"))), "outcome_without_disclosure", 0),
    "two final outcomes": (
        log(("s1", disclosed("a")), (OWN, outcome("a", "failed")), (OWN, outcome("a", attempt=2))),
        "outcome_twice",
        2,
    ),
    "an outcome before its disclosure": (
        log(("s1", disclosed("b")), (OWN, outcome("a")), ("s1", disclosed("a"))),
        "outcome_without_disclosure",
        1,
    ),
    "one disclosure twice": (log(("s1", disclosed("a")), ("s1", disclosed("a"))), "disclosed_twice", 1),
    "one disclosure again after its end": (
        log(("s1", disclosed("a")), (OWN, outcome("a")), ("s1", disclosed("a"))),
        "disclosed_twice",
        2,
    ),
    "an entry of another shop": (log(("s1", disclosed("a", "harbour"))), "entry_of_another_shop", 0),
    "an outcome in a partition's stream": (
        log(("s1", disclosed("a")), ("s1", outcome("a"))),
        "stream_of_another_kind",
        1,
    ),
    "a disclosure in the stream of outcomes": (log((OWN, disclosed("a"))), "stream_of_another_kind", 0),
    "a leaf that is none": ([b"{}"], "leaf_unreadable", 0),
    "a gap": ([encode_leaf(Leaf("s1", 1, disclosed("a")))], "number_missing", 0),
    "a number again": (log(("s1", disclosed("a"))) + log(("s1", disclosed("b"))), "number_repeated", 1),
    "a look that is missing": (
        [*log(("s1", disclosed("a"))), encode_leaf(Leaf(LOOKS, 1, LOOK))],
        "number_missing",
        1,
    ),
    "something else among the looks": (log((LOOKS, disclosed("a"))), "stream_of_another_kind", 0),
    "a look among the outcomes": (log((OWN, LOOK)), "stream_of_another_kind", 0),
    "a look at another shop": (
        log(("looks:harbour", msgspec.structs.replace(LOOK, shop="harbour"))),
        "entry_of_another_shop",
        0,
    ),
    "a beginning in the middle": (
        log(("s1", disclosed("a")), ("log:meadow", CONTINUED)),
        "continued_in_the_middle",
        1,
    ),
}


@pytest.mark.parametrize("case", FAULTS.values(), ids=FAULTS.keys())
def test_a_log_that_is_well_signed_but_incomplete_is_found(case: tuple[list[bytes], str, int]) -> None:
    leaves, reason, place = case
    verdict = judged(leaves)
    assert verdict.integrity.status == "passed"
    assert (verdict.completeness.reason, verdict.completeness.at) == (reason, place)


def test_the_first_of_several_faults_is_named() -> None:
    leaves = log(("s1", disclosed("a")), (OWN, outcome("x")), ("s1", disclosed("a")), ("s1", outcome("a")))
    assert judged(leaves).completeness.at == 1


def test_a_log_that_goes_on_for_another_goes_on_counting() -> None:
    after = [
        encode_leaf(Leaf("log:meadow", 2, CONTINUED)),
        encode_leaf(Leaf("s1", 4, disclosed("b"))),
        encode_leaf(Leaf(OWN, 2, outcome("a"))),
        encode_leaf(Leaf(OWN, 3, outcome("b"))),
    ]
    verdict = judged(after)
    assert verdict.holds
    assert verdict.continues == CONTINUED
    gap = [*after[:1], encode_leaf(Leaf("s1", 5, disclosed("b")))]
    assert judged(gap).completeness.reason == "number_missing"


def test_numbers_that_another_shop_holds_are_counted_over_all_exports() -> None:
    mine, rest = [encode_leaf(Leaf("s1", 1, disclosed("a")))], (0, 3)
    assert judged(mine, alone=False).holds
    assert not judged(mine, alone=True).holds
    numbers = Numbers()
    judged(mine, alone=False, numbers=numbers)
    for seq in rest:
        numbers.take("s1", seq)
    assert numbers.missing() == {"s1": [2]}
    numbers.take("s1", 2)
    numbers.take("s1", 2**60)
    assert numbers.missing() == {}


def test_only_the_oldest_open_disclosures_are_named_and_all_are_counted() -> None:
    verdict = judged(log(*(("s1", disclosed(f"d{n:04}")) for n in range(1_100))))
    assert (verdict.opened, len(verdict.open)) == (1_100, 1_000)
    assert verdict.open[0].disclosure == "d0000"


def test_a_leaf_that_a_newer_release_wrote_with_more_names_is_still_read() -> None:
    (leaf,) = log(("s1", disclosed("a")))
    raw = leaf.replace(b'"entry":{', b'"entry":{"added_later":1,')
    assert decode_leaf(raw) == decode_leaf(leaf)


LEAVES = log(("s1", disclosed("a")), ("s1", disclosed("b")), ("s1", disclosed("c")))


def test_a_leaf_that_is_missing_or_out_of_place_is_named() -> None:
    lines = exported(LEAVES, signed(LEAVES), {})
    removed = audit([*lines[:2], *lines[3:]], KEY, Brought(now=NOW))
    assert (removed.integrity.reason, removed.integrity.at) == ("leaf_missing", 1)
    again = audit([*lines[:2], lines[1], *lines[2:]], KEY, Brought(now=NOW))
    assert (again.integrity.reason, again.integrity.at) == ("leaf_out_of_place", 1)


HEADER = exported([], signed([]), {})[0]


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [b"{}"],
        [HEADER, b'{"index":"0","leaf":""}'],
        [HEADER, b'{"leaf":"","index":0}'],
        [HEADER, encode_line(Line(0, "")).replace(b":", b": ", 1)],
        [HEADER.replace(b'"edge"', b'"edgy"')],
        [HEADER.replace(b'{"checkpoint"', b'{"more":1,"checkpoint"')],
    ],
)
def test_a_file_that_is_no_export_is_refused_without_repeating_it(lines: list[bytes]) -> None:
    with pytest.raises(ValueError, match=r"^export_unreadable(: line \d)?$"):
        audit(lines, KEY, Brought(now=NOW))

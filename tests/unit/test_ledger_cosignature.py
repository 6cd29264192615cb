"""Cosignatures of witnesses count if they hold, once for each key, and only if enough of those named are there."""

import pytest

from shared.core.ledger.cosignature import Cosigned, Quorum, cosigned, parse_quorum, witnessed
from shared.core.ledger.note import COSIGNATURE, NoteError, VerifierKey, open_checkpoint, parse_key
from tests.unit.ledger_log import KEY, disclosed, log, signed
from tests.unit.witnesses import AT, ONE, THREE, TWO

NOTE = signed(log(("s1", disclosed("a")), ("s1", disclosed("b"))))
KEYS = (ONE.key, TWO.key, THREE.key)


def test_a_cosignature_opens_with_its_key_and_tells_its_time() -> None:
    assert cosigned(ONE(NOTE), KEYS, now=AT) == [Cosigned("witness.example/w1", AT)]
    assert open_checkpoint(ONE(NOTE), KEY) == open_checkpoint(NOTE, KEY)


def test_the_key_of_a_witness_is_written_with_its_own_type_and_is_no_key_of_a_log() -> None:
    assert parse_key(str(ONE.key), kind=COSIGNATURE) == ONE.key
    with pytest.raises(NoteError, match="key_malformed"):
        parse_key(str(ONE.key))
    with pytest.raises(NoteError, match="key_malformed"):
        parse_key(str(KEY), kind=COSIGNATURE)


@pytest.mark.parametrize("least", [1, 2, 3])
def test_as_many_as_the_policy_asks_for_must_have_cosigned(least: int) -> None:
    quorum = Quorum(least, KEYS)
    notes = [NOTE, ONE(NOTE), TWO(ONE(NOTE)), THREE(TWO(ONE(NOTE)))]
    for count, note in enumerate(notes):
        if count >= least:
            assert len(witnessed(note, quorum, now=AT)) == count
        else:
            with pytest.raises(NoteError, match="witnesses_too_few"):
                witnessed(note, quorum, now=AT)


def test_one_witness_that_signs_twice_counts_once_with_its_later_time() -> None:
    twice = ONE(ONE(NOTE, AT + 9), AT)
    assert cosigned(twice, KEYS, now=AT) == [Cosigned("witness.example/w1", AT + 9)]
    with pytest.raises(NoteError, match="witnesses_too_few"):
        witnessed(twice, Quorum(2, KEYS), now=AT)


def test_a_stranger_is_passed_over() -> None:
    with pytest.raises(NoteError, match="witnesses_too_few"):
        witnessed(THREE(NOTE), Quorum(1, KEYS[:2]), now=AT)


def test_a_cosignature_of_another_checkpoint_or_another_time_does_not_hold() -> None:
    stolen = ONE(signed(log(("s1", disclosed("b"))))).splitlines()[-1]
    with pytest.raises(NoteError, match="signature_invalid"):
        cosigned(f"{NOTE}{stolen}\n", KEYS, now=AT)
    assert ONE(NOTE, AT).splitlines()[-1] != ONE(NOTE, AT + 1).splitlines()[-1]


def test_every_flipped_bit_of_a_cosignature_is_found() -> None:
    note = ONE(NOTE)
    start = len(note) - len(note.splitlines()[-1]) + len("— witness.example/w1 ")
    for place in range(start + 6, len(note) - 2):
        changed = note[:place] + ("A" if note[place] != "A" else "B") + note[place + 1 :]
        try:
            assert not cosigned(changed, KEYS, now=2**62)
        except NoteError:
            continue


def test_a_time_to_come_is_refused() -> None:
    assert cosigned(ONE(NOTE, AT + 300), KEYS, now=AT)
    with pytest.raises(NoteError, match="cosignature_of_a_time_to_come"):
        cosigned(ONE(NOTE, AT + 301), KEYS, now=AT)
    with pytest.raises(NoteError, match="cosignature_malformed"):
        cosigned(ONE(NOTE, 2**63), KEYS, now=2**63)


@pytest.mark.parametrize(
    ("keys", "least", "reason"),
    [
        ([str(ONE.key), str(ONE.key)], 1, "witness_named_twice"),
        ([str(ONE.key), str(VerifierKey("another.example", ONE.key.public, COSIGNATURE))], 1, "witness_named_twice"),
        ([str(ONE.key)], 2, "quorum_out_of_reach"),
        ([str(ONE.key)], 0, "quorum_out_of_reach"),
        ([], None, "quorum_out_of_reach"),
        (["w1"], None, "key_malformed"),
    ],
)
def test_a_policy_that_cannot_be_meant_is_refused(keys: list[str], least: int | None, reason: str) -> None:
    with pytest.raises(NoteError, match=reason):
        parse_quorum(keys, least)


def test_without_a_number_all_witnesses_are_needed() -> None:
    assert parse_quorum([str(ONE.key), str(TWO.key)]) == Quorum(2, (ONE.key, TWO.key))

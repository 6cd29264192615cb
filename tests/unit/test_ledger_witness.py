"""A witness cosigns what continues what it cosigned, and answers everything else as tlog-witness says."""

from base64 import b64encode
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.ledger.note import Checkpoint, VerifierKey, sign
from shared.core.ledger.tree import EMPTY_ROOT, consistency_proof, leaf_hash
from shared.core.ledger.witness import RefusalError, Watched, parse_request, size_of, watch, weigh
from tests.unit.ledger_log import KEY, PRIVATE, disclosed, log, signed

LEAVES = log(*(("s1", disclosed(name)) for name in "abcdefgh"))
OTHER = log(*(("s1", disclosed(name)) for name in "abcxefgh"))
FRESH = watch(KEY)
STRANGER = VerifierKey("stranger.example", KEY.public)


def asked(old: int, size: int, *, leaves: Sequence[bytes] = LEAVES, proof: Sequence[bytes] | None = None) -> str:
    """Return the body of a request, with the true proof if no other is given."""
    hashes = [leaf_hash(leaf) for leaf in leaves[:size]]
    nodes = (consistency_proof(hashes, old) if 0 < old <= size else []) if proof is None else proof
    lines = "".join(f"{b64encode(node).decode()}\n" for node in nodes)
    return f"old {old}\n{lines}\n{signed(list(leaves), size)}"


def at(size: int) -> dict[str, Watched]:
    """Return the state of a witness that has cosigned a size."""
    return {KEY.name: Watched(str(KEY), signed(LEAVES, size))}


def refused(watched: dict[str, Watched], body: str) -> RefusalError:
    """Ask, and return the refusal."""
    with pytest.raises(RefusalError) as caught:
        weigh(watched, parse_request(body))
    return caught.value


def test_the_first_checkpoint_of_a_log_needs_no_proof() -> None:
    agreed = weigh(FRESH, parse_request(asked(0, 5)))
    assert (agreed.origin, size_of(agreed.watched)) == (KEY.name, 5)


@given(st.integers(1, 8), st.data())
def test_P8_every_checkpoint_that_continues_the_last_is_agreed_to(old: int, data: st.DataObject) -> None:
    size = data.draw(st.integers(old, 8))
    assert size_of(weigh(at(old), parse_request(asked(old, size))).watched) == size


@given(st.integers(1, 8), st.data())
def test_P8_no_smaller_checkpoint_is_agreed_to(last: int, data: st.DataObject) -> None:
    size = data.draw(st.integers(1, last - 1)) if last > 1 else 1
    old = data.draw(st.integers(0, size))
    if size < last:
        assert refused(at(last), asked(old, size)).status == 409


def test_P8_another_history_is_not_agreed_to_with_any_proof_at_hand() -> None:
    true = consistency_proof([leaf_hash(leaf) for leaf in LEAVES], 5)
    false = consistency_proof([leaf_hash(leaf) for leaf in OTHER], 5)
    for proof in (true, false, [], true[:-1]):
        assert refused(at(5), asked(5, 8, leaves=OTHER, proof=proof)).status == 422


def test_P8_two_roots_of_one_size_are_a_conflict() -> None:
    assert refused(at(5), asked(5, 5, leaves=OTHER)).status == 409
    assert weigh(at(5), parse_request(asked(5, 5))).watched.note == signed(LEAVES, 5)


def test_a_request_that_does_not_know_the_last_size_is_told_it() -> None:
    for old in (0, 3, 6):
        refusal = refused(at(5), asked(old, 8))
        assert (refusal.status, refusal.size) == (409, 5)


STATUSES = {
    "an unknown log": ({}, asked(0, 3), 404),
    "a checkpoint that the log's key has not signed": (
        FRESH,
        f"old 0\n\n{sign(Checkpoint(KEY.name, 3, bytes(32)).body(), STRANGER, signer=PRIVATE.sign)}",
        403,
    ),
    "an altered checkpoint": (FRESH, asked(0, 3).replace("\n3\n", "\n4\n"), 403),
    "an older size that is larger": (at(5), asked(6, 5, proof=[]), 400),
    "a beginning with a proof": (FRESH, asked(0, 3, proof=[bytes(32)]), 422),
    "a proof where nothing is new": (at(5), asked(5, 5, proof=[bytes(32)]), 422),
}


@pytest.mark.parametrize("case", STATUSES.values(), ids=STATUSES.keys())
def test_each_mistake_has_the_status_of_the_specification(case: tuple[dict[str, Watched], str, int]) -> None:
    watched, body, status = case
    assert refused(watched, body).status == status


def test_an_empty_tree_has_one_root_only() -> None:
    def empty(root: bytes) -> str:
        return f"old 0\n\n{sign(Checkpoint(KEY.name, 0, root).body(), KEY, signer=PRIVATE.sign)}"

    agreed = weigh(FRESH, parse_request(empty(EMPTY_ROOT)))
    assert size_of(weigh({KEY.name: agreed.watched}, parse_request(asked(0, 3))).watched) == 3
    assert refused(FRESH, empty(bytes(32))).status == 422


def test_lines_that_a_log_adds_are_part_of_what_is_cosigned() -> None:
    text = Checkpoint(KEY.name, 1, bytes(32)).body() + "an extension line\n"
    agreed = weigh(FRESH, parse_request(f"old 0\n\n{sign(text, KEY, signer=PRIVATE.sign)}"))
    assert agreed.text == text


BODY = asked(4, 8)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "old\n\n",
        BODY.replace("old 4", "old 04"),
        BODY.replace("old 4", "old -4"),
        BODY.replace("old 4", "new 4"),
        BODY.replace("old 4\n", f"old 4\n{'A' * 43}=\n" + f"{'A' * 43}=\n" * 63),
        BODY.replace("old 4\n", "old 4\nno base64\n"),
        BODY.split("\n\n")[0] + "\n\n",
        BODY.replace("\n8\n", "\n08\n"),
        BODY.replace("— ", "- "),
    ],
)
def test_what_is_no_request_is_refused_as_malformed(body: str) -> None:
    with pytest.raises(RefusalError) as caught:
        weigh(at(4), parse_request(body))
    assert caught.value.status == 400

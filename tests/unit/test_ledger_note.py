"""Notes and checkpoints are the C2SP formats, to the byte."""

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.core.ledger.note import (
    Checkpoint,
    NoteError,
    VerifierKey,
    log_origin,
    open_checkpoint,
    open_note,
    parse_checkpoint,
    parse_key,
    shop_of,
    sign,
)

# golang.org/x/mod/sumdb/note: the example of its documentation.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
GO_NOTE = (
    f"{GO_TEXT}\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY = VerifierKey(log_origin("meadow"), PRIVATE.public_key().public_bytes_raw())
POINT = Checkpoint(KEY.name, 3, bytes(32))
NOTE = sign(POINT.body(), KEY, signer=PRIVATE.sign)


def test_the_example_of_the_go_implementation_opens() -> None:
    assert open_note(GO_NOTE, parse_key(GO_KEY)) == GO_TEXT
    assert str(parse_key(GO_KEY)) == GO_KEY


def test_the_example_with_one_letter_changed_does_not_open() -> None:
    with pytest.raises(NoteError, match="signature_invalid"):
        open_note(GO_NOTE.replace("answer", "anSwer"), parse_key(GO_KEY))


def test_a_checkpoint_signed_here_opens_with_its_key() -> None:
    assert open_checkpoint(NOTE, KEY) == POINT
    assert NOTE.startswith(
        "sekisho.local/meadow\n3\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n— sekisho.local/meadow "
    )


def test_a_signature_by_a_stranger_beside_ours_is_passed_over() -> None:
    assert open_checkpoint(f"{NOTE}— witness.example {b64encode(bytes(76)).decode()}\n", KEY) == POINT


def test_a_checkpoint_of_one_shop_does_not_open_as_anothers() -> None:
    other = VerifierKey(log_origin("harbour"), KEY.public)
    with pytest.raises(NoteError, match="signature_missing"):
        open_checkpoint(NOTE, other)
    with pytest.raises(NoteError, match="origin_differs"):
        open_checkpoint(sign(POINT.body(), other, signer=PRIVATE.sign), other)


@pytest.mark.parametrize(
    "note",
    {
        "no signature": POINT.body(),
        "no empty line": NOTE.replace("\n\n", "\n"),
        "no last newline": NOTE[:-1],
        "a hyphen for the dash": NOTE.replace("— ", "- "),
        "an empty signature": f"{POINT.body()}\n— {KEY.name} \n",
        "a carriage return": NOTE.replace("\n", "\r\n"),
        "a signature cut short": f"{POINT.body()}\n— {KEY.name} {b64encode(KEY.id + bytes(63)).decode()}\n",
        "base64 with spare bits": NOTE[:-3] + ("B" if NOTE[-3] == "A" else "A") + "=\n",
        "too many signatures": NOTE + NOTE.rpartition("\n\n")[2] * 100,
    }.items(),
    ids=lambda case: case[0],
)
def test_a_malformed_note_is_refused(note: tuple[str, str]) -> None:
    with pytest.raises(NoteError):
        open_note(note[1], KEY)


@pytest.mark.parametrize(
    "body",
    [
        "",
        POINT.body()[:-1],
        POINT.body() + "an extension line\n",
        POINT.body().replace("\n3\n", "\n03\n"),
        POINT.body().replace("\n3\n", "\n-3\n"),
        POINT.body().replace("\n3\n", "\n٣\n"),
        POINT.body().replace("\n3\n", f"\n{'9' * 5000}\n"),
        POINT.body().replace("AAA=", "AAA"),
        "\n3\nAAAA\n",
        f"\n3\n{b64encode(bytes(32)).decode()}\n",
    ],
)
def test_a_malformed_checkpoint_is_refused(body: str) -> None:
    with pytest.raises(NoteError):
        parse_checkpoint(body)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "name+00000000+",
        GO_KEY.replace("c74f20a3", "c74f20a4"),
        GO_KEY.replace("+ARpc", "+AhpC"),
        f"a b{GO_KEY}",
    ],
)
def test_a_malformed_key_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        parse_key(text)


def test_a_text_that_cannot_be_a_notes_is_not_signed() -> None:
    for text in ("no newline", "bell\a\n"):
        with pytest.raises(NoteError, match="text_malformed"):
            sign(text, KEY, signer=PRIVATE.sign)


def test_the_origin_of_a_log_names_its_shop() -> None:
    assert shop_of(log_origin("meadow")) == "meadow"
    assert shop_of("elsewhere.example/meadow") == ""

"""Signatures: the published vector of Standard Webhooks, and what must not pass."""

import pytest

from shared.core.signatures import fresh, sign, verify

SECRET = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
IDENTITY = "msg_p5jXN8AQM9LWM0D4loKWxJek"
TIMESTAMP = 1614265330
BODY = b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("secret", [SECRET, "whsec_" + SECRET])
def test_the_published_vector(secret: str) -> None:
    assert sign(secret, IDENTITY, timestamp=TIMESTAMP, body=BODY) == SIGNATURE


@pytest.mark.parametrize("signatures", [SIGNATURE, "v1,c29ycnk= " + SIGNATURE, "v2,x v1a,y " + SIGNATURE])
def test_one_good_signature_among_several_is_enough(signatures: str) -> None:
    assert verify(SECRET, IDENTITY, timestamp=TIMESTAMP, body=BODY, signatures=signatures)


@pytest.mark.parametrize(
    ("identity", "timestamp", "body", "signatures"),
    [
        ("msg_other", TIMESTAMP, BODY, SIGNATURE),
        (IDENTITY, TIMESTAMP + 1, BODY, SIGNATURE),
        (IDENTITY, TIMESTAMP, BODY + b" ", SIGNATURE),
        (IDENTITY, TIMESTAMP, BODY, ""),
        (IDENTITY, TIMESTAMP, BODY, "v1,"),
        (IDENTITY, TIMESTAMP, BODY, SIGNATURE.replace("v1", "v2")),
        (IDENTITY, TIMESTAMP, BODY, SIGNATURE.lower()),
        (IDENTITY, TIMESTAMP, BODY, "v1,小林"),
    ],
)
def test_anything_altered_is_refused(identity: str, timestamp: int, body: bytes, signatures: str) -> None:
    assert not verify(SECRET, identity, timestamp=timestamp, body=body, signatures=signatures)


def test_another_secret_is_refused() -> None:
    assert not verify("c2VjcmV0", IDENTITY, timestamp=TIMESTAMP, body=BODY, signatures=SIGNATURE)


def test_a_secret_that_is_not_base64_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"^(?!.*whsec)"):
        sign("whsec_not base64!", IDENTITY, timestamp=TIMESTAMP, body=BODY)


@pytest.mark.parametrize(("now", "expected"), [(0, True), (300, True), (-300, True), (301, False), (-301, False)])
def test_a_timestamp_is_fresh_for_five_minutes_either_way(now: int, expected: bool) -> None:
    assert fresh(TIMESTAMP, now=TIMESTAMP + now) is expected

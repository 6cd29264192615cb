"""Signed requests: the published example of RFC 9421, and every part that must be covered."""

import base64
from collections.abc import Callable
from typing import Final

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_der_public_key

from shared.core import http_signatures as sig
from tests.fixtures.officers import KEYS

# RFC 9421, Appendix B.1.4, B.2 and B.2.6.
RFC_PRIVATE: Final = "MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF"
RFC_PUBLIC: Final = "MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs="
RFC_REQUEST: Final = sig.Request(
    "POST",
    "example.com",
    "/foo",
    "param=Value&Pet=dog",
    {"date": "Tue, 20 Apr 2021 02:07:55 GMT", "content-type": "application/json", "content-length": "18"},
    b'{"hello": "world"}',
)
RFC_INPUT: Final = (
    '("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;'
    'keyid="test-key-ed25519"'
)
RFC_SIGNATURE: Final = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="

AT: Final = 1_790_000_000
ASKED: Final = sig.Request("POST", "sekisho.example", "/shops/s/proposals", "", {}, b'{"pack":""}')


def test_the_published_example_is_signed_and_verified() -> None:
    private = load_der_private_key(base64.b64decode(RFC_PRIVATE), None)
    public = load_der_public_key(base64.b64decode(RFC_PUBLIC))
    assert isinstance(private, Ed25519PrivateKey)
    assert isinstance(public, Ed25519PublicKey)
    claim = sig.claimed({"signature-input": f"sig-b26={RFC_INPUT}", "signature": f"sig-b26=:{RFC_SIGNATURE}:"})
    base = sig.base_of(RFC_REQUEST, claim.components, claim.params)
    assert base64.b64encode(private.sign(base)).decode() == RFC_SIGNATURE
    public.verify(claim.signature, base)
    assert (claim.keyid, claim.created, claim.nonce) == ("test-key-ed25519", 1_618_884_473, "")


def signed(request: sig.Request = ASKED) -> dict[str, str]:
    return sig.signed(request, keyid="aoi", key=KEYS["aoi"], created=AT, nonce="n-1")


def verify(request: sig.Request, headers: dict[str, str], *, now: float = AT) -> None:
    sig.verify(sig.claimed(headers), request._replace(headers=headers), key=KEYS["aoi"].public_key(), now=now)


def test_a_signed_request_is_verified() -> None:
    verify(ASKED, signed())
    verify(ASKED._replace(authority="SEKISHO.example"), signed())


CHANGED: Final[dict[str, sig.Request]] = {
    "another method": ASKED._replace(method="DELETE"),
    "another host": ASKED._replace(authority="other.example"),
    "another path": ASKED._replace(path="/shops/t/proposals"),
    "another query": ASKED._replace(query="x=1"),
    "another body": ASKED._replace(body=b'{"pack":"x"}'),
}


@pytest.mark.parametrize("sentence", CHANGED)
def test_nothing_of_a_signed_request_can_be_changed(sentence: str) -> None:
    with pytest.raises(sig.SignatureError, match="digest_wrong" if "body" in sentence else "signature_wrong"):
        verify(CHANGED[sentence], signed())


def test_a_body_with_a_digest_of_its_own_is_not_the_signed_one() -> None:
    other = ASKED._replace(body=b"{}")
    with pytest.raises(sig.SignatureError, match="signature_wrong"):
        verify(other, {**signed(), "content-digest": sig.digest_of(b"{}")})


@pytest.mark.parametrize("now", [AT - 301, AT + 301])
def test_a_signature_of_another_time_is_refused(now: int) -> None:
    with pytest.raises(sig.SignatureError, match="signature_expired"):
        verify(ASKED, signed(), now=now)


def test_a_signature_without_a_nonce_or_a_part_is_refused() -> None:
    for left_out in (';nonce="n-1"', ' "@query"', ' "content-digest"', '"@method" '):
        headers = signed()
        headers["signature-input"] = headers["signature-input"].replace(left_out, "")
        with pytest.raises(sig.SignatureError, match="signature_covers_too_little"):
            verify(ASKED, headers)


MANGLED: Final[dict[str, Callable[[dict[str, str]], dict[str, str]]]] = {
    "no headers": lambda _: {},
    "two names": lambda given: {**given, "signature": given["signature"].replace("sig=", "sug=")},
    "no base64": lambda given: {**given, "signature": "sig=:===:"},
    "another algorithm": lambda given: {
        **given, "signature-input": given["signature-input"].replace("ed25519", "rsa-v1_5-sha256")
    },
    "a parameter of a component": lambda given: {
        **given, "signature-input": given["signature-input"].replace('"@query"', '"@query";req')
    },
    "no moment": lambda given: {**given, "signature-input": given["signature-input"].replace(f";created={AT}", "")},
    "a part twice": lambda given: {
        **given, "signature-input": given["signature-input"].replace('"@path"', '"@path" "@path"')
    },
    "a header that was not sent": lambda given: {
        **given, "signature-input": given["signature-input"].replace('"@path"', '"@path" "x-other"')
    },
}  # fmt: skip


@pytest.mark.parametrize("sentence", MANGLED)
def test_whatever_else_the_headers_hold_is_refused(sentence: str) -> None:
    with pytest.raises(sig.SignatureError):
        verify(ASKED, MANGLED[sentence](signed()))

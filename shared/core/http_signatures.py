"""HTTP message signatures (RFC 9421) with Ed25519, and the digest of a body (RFC 9530): as officers sign requests.

Pure: key, moment and nonce come in. Of the RFC it knows plain components (`@method`, `@path`, `@query`, `@authority`,
names of header fields) and one signature a message; whatever else a header holds is refused. Whether a nonce was used
before is the caller's to know.
"""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

TOLERANCE_S: Final = 300
"""Seconds by which a signature may be older than the reader's clock, or newer."""

COVERED: Final = ("@method", "@authority", "@path", "@query", "content-digest")
"""What a request of an officer must cover, in this order."""

H_DIGEST: Final = "content-digest"
H_INPUT: Final = "signature-input"
H_SIGNATURE: Final = "signature"

_PARAMS: Final = re.compile(r'\(("[^"]*"(?: "[^"]*")*)?\)((?:;[a-z]+=(?:"[^"]*"|\d+))*)')
_INPUT: Final = re.compile(r"([a-z][a-z0-9_-]*)=(\(.*)")
_VALUE: Final = re.compile(r"([a-z][a-z0-9_-]*)=:([A-Za-z0-9+/=]+):")
_PARAM: Final = re.compile(r';([a-z]+)=(?:"([^"]*)"|(\d+))')


class SignatureError(Exception):
    """A request is not signed as it must be; the message is a code."""


class Request(NamedTuple):
    """What is signed of a request; names of `headers` in lower case."""

    method: str
    authority: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


class Claimed(NamedTuple):
    """A signature as the headers claim it: whose key, when, with which nonce; not yet verified."""

    label: str
    params: str
    components: Sequence[str]
    keyid: str
    created: int
    nonce: str
    signature: bytes


def digest_of(body: bytes) -> str:
    """Return the value of `Content-Digest`."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def signed(request: Request, *, keyid: str, key: Ed25519PrivateKey, created: int, nonce: str) -> dict[str, str]:
    """Return the three headers that sign a request at that moment (Unix seconds)."""
    digest = digest_of(request.body)
    names = " ".join(f'"{name}"' for name in COVERED)
    params = f'({names});created={created};keyid="{keyid}";alg="ed25519";nonce="{nonce}"'
    covered = request._replace(headers={**request.headers, H_DIGEST: digest})
    signature = base64.b64encode(key.sign(base_of(covered, COVERED, params))).decode()
    return {H_DIGEST: digest, H_INPUT: f"sig={params}", H_SIGNATURE: f"sig=:{signature}:"}


def claimed(headers: Mapping[str, str]) -> Claimed:
    """Read what the headers of a request claim.

    Raises:
        SignatureError: they claim nothing, or nothing that is known here.
    """
    given, value = _INPUT.fullmatch(headers.get(H_INPUT, "")), _VALUE.fullmatch(headers.get(H_SIGNATURE, ""))
    if given is None or value is None or given[1] != value[1]:
        raise SignatureError("signature_missing")
    params = _PARAMS.fullmatch(given[2])
    if params is None:
        raise SignatureError("signature_unreadable")
    found = {name: text or number for name, text, number in _PARAM.findall(params[2])}
    if found.get("alg", "ed25519") != "ed25519" or not found.get("keyid") or not found.get("created", "").isdigit():
        raise SignatureError("signature_unreadable")
    try:
        signature = base64.b64decode(value[2], validate=True)
    except ValueError:
        raise SignatureError("signature_unreadable") from None
    components = re.findall(r'"([^"]*)"', params[1] or "")
    return Claimed(
        given[1], given[2], components, found["keyid"], int(found["created"]), found.get("nonce", ""), signature
    )


def verify(claim: Claimed, request: Request, *, key: Ed25519PublicKey, now: float) -> None:
    """Hold a request against its signature.

    Raises:
        SignatureError: it does not cover what it must, is too old or too new, is of another body, or is not this key's.
    """
    if not set(COVERED) <= set(claim.components) or not claim.nonce:
        raise SignatureError("signature_covers_too_little")
    if abs(now - claim.created) > TOLERANCE_S:
        raise SignatureError("signature_expired")
    if request.headers.get(H_DIGEST) != digest_of(request.body):
        raise SignatureError("digest_wrong")
    try:
        key.verify(claim.signature, base_of(request, claim.components, claim.params))
    except InvalidSignature:
        raise SignatureError("signature_wrong") from None


def base_of(request: Request, components: Sequence[str], params: str) -> bytes:
    """Return the signature base (RFC 9421, 2.5).

    Raises:
        SignatureError: the request has no such component, or it is named twice.
    """
    if len(set(components)) != len(components):
        raise SignatureError("signature_unreadable")
    lines = [f'"{name}": {_component(request, name)}' for name in components]
    return "\n".join([*lines, f'"@signature-params": {params}']).encode()


def _component(request: Request, name: str) -> str:
    match name:
        case "@method":
            return request.method
        case "@authority":
            return request.authority.lower()
        case "@path":
            return request.path
        case "@query":
            return f"?{request.query}"
        case _:
            value = request.headers.get(name)
            if value is None or name.startswith("@"):
                raise SignatureError("signature_covers_what_is_not_there")
            return value.strip()

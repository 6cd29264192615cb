"""Who signed a request: an officer with a key of their own (RFC 9421). What they may do is the service's matter."""

from fastapi import Request

from shared.core import http_signatures as sig
from shared.core.policy.officers import Known, Officers


async def signer(request: Request, officers: Officers, *, now: int) -> tuple[Known, str]:
    """Return the officer whose signature over the request holds and is of now (Unix ms), and its nonce.

    Raises:
        SignatureError: nobody whom the service knows did; the message is a code.
    """
    claim = sig.claimed(request.headers)
    officer = officers.get(claim.keyid)
    if officer is None:
        raise sig.SignatureError("officer_unknown")
    sig.verify(claim, await _signed(request), key=officer.key, now=now / 1000)
    return officer, claim.nonce


async def _signed(request: Request) -> sig.Request:
    return sig.Request(
        method=request.method,
        authority=request.headers.get("host", ""),
        path=request.scope["raw_path"].decode("ascii", "replace"),
        query=request.scope["query_string"].decode("ascii", "replace"),
        headers=request.headers,
        body=await request.body(),
    )

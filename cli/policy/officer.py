"""What an officer does at the policy service, as functions: the verbs print it, the demo and tests use it.

An officer need not believe the service: what is signed is worked out here, from the documents themselves.
"""

import base64
import hashlib
import time
from typing import Any, NamedTuple

import msgspec

from cli.policy.asking import Asking
from cli.refusing import told
from cli.running import AnswerError
from cli.words import say
from contracts.packs import Pack, Register
from contracts.versions import Claim, approval_input
from shared.core.policy.diff import Change, diff
from shared.core.policy.places import SourceError
from shared.core.policy.seal import Document, body_of, digest_of
from shared.core.policy.source import read_pack, read_register


class Checked(NamedTuple):
    """A document of a proposal whose claim was found true, and what it changes."""

    claim: Claim
    changes: list[Change]


def propose(who: Asking, shop: str, *, pack: str | None, register: str | None, effective: str | None) -> dict[str, Any]:
    """Propose YAML of a pack, of a register or of both; `effective` may be `now`."""
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()) if effective == "now" else effective
    asked = {"pack": pack, "register": register, "effective": moment}
    found: dict[str, Any] = who.post(
        f"/shops/{shop}/proposals", {name: value for name, value in asked.items() if value is not None}
    )
    return found


def check(who: Asking, shop: str, proposal: dict[str, Any]) -> list[Checked]:
    """Work out what a proposal claims and changes.

    Raises:
        AnswerError: what the service shows is not what would be signed.
    """
    versions = who.get(f"/shops/{shop}/versions")
    published = {what: _newest(versions, what) for what in ("pack", "register")}
    found: list[Checked] = []
    pack = published["pack"][0]
    for each in proposal["documents"]:
        claim = msgspec.convert(each["claim"], Claim)
        before, digest = published[claim.what]
        document = _written(each["text"], claim, pack)
        true = body_of(document) == each["body"].encode()
        true = true and digest_of(document) == claim.digest
        true = true and (document.shop, document.version, digest) == (shop, claim.version, claim.previous)
        if not true or claim.shop != shop:
            raise AnswerError(say("claim_wrong"))
        pack = document if isinstance(document, Pack) else pack
        found.append(Checked(claim, diff(before, document)))
    return found


def _written(text: str, claim: Claim, pack: Document | None) -> Document:
    try:
        if claim.what == "pack":
            return read_pack(text, file=claim.what)
        if isinstance(pack, Pack):
            return read_register(text, file=claim.what, pack=pack)
    except SourceError as error:
        raise AnswerError(told(error)) from None
    raise AnswerError(say("claim_wrong"))


def _newest(versions: list[dict[str, Any]], what: str) -> tuple[Document | None, str]:
    bodies = [each["body"] for each in versions if each["claim"]["what"] == what]
    if not bodies:
        return None, ""
    body = bodies[-1].encode()
    digest = hashlib.sha256(body).hexdigest()
    if what == "pack":
        return msgspec.json.decode(body, type=Pack), digest
    return msgspec.json.decode(body, type=Register), digest


def approve(who: Asking, shop: str, identity: str, checked: list[Checked]) -> dict[str, Any]:
    """Sign the claims of a proposal."""
    at = int(time.time() * 1000)
    signatures = {
        each.claim.what: base64.b64encode(who.key.sign(approval_input(each.claim, who.officer, at))).decode()
        for each in checked
    }
    path = f"/shops/{shop}/proposals/{identity}/approvals"
    found: dict[str, Any] = who.post(path, {"at": at, "signatures": signatures})
    return found


def publish(who: Asking, shop: str, identity: str) -> dict[str, Any]:
    """Publish a proposal; the answer holds the positions of its fences, or the moment that it waits for."""
    found: dict[str, Any] = who.post(f"/shops/{shop}/proposals/{identity}/publication")
    return found

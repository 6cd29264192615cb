"""Why a deed of an officer is refused: one code each, with status and remedy. No text holds a value of a document."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final, NamedTuple

from shared.core.policy.places import Finding


class Refusal(NamedTuple):
    """Status, what is wrong, and what to do."""

    status: HTTPStatus
    detail: str
    remedy: str


REFUSALS: Final[dict[str, Refusal]] = {
    "signature_missing": Refusal(
        HTTPStatus.UNAUTHORIZED, "The request is not signed.", "Sign it with an officer's key: `sekisho policy --key`."
    ),
    "signature_unreadable": Refusal(
        HTTPStatus.UNAUTHORIZED, "The signature's headers have another form.", "Sign as docs/policy-packs.md says."
    ),
    "signature_covers_too_little": Refusal(
        HTTPStatus.UNAUTHORIZED,
        "The signature does not cover all that it must, or has no nonce.",
        "Cover method, authority, path, query and content-digest.",
    ),
    "signature_covers_what_is_not_there": Refusal(
        HTTPStatus.UNAUTHORIZED, "The signature covers a header that was not sent.", "Send what was signed."
    ),
    "signature_expired": Refusal(
        HTTPStatus.UNAUTHORIZED, "The signature is too old, or of the future.", "Set the clock, and sign again."
    ),
    "signature_wrong": Refusal(
        HTTPStatus.UNAUTHORIZED, "The signature is not this officer's.", "Sign with the key that `officers` names."
    ),
    "digest_wrong": Refusal(HTTPStatus.UNAUTHORIZED, "The body is not the one that was signed.", "Sign what you send."),
    "officer_unknown": Refusal(
        HTTPStatus.UNAUTHORIZED, "There is no such officer.", "Add the public key to the file `officers`."
    ),
    "request_repeated": Refusal(
        HTTPStatus.UNAUTHORIZED, "This very request was used before.", "Sign each request anew."
    ),
    "role_missing": Refusal(
        HTTPStatus.FORBIDDEN, "The officer may not do this.", "Ask an officer with that role; roles are in `officers`."
    ),
    "source_invalid": Refusal(
        HTTPStatus.UNPROCESSABLE_ENTITY, "A document cannot be used.", "Mend what `findings` names; nothing was kept."
    ),
    "shop_differs": Refusal(
        HTTPStatus.UNPROCESSABLE_ENTITY, "The document is of another shop.", "Send it to the address of its shop."
    ),
    "nothing_proposed": Refusal(
        HTTPStatus.UNPROCESSABLE_ENTITY, "There is no document in it.", "Send a pack, a register or both."
    ),
    "pack_missing": Refusal(
        HTTPStatus.UNPROCESSABLE_ENTITY, "The shop has no pack yet.", "Propose pack and register together."
    ),
    "register_missing": Refusal(
        HTTPStatus.UNPROCESSABLE_ENTITY, "The shop has no register yet.", "Propose pack and register together."
    ),
    "effective_unreadable": Refusal(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "The moment from which it is to hold cannot be read.",
        "Write it with its offset, as 2026-01-31T09:00:00+09:00.",
    ),
    "effective_missing": Refusal(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "It lets more leave, and says no moment from which it holds.",
        "Say `effective`, now or later.",
    ),
    "effective_past": Refusal(
        HTTPStatus.UNPROCESSABLE_ENTITY, "The moment from which it is to hold has passed.", "Say now, or a later one."
    ),
    "unchanged": Refusal(HTTPStatus.CONFLICT, "This is published already.", "Nothing needs to be done."),
    "version_taken": Refusal(
        HTTPStatus.CONFLICT, "The number was published with other content.", "Raise `version`; versions never change."
    ),
    "version_lower": Refusal(
        HTTPStatus.CONFLICT,
        "The number lies below the newest one.",
        "Raise `version` above it; to put an older one back, publish what it said as a new version.",
    ),
    "proposal_unknown": Refusal(HTTPStatus.NOT_FOUND, "There is no such proposal.", "List them with `policy show`."),
    "proposal_ended": Refusal(
        HTTPStatus.CONFLICT, "The proposal has ended: published, withdrawn or overtaken.", "Propose anew."
    ),
    "approval_incomplete": Refusal(
        HTTPStatus.UNPROCESSABLE_ENTITY, "A document of the proposal is not signed.", "Sign the claim of each document."
    ),
    "approval_stale": Refusal(
        HTTPStatus.UNPROCESSABLE_ENTITY, "The moment of the approval is not now.", "Set the clock, and approve again."
    ),
    "approval_wrong": Refusal(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "A signature is not this officer's over this claim.",
        "Sign the claims as they are shown.",
    ),
    "approvals_missing": Refusal(
        HTTPStatus.CONFLICT,
        "Too few officers have approved it.",
        "What lets more leave needs two officers, anything else one.",
    ),
    "rebase": Refusal(
        HTTPStatus.CONFLICT,
        "Another version was published since it was proposed; it would overwrite that one unseen.",
        "Compare with the newest version, propose anew upon it, and let it be approved.",
    ),
}
"""Every code, with what to do about it."""


class RefusedError(Exception):
    """A deed is refused; the message is the code. `findings` are those of a document that cannot be used."""

    def __init__(self, code: str, findings: Sequence[Finding] = ()) -> None:
        """Keep both."""
        super().__init__(code)
        self.code, self.findings = code, findings

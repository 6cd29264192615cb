"""Who may ask the ledger, what a request may name, and how a refusal is told."""

import hmac
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Annotated, Final, NamedTuple

from fastapi import Header, HTTPException, Path, Query, Request, Response

from services.ledger.volumes import BREAKS, FROZEN, NOT_FROZEN
from shared.core.said import Said
from shared.errors import BrokenInvariantError, SekishoError, TransientError
from shared.shell import telemetry
from shared.shell.refusals import REFUSALS as OF_ALL
from shared.shell.web import problem

Shop = Annotated[str, Path(pattern=r"^[a-z0-9_-]{1,64}$")]
Reference = Annotated[str | None, Query(min_length=1, max_length=200)]
Size = Annotated[int | None, Query(ge=1, le=2**53)]
Volume = Annotated[int | None, Query(ge=1, le=10_000)]


class Refusal(NamedTuple):
    """Status, what is wrong, and what to do; in Japanese and English."""

    status: HTTPStatus
    detail: Said
    remedy: Said


REFUSALS: Final[dict[str, Refusal]] = {
    FROZEN: Refusal(
        HTTPStatus.CONFLICT,
        Said(
            "この台帳は凍結されています。保存された記録が、署名した内容に続きません。",
            "This log is frozen: what is stored did not continue what was signed.",
        ),
        Said(
            "理由は `/shops/{shop}/volumes` にあります。続け方は docs/ledger-format.md を見てください。",
            "Read `/shops/{shop}/volumes` for the reason; docs/ledger-format.md says how a log goes on.",
        ),
    ),
    NOT_FROZEN: Refusal(
        HTTPStatus.CONFLICT,
        Said(
            "この台帳は凍結されていないか、もう次の巻にあります。", "This log is not frozen, or it has gone on already."
        ),
        Said("`/shops/{shop}/volumes` を見てください。", "Read `/shops/{shop}/volumes`."),
    ),
    "pruned_meanwhile": Refusal(
        HTTPStatus.CONFLICT,
        Said("別の人が同時にこの台帳の記録を消しています。", "Somebody else has pruned this log at the same time."),
        Said(
            "もう一度求めてください。残りはその時に見つかります。",
            "Ask again: what is due and not pruned yet is found then.",
        ),
    ),
    "person_altered": Refusal(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        Said(
            "この人に付けられた番号は、別の人のものです。",
            "The number that is kept for this person belongs to somebody else.",
        ),
        Said(
            "台帳の表 `person` を元に戻してください。このままでは別の人についての答えになります。",
            "Restore the table `person` of the ledger; answers about this person would be another's.",
        ),
    ),
    "no_such_beginning": Refusal(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Said("台帳はその大きさより短いです。", "The log has no such beginning: it is shorter than that."),
        Said(
            "その大きさの検証点を残してください。台帳が切られたことを示します。",
            "Keep the checkpoint of the larger size: it shows that this log was cut.",
        ),
    ),
    "not_cosigned": Refusal(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Said(
            "この台帳の検証点に、有効な連署を付けたものではありません。",
            "This is no checkpoint of this log with valid cosignatures.",
        ),
        Said(
            "署名されたままの検証点の後に、証人の行を付けて送ってください。",
            "Send the checkpoint as it was signed, with the witness's lines after it.",
        ),
    ),
    "database_away": Refusal(
        HTTPStatus.SERVICE_UNAVAILABLE,
        Said("台帳のデータベースが答えません。", "The ledger's database does not answer."),
        Said("数秒後にもう一度問い合わせてください。", "Ask again in a few seconds."),
    ),
    "broken": Refusal(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        Said("保存された記録が、署名した内容に続きません。", "What is stored does not continue what was signed."),
        Said(
            "この台帳を使わず、最後の書出しを以前の検証点と比べてください。",
            "Stop using this log; compare its last export with an older checkpoint.",
        ),
    ),
    "database_refused": Refusal(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        Said("データベースが拒みました。", "The database refused."),
        Said("運用の担当者に、このコードを知らせてください。", "Tell whoever runs the ledger this code."),
    ),
}
"""What is refused, in words: by its code, or by what several codes have in common."""


def refuse(code: str, *, like: str = "") -> Response:
    """Answer with a refusal; `like` names its words where they are those of several codes."""
    row = REFUSALS[like or code]
    return problem(row.status, code, row.detail, remedy=row.remedy)


def bearer(tokens: Mapping[str, str]) -> Callable[[str], str]:
    """Return what lets a request in and names who sent it, given the tokens by name."""
    known = [(name, f"Bearer {token}".encode()) for name, token in tokens.items() if token]

    def check(authorization: Annotated[str, Header()] = "") -> str:
        given = authorization.encode()
        # P9: every token is compared, in constant time, so that an answer's time tells nothing.
        names = [name for name, token in known if hmac.compare_digest(given, token)]
        if not names:
            raise HTTPException(HTTPStatus.UNAUTHORIZED, headers={"WWW-Authenticate": "Bearer"})
        return names[0]

    return check


async def failed(request: Request, error: Exception) -> Response:
    """Answer an error of ours."""
    del request
    code = error.reason if isinstance(error, SekishoError) else "unexpected"
    telemetry.log("answer_refused", code=code)
    match error:
        case TransientError():
            return refuse("database_away")
        case BrokenInvariantError() if code in REFUSALS:
            return refuse(code)
        case BrokenInvariantError():
            return refuse(code, like="broken" if code in BREAKS else "database_refused")
        case _:
            internal = OF_ALL["internal_error"]
            return problem(HTTPStatus.INTERNAL_SERVER_ERROR, code, internal.detail, remedy=internal.remedy)

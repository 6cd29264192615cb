"""Why a deed of an officer is refused: one code each, with status and remedy. No text holds a value of a document."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final, NamedTuple

from shared.core.policy.places import Finding
from shared.core.said import Said


class Refusal(NamedTuple):
    """Status, what is wrong, and what to do; in Japanese and English."""

    status: HTTPStatus
    detail: Said
    remedy: Said


REFUSALS: Final[dict[str, Refusal]] = {
    "signature_missing": Refusal(
        HTTPStatus.UNAUTHORIZED,
        Said("リクエストに署名がありません。", "The request is not signed."),
        Said(
            "担当者の鍵で署名してください（`sekisho policy --key`）。",
            "Sign it with an officer's key: `sekisho policy --key`.",
        ),
    ),
    "signature_unreadable": Refusal(
        HTTPStatus.UNAUTHORIZED,
        Said("署名のヘッダーが決められた形ではありません。", "The signature's headers have another form."),
        Said("docs/policy-packs.md のとおりに署名してください。", "Sign as docs/policy-packs.md says."),
    ),
    "signature_covers_too_little": Refusal(
        HTTPStatus.UNAUTHORIZED,
        Said(
            "署名の対象が足りないか、nonce がありません。",
            "The signature does not cover all that it must, or has no nonce.",
        ),
        Said(
            "メソッド、ホスト、パス、クエリ、content-digest を対象に含めてください。",
            "Cover method, authority, path, query and content-digest.",
        ),
    ),
    "signature_covers_what_is_not_there": Refusal(
        HTTPStatus.UNAUTHORIZED,
        Said("送られていないヘッダーが署名の対象になっています。", "The signature covers a header that was not sent."),
        Said("署名した内容をそのまま送ってください。", "Send what was signed."),
    ),
    "signature_expired": Refusal(
        HTTPStatus.UNAUTHORIZED,
        Said("署名が古すぎるか、先の時刻のものです。", "The signature is too old, or of the future."),
        Said("時計を合わせて、署名し直してください。", "Set the clock, and sign again."),
    ),
    "signature_wrong": Refusal(
        HTTPStatus.UNAUTHORIZED,
        Said("この担当者の署名ではありません。", "The signature is not this officer's."),
        Said("`officers` にある鍵で署名してください。", "Sign with the key that `officers` names."),
    ),
    "digest_wrong": Refusal(
        HTTPStatus.UNAUTHORIZED,
        Said("本文が署名されたものと違います。", "The body is not the one that was signed."),
        Said("送る本文に署名してください。", "Sign what you send."),
    ),
    "officer_unknown": Refusal(
        HTTPStatus.UNAUTHORIZED,
        Said("その担当者は登録されていません。", "There is no such officer."),
        Said("公開鍵をファイル `officers` に加えてください。", "Add the public key to the file `officers`."),
    ),
    "request_repeated": Refusal(
        HTTPStatus.UNAUTHORIZED,
        Said("このリクエストはすでに使われています。", "This very request was used before."),
        Said("リクエストのたびに署名し直してください。", "Sign each request anew."),
    ),
    "role_missing": Refusal(
        HTTPStatus.FORBIDDEN,
        Said("この担当者には権限がありません。", "The officer may not do this."),
        Said(
            "その役割のある担当者に頼んでください。役割は `officers` にあります。",
            "Ask an officer with that role; roles are in `officers`.",
        ),
    ),
    "source_invalid": Refusal(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Said("使えない文書があります。", "A document cannot be used."),
        Said(
            "`findings` の指摘を直してください。何も保存していません。", "Mend what `findings` names; nothing was kept."
        ),
    ),
    "shop_differs": Refusal(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Said("別の店の文書です。", "The document is of another shop."),
        Said("その店の宛先に送ってください。", "Send it to the address of its shop."),
    ),
    "nothing_proposed": Refusal(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Said("文書がありません。", "There is no document in it."),
        Said("ポリシーパックか登録簿、または両方を送ってください。", "Send a pack, a register or both."),
    ),
    "pack_missing": Refusal(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Said("この店にはまだポリシーパックがありません。", "The shop has no pack yet."),
        Said("ポリシーパックと登録簿を一緒に提案してください。", "Propose pack and register together."),
    ),
    "register_missing": Refusal(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Said("この店にはまだ登録簿がありません。", "The shop has no register yet."),
        Said("ポリシーパックと登録簿を一緒に提案してください。", "Propose pack and register together."),
    ),
    "effective_unreadable": Refusal(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Said("有効になる時刻が読めません。", "The moment from which it is to hold cannot be read."),
        Said(
            "時差を付けて、2026-01-31T09:00:00+09:00 の形で書いてください。",
            "Write it with its offset, as 2026-01-31T09:00:00+09:00.",
        ),
    ),
    "effective_missing": Refusal(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Said(
            "提供範囲が広がりますが、いつから有効かが書かれていません。",
            "It lets more leave, and says no moment from which it holds.",
        ),
        Said("`effective` に今か後の時刻を書いてください。", "Say `effective`, now or later."),
    ),
    "effective_past": Refusal(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Said("有効になる時刻がすでに過ぎています。", "The moment from which it is to hold has passed."),
        Said("今か、後の時刻にしてください。", "Say now, or a later one."),
    ),
    "unchanged": Refusal(
        HTTPStatus.CONFLICT,
        Said("すでに公開されています。", "This is published already."),
        Said("何もする必要はありません。", "Nothing needs to be done."),
    ),
    "version_taken": Refusal(
        HTTPStatus.CONFLICT,
        Said("この番号は別の内容で公開されています。", "The number was published with other content."),
        Said("`version` を上げてください。公開した版は変わりません。", "Raise `version`; versions never change."),
    ),
    "version_lower": Refusal(
        HTTPStatus.CONFLICT,
        Said("番号が最新の版より小さくなっています。", "The number lies below the newest one."),
        Said(
            "`version` をそれより上げてください。前の版に戻すには、その内容を新しい版として公開してください。",
            "Raise `version` above it; to put an older one back, publish what it said as a new version.",
        ),
    ),
    "proposal_unknown": Refusal(
        HTTPStatus.NOT_FOUND,
        Said("その提案はありません。", "There is no such proposal."),
        Said("`policy show` で一覧を見てください。", "List them with `policy show`."),
    ),
    "proposal_ended": Refusal(
        HTTPStatus.CONFLICT,
        Said(
            "提案は終わっています（公開、取下げ、または別の版が先に公開）。",
            "The proposal has ended: published, withdrawn or overtaken.",
        ),
        Said("新しく提案してください。", "Propose anew."),
    ),
    "approval_incomplete": Refusal(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Said("提案の文書のうち、署名のないものがあります。", "A document of the proposal is not signed."),
        Said("どの文書にも署名してください。", "Sign the claim of each document."),
    ),
    "approval_stale": Refusal(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Said("承認の時刻が今ではありません。", "The moment of the approval is not now."),
        Said("時計を合わせて、承認し直してください。", "Set the clock, and approve again."),
    ),
    "approval_wrong": Refusal(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Said(
            "この文書に対するこの担当者の署名ではない署名があります。",
            "A signature is not this officer's over this claim.",
        ),
        Said("示されたとおりの内容に署名してください。", "Sign the claims as they are shown."),
    ),
    "approvals_missing": Refusal(
        HTTPStatus.CONFLICT,
        Said("承認した担当者が足りません。", "Too few officers have approved it."),
        Said(
            "提供範囲を広げるものには二人、ほかは一人の承認が要ります。",
            "What lets more leave needs two officers, anything else one.",
        ),
    ),
    "rebase": Refusal(
        HTTPStatus.CONFLICT,
        Said(
            "提案の後に別の版が公開されており、それを見ないまま上書きすることになります。",
            "Another version was published since it was proposed; it would overwrite that one unseen.",
        ),
        Said(
            "最新の版と比べ、その上に提案し直して、承認を受けてください。",
            "Compare with the newest version, propose anew upon it, and let it be approved.",
        ),
    ),
}
"""Every code, with what to do about it."""


class RefusedError(Exception):
    """A deed is refused; the message is the code. `findings` are those of a document that cannot be used."""

    def __init__(self, code: str, findings: Sequence[Finding] = ()) -> None:
        """Keep both."""
        super().__init__(code)
        self.code, self.findings = code, findings

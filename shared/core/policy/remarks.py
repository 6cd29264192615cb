"""What an officer is shown beside mistakes: a file can be used all the same. A closed table, like `mistakes`.

Where a formality is missing its recipient waits, unless an officer has accepted that with a reason: then the remark has
the severity `accepted` and that reason.
"""

from typing import Final

from shared.core.policy.mistakes import Mistake
from shared.core.said import Said

_ENTER: Final = Said(
    "登録するか、なくてよい理由を `accepted` に書いてください",
    "enter it, or say under `accepted` why it may be missing",
)
_REVIEW: Final = Said("措置を確認し、その日を書いてください", "review the measures, and say so")

REMARKS: Final[dict[str, Mistake]] = {
    # The pack.
    "no_need": Mistake(
        Said("`{word}` は渡されますが、その必要性が書かれていません",
             "`{word}` is given, and no need of it is named"),
        Said("必要性を `needed_for` に書くか、この項目を外してください",
             "name one in `needed_for`, or leave it out")),
    "no_label": Mistake(
        Said("相手が誰なのか、公表する文書に示されません", "people are not told who this is"),
        Said("`party` に名前を `ja` と `en` で書いてください", "name the `party`, in `ja` and `en`")),
    "no_rights": Mistake(
        Said("本人が求められることについて、何も書かれていません", "nothing is said of what people may ask"),
        Said("文面が約束していることを `rights` に書いてください", "say in `rights` what the text promises")),
    "version_over": Mistake(
        Said("この版は {day} までのもので、すべて待機になります",
             "this version was good until {day}, and everything waits"),
        Said("新しい版を公開してください", "publish a newer one")),
    "version_ends": Mistake(
        Said("この版は {day} までのものです", "this version is good until {day}"),
        Said("それまでに新しい版を公開してください", "publish a newer one before")),
    # The register.
    "not_registered": Mistake(
        Said("ポリシーパックは `{word}` に渡すとしていますが、相手方の登録がなく、待機になります",
             "`{word}` is served by the pack, and waits for its party"),
        Said("相手方を登録してください", "enter the party")),
    "country_unnamed": Mistake(
        Said("ポリシーパックに `{word}` が挙げられていないため、この相手方には何も渡りません",
             "the pack does not name `{word}`, so this party gets nothing"),
        Said("移転の根拠とともにそこに挙げるか、ここから外してください",
             "name it there with its route, or remove it here")),
    # Formalities: missing, over, not begun, about to end.
    "contract_missing": Mistake(Said("契約の登録がありません", "there is no contract on file"), _ENTER),
    "notice_missing": Mistake(Said("告知の登録がありません", "there is no announcement on file"), _ENTER),
    "publication_missing": Mistake(
        Said("公表または届出の登録がありません", "there is no publication or filing on file"), _ENTER),
    "route_missing": Mistake(
        Said("外国への移転の根拠の登録がありません", "there is no route abroad on file"), _ENTER),
    "information_missing": Mistake(
        Said("同意の前提になる情報提供文の登録がありません",
             "there is no information text on file, on which a choice could count"), _ENTER),
    "responsible_missing": Mistake(
        Said("管理の責任を有する者の名称・住所・代表者がそろって公表されていません"
             "（個人情報保護法第27条第5項第3号）",
             "who is responsible is not published with name, address and representative (APPI 27(5)(iii))"),
        Said("三つとも公表して登録するか、欠けてよい理由を `publication` の下に書いてください",
             "publish and enter all three, or say under `publication` why one may be missing")),
    "over": Mistake(
        Said("{day} まで有効だったもので、すべて待機になります",
             "this was in force until {day}, and everything waits"),
        Said("今有効なものを登録してください", "enter the one that is in force now")),
    "not_begun": Mistake(
        Said("{day} から有効になるもので、すべて待機になります",
             "this is in force from {day} on, and everything waits"),
        Said("今有効なものを登録してください", "enter one that is in force now")),
    "ends_soon": Mistake(
        Said("{day} まで有効です", "this is in force until {day}"),
        Said("それまでに更新してください", "renew it before")),
    "review_over": Mistake(
        Said("年一回の確認の期限が {day} で、すべて待機になります",
             "the yearly review was due by {day}, and everything waits"), _REVIEW),
    "review_soon": Mistake(
        Said("年一回の確認の期限は {day} です", "the yearly review is due by {day}"), _REVIEW),
    "other_route": Mistake(
        Said("ポリシーパックは移転の根拠として `{word}` を求めており、すべて待機になります",
             "the pack asks for the route `{word}`, and everything waits"),
        Said("それを登録してください", "enter that one")),
    # Fields and reasons.
    "not_announced": Mistake(
        Said("ポリシーパックの `{word}` は告知されていないため、渡りません",
             "`{word}` of the pack was not announced, so it is not given"),
        Said("告知してください", "announce it")),
    "announced_only": Mistake(
        Said("`{word}` は告知されていますが、ポリシーパックでは渡しません",
             "`{word}` was announced, and the pack does not give it"),
        Said("次の告知から外してください", "leave it out of the next one")),
    "reason_idle": Mistake(
        Said("`{word}` は登録されているか、求められていないため、理由は要りません",
             "`{word}` is there, or nobody asks for it, so no reason is needed"),
        Said("理由を消してください", "remove the reason")),
}  # fmt: skip
"""Code of a remark → its words."""

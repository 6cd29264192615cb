"""The help of `sekisho policy`: its verbs in Japanese, where English is their docstring, and its options in both."""

from typing import Final

from cli.words import language, pick
from shared.core.said import Said

VERBS: Final[dict[str, str]] = {
    "lint": (
        "ポリシーパックと登録簿を、何も動かさずに点検します。"
        "直すものがあれば終了コード65で終わります。\n\n"
        "60日以内に終わるものと、理由を添えて容認したものも示しますが、失敗にはなりません。"
    ),
    "diff": "版の違いと、そのうち提供範囲を広げるものを示します。",
    "propose": ("ポリシーパック、登録簿、または両方を提案します。これだけでは何も有効になりません。"),
    "show": ("提案とその変更点を示します。id がなければ、店の提案を一覧にします。"),
    "approve": "提案の変更点をこの端末で求めて示し、署名します。",
    "publish": ("承認された提案を公開します。有効になる位置か、時刻を答えます。"),
    "withdraw": ("公開されていない提案を取り下げます。発効待ちのものも取り下げられます。"),
    "history": "公開したすべての版を示します：提案した人、承認した人、いつからか、期限を過ぎたもの。",
    "export": "公開したすべての版を、封印と承認とともに、一つずつ JSON ファイルに書き出します。",
    "notice": (
        "店がポリシーパックについて公表する文書を出力します。"
        "ポリシーパックと登録簿から作るので、実際に行われることを述べます。"
    ),
    "preview": (
        "下書きを店の直近のイベントで試し、何件の注文と何人に何が変わるかを示します。試したことは記録されます。"
    ),
    "drift": "渡ったもの、ポリシーパック、公表した文書、その文面を並べ、そろわないところを示します。",
    "mutate": (
        "ポリシーパックをあらゆる小さな形で壊し、どの事例が気付くかを示します。"
        "気付かれないものがあれば終了コード1で終わります。\n\n"
        "どの事例も気付かない変異は、何も変えない（どの状況でも決定が同じ）か、事例の不足を示します。"
        "`--matrix` では、何も見つけない事例も挙げます。"
    ),
    "keys new": ("担当者の鍵を作ります。秘密鍵はファイルに、公開鍵は `officers` に入れる行として出力します。"),
    "keys seal": "ポリシーサービスの封印の鍵を作り、その読み手の `policy_public` に入れる公開鍵の行を出力します。",
}
"""Verb → what it does, in Japanese."""

OPTIONS: Final[dict[str, Said]] = {
    "app": Said("ポリシーパックと登録簿：点検、承認、公開。", "Packs and registers: check, approve, publish."),
    "keys": Said("担当者の鍵。", "Officers' keys."),
    "json": Said("JSON オブジェクトを一つ出力します。", "Print one JSON object."),
    "shop": Said("店の名前。ポリシーパックにあるとおりに。", "Name of the shop, as in its pack."),
    "id": Said("提案の id。`propose` が出力したもの。", "The proposal's id, as `propose` printed it."),
    "key": Said("自分の鍵のファイル。この環境変数でも指定できます。", "Your key file; or name it in this variable."),
    "url": Said(
        "ポリシーサービスのアドレス。なければ、ここで動いているスタックのもの。",
        "Address of the policy service; else that of the stack that runs here.",
    ),
    "pack": Said("ポリシーパックの YAML。", "YAML of a pack."),
    "register": Said("登録簿の YAML。", "YAML of a register."),
    "effective": Said(
        "いつから有効にするか：`now`、または RFC 3339 の日時。",
        "From when it is to hold: `now`, or a time as RFC 3339.",
    ),
    "policies": Said("ポリシーパックと登録簿のフォルダー。", "Folder of packs and registers."),
    "lint_files": Said("ポリシーパックと登録簿、またはそのフォルダー。", "Packs and registers, or folders of them."),
    "diff_files": Said("旧版と新版、または --shop を付けて新版。", "OLD and NEW, or NEW with --shop."),
    "diff_shop": Said("この店が公開したものと比べます。", "Compare with what this shop has published."),
    "id_or_all": Said("提案の id。なければ一覧にします。", "A proposal's id; else all are listed."),
    "yes": Said("確認を求めずに署名します。", "Sign without being asked."),
    "export_to": Said("書き出すフォルダー。", "Folder to write to."),
    "what": Said(
        "誰に何が渡るか、GDPR 第30条、個人情報保護法の共同利用。", "Who receives what; GDPR Article 30; APPI joint use."
    ),
    "form": Said("`json` はコードの表で、`drift` に使います。", "`json` is the table in codes, for `drift`."),
    "lang": Said("ja か en。なければロケールによります。", "ja or en; else as the locale says."),
    "last": Said("直近のイベントを何件見るか。", "How many of the last events to look at."),
    "notice": Said("公表した表（`notice --form json`）。", "The table that was published (`notice --form json`)."),
    "text": Said("ポリシーパックが引く文面。", "The text that the pack cites."),
    "newer": Said("その文面の新しい版。", "A newer version of that text."),
    "live": Said("動いている台帳に、渡ったものを尋ねます。", "Ask the running ledger what has left."),
    "only_shop": Said(
        "この店のポリシーパックだけ。繰り返し指定できます。", "Only this shop's pack; may be given again."
    ),
    "matrix": Said(
        "すべての事例を試し、気付くものをすべて数えます。", "Try every scenario, and count each that notices."
    ),
    "scenarios": Said("事例のフォルダー。", "Folder of scenarios."),
    "officer": Said(
        "担当者の名前。ファイル `officers` にあるとおりに。", "The officer's name, as it stands in the file `officers`."
    ),
    "key_to": Said(
        "秘密鍵を書く場所。まだないファイルにしてください。",
        "Where the private key is written; the file must not be there yet.",
    ),
}
"""Name of an option, an argument or a group → what it is."""


def verb(name: str) -> str | None:
    """Return what a verb does, to who reads Japanese; else nothing, and its docstring is shown."""
    return VERBS[name] if language() == "ja" else None


def option(name: str) -> str:
    """Return what an option is."""
    return pick(OPTIONS[name])

"""What `sekisho policy` says to people, in Japanese and English; the help of its verbs is in `help`."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "linted": ("ファイル{}件、指摘{}件", "{} files, {} findings"),
    "pack": ("ポリシーパック", "pack"),
    "register": ("登録簿", "register"),
    "state_open": ("提案中", "open"),
    "state_asked": ("発効待ち", "asked"),
    "state_withdrawn": ("取下げ", "withdrawn"),
    "state_published": ("公開済み", "published"),
    "state_overtaken": ("別の版が先に公開", "overtaken"),
    "wider": ("広がる", "wider   "),
    "narrower": ("狭まる", "narrower"),
    "no_change": ("渡るものは変わりません。", "Nothing that leaves would change."),
    "needs": ("必要な承認", "approvals needed:"),
    "restores": ("以前の版に戻す：", "puts back version"),
    "review_overdue": ("二人目の確認が期限を過ぎています", "the second officer's review is overdue"),
    "review_awaited": ("二人目の確認を待っています", "a second officer's review is awaited"),
    "in_force": ("この位置から有効です（パーティション:位置）：", "in force from (partition:position)"),
    "in_force_later": ("この時刻から有効になります：", "will be in force from"),
    "sign_it": ("この内容に署名しますか", "Sign this?"),
    "not_signed": ("署名していません。", "Nothing was signed."),
    "claim_wrong": (
        "サービスの示す内容が署名対象と一致しません。署名しないで、担当者に知らせてください。",
        "What the service shows is not what would be signed. Do not sign; tell whoever runs it.",
    ),
    "two_files": (
        "比べるファイルを二つ、または --shop を付けて一つ挙げてください。",
        "Name two files to compare, or one with --shop.",
    ),
    "unlike": (
        "ポリシーパックと登録簿は比べられません。同じ種類のファイルを挙げてください。",
        "a pack is compared with a pack, a register with a register",
    ),
    "no_table": (
        "公表した表ではありません。`sekisho policy notice --form json` で書き出せます。",
        "this is no published table; write one with `sekisho policy notice --form json`",
    ),
    "officer_name": (
        "名前は小文字、数字、_、- で書いてください。",
        "write the name with lower-case letters, digits, _ and -",
    ),
    "key_exists": (
        "そこにはすでにファイルがあります。別の場所を指定してください。",
        "a file is there already; choose another place",
    ),
    "key_missing": (
        "鍵がありません。--key または SEKISHO_OFFICER_KEY で指定してください。",
        "There is no key; name your key file with --key or SEKISHO_OFFICER_KEY.",
    ),
    "key_unreadable": (
        "鍵のファイルとして読めません。`sekisho policy keys new` で作れます。",
        "this is no officer's key file; `sekisho policy keys new` makes one",
    ),
}
"""Word → its text; `cli.words.say` tells it."""

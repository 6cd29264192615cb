"""What `sekisho records` and `sekisho log prune` say to people: code → Japanese, English. Said by `cli.words`."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "pruned": (
        "記録{}件の本文と、本人{}人分の鍵を消しました。",
        "{} leaves were taken out, and the keys to {} people.",
    ),
    "other_shop": ("別の店の台帳です。", "the log of another shop"),
    "earlier_volume": (
        "前の巻の記録は含まれません。その書出しを --export で指定してください。",
        "records of this earlier volume are not in it; name an export of it with --export",
    ),
    "versions_missing": (
        "登録簿の次の版がありません。`sekisho policy export` で取り出してください：",
        "These versions of the register are cited and not there; `sekisho policy export` writes them:",
    ),
    "name_file": ("書き出すファイルを --out で指定してください。", "name the file to write with --out"),
    "day_unreadable": (
        "日付は 2026-11-25 のように書いてください。",
        "write days as 2026-11-25, the first not after the last",
    ),
}

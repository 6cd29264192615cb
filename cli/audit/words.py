"""What `sekisho audit` says on the screen, in Japanese and English; what the dossier itself says is in the core."""

from typing import Final

from cli.words import pick
from shared.core.said import Said

WORDS: Final[dict[str, Said]] = {
    "out_taken": Said(
        "空でないフォルダーです。新しい場所を指定してください。",
        "this is there already and not empty; name a new folder",
    ),
    "name_all": Said(
        "--shop、--from、--to、--out を指定するか、--check でフォルダーを検証してください。",
        "name --shop, --from, --to and --out, or a folder to --check",
    ),
    "no_folder": Said(
        "監査資料のフォルダーではありません（manifest.json と manifest.sig がない）。",
        "this is no dossier: manifest.json and manifest.sig are not both there",
    ),
    "officer_unknown": Said(
        "渡された鍵のファイルに、この鍵の担当者はいません",
        "the file that was given has no such officer with this key",
    ),
    "written": Said("{} に書きました。要確認 {}件。", "Written to {}; {} rows are to be looked into."),
    "not_holding": Said("台帳の検証が成り立ちません。", "The log does not verify."),
    "holds": Said(
        "{} が署名した {} の監査資料（{} から {} まで）です。すべて一致します。",
        "Signed by {}: the dossier of {}, from {} to {}. Everything agrees.",
    ),
    "own_key": Said(
        "署名の鍵はフォルダー自身が名乗るものです。担当者に直接確かめてください：{}",
        "The key is the folder's own word; compare it with what the officer tells you: {}",
    ),
    "signature_wrong": Said("署名が成り立ちません", "the signature does not hold"),
    "manifest_unreadable": Said("読めないか、この版の書式ではありません", "it is unreadable, or of another format"),
    "file_missing": Said("目録にあるファイルがありません", "the manifest names it, and it is not there"),
    "file_altered": Said("署名の後に変わっています", "it was changed after the signature"),
    "file_unnamed": Said("目録にないファイルです", "the manifest does not name it"),
    "log_of_another": Said(
        "目録とは別の台帳か、別の検証点です", "it is not the log, or the checkpoint, of the manifest"
    ),
    "log_broken": Said("台帳の検証が成り立ちません", "the log does not verify"),
}


def told(word: str, *parts: object) -> str:
    """Return a text in the person's language with its parts filled in.

    Raises:
        KeyError: there is no such text.
    """
    return pick(WORDS[word]).format(*parts)

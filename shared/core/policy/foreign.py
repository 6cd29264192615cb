"""What PyYAML and pydantic find wrong, in both languages: their own English, and a Japanese of ours beside it.

A text that none of the tables knows is told in general words in Japanese; tests hold that the tables know them all.
"""

from collections.abc import Mapping
from typing import Any, Final

from shared.core.said import Said

UNKNOWN_YAML: Final = "YAML の規則に合いません"
UNKNOWN_FORM: Final = "ここに書ける形ではありません"
_ESCAPE: Final = "`\\` で始まる文字の指定が読めません"
_MERGE: Final = "マージ（`<<`）の相手がマッピングではありません"

YAML: Final[dict[str, str]] = {
    "could not find expected ':'": "`:` がありません",
    "found character": "ここに置けない文字があります",
    "sequence entries are not allowed here": "ここに一覧の要素（`-`）は置けません",
    "mapping keys are not allowed here": "ここにキー（`?`）は置けません",
    "mapping values are not allowed here": "ここに `:` は置けません",
    "expected alphabetic or numeric character": "英数字が必要です",
    "expected a digit": "数字が必要です",
    "expected ' '": "空白が必要です",
    "expected a comment or a line break": "コメントか改行が必要です",
    "expected '>'": "`>` が必要です",
    "expected '!'": "`!` が必要です",
    "expected indentation indicator in the range 1-9": "字下げの数は1から9までです",
    "expected chomping or indentation indicators": "`|` か `>` に続く指定が読めません",
    "expected escape sequence": _ESCAPE,
    "found unknown escape character": _ESCAPE,
    "expected URI": "URI として読めません",
    "found unexpected end of stream": "引用符が閉じられていません",
    "found unexpected document separator": "引用符の中に文書の区切り（`---`）があります",
    "expected '<document start>'": "文書の終わりの後に内容があります",
    "found duplicate YAML directive": "`%YAML` が二度書かれています",
    "found incompatible YAML document": "YAML の版が 1 ではありません",
    "duplicate tag handle": "タグの略記が二度定められています",
    "found undefined tag handle": "タグの略記が定められていません",
    "expected the node content": "ここに値がありません",
    "expected <block end>": "字下げがそろっていません",
    "expected ',' or ']'": "`,` か `]` が必要です",
    "expected ',' or '}'": "`,` か `}` が必要です",
    "but found another document": "一つのファイルに文書が二つあります",
    "found undefined alias": "エイリアスの指すものがありません",
    "second occurrence": "同じアンカーが二度定められています",
    "found unhashable key": "一覧やマッピングはキーになりません",
    "expected a mapping for merging": _MERGE,
    "expected a mapping or list of mappings for merging": _MERGE,
}
"""How a text of PyYAML begins → what it says."""

FORMS: Final[dict[str, str]] = {
    "int_type": "整数ではありません",
    "int_parsing": "整数ではありません",
    "int_parsing_size": "大きすぎる数です",
    "int_from_float": "整数ではありません",
    "greater_than_equal": "{ge} 以上の数ではありません",
    "less_than_equal": "{le} 以下の数ではありません",
    "bool_type": "真偽値ではありません",
    "bool_parsing": "真偽値ではありません",
    "string_type": "文字列ではありません",
    "string_too_short": "{min_length} 文字以上ではありません",
    "string_pattern_mismatch": "決められた書式に合いません",
    "list_type": "一覧ではありません",
    "too_long": "{max_length} 個を超えています",
    "dict_type": "マッピング（`キー: 値` の並び）ではありません",
    "model_type": "マッピング（`キー: 値` の並び）ではありません",
}
"""Kind of error of pydantic → what it says."""


def of_yaml(problem: str) -> Said:
    """Return what PyYAML says, in both languages."""
    known = max((start for start in YAML if problem.startswith(start)), key=len, default="")
    return Said(YAML.get(known, UNKNOWN_YAML), problem)


def of_form(kind: str, message: str, facts: Mapping[str, Any]) -> Said:
    """Return what pydantic says of a form, in both languages; `facts` are the numbers that its texts hold."""
    return Said(FORMS.get(kind, UNKNOWN_FORM).format(**facts), message[0].lower() + message[1:])

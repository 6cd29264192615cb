"""What every service refuses before its own routes do, in both languages. A closed table; `web` answers by it."""

from typing import Final, NamedTuple

from shared.core.said import Said


class Refusal(NamedTuple):
    """What is wrong, and what to do."""

    detail: Said
    remedy: Said


REFUSALS: Final[dict[str, Refusal]] = {
    "body_too_large": Refusal(
        Said("本文が {limit} バイトを超えています。", "The body has more than {limit} bytes."),
        Said("一度に一つのイベントを、添付なしで送ってください。",
             "Send one event at a time, without attachments.")),
    "body_compressed": Refusal(
        Said("本文が圧縮されています。", "The body is compressed."),
        Said("Content-Encoding を付けずに送ってください。", "Send it without Content-Encoding.")),
    "request_invalid": Refusal(
        Said("リクエストが書式に合いません：{kind}。", "The request does not fit its schema: {kind}."),
        Said("/openapi.json にあるこの呼出しの書式と比べてください。",
             "Compare it with the schema of this call in /openapi.json.")),
    "http": Refusal(
        Said("受け付けられません（{phrase}）。", "{phrase}."),
        Said("パス、メソッド、ヘッダーを /openapi.json と比べてください。",
             "Compare path, method and headers with /openapi.json.")),
    "internal_error": Refusal(
        Said("内部で障害が起きました。", "Something here failed."),
        Said("後で同じリクエストを送ってください。", "Send the same request again later.")),
}  # fmt: skip
"""Code → its words; `http` stands for all that HTTP itself has a phrase for."""

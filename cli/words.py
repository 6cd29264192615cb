"""What the command line says to people, in Japanese and English. Machine output (`--json`) has no language."""

import os
from typing import Final

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "recipient": ("提供先", "recipient"),
    "kind": ("種別", "kind"),
    "purpose": ("目的", "purpose"),
    "basis": ("法的根拠", "legal basis"),
    "clause": ("条項", "clause"),
    "fields": ("項目", "fields"),
    "reason": ("理由", "reason"),
    "disclosed": ("提供", "disclosed"),
    "withheld": ("留保", "withheld"),
    "waiting": ("待機", "waiting"),
    "open": ("未了", "open"),
    "outcome": ("結果", "outcome"),
    "when": ("日時", "when"),
    "what": ("種類", "entry"),
    "for good": ("確定", "for good"),
    "for now": ("当面", "for now"),
    "nothing": ("該当する記録はありません。", "No entry matches."),
    "told": ("誰に何が渡り、それはなぜか", "What happened to whom, and why"),
    "received": ("各提供先が受け取ったもの", "What each recipient received"),
    "verdict_ok": ("監査人の判定：すべて一致しました。", "The auditor's verdict: everything agrees."),
    "verdict_bad": ("監査人の判定：食い違いがあります。", "The auditor's verdict: there are contradictions."),
    "would": ("このイベントで提供されるもの", "What would leave"),
    "would_not": ("提供されないもの", "What would not"),
    "no_stack": (
        "動いているスタックがありません。`./sekisho up` で始めてください。",
        "No stack is running; start one with `./sekisho up`.",
    ),
    "unlinked": ("前の巻の末尾と合いません", "does not go on from the end of the volume before it"),
    "numbers_nowhere": ("どの台帳にもない番号", "numbers that no log holds"),
    "numbers_all": ("すべての店の番号がそろっています", "every number is in some shop's log"),
    "shown": ("この記録は台帳に含まれています", "This leaf is in the log"),
    "not_shown": ("この証明は成り立ちません", "This proof does not hold"),
    "leaf": ("記録", "leaf"),
    "of": ("全件数", "of"),
    "seen_by": ("証人", "seen by"),
    "log": ("台帳", "log"),
    "volume": ("巻", "volume"),
    "size": ("件数", "leaves"),
    "signed": ("署名済み", "signed"),
    "frozen": ("凍結の理由", "frozen because"),
    "goes_on": ("台帳を次の巻で続けます。新しい検証鍵", "The log goes on in a new volume. Its verifier key"),
    "sending": ("注文を送っています", "sending orders"),
    "waiting_for": ("提供と記録の完了を待っています", "waiting until everything is handed over and recorded"),
    "auditing": ("監査人が証拠を集めています", "the auditor collects the evidence"),
    "running": ("動いています。Ctrl-C で止まります。", "Running; Ctrl-C stops it."),
    "crashed": ("が止まったため、すべてを止めました。", "has stopped, so everything was stopped."),
}


def language() -> str:
    """Return `ja` or `en`: `SEKISHO_LANG` if it is set, else as the locale says."""
    chosen = os.environ.get("SEKISHO_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or "en"
    return "ja" if chosen.lower().startswith("ja") else "en"


def say(word: str) -> str:
    """Return a text in the person's language.

    Raises:
        KeyError: there is no such text.
    """
    return _WORDS[word][0 if language() == "ja" else 1]

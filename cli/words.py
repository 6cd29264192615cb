"""What the command line says to people, in Japanese and English. Machine output (`--json`) has no language."""

import os
from typing import Final

from cli.policy.words import WORDS as POLICY
from cli.records.words import WORDS as RECORDS
from cli.words_of_answers import WORDS as ANSWERS
from shared.core.said import Language

_WORDS: Final[dict[str, tuple[str, str]]] = {
    **ANSWERS,
    **POLICY,
    **RECORDS,
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
    "trace": ("ある注文のトレース：", "The trace of one order:"),
    "no_zipkin": (
        "Zipkinを取得できません。トレースなしで始めるには --traces を外してください。",
        "Zipkin cannot be had; to begin without traces, leave --traces out.",
    ),
    "told": ("誰に何が渡り、それはなぜか", "What happened to whom, and why"),
    "received": ("各提供先が受け取ったもの", "What each recipient received"),
    "verdict_ok": ("監査人の判定：すべて一致しました。", "The auditor's verdict: everything agrees."),
    "verdict_bad": ("監査人の判定：食い違いがあります。", "The auditor's verdict: there are contradictions."),
    "would": ("このイベントで提供されるもの", "What would leave"),
    "would_not": ("提供されないもの", "What would not"),
    "step": ("出来事", "step"),
    "gives": ("渡ったもの", "who gets what"),
    "waits_or_not": ("渡らなかったもの", "who does not"),
    "told_shop": ("店への連絡", "what the shop is told"),
    "later": ("後の部分による", "rests on a later part"),
    "differs": ("期待と違います。", "this is not what was expected:"),
    "holds already": (
        "もう期待どおりです。`later` を外してください。",
        "this holds already; remove `later`.",
    ),
    "story_holds": ("期待どおりです。", "As expected."),
    "story_differs": ("期待と違うところがあります。", "Not as expected."),
    "orders": ("注文", "orders"),
    "people": ("人", "people"),
    "looked_at": (
        "直近{}件のイベント（注文{}件、{}人）で試しました。",
        "Tried on the last {} events: {} orders, {} people.",
    ),
    "looked_back": (
        "{}から。記録は{}からで、それより前の選択は数えていません。",
        "Since {}; the log begins at {}, and what people chose before is not counted.",
    ),
    "no_effect": ("だれにも何も変わりません。", "It changes nothing for anybody."),
    "finding": ("所見", "finding"),
    "alike": ("流れ、規則、公表、文面はすべて一致しています。", "Flows, pack, notice and text say the same."),
    "live": ("動いている系との比較", "The running system beside it"),
    "story": ("物語", "story"),
    "steps": ("手順", "steps"),
    "spared": ("不要になった送付", "made needless"),
    "told_live": ("比較", "compared"),
    "not_told": ("は後の部分による", "rest on a later part"),
    "same": ("同じ", "the same"),
    "told_stories": ("比較した物語：", "stories told:"),
    "time_passes": (
        "飛ばした：時間が進む物語で、この系は物語のために始められていない",
        "skipped: time passes in it, and this system was not started for scenarios",
    ),
    "publishes": (
        "飛ばした：版を公開する物語で、この系の版は変えられない",
        "skipped: it publishes versions, and this system's are not the command's to change",
    ),
    "other_pack": ("飛ばした：この系では別の規則が有効", "skipped: another pack is in force there"),
    "sender_time": (
        "出来事の時刻は送り手が告げた（shop.events は CreateTime）。",
        "The time of events was told by their sender, as the stories say (shop.events with CreateTime).",
    ),
    "broker_time": (
        "時刻はその系のもの。物語の時刻は用いられていない。",
        "The system's own time counted, not that of the stories.",
    ),
    "no_parties": (
        "そこでは提供先が動いていないため、記録だけを比べた。",
        "No outside parties run there: messages were compared by their entries.",
    ),
    "systems": ("使った系：", "systems:"),
    "skipped_stories": ("飛ばした物語：", "skipped:"),
    "shop": ("店", "shop"),
    "scenario": ("場面", "scenario"),
    "mutations": ("規則の変異", "mutations"),
    "mutating": ("規則を壊して試しています", "breaking packs"),
    "matrix": ("場面ごとに、それを赤くする変異の数", "of each scenario, how many mutations turn it red"),
    "red": ("赤くなる", "red"),
    "same_decisions": ("決定は変わらない", "no change"),
    "survives": ("生き残る", "survives"),
    "shows_nothing": ("どの変異でも赤くなりません。", "no mutation turns it red"),
    "forgotten": ("消去した対応行: {}", "rows destroyed: {}; nothing leads from the person to the log any more"),
    "forget_needed": ("法定の記録があり、{} まで消去できません。", "the law asks for a record of this person until {}"),
    "forget_held": ("台帳が凍結されています。先に再開してください。", "the log is frozen; let it go on first"),
    "database_refused": ("データベースが拒みました", "the database refused"),
    "no_stack": (
        "動いているスタックがありません。`./sekisho up` で始めてください。",
        "No stack is running; start one with `./sekisho up`.",
    ),
    "witness_name": (
        "名前に空白と「+」は使えません。例：witness.example/w1",
        "a name has no spaces and no plus, e.g. witness.example/w1",
    ),
    "witness_there": (
        "すでに証人のフォルダーです。別の場所を指定してください。",
        "a witness is there already; take another folder",
    ),
    "watched_otherwise": (
        "この台帳は別の鍵で見ています。鍵を変えた台帳は別の台帳です。",
        "this log is watched under another key; a log that changes its key is another log",
    ),
    "no_witness": (
        "証人のフォルダーではありません。`sekisho witness new` で作れます。",
        "this is no witness's folder; `sekisho witness new` makes one",
    ),
    "witness_lost": (
        "ないか、読めません。この証人をやめ、新しく作ってください。",
        "it is missing or unreadable; retire this witness and make another",
    ),
    "kept_of_another": (
        "この台帳の検証点は、今回検証したものにありません。--shop、--volume、--export で指定してください。",
        "a checkpoint of it was kept, but it was not verified; name it with --shop, --volume or --export",
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
    "no_file": (
        "ファイルかフォルダーがありません。場所を確かめてください。",
        "there is no such file or folder; check the path",
    ),
    "file_closed": ("読み書きできません（{}）。", "this cannot be read or written ({})"),
    "no_shop": ("店 `{}` はここにありません。ある店：{}", "there is no shop `{}` here; shops: {}"),
    "no_pack": (
        "店 `{}` のポリシーパックが {} にありません。あるもの：{}",
        "there is no pack of shop `{}` in {}; packs: {}",
    ),
    "no_moment": (
        "`{}` は時差の付いた日時ではありません。2026-01-31T09:00:00+09:00 の形で書いてください。",
        "`{}` is no time with an offset; write it as 2026-01-31T09:00:00+09:00",
    ),
    "no_state": ("人の状態として読めません。書式は {} です。", "this is no state of a person; its form is {}"),
    "no_platform": ("プラットフォーム `{}` はありません。あるもの：{}", "there is no platform `{}`; platforms: {}"),
    "no_topic": ("{} にトピック `{}` はありません。あるもの：{}", "{} has no topic `{}` here; topics: {}"),
    "topic_alone": (
        "トピックには --platform が要ります。プラットフォーム：{}",
        "a topic needs --platform; platforms: {}",
    ),
    "crashed": ("が止まったため、すべてを止めました。", "has stopped, so everything was stopped."),
}


def language() -> Language:
    """Return `ja` or `en`: `SEKISHO_LANG` if it is set, else as the locale says."""
    chosen = os.environ.get("SEKISHO_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or "en"
    return "ja" if chosen.lower().startswith("ja") else "en"


def say(word: str, lang: Language | None = None) -> str:
    """Return a text in the person's language, or in the one named.

    Raises:
        KeyError: there is no such text.
    """
    return pick(_WORDS[word], lang)


def pick(said: tuple[str, str], lang: Language | None = None) -> str:
    """Return the one of two texts, Japanese and English, that is in the person's language, or in the one named."""
    return said[0 if (lang or language()) == "ja" else 1]

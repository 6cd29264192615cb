"""What answers about people are told in, Japanese and English: endings, and what the law asks about an incident."""

from typing import Final

from cli.words import pick

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "ending_given": ("提供済み", "given"),
    "ending_withdrawn": ("取下げ", "withdrawn"),
    "ending_failed": ("不達", "failed"),
    "ending_unknown": ("未確定", "unknown, open"),
    "ending_open": ("未了", "open"),
    "ending_served": ("その後提供", "served later"),
    "ending_ended": ("待機終了", "ended, not served"),
    "name_something": (
        "何について尋ねるかを、少なくとも一つ指定してください（--order、--person、--recipient など）。",
        "name what you ask about: --order, --person, --recipient, or another of `sekisho who --help`",
    ),
    "say_why": (
        "本人について尋ねるときは理由が必要です。台帳に残ります：",
        "whoever asks about a person says why, and the ledger notes it:",
    ),
    "as_of": (
        "{}現在。{} の検証点：{}件、根 {}…",
        "As of {}. Checkpoint of {}: {} leaves, root {}…",
    ),
    "unsigned": ("このうち{}件はまだ署名されていません。", "{} of the leaves read are not signed yet."),
    "held": (
        "凍結された台帳の脇に{}件あり、この回答には含まれません。",
        "{} entries lie beside the frozen log and are not in this answer.",
    ),
    "was_frozen": ("{} は凍結されました：{}", "{} was frozen: {}"),
    "noted": ("この照会は台帳に記録されました。", "This look is noted in the ledger."),
    "concerned": (
        "影響を受ける本人 {}人、提供 {}件（提供先の国：{}）",
        "{} people concerned, by {} disclosures (the party is in: {})",
    ),
    "category": ("区分", "category"),
    "hints": (
        "報告の要否を判断するための事実（台帳は判断しません）",
        "For the decision whether to report, which is yours",
    ),
    "asked_by_law": ("法の問い", "the law asks"),
    "ledger_knows": ("台帳", "the ledger"),
    "why": ("根拠", "why"),
    "yes": ("該当", "yes"),
    "no": ("該当なし", "no"),
    "not_known": ("不明", "cannot tell"),
    "report": ("報告", "report"),
    "article": ("条文", "article"),
    "first_day": ("起算", "first"),
    "due": ("期限", "due"),
    "counting": ("数え方", "counted"),
    "guide": ("目安（概ね3〜5日）", "a guide: 3 to 5 days"),
    "closed": ("閉庁日", "the office is closed"),
    "first": ("最初", "first"),
    "last": ("最後", "last"),
    "known_missing": (
        "期限を数えるには --known に知った日時を指定してください。",
        "Say with --known when it became known, and deadlines are counted.",
    ),
    "more_people": ("ほか{}人。--out か --json で全員を出せます。", "{} more; --out or --json gives all."),
    "written": ("{} に書きました。", "Written to {}."),
    "cut_off": (
        "回答が途中で切れました（{}人のうち{}人）。もう一度お試しください。",
        "the answer was cut off ({} people, {} came); ask again",
    ),
    "operational": ("事務上の番号等", "operational"),
    "identity": ("氏名等の識別情報", "identity"),
    "contact": ("連絡先", "contact"),
    "profile": ("属性・嗜好", "profile"),
    "behaviour": ("購買・利用の状況", "behaviour"),
    "financial": ("決済・口座", "financial"),
    "never": ("渡してはならない項目", "never to be given"),
    "seen_given": ("渡った", "arrived"),
    "seen_unknown": ("渡った可能性がある", "may have arrived"),
    "seen_open": ("まだ渡っていない", "not yet handed over"),
    "seen_never": ("渡る前に取り下げた", "taken back before anybody tried"),
    "sensitive": ("要配慮個人情報（規則7条1号）", "data of special care (Rule 7(1))"),
    "property_damage": ("財産的被害のおそれ（規則7条2号）", "risk of property damage (Rule 7(2))"),
    "improper_purpose": ("不正の目的によるおそれ（規則7条3号）", "improper purpose (Rule 7(3))"),
    "over_1000": ("本人の数が1,000人を超える（規則7条4号）", "more than 1,000 people (Rule 7(4))"),
    "free_text": ("自由に書かれた項目があり、内容は台帳では分からない", "free texts, which the ledger does not know"),
    "no_such_field": ("該当する項目は渡っていない", "no such field was given"),
    "financial_fields": ("決済・口座の項目が含まれる", "fields of payment or account"),
    "near_payment": ("決済に関わる項目が含まれる", "fields that touch payment"),
    "not_said": ("まだ述べられていない（--improper、--no-improper）", "not said yet (--improper, --no-improper)"),
    "said": ("担当者の述べたところによる", "as the officer says"),
    "counted": ("台帳の件数による", "as counted"),
    "report_preliminary": ("個人情報保護委員会への速報", "preliminary report to the PPC"),
    "report_final": ("個人情報保護委員会への確報", "final report to the PPC"),
    "report_authority": ("監督機関への通知", "notification of the supervisory authority"),
    "saturday": ("土曜日", "a Saturday"),
    "sunday": ("日曜日", "a Sunday"),
    "holiday": ("祝日", "a holiday"),
    "year_end": ("年末年始", "the turn of the year"),
}


def told(word: str) -> str:
    """Return a text in the person's language.

    Raises:
        KeyError: there is no such text.
    """
    return pick(_WORDS[word])

"""Every reason code of docs/policy-packs.md in words, Japanese and English."""

from typing import Final

_FIELDS: Final[dict[str, tuple[str, str]]] = {
    "no_clause": ("公表された文に根拠条項がない", "no clause of the published text names it"),
    "not_needed": ("この目的には必要がない", "the purpose does not need it"),
    "not_notified": ("告知に挙げられていない", "the announcement does not name it"),
    "not_a_company": ("法人に限る項目で、この人は法人ではない", "given of companies only, and this person is none"),
}
_RECIPIENTS: Final[dict[str, tuple[str, str]]] = {
    "blocked": ("この人の以前のイベントが読めなかった", "an earlier event of this person could not be read"),
    "pack_missing": ("店の規則か登録簿がない", "the shop's pack or register is missing"),
    "older_version": ("注文のより新しい版が先に届いた", "a later version of the order came before it"),
    "pack_expired": ("規則か登録簿の期限が切れた", "the pack or register has run out"),
    "not_placed": ("この注文はまだここに届いていない", "the order itself has not come yet"),
    "cancelled": ("提供の前に取り消された", "it was cancelled before it was given"),
    "not_served": ("この注文では何も受け取っていない提供先", "this recipient was not served for that order"),
    "register_missing": ("登録簿に提供先がない", "the register does not name the recipient"),
    "mode_off": ("登録簿で止められている", "switched off in the register"),
    "mode_shadow": ("登録簿で試行のみとされている", "on trial only in the register"),
    "paused": ("登録簿で休止中", "paused in the register"),
    "age": ("年齢が分からない", "the person's age is not known"),
    "approval": ("親権者の承認を待っている", "a parent's approval is awaited"),
    "contract": ("有効な契約がない", "no contract covers the day"),
    "notice": ("事前の告知がない", "scope and period are not announced"),
    "published": ("求められる公表・届出がない", "what must be published or filed is not"),
    "stopped": ("本人が停止を求めた", "the person has stopped it"),
    "route": ("越境移転の根拠が登録されていない", "no route for the transfer abroad is on file"),
    "not_yet": ("先に起きるべきことがまだ起きていない", "what must come before has not come"),
    "not_opted_in": ("本人が希望していない種類の案内", "the person has not asked for messages of this kind"),
    "opted_out": ("本人がこの種類の案内を断った", "the person does not want messages of this kind"),
    "country": ("公表された文が挙げていない国", "a country that the published text does not name"),
    "not_requested": ("提供先がこの注文について求めていない", "the recipient has not asked for that order"),
    "consent": ("本人の「同意」のクリックがまだない", "the person has not clicked 「同意」 yet"),
    "refused": ("本人が拒否した", "the person has refused"),
    "withdrawn": ("本人が同意を撤回した", "the person has withdrawn the consent"),
    "consent_information": ("同意が古い説明文に対するもの", "the consent was given on an older information text"),
    "party_unknown": ("商品の売主が登録簿にいない", "an item names a seller that the register does not have"),
    "behind": ("同じ注文の以前のイベントがまだ待っている", "an earlier event of the order still waits"),
    "waiting_full": ("この人のイベントが1,000件待っている", "1,000 events of this person wait already"),
    "unchanged": ("同じ内容をすでに受け取っている", "it has just this already"),
    "nothing_to_give": ("渡せる項目がイベントにない", "the event holds nothing that the rule names"),
    "term_ended": ("待つ期間が過ぎた", "the term of waiting is over"),
}
_HANDOVER: Final[dict[str, tuple[str, str]]] = {
    "replaced": ("変更が先に来て、代わりに渡された", "a change came first and was handed over in its place"),
    "nothing_to_cancel": ("届いていないものの取消し", "it cancels what this party never saw"),
    "nothing_served": ("この注文では何も渡っていない", "this party has nothing of that order"),
    "instance_unknown": ("登録簿にこの窓口がない", "the register does not have this instance"),
    "mode_paused": ("登録簿で休止中", "paused in the register"),
    "secret_missing": ("署名の鍵がない", "the secret for signing is missing"),
    "register_expired": ("登録簿の期限が切れた", "the register has run out"),
    "results_unknown": ("店への通知先がない", "the shop has no address for results"),
    "http_410": ("窓口が閉じられた（410）", "the endpoint is gone (410)"),
    "timeout": ("応答がなかった", "no answer in time"),
    "connect": ("接続できなかった", "no connection"),
}
_EXHAUSTED: Final = "exhausted_"

REASONS: Final[dict[str, tuple[str, str]]] = {**_FIELDS, **_RECIPIENTS, **_HANDOVER}


def in_words(code: str, language: str) -> str:
    """Return a reason in words; `language` is `ja` or `en`. A code that nobody knows is given as it is."""
    tries = code.startswith(_EXHAUSTED)
    last = code.removeprefix(_EXHAUSTED)
    ja, en = REASONS.get(last, (last, last))
    if tries:
        ja, en = f"10回試みて届かなかった（{ja}）", f"not delivered in ten tries ({en})"
    return ja if language == "ja" else en

"""Tables of the words of records of provision: code → Japanese, English. Said by `sheet`."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "title_person": ("第三者提供記録", "Records of provision to third parties"),
    "title_register": ("提供記録簿", "Book of records of provision"),
    "company": ("提供者：{}", "Provider: {}"),
    "company_rest": (
        "提供者の住所・代表者（店が記入）：＿＿＿＿＿＿＿＿＿＿＿＿＿＿",
        "Address and representative of the provider (the shop fills in): ____________________",
    ),
    "person": ("本人（店の顧客ID）：{}", "Person (the shop's own customer ID): {}"),
    "person_rest": (
        "本人の氏名（店が記入）：＿＿＿＿＿＿＿＿＿＿＿＿＿＿",
        "Name of the person (the shop fills in): _________",
    ),
    "period": ("期間：{}から{}まで（日本時間）", "Period: {} to {} (days in Japan)"),
    "made": ("作成日時：{}（日本時間）", "Made at {} (Japan)"),
    "log": ("台帳：{}、{}件まで。ルート {}", "Log: {}, up to leaf {}; root {}"),
    "editions": ("法令の版：{}", "Edition of the law: {}"),
    "required": ("法律が求める記録（法29条）", "Records that the law asks for (APPI Article 29)"),
    "voluntary": (
        "任意の記録（第三者提供記録ではない）",
        "Voluntary records (Article 29 asks for none of them)",
    ),
    "sums": ("提供先ごとの件数", "Numbers by recipient"),
    "none": ("該当する記録はありません。", "There are none."),
    "not_shown": ("この書面が示さないこと", "What this document does not show"),
    "number": ("番号", "No."),
    "date": ("提供年月日", "Date"),
    "recipient": ("提供先", "Recipient"),
    "name": ("提供先の名称", "Name of the recipient"),
    "address": ("提供先の住所", "Address of the recipient"),
    "representative": ("提供先の代表者", "Representative of the recipient"),
    "country": ("国", "Country"),
    "subject": ("本人を特定する事項", "What tells who the person is"),
    "person_name": ("本人の氏名（店が記入）", "Name of the person (the shop fills in)"),
    "fields": ("個人データの項目", "Items of personal data"),
    "consent": ("同意", "Consent"),
    "purpose": ("目的", "Purpose"),
    "clause": ("条項", "Clause"),
    "basis": ("根拠", "Ground"),
    "article": ("記録義務", "Duty to record"),
    "receiver": ("提供先の確認・記録義務（法30条）", "Recipient must check and record (APPI 30)"),
    "state": ("状態", "State"),
    "keep_until": ("保存期限", "Kept until"),
    "evidence": ("同意の証跡", "Evidence of the consent"),
    "versions": ("規則・登録簿の版", "Versions of pack and register"),
    "id": ("提供ID", "Disclosure ID"),
    "law": ("法令の版", "Edition"),
    "count": ("件数", "Number"),
    "of_which": ("うち法律が求めるもの", "of which the law asks for"),
    "consent_27(1)": ("法27条1項の本人の同意を得ている", "the person has consented (Article 27(1))"),
    "consent_28(1)": (
        "法28条1項の本人の同意を得ている",
        "the person has consented to provision abroad (Article 28(1))",
    ),
    "consent_31(1)": ("法31条1項の同意が得られていることを確認した", "the consent was confirmed (Article 31(1))"),
    "consent_": ("同意によらない", "not on consent"),
    "state_given": ("提供済み", "given"),
    "state_uncertain": ("到達不明（送付を試みた）", "not certain (it was sent, and not confirmed)"),
    "state_open": ("引渡し中", "being handed over"),
    "receiver_yes": ("あり", "yes"),
    "receiver_no": ("なし", "no"),
    "receiver_open": ("国外（法171条による）", "abroad (as Article 171 says)"),
    "documents": ("（契約書等で代替）", " (contract documents stand for it)"),
    "beside": ("（付随して含まれる）", " (named beside)"),
    "more": ("ほか", "and more"),
    "note": ("注記", "Note"),
}

NOTES: Final[dict[str, tuple[str, str]]] = {
    "no_name": (
        "本人の氏名はこの仕組みにはなく、店の顧客IDまたは台帳の番号で本人を示します。氏名は店が記入します。",
        "No name is held here: the person is told by the shop's customer ID, or a number of the log. The shop adds it.",
    ),
    "no_values": (
        "提供した値そのものは記録していません。項目の種類だけを示します。",
        "No value that was given is recorded: only which items they were.",
    ),
    "arrived": (
        "「提供済み」は提供先の受付口が受け取ったと答えたことを示し、その後の利用は示しません。",
        "“given” says that the recipient's endpoint has confirmed the receipt, and nothing of what was done with it.",
    ),
    "beyond": (
        "この仕組みを通らない提供（ページ内のタグ、手作業、本人が直接渡すもの）は含まれません。",
        "Provisions that do not pass here (a tag in the page, by hand, by the person) are not in it.",
    ),
    "facts": (
        "委託、共同利用、外国の体制など、規則と登録簿に店が書いた事実が正しいかどうかは判断していません。",
        "Whether what the shop states in pack and register is true (entrustment, measures abroad, …) is not judged.",
    ),
    "refusal": (
        "開示しないことができる場合（政令11条）に当たるかどうかは、店が判断します。",
        "Whether a record need not be disclosed (Cabinet Order, Article 11) is for the shop to judge.",
    ),
    "term": (
        "保存期限を過ぎて消された記録は含まれません。",
        "Records whose term is over, and which were removed, are not in it.",
    ),
    "opt_out": (
        "オプトアウトによる提供の届出と公表は、登録簿の版に控えの要約値があるだけです。",
        "Of the filing and publication of an opt-out there is only a digest, in the register's version.",
    ),
}

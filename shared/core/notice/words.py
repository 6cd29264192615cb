"""The words of the documents that a shop publishes of its pack, in Japanese and English."""

from collections.abc import Iterable, Iterator
from typing import Final, cast

from contracts.packs import Pack, Register, Rule
from contracts.purposes import BASES, PURPOSES, STOPS
from contracts.terms import Form
from contracts.vocabulary import FIELDS
from shared.core.policy.forms import FORMS, marked

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "who": ("誰に何が渡るか", "Who receives what"),
    "article30": ("取扱活動の記録（GDPR 第30条）", "Record of processing activities (GDPR Article 30)"),
    "joint_use": ("共同利用に関する公表事項", "What is published of joint use (APPI Article 27(5)(iii))"),
    "of_text": ("この表は「{}」（{}）から作られました。", "Made from the notice “{}” ({})."),
    "no_date": ("改定日の記載なし", "no date of revision stated"),
    "version": ("規則の第{}版、登録簿の第{}版による。", "By version {} of the pack and version {} of the register."),
    "contact": ("問い合わせ先：{}", "Contact: {}"),
    "not_listed": (
        "ここに挙がらない相手には、何も渡りません。",
        "Whoever is not listed here receives nothing.",
    ),
    "by_stream": ("注文などのたびに渡る相手", "Served as orders and other events happen"),
    "by_case": ("個別の案件に限り、担当者が確かめて渡す相手", "Served only in a case that an officer has opened"),
    "beside": ("この仕組みを通らない相手", "Parties that are not served here"),
    "denied": ("文面が明らかでないため、何も渡さない相手", "Parties that get nothing, because the text leaves it open"),
    "recipient": ("提供先", "Recipient"),
    "purpose": ("目的", "Purpose"),
    "fields": ("項目", "Data"),
    "conditions": ("条件と止め方", "Conditions, and how to stop it"),
    "ground": ("根拠", "Ground"),
    "why": ("理由", "Reason"),
    "opens": ("開く方法", "What would open it"),
    "case": ("案件", "Case"),
    "nobody": ("該当する相手はいません。", "There are none."),
    "closed": ("この一覧がすべて", "this list is complete"),
    "click": ("本人の同意の記録がある場合に限る", "only with the person's recorded consent"),
    "deemed_consent": ("注文をもって同意とみなす", "placing the order is the consent"),
    "terms_consent": ("規約への同意による", "by consent to the terms"),
    "contract": ("契約が有効な間に限る", "only while a contract is in force"),
    "notice": ("範囲と期間を告知した後に限る", "only after scope and period were announced"),
    "published": ("公表または届出の後に限る", "only after publication or filing"),
    "approval": ("18歳未満は親権者の承認が必要", "for persons under 18 only with a parent's approval"),
    "opt_in": ("希望した種類の案内に限る", "only the kinds of message that the person asked for"),
    "opt_out": ("断られるまで", "until the person says no"),
    "on_request": ("提供先の要請があった取引に限る", "only for a dealing for which the recipient has asked"),
    "per_seller": ("その売主の商品の分のみ", "only the items of that seller"),
    "if_company": ("法人の場合のみ：{}", "for companies only: {}"),
    "methods": ("支払方法：{}", "payment by: {}"),
    "abroad": ("国：{}", "countries: {}"),
    "designated": ("指定国（施行規則第15条）", "designated (Rule 15)"),
    "consent": ("情報提供のうえの同意（第28条第1項）", "consent on information (Article 28(1))"),
    "equivalent": ("相当措置、毎年確認（第28条第3項）", "equivalent measures, reviewed yearly (Article 28(3))"),
    "stops": ("止め方：{}", "to stop it: {}"),
    "ends": ("目的の終了：{}の{}日後", "the purpose ends {1} days after {0}"),
    "keeps": ("その後の保有：{}日", "kept for {} days after that"),
    "unstated": ("保有期間の記載なし", "the text states no term"),
    "onward_entrusted": ("提供先の委託先まで", "may go on to the recipient's entrustees"),
    "onward_public": ("公開される", "becomes public"),
    "controller": ("管理者", "Controller"),
    "activities": ("取扱活動", "Processing activities"),
    "subjects": ("データ主体の区分", "Data subjects"),
    "categories": ("データの区分", "Categories of data"),
    "recipients": ("受領者と第三国", "Recipients and third countries"),
    "safeguards": ("移転の根拠", "Transfer safeguards"),
    "terms": ("消去の時期", "Time limits for erasure"),
    "basis": ("法的根拠（GDPR）", "Legal basis (GDPR)"),
    "security": ("安全管理措置", "Security measures"),
    "security_text": (
        "各提供先には許された項目だけの短い通知を、提供先ごとの署名で渡し、提供はすべて改ざんの分かる台帳に記録する。",
        "A recipient gets a small message with the permitted fields only, signed for it; all provisions are logged.",
    ),
    "copies": ("自社の控え", "The shop's own copies"),
    "kept": ("保有するもの", "What is kept"),
    "then": ("その後", "Then"),
    "customers": ("購入者・会員", "customers and members"),
    "sellers": ("出品者・店舗", "sellers"),
    "items": ("共同して利用する項目", "Items"),
    "scope": ("共同して利用する者の範囲", "Scope of joint users"),
    "purposes": ("利用目的", "Purposes"),
    "responsible": ("管理の責任を有する者（名称・住所・代表者）", "Responsible party (name, address, representative)"),
    "missing": ("（記載なし）", "(not stated)"),
    "years": ("{}年", "{} years"),
    "months": ("{}か月", "{} months"),
    "days": ("{}日", "{} days"),
    "last_activity": ("最後の活動から", "after the last activity"),
    "last_order": ("最後の注文から", "after the last order"),
    "collection": ("取得から", "after collection"),
    "end_of_purpose": ("目的の終了から", "after the purpose has ended"),
    "shop_decides": ("店が定める期間", "for a term that the shop sets"),
    "longest": ("（長い方）", " (whichever is later)"),
    "inactive": ("無効化する", "made inactive"),
    "erased": ("消去する", "erased"),
    "archived": ("保管のみ", "archived only"),
    "hidden": ("表示を終える", "no longer shown"),
    "case_authority": ("公的機関の照会", "inquiry of an authority"),
    "case_emergency": ("緊急の保護", "emergency"),
    "case_claim": ("権利の保護", "defence of rights"),
    "case_succession": ("事業の承継", "succession of the business"),
    "case_advice": ("専門家への相談", "professional advice"),
    "case_audit": ("監査", "audit"),
    "case_prize": ("懸賞の応募", "prize draw"),
    "case_inquiry": ("本人からの照会", "the person's inquiry"),
    "rights": ("ご本人ができること", "What you may ask"),
    "request": ("求め", "Request"),
    "answered": ("お答えの時期", "When it is answered"),
    "fee": ("手数料", "Fee"),
    "clause": ("条項", "Clause"),
    "fee_none": ("なし", "none"),
    "fee_possible": ("いただくことがある", "possible"),
    "within": ("{}以内", "within {}"),
    "extended": ("理由を示して通算{}まで延長", "with a reason, extended to {} in all"),
    "target": ("（当店の目標：{}以内）", "(the shop's own aim: {})"),
    "word_promptly": ("速やかに", "promptly"),
    "word_any_time": ("いつでも", "at any time"),
    "word_reasonable": ("合理的な範囲で", "within reason"),
    "word_sincerely": ("誠実に", "sincerely"),
    "word_on_site": ("サイト上でいつでも", "on the site, at any time"),
    "word_by_link": ("各メールのリンクから", "by the link in each e-mail"),
    "word_elsewhere": ("広告会社のページで", "at the advertising company's own page"),
    "word_when_told": ("ご連絡をいただければ", "once you tell us"),
    "ask_disclosure": ("開示", "disclosure of your data"),
    "ask_provision_records": ("第三者提供記録の開示", "disclosure of the records of provision"),
    "ask_purpose_notice": ("利用目的の通知", "notice of the purposes"),
    "ask_correction": ("訂正", "correction"),
    "ask_stop_provision": ("第三者提供の停止", "stop of provision to third parties"),
    "ask_stop_use": ("利用の停止", "stop of use"),
    "ask_deletion": ("削除", "deletion"),
    "ask_withdrawal": ("同意の撤回", "withdrawal of consent"),
    "ask_preference": ("案内の種類の選択", "choice of messages"),
    "ask_complaint": ("苦情", "complaint"),
    "ask_question": ("問い合わせ", "question"),
    "path_browser": ("ページ内のタグ", "a tag in the page"),
    "path_manual": ("手作業", "by hand"),
    "path_direct": ("本人が直接渡す", "given by the person"),
    "path_internal": ("同一法人内", "within the company"),
}
_METHODS: Final[dict[str, tuple[str, str]]] = {
    "card": ("クレジットカード", "card"),
    "wallet": ("電子決済", "wallet"),
    "carrier_billing": ("携帯電話会社の決済", "telephone bill"),
    "convenience_store": ("コンビニ払い", "convenience store"),
    "bank_transfer": ("銀行振込", "bank transfer"),
    "account_transfer": ("口座振替", "direct debit"),
    "cash_on_delivery": ("代金引換", "cash on delivery"),
}
_SENSITIVITIES: Final[dict[str, tuple[str, str]]] = {
    "operational": ("取引の識別", "identifiers of dealings"),
    "identity": ("氏名等の識別情報", "identity"),
    "contact": ("連絡先", "contact data"),
    "profile": ("属性", "profile"),
    "behaviour": ("行動・履歴", "behaviour and history"),
    "financial": ("支払・口座", "financial data"),
}


class Words:
    """The words in one language, `ja` or `en`."""

    def __init__(self, language: str) -> None:
        """Choose the language."""
        self.language = language
        self._place = 0 if language == "ja" else 1

    def __call__(self, word: str, *parts: object) -> str:
        """Return a text with its parts filled in.

        Raises:
            KeyError: there is no such text.
        """
        return _WORDS[word][self._place].format(*parts)

    def length(self, unit: str, number: int) -> str:
        """Return a length of time in `years`, `months` or `days`."""
        said = self(unit, number)
        return said[:-1] if number == 1 and self.language == "en" else said

    def method(self, name: str) -> str:
        """Return a method of payment; one that nobody knows is given as it is."""
        return _METHODS.get(name, (name, name))[self._place]

    def join(self, parts: Iterable[str]) -> str:
        """Return parts in a row."""
        return ("、" if self.language == "ja" else ", ").join(parts)

    def party(self, rule: Rule) -> str:
        """Return how the text calls the recipient; its id where the pack gives no name."""
        return rule.id if rule.party is None else rule.party.ja if self.language == "ja" else rule.party.en

    def purpose(self, name: str) -> str:
        """Return a purpose."""
        return PURPOSES[name][self._place]

    def basis(self, name: str) -> str:
        """Return a legal basis."""
        return BASES[name].ja if self.language == "ja" else BASES[name].en

    def field(self, name: str) -> str:
        """Return a field, with its form where it leaves in a lesser one."""
        plain, _, form = name.partition("#")
        label = FIELDS[plain].ja if self.language == "ja" else FIELDS[plain].en
        made = FORMS[cast("Form", form)] if form else None
        if made is None:
            return label
        return f"{label}（{made.ja}）" if self.language == "ja" else f"{label} ({made.en})"

    def given(self, rule: Rule) -> str:
        """Return the fields of an entry in a row."""
        return self.join(self.field(marked(name, rule.forms)) for name in rule.fields)

    def sensitivity(self, name: str) -> str:
        """Return a category of data."""
        return _SENSITIVITIES[name][self._place]

    def stops(self, rule: Rule) -> str:
        """Return the acts by which a person ends an entry."""
        return self.join(STOPS[act][self._place] for act in rule.stops)


def conditions(rule: Rule, words: Words) -> Iterator[str]:
    """Yield the conditions of an entry in words, and how the person stops it."""
    marks = ("click", "contract", "notice", "published", "approval", "on_request", "per_seller")
    yield from (words(mark) for mark in marks if getattr(rule, mark))
    if rule.basis in {"deemed_consent", "terms_consent"}:
        yield words(rule.basis)
    if rule.choice:
        yield words(rule.choice.kind)
    if rule.if_company:
        yield words("if_company", words.join(words.field(name) for name in rule.if_company))
    if rule.methods:
        yield words("methods", words.join(words.method(name) for name in rule.methods))
    if rule.abroad:
        yield (
            f"{words('abroad', words.join(rule.countries))}、{words(rule.abroad)}"
            if words.language == "ja"
            else (f"{words('abroad', words.join(rule.countries))}; {words(rule.abroad)}")
        )
    if rule.onward != "none":
        yield words(f"onward_{rule.onward}")
    if rule.stops:
        yield words("stops", words.stops(rule))


def about(pack: Pack, register: Register, words: Words) -> tuple[str, ...]:
    """Return the lines that say of what a document is made."""
    lines = [
        words("of_text", pack.title, pack.revised or words("no_date")),
        words("version", pack.version, register.version),
    ]
    return (*lines, words("contact", pack.contact)) if pack.contact else tuple(lines)

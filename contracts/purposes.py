"""The closed lists of purposes and of legal bases, with their labels and the standard terms for them.

`dpv` is a term of W3C DPV 2.3, `https://w3id.org/dpv#<term>`; `fideslang` a data use of fideslang 3.1.
"""

from typing import Final, NamedTuple


class Purpose(NamedTuple):
    """One purpose: Japanese and English label, DPV term, fideslang data use."""

    ja: str
    en: str
    dpv: str
    fideslang: str


PURPOSES: Final[dict[str, Purpose]] = {
    "order_fulfilment": Purpose(
        "注文の処理と納品", "Processing and delivering the order", "CustomerOrderManagement", "essential.service"
    ),
    "payment": Purpose("代金の決済", "Payment", "PaymentManagement", "essential.service.payment_processing"),
    "fraud_prevention": Purpose(
        "不正の防止", "Prevention of fraud", "FraudPreventionAndDetection", "essential.fraud_detection"
    ),
    "service_operation": Purpose(
        "サービスの運営", "Running the service", "ServiceProvision", "essential.service.operations"
    ),
    "delivery": Purpose("配送", "Delivery", "DeliveryOfGoods", "essential.service.operations"),
    "customer_care": Purpose(
        "お客様への支援", "Support of customers", "CustomerCare", "essential.service.operations.support"
    ),
    "marketing": Purpose("広告・案内", "Marketing", "DirectMarketing", "marketing.communications.email"),
    "trade": Purpose(
        "取引当事者間の連絡と引渡し", "Dealings between the parties of a trade", "ServiceProvision", "essential.service"
    ),
    "collection": Purpose("商品の集荷", "Picking goods up", "DeliveryOfGoods", "essential.service.operations"),
    "recycling": Purpose(
        "使用済小型電子機器等の回収", "Collecting used small appliances", "ServiceProvision", "essential.service"
    ),
    "advertising": Purpose("広告の配信", "Advertising", "TargetedAdvertising", "marketing.advertising.third_party"),
    "important_notice": Purpose(
        "重要・緊急のお知らせ", "Important and urgent notices", "CommunicationForCustomerCare", "essential.service"
    ),
    "payout": Purpose(
        "買取代金等のお支払", "Paying out to the person", "PaymentManagement", "essential.service.payment_processing"
    ),
    "debt_collection": Purpose(
        "料金の回収", "Collecting what is owed", "PaymentManagement", "essential.service.payment_processing"
    ),
    "publication": Purpose("サイト上での公開", "Publishing on the site", "ServiceProvision", "essential.service"),
    "prize": Purpose("懸賞の実施", "Running a prize draw", "CommercialPurpose", "marketing"),
    "legal_duty": Purpose("法令に基づく対応", "Answering to the law", "LegalCompliance", "essential.legal_obligation"),
    "vital_interest": Purpose(
        "生命・身体・財産の保護", "Protecting life, body or property", "Purpose", "essential.service.security"
    ),
    "public_health": Purpose(
        "公衆衛生・児童の健全な育成", "Public health and the upbringing of children", "Purpose", "essential"
    ),
    "own_rights": Purpose(
        "自社の権利・財産の保護", "Defending the company's own rights", "EnforceSecurity", "essential.service.security"
    ),
    "succession": Purpose(
        "事業の承継", "Succession of the business", "OrganisationGovernance", "essential.service.operations"
    ),
    "professional_advice": Purpose(
        "専門家への相談", "Professional advice", "OrganisationGovernance", "essential.service.operations"
    ),
    "audit": Purpose("監査", "Audit", "OrganisationComplianceManagement", "essential.service.operations"),
    "points": Purpose("ポイントの付与", "Granting points", "ServiceProvision", "essential.service"),
    "inquiry_reply": Purpose(
        "お問い合わせへの回答",
        "Answering an inquiry",
        "CommunicationForCustomerCare",
        "essential.service.operations.support",
    ),
}


class Basis(NamedTuple):
    """One legal basis: labels and the articles it stands on; whether it asks for a record, `contracts/law.py` says.

    `appi` is the article that allows the provision; `gdpr` the article that does where the GDPR applies, empty where
    none fits without knowing more. `formalities` are the facts of the register without which nothing is given.
    `stops` are the acts of the person that end it (see `STOPS`). `streams` is false where only a case opens it.
    """

    ja: str
    en: str
    appi: str
    gdpr: str
    formalities: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    streams: bool = True


BASES: Final[dict[str, Basis]] = {
    "deemed_consent": Basis("注文による同意", "consent by ordering", "27(1)", "6(1)(b)", stops=("provision",)),
    "click_consent": Basis(
        "クリックによる同意", "consent by click", "27(1)", "6(1)(a)", ("information",), ("provision",)
    ),
    "prior_consent": Basis("事前の同意", "prior consent", "27(1)", "6(1)(a)", ("information",), ("provision",)),
    "terms_consent": Basis("規約への同意", "consent by the terms", "27(1)", "6(1)(b)", stops=("provision",)),
    "entrustment": Basis("委託", "entrustment", "27(5)(i)", "6(1)(b), 28", ("contract",), ("use",)),
    "succession": Basis("事業の承継", "succession", "27(5)(ii)", "6(1)(f)", streams=False),
    "joint_use": Basis(
        "共同利用",
        "joint use",
        "27(5)(iii)",
        "6(1)(f), 26",
        ("publication",),
        ("provision", "use"),
    ),
    "opt_out": Basis("オプトアウト", "opt-out", "27(2)", "6(1)(f)", ("publication",), ("provision",)),
    "related_information": Basis(
        "個人関連情報の提供（本人の同意の確認）",
        "personally referable information, the consent confirmed",
        "31(1)",
        "6(1)(a)",
        ("information",),
        ("provision",),
    ),
    "persons_behalf": Basis("本人に代わる提供", "on the person's behalf", "27(1)", "6(1)(b)"),
    "public_by_person": Basis("本人による公開", "made public by the person", "27(1)", "6(1)(f)"),
    "same_entity": Basis("同一法人内の利用", "use within the company", "-", "6(1)(b)"),
    "law": Basis("法令", "law", "27(1)(i)", "6(1)(c)", streams=False),
    "vital_interest": Basis("生命・身体・財産の保護", "vital interest", "27(1)(ii)", "6(1)(d)", streams=False),
    "public_health": Basis("公衆衛生・児童の育成", "public health", "27(1)(iii)", "6(1)(e)", streams=False),
}
"""Legal basis → what it is and what it asks for.

Consent makes the recipient a third party: by the order itself (`deemed_consent`), by a
click on a registered text (`click_consent`), by a recorded choice (`prior_consent`), by the terms that the member has
accepted (`terms_consent`); or for a cookie or an advertising ID that becomes personal data at the recipient
(`related_information`). Entrustment, succession and joint use (27(5)) make it no third party; what is done on the
person's own behalf, or what the person has published, needs no record (the Commission's guideline on records of
provision); what law, vital interest or public health allow (27(1)(i) to (iii)) needs none either.
"""

CHOICES: Final = frozenset({"click_consent", "prior_consent", "related_information"})
"""Bases that ask for a recorded choice of the person."""

PUBLISHED: Final = frozenset({"joint_use", "opt_out"})
"""Bases that ask for a publication or filing in the register."""

STOPS: Final[dict[str, tuple[str, str]]] = {
    "provision": ("第三者提供の停止", "stop of provision to third parties"),
    "use": ("利用の停止", "stop of use"),
    "withdrawal": ("同意の撤回", "withdrawal of consent"),
    "leaving": ("退会", "leaving"),
}
"""Acts of a person that end what an entry allows; an entry names those that it honours beside those of its basis."""

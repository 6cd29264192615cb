"""The closed list of purposes, with their labels and the standard terms for them.

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
}

BASES: Final[dict[str, str]] = {
    "deemed_consent": "required:appi#27-1-consent",
    "click_consent": "required:appi#27-1-consent",
    "prior_consent": "required:appi#27-1-consent",
    "terms_consent": "required:appi#27-1-consent",
    "entrustment": "voluntary:appi#27-5-i",
    "joint_use": "voluntary:appi#27-5-iii",
    "opt_out": "required:appi#27-2",
    "persons_behalf": "voluntary:appi#29-on-behalf",
}
"""Legal basis → whether APPI 29 asks for a record of the provision, and why.

Consent makes the recipient a third party, so the record is required: by the order itself (`deemed_consent`), by a
click on a registered text (`click_consent`), by a recorded choice (`prior_consent`), by the terms that the member has
accepted (`terms_consent`). Entrustment (27(5)(i)) and joint use (27(5)(iii)) make it no third party; what is done on
the person's own behalf needs no record (the Commission's guideline on records of provision).
"""

CHOICES: Final = frozenset({"click_consent", "prior_consent"})
"""Bases that ask for a recorded choice of the person."""

PUBLISHED: Final = frozenset({"joint_use", "opt_out"})
"""Bases that ask for a publication or filing in the register."""

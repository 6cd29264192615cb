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
}

BASES: Final[dict[str, str]] = {
    "deemed_consent": "required:appi#27-1-consent",
    "click_consent": "required:appi#27-1-consent",
    "entrustment": "voluntary:appi#27-5-i",
}
"""Legal basis → whether APPI 29 asks for a record of the provision, and why.

Consent makes the recipient a third party, so the record is required; entrustment (27(5)(i)) makes it none.
"""

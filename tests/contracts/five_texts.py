"""The parties of the five texts and the lists that those close, written from the texts a second time, by hand."""

from typing import Final

PARTIES: Final[dict[str, dict[str, str]]] = {
    "backmarket": {
        "seller": "seller",
        "veritrans": "payment",
        "bank_data_provider": "payment",
        "partner_entrustee": "entrustee",
        "affiliates": "affiliate",
        "support_provider": "support",
        "crm": "crm",
        "ad_provider": "advertising",
        "hosting_europe": "hosting",
        "jung_sas_france": "cross_border",
        "overseas_group_other": "cross_border",
    },
    "qoo10": {
        "seller": "seller",
        "buyer": "buyer",
        "delivery_carrier": "delivery",
        "payment_agency": "payment",
        "entrustee": "entrustee",
        "successor": "successor",
        "law": "authority",
        "giosis_singapore": "cross_border",
        "giosis_korea": "cross_border",
        "giosis_japan": "affiliate",
    },
    "bizraku": {"delivery_carrier": "delivery", "billing_payment": "payment"},
    "knopets": {
        "seller_of_auction": "seller",
        "auction_winner": "auction_winner",
        "seller_next_bidder_notice": "seller",
        "next_bidder": "next_bidder",
        "trade_tool_counterparty": "tool_provider",
        "card_company": "payment",
        "other_payment_operator": "payment",
        "delivery_carrier": "delivery",
        "affiliate": "affiliate",
    },
    "netoff": {
        "payment_processor": "payment",
        "payment_processor_on_request": "payment",
        "payment_intermediary": "payment",
        "joint_renet_recycle": "joint_use",
        "delivery_carrier": "delivery",
        "bank": "bank",
        "ad_distributor": "advertising",
        "yahoo_japan": "advertising",
        "google": "advertising",
        "affiliate_ad_networks": "advertising",
        "affiliate_sites": "advertising",
        "entrustee": "entrustee",
        "consented_third_party": "third_party",
        "authority": "authority",
        "vital": "emergency",
        "public_health": "emergency",
        "law_permitted": "authority",
        "external_auditor": "professional",
    },
}
"""Shop → recipient → kind."""

CLOSED: Final[dict[tuple[str, str], set[str]]] = {
    ("backmarket", "seller"): {
        "customer.company",
        "customer.email",
        "customer.title",
        "customer.name",
        "shipping.address",
        "customer.phone",
    },
    ("netoff", "payment_processor"): {
        "payment.transaction_id",
        "customer.name",
        "customer.phone",
        "customer.email",
        "order.amount",
        "payment.card_token",
    },
    ("netoff", "payment_processor_on_request"): {
        "customer.name",
        "customer.address",
        "customer.phone",
        "customer.email",
        "shipping.name",
        "shipping.company",
        "shipping.address",
        "shipping.phone",
        "order.items",
    },
    ("knopets", "seller_of_auction"): {
        "auction.winning_price",
        "customer.name",
        "customer.company",
        "customer.address",
        "customer.phone",
        "customer.representative_name",
        "customer.contact_name",
    },
    ("knopets", "auction_winner"): {
        "auction.winning_price",
        "seller.name",
        "seller.address",
        "seller.phone",
        "seller.representative_name",
        "seller.contact_name",
    },
    ("knopets", "seller_next_bidder_notice"): {
        "auction.next_bidder_decided",
        "auction.next_bid_price",
        "auction.trade_message",
    },
    ("knopets", "next_bidder"): {
        "auction.next_bidder_decided",
        "auction.next_bid_price",
        "auction.trade_message",
    },
}
"""The lists that a text closes, field by field."""

KEYS: Final[dict[tuple[str, str], set[str]]] = {
    ("backmarket", "seller"): {"order.id", "order.items"},
    ("netoff", "payment_processor"): set(),
    ("netoff", "payment_processor_on_request"): {"payment.transaction_id"},
    ("knopets", "seller_of_auction"): {"order.id"},
    ("knopets", "auction_winner"): {"order.id"},
    ("knopets", "seller_next_bidder_notice"): {"order.id"},
    ("knopets", "next_bidder"): {"order.id"},
}
"""What travels beside a closed list, so that the party knows which order or transaction it is about."""

"""Every leaf of a Shopify order, as the Admin REST API documents it: where it goes, or in one word why it does not."""

from collections.abc import Iterator, Mapping
from typing import Final

from shared.core.platforms.reading import as_amount, as_identifier, as_time, as_whole
from shared.core.platforms.table import Reason, Table

_PARTS: Final = {
    "zip": "postal_code",
    "country_code": "country",
    "country": "country",
    "province": "prefecture",
    "city": "city",
    "address1": "block",
    "address2": "building",
}
ADDRESS: Final[Mapping[str, str]] = _PARTS
"""Parts of an address: Shopify's name to ours. The code of a country goes before its name."""

_MAPPED: Final[dict[str, str]] = {
    "id": "order.id",
    "updated_at": "order.version",
    "total_price": "order.amount",
    "currency": "order.currency",
    "email": "customer.email",
    "contact_email": "customer.email",
    "phone": "customer.phone",
    "gateway": "payment.method",
    "payment_gateway_names[]": "payment.method",
    "checkout_id": "payment.transaction_id",
    "financial_status": "event.type",
    "created_at": "event.time",
    "cancelled_at": "event.time",
    **{f"customer.{leaf}": f"customer.{leaf}" for leaf in ("id", "email", "phone")},
    **{f"customer.{leaf}": "customer.name" for leaf in ("first_name", "last_name")},
    **{f"customer.default_address.{leaf}": "customer.address" for leaf in _PARTS},
    "customer.default_address.company": "customer.company",
    **{f"billing_address.{leaf}": "billing.address" for leaf in _PARTS},
    **{f"billing_address.{leaf}": "customer.name" for leaf in ("name", "first_name", "last_name")},
    "billing_address.company": "customer.company",
    "billing_address.phone": "customer.phone",
    **{f"shipping_address.{leaf}": "shipping.address" for leaf in _PARTS},
    **{f"shipping_address.{leaf}": "shipping.name" for leaf in ("name", "first_name", "last_name")},
    "shipping_address.company": "shipping.company",
    "shipping_address.phone": "shipping.phone",
    **{f"line_items[].{leaf}": "order.items" for leaf in ("id", "title", "sku", "quantity", "price", "vendor")},
}

MONEY: Final = (
    "shop_money.amount",
    "shop_money.currency_code",
    "presentment_money.amount",
    "presentment_money.currency_code",
)
_ORDER_SETS: Final = """
    current_shipping_price_set current_subtotal_price_set current_total_additional_fees_set current_total_discounts_set
    current_total_duties_set current_total_price_set current_total_tax_set original_total_additional_fees_set
    original_total_duties_set subtotal_price_set total_discounts_set total_line_items_price_set total_price_set
    total_shipping_price_set total_tax_set total_cash_rounding_payment_adjustment_set
    total_cash_rounding_refund_adjustment_set
"""

_TABLE: Final[tuple[tuple[str, Reason, str], ...]] = (
    ("", "personal", "browser_ip customer_locale device_id"),
    ("", "free_text", "note tags po_number note_attributes[].name note_attributes[].value"),
    (
        "",
        "token",
        """token cart_token checkout_token order_status_url landing_site landing_site_ref referring_site reference
        admin_graphql_api_id user_id source_url source_identifier confirmation_number company.id company.location_id""",
    ),
    (
        "",
        "money_detail",
        """subtotal_price total_discounts total_line_items_price total_tax total_price_usd total_outstanding
        total_tip_received current_subtotal_price current_total_discounts current_total_price current_total_tax
        presentment_currency taxes_included tax_exempt estimated_taxes duties_included discount_codes[].code
        discount_codes[].amount discount_codes[].type payment_terms.id payment_terms.amount payment_terms.currency
        payment_terms.payment_terms_name payment_terms.payment_terms_type payment_terms.due_in_days
        payment_terms.created_at payment_terms.updated_at""",
    ),
    (
        "",
        "operational",
        """app_id cancel_reason closed_at confirmed fulfillment_status location_id merchant_of_record_app_id
        merchant_business_entity_id name number order_number processed_at processing_method source source_name test
        total_weight""",
    ),
    ("", "marketing", "buyer_accepts_marketing"),
    ("client_details.", "personal", "accept_language browser_height browser_ip browser_width session_hash user_agent"),
    (
        "payment_details.",
        "card",
        """avs_result_code credit_card_bin credit_card_company credit_card_expiration_month credit_card_expiration_year
        credit_card_name credit_card_number credit_card_wallet cvv_result_code""",
    ),
    (
        "payment_terms.payment_schedules[].",
        "money_detail",
        "id amount currency issued_at due_at completed_at expected_payment_method created_at updated_at",
    ),
    (
        "discount_applications[].",
        "money_detail",
        "type title description code value value_type allocation_method target_selection target_type",
    ),
    ("customer.", "free_text", "note tags"),
    ("customer.", "token", "admin_graphql_api_id multipass_identifier last_order_id last_order_name"),
    (
        "customer.",
        "operational",
        "created_at updated_at state verified_email currency tax_exempt tax_exemptions[]",
    ),
    ("customer.", "personal", "orders_count total_spent"),
    (
        "customer.",
        "marketing",
        """accepts_marketing accepts_marketing_updated_at marketing_opt_in_level email_marketing_consent.state
        email_marketing_consent.opt_in_level email_marketing_consent.consent_updated_at sms_marketing_consent.state
        sms_marketing_consent.opt_in_level sms_marketing_consent.consent_updated_at
        sms_marketing_consent.consent_collected_from""",
    ),
    ("customer.default_address.", "duplicate", "first_name last_name name phone country_name province_code"),
    ("customer.default_address.", "token", "id customer_id"),
    ("customer.default_address.", "operational", "default"),
    ("billing_address.", "personal", "latitude longitude"),
    ("billing_address.", "duplicate", "province_code country_name"),
    ("shipping_address.", "personal", "latitude longitude"),
    ("shipping_address.", "duplicate", "province_code country_name"),
    ("shipping_lines[].", "personal", "phone"),
    (
        "shipping_lines[].",
        "operational",
        "id carrier_identifier code delivery_category requested_fulfillment_service_id source title is_removed",
    ),
    ("shipping_lines[].", "money_detail", "price discounted_price"),
    (
        "fulfillments[].",
        "operational",
        """id order_id created_at updated_at location_id name notify_customer service shipment_status status
        tracking_company variant_inventory_management receipt.testcase""",
    ),
    (
        "fulfillments[].",
        "token",
        """admin_graphql_api_id receipt.authorization tracking_number tracking_numbers[]
        tracking_url tracking_urls[]""",
    ),
    (
        "fulfillments[].origin_address.",
        "operational",
        "address1 address2 city zip province_code country_code company name phone latitude longitude",
    ),
    ("refunds[].", "free_text", "note"),
    ("refunds[].", "operational", "id order_id created_at processed_at restock"),
    ("refunds[].", "token", "admin_graphql_api_id user_id"),
)

_LINE: Final[tuple[tuple[Reason, str], ...]] = (
    ("free_text", "properties[].name properties[].value"),
    ("token", "admin_graphql_api_id"),
    ("duplicate", "name variant_title"),
    ("money_detail", "total_discount taxable gift_card"),
    (
        "operational",
        """current_quantity fulfillable_quantity fulfillment_service fulfillment_status grams product_exists product_id
        requires_shipping variant_id variant_inventory_management sales_line_item_group_id attributed_staffs[].id
        attributed_staffs[].quantity origin_location.id origin_location.name origin_location.country_code
        origin_location.province_code origin_location.address1 origin_location.address2 origin_location.city
        origin_location.zip""",
    ),
)
_TAX: Final = "channel_liable price rate title"
_ALLOCATION: Final = "amount discount_application_index"


def _rows() -> Iterator[tuple[str, Reason]]:
    for prefix, reason, names in _TABLE:
        yield from ((f"{prefix}{name}", reason) for name in names.split())
    for prefix in ("line_items[].", "fulfillments[].line_items[]."):
        for reason, names in _LINE:
            yield from ((f"{prefix}{name}", reason) for name in names.split())
    yield from ((f"fulfillments[].{path}", "duplicate") for path in _MAPPED if path.startswith("line_items[]."))
    lines = ("line_items[].", "fulfillments[].line_items[].", "shipping_lines[].")
    for prefix in ("", *lines):
        yield from ((f"{prefix}tax_lines[].{name}", "money_detail") for name in _TAX.split())
    for prefix in lines:
        yield from ((f"{prefix}discount_allocations[].{name}", "money_detail") for name in _ALLOCATION.split())
    for sum_set in _sets(lines):
        yield from ((f"{sum_set}.{leaf}", "money_detail") for leaf in MONEY)


def _sets(lines: tuple[str, ...]) -> Iterator[str]:
    yield from _ORDER_SETS.split()
    yield "tax_lines[].price_set"
    for prefix in lines:
        yield from (f"{prefix}{name}" for name in ("price_set", "total_discount_set", "discounted_price_set"))
        yield from (f"{prefix}tax_lines[].price_set", f"{prefix}discount_allocations[].amount_set")
    yield "shipping_lines[].current_discounted_price_set"


ORDER: Final = Table(
    mapped=_MAPPED,
    dropped=dict(_rows()),
    types={
        **dict.fromkeys(("id", "customer.id", "checkout_id", "line_items[].id"), as_identifier),
        **dict.fromkeys(("total_price", "line_items[].price"), as_amount),
        **dict.fromkeys(("created_at", "updated_at", "cancelled_at"), as_time),
        "line_items[].quantity": as_whole,
    },
)
"""The leaves of an order, which every topic `orders/…` sends."""

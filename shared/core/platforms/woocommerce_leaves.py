"""Every leaf of a WooCommerce order, as the REST API v3 documents it: where it goes, or in one word why it does not."""

from collections.abc import Iterator, Mapping
from typing import Final

from shared.core.platforms.reading import as_amount, as_identifier, as_price, as_utc, as_whole
from shared.core.platforms.table import Reason, Table

ADDRESS: Final[Mapping[str, str]] = {
    "postcode": "postal_code",
    "country": "country",
    "state": "prefecture",
    "city": "city",
    "address_1": "block",
    "address_2": "building",
}
"""Parts of an address: WooCommerce's name to ours."""

_MAPPED: Final[dict[str, str]] = {
    "id": "order.id",
    "status": "event.type",
    "date_created_gmt": "event.time",
    "date_modified_gmt": "order.version",
    "total": "order.amount",
    "currency": "order.currency",
    "customer_id": "customer.id",
    "payment_method": "payment.method",
    "payment_method_title": "payment.method",
    "transaction_id": "payment.transaction_id",
    **{f"billing.{leaf}": "billing.address" for leaf in ADDRESS},
    **{f"billing.{leaf}": "customer.name" for leaf in ("first_name", "last_name")},
    **{f"billing.{leaf}": f"customer.{leaf}" for leaf in ("company", "email", "phone")},
    **{f"shipping.{leaf}": "shipping.address" for leaf in ADDRESS},
    **{f"shipping.{leaf}": "shipping.name" for leaf in ("first_name", "last_name")},
    **{f"shipping.{leaf}": f"shipping.{leaf}" for leaf in ("company", "phone")},
    **{f"line_items[].{leaf}": "order.items" for leaf in ("id", "name", "sku", "quantity", "price")},
    "refunds[].id": "order.version",
    "refunds[].total": "order.amount",
}

_TABLE: Final[tuple[tuple[str, Reason, str], ...]] = (
    ("", "personal", "customer_ip_address customer_user_agent"),
    ("", "free_text", "customer_note"),
    ("", "token", "order_key cart_hash payment_url"),
    (
        "",
        "operational",
        """parent_id number created_via version date_paid date_paid_gmt date_completed date_completed_gmt is_editable
        needs_payment needs_processing set_paid manual_update""",
    ),
    ("", "duplicate", "date_created date_modified"),
    (
        "",
        "money_detail",
        """currency_symbol discount_total discount_tax shipping_total shipping_tax cart_tax total_tax prices_include_tax
        cost_of_goods_sold.total_value""",
    ),
    ("line_items[].", "duplicate", "parent_name"),
    (
        "line_items[].",
        "operational",
        """product_id variation_id global_unique_id image.id image.src bundled_by bundled_item_title bundled_items[]
        composite_parent composite_name composite_children[]""",
    ),
    (
        "line_items[].",
        "money_detail",
        "tax_class subtotal subtotal_tax total total_tax cost_of_goods_sold.value cost_of_goods_sold.total_value",
    ),
    (
        "tax_lines[].",
        "money_detail",
        "id rate_code rate_id rate_percent label compound tax_total shipping_tax_total",
    ),
    ("shipping_lines[].", "operational", "id method_title method_id instance_id"),
    ("shipping_lines[].", "money_detail", "total total_tax tax_status"),
    ("fee_lines[].", "free_text", "name"),
    ("fee_lines[].", "money_detail", "id tax_class tax_status amount total total_tax"),
    (
        "coupon_lines[].",
        "money_detail",
        "id code discount discount_tax discount_type nominal_amount free_shipping",
    ),
    ("refunds[].", "free_text", "reason"),
    ("_links.", "operational", "self[].href self[].targetHints.allow[] collection[].href"),
    ("_links.", "operational", "email_templates[].href email_templates[].embeddable"),
    ("_links.", "token", "customer[].href up[].href"),
)

_META: Final = "id key value display_key display_value"
_TAX: Final = "id total subtotal"


def _rows() -> Iterator[tuple[str, Reason]]:
    for prefix, reason, names in _TABLE:
        yield from ((f"{prefix}{name}", reason) for name in names.split())
    for prefix in ("line_items[].", "shipping_lines[].", "fee_lines[]."):
        yield from ((f"{prefix}taxes[].{name}", "money_detail") for name in _TAX.split())
    # Plugins keep anything here: delivery dates, readings of names (`_billing_yomi…`), vendors, gift messages.
    for prefix in ("", "line_items[].", "tax_lines[].", "shipping_lines[].", "fee_lines[].", "coupon_lines[]."):
        yield from ((f"{prefix}meta_data[].{name}", "free_text") for name in _META.split())


ORDER: Final = Table(
    mapped=_MAPPED,
    dropped=dict(_rows()),
    types={
        **dict.fromkeys(("id", "customer_id", "line_items[].id"), as_identifier),
        **dict.fromkeys(("date_created_gmt", "date_modified_gmt"), as_utc),
        **dict.fromkeys(("total", "refunds[].total"), as_amount),
        **dict.fromkeys(("line_items[].quantity", "refunds[].id"), as_whole),
        "line_items[].price": as_price,
    },
)
"""The leaves of an order; `order.deleted` sends the first of them only."""

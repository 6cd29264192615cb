"""Every leaf of a Shopify refund, as the Admin REST API documents it: where it goes, or in one word why it does not.

A refund repeats lines of its order: what an order's line may give, a refund's line does not.
"""

from collections.abc import Iterator
from typing import Final

from shared.core.platforms.reading import as_amount, as_identifier, as_time
from shared.core.platforms.shopify_leaves import MONEY, ORDER
from shared.core.platforms.table import Reason, Table

_MAPPED: Final[dict[str, str]] = {
    "id": "event.id",
    "order_id": "order.id",
    "created_at": "event.time",
    "transactions[].amount": "order.amount",
    "transactions[].currency": "order.currency",
    "transactions[].gateway": "payment.method",
    "transactions[].kind": "event.type",
    "transactions[].status": "event.type",
}

_TABLE: Final[tuple[tuple[str, Reason, str], ...]] = (
    ("", "free_text", "note"),
    ("", "token", "admin_graphql_api_id user_id return.id return.admin_graphql_api_id"),
    ("", "operational", "processed_at restock"),
    ("duties[].", "money_detail", "duty_id amount"),
    ("refund_duties[].", "money_detail", "duty_id refund_type"),
    ("additional_fees[].", "money_detail", "id name"),
    ("refund_line_items[].", "operational", "id line_item_id location_id quantity restock_type"),
    ("refund_line_items[].", "money_detail", "subtotal total_tax"),
    ("refund_shipping_lines[].", "operational", "id shipping_line_id"),
    ("order_adjustments[].", "money_detail", "id order_id refund_id amount tax_amount kind"),
    ("order_adjustments[].", "free_text", "reason"),
    (
        "transactions[].",
        "token",
        """admin_graphql_api_id authorization authorization_expires_at device_id id parent_id payment_id user_id
        receipt.authorization receipt.transaction_id receipt.payment_id payments_refund_attributes.status
        payments_refund_attributes.acquirer_reference_number""",
    ),
    ("transactions[].", "free_text", "message"),
    ("transactions[].", "duplicate", "order_id"),
    (
        "transactions[].",
        "operational",
        """created_at error_code location_id manual_payment_gateway processed_at source_name test receipt.testcase""",
    ),
    (
        "transactions[].",
        "money_detail",
        """amount_rounding currency_exchange_adjustment.id currency_exchange_adjustment.adjustment
        currency_exchange_adjustment.original_amount currency_exchange_adjustment.final_amount
        currency_exchange_adjustment.currency""",
    ),
    (
        "transactions[].payment_details.",
        "card",
        """avs_result_code buyer_action_info credit_card_bin credit_card_company credit_card_expiration_month
        credit_card_expiration_year credit_card_name credit_card_number credit_card_wallet cvv_result_code
        payment_method_name""",
    ),
)

_SETS: Final = """
    total_duties_set duties[].amount_set additional_fees[].price_set refund_line_items[].subtotal_set
    refund_line_items[].total_tax_set refund_shipping_lines[].subtotal_amount_set order_adjustments[].amount_set
    order_adjustments[].tax_amount_set transactions[].total_unsettled_set
"""


def _rows() -> Iterator[tuple[str, Reason]]:
    for prefix, reason, names in _TABLE:
        yield from ((f"{prefix}{name}", reason) for name in names.split())
    yield from ((f"{sums}.{leaf}", "money_detail") for sums in _SETS.split() for leaf in MONEY)
    # Unlike an order's, a refund's line gives nothing: what is a field there is a repeat here.
    for path in (*ORDER.mapped, *ORDER.dropped):
        start, name, rest = path.partition("line_items[].")
        if name and not start:
            yield f"refund_line_items[].line_item.{rest}", ORDER.dropped.get(path, "duplicate")


REFUND: Final = Table(
    mapped=_MAPPED,
    dropped=dict(_rows()),
    types={
        **dict.fromkeys(("id", "order_id"), as_identifier),
        "created_at": as_time,
        "transactions[].amount": as_amount,
    },
)
"""The leaves of a refund, which `refunds/create` sends."""

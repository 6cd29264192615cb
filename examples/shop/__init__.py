"""A sample shop: obviously fictitious Japanese orders, half as Shopify webhooks, half as CloudEvents.

Equal seed, equal orders. It is an outsider: it knows the published contracts, its token and its webhook secret.
"""

from examples.shop.orders import SampleClick, SampleOrder, journal, orders
from examples.shop.send import Shop, consent, send

__all__ = ["SampleClick", "SampleOrder", "Shop", "consent", "journal", "orders", "send"]

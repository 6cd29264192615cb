"""Sample shops: obviously fictitious Japanese orders, as CloudEvents and as webhooks of Shopify and WooCommerce.

Equal seed, equal orders. They are outsiders: they know the published contracts, their tokens and webhook secrets.
"""

from examples.shop.life import Life
from examples.shop.lives import lives
from examples.shop.orders import SampleClick, SampleOrder, journal, orders
from examples.shop.send import Shop, consent, post, send

__all__ = ["Life", "SampleClick", "SampleOrder", "Shop", "consent", "journal", "lives", "orders", "post", "send"]

"""Send sample orders and clicks to the door, as a shop and as Shopify would. Keeps nothing."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import aiohttp

from examples.shop.orders import SampleClick, SampleOrder
from examples.shop.writing import Request

_SIGNED: Final = {
    "shopify": ("x-shopify-topic", "x-shopify-hmac-sha256"),
    "woocommerce": ("x-wc-webhook-topic", "x-wc-webhook-signature"),
}
"""Platform → the header that shows its webhook, and the header of its signature: HMAC of the body, in base64."""


class Shop(NamedTuple):
    """Where a shop sends, and with which secrets (those of webhooks by platform); one session for all its requests."""

    session: aiohttp.ClientSession
    url: str
    shop: str
    token: str
    webhook_secrets: Mapping[str, str]


async def send(shop: Shop, order: SampleOrder) -> dict[str, Any]:
    """Send one order; return the receipt, of all its requests.

    Raises:
        aiohttp.ClientResponseError: the door refused.
        aiohttp.ClientError: the door cannot be reached.
    """
    receipts = [await post(shop, request) for request in order.requests]
    return {
        "accepted": [event for receipt in receipts for event in receipt["accepted"]],
        "dropped": sum(receipt["dropped"] for receipt in receipts),
        "unknown": sum(receipt["unknown"] for receipt in receipts),
    }


async def consent(shop: Shop, sample: SampleClick) -> dict[str, Any]:
    """Send one click of consent; return the receipt.

    Raises:
        aiohttp.ClientResponseError: the door refused.
        aiohttp.ClientError: the door cannot be reached.
    """
    return await post(shop, sample.request)


def signed(request: Request, token: str, webhook_secrets: Mapping[str, str]) -> dict[str, str]:
    """Return the headers with the signature of the platform whose webhook it is, or with the token."""
    for platform, (topic, signature) in _SIGNED.items():
        if topic in request.headers:
            digest = hmac.new(webhook_secrets[platform].encode(), request.body, hashlib.sha256).digest()
            return {**request.headers, signature: base64.b64encode(digest).decode()}
    return {**request.headers, "authorization": f"Bearer {token}"}


async def post(shop: Shop, request: Request) -> dict[str, Any]:
    """Send one request; return the receipt.

    Raises:
        aiohttp.ClientResponseError: the door refused.
        aiohttp.ClientError: the door cannot be reached.
    """
    headers = signed(request, shop.token, shop.webhook_secrets)
    url = f"{shop.url}/shops/{shop.shop}/events"
    async with shop.session.post(url, data=request.body, headers=headers, raise_for_status=True) as response:
        receipt: dict[str, Any] = await response.json()
        return receipt

"""Send sample orders and clicks to the door, as a shop and as Shopify would. Keeps nothing."""

import base64
import hashlib
import hmac
from typing import Any, NamedTuple

import aiohttp

from examples.shop.orders import Request, SampleClick, SampleOrder


class Shop(NamedTuple):
    """Where a shop sends, and with which secrets; one session for all its requests."""

    session: aiohttp.ClientSession
    url: str
    shop: str
    token: str
    webhook_secret: str


async def send(shop: Shop, order: SampleOrder) -> dict[str, Any]:
    """Send one order; return the receipt, of both requests where there are two.

    Raises:
        aiohttp.ClientResponseError: the door refused.
        aiohttp.ClientError: the door cannot be reached.
    """
    receipts = [await _post(shop, request) for request in order.requests]
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
    return await _post(shop, sample.request)


def signed(request: Request, token: str, webhook_secret: str) -> dict[str, str]:
    """Return the headers with the signature of a webhook, or with the token."""
    if "x-shopify-topic" not in request.headers:
        return {**request.headers, "authorization": f"Bearer {token}"}
    digest = hmac.new(webhook_secret.encode(), request.body, hashlib.sha256).digest()
    return {**request.headers, "x-shopify-hmac-sha256": base64.b64encode(digest).decode()}


async def _post(shop: Shop, request: Request) -> dict[str, Any]:
    headers = signed(request, shop.token, shop.webhook_secret)
    url = f"{shop.url}/shops/{shop.shop}/events"
    async with shop.session.post(url, data=request.body, headers=headers, raise_for_status=True) as response:
        receipt: dict[str, Any] = await response.json()
        return receipt

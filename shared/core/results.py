"""What the shop is told, as a record of `results`: the body that the shop receives, headers as on `to.<service>`."""

from typing import Final

import msgspec

from contracts import events as ev
from contracts import messages as m
from contracts.results import Result

SHOP: Final = "shop"
"""Recipient and instance of every result: the shop itself."""

_json: Final = msgspec.json.Encoder().encode


def message(result: Result) -> tuple[bytes, tuple[tuple[str, bytes], ...]]:
    """Return value and headers of one record."""
    attributes = {
        ev.H_SPEC: "1.0",
        ev.H_ID: result.id,
        ev.H_TYPE: m.RESULT,
        ev.H_SOURCE: "/sekisho",
        ev.H_SHOP: result.shop,
        m.H_RECIPIENT: SHOP,
        m.H_INSTANCE: SHOP,
        m.H_PURPOSE: "report",
        ev.H_CONTENT: "application/json",
    }
    return _json(result), tuple((name, value.encode()) for name, value in attributes.items())

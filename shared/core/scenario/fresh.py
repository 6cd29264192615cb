"""A story told once more in a system that remembers: every id of a person, order and event under a name of its own.

`Fresh` puts a token before the ids that the system knows people and orders by, and takes it away again from what came
back, so that both tellings can be laid side by side. Numbers of a platform are moved by a number.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from shared.core.scenario.story import Event, Webhook

_IDS: Final = frozenset({"customer.id", "order.id", "seller.id", "other.customer_id", "other.seller_id", "other.email"})
_NUMBERS: Final[dict[str, frozenset[str]]] = {
    "shopify": frozenset({"id", "order_id", "customer.id"}),
    "woocommerce": frozenset({"id", "parent_id", "customer_id"}),
}
"""Platform → the leaves of a payload by which it numbers orders and customers."""


class Fresh(NamedTuple):
    """The names of one telling: a token for texts, how far numbers are moved, the pack's versions there."""

    token: str
    step: int
    versions: Mapping[int, int] = {}

    def event(self, act: Event) -> Event:
        """Return an event with ids of its own; a guest is known by the e-mail address, so that is changed too."""
        guest = "id" not in act.data.get("customer", {})
        ids = _IDS | ({"customer.email"} if guest else set())
        data = _mapped(act.data, lambda path, value: self._name(value) if path in ids else value)
        if "collected" in data:
            data["collected"] = self.versions.get(data["collected"], data["collected"])
        return Event(act.type, data, act.id)

    def webhook(self, act: Webhook) -> Webhook:
        """Return a platform's request about other numbers."""
        ids = _NUMBERS[act.platform]
        content = _mapped(json.loads(act.raw), lambda path, value: self._moved(value) if path in ids else value)
        return Webhook(act.platform, json.dumps(content, ensure_ascii=False).encode(), act.headers)

    def plain(self, received: Any) -> Any:
        """Return what came back under the names of the file."""
        return _mapped(received, lambda path, value: self._back(path, value) if isinstance(value, str) else value)

    def _name(self, value: Any) -> Any:
        if isinstance(value, str) and value.isdigit():
            return self._moved(value)
        return f"{self.token}-{value}" if isinstance(value, str) else value

    def _moved(self, value: Any) -> Any:
        if isinstance(value, int) and value:
            return value + self.step
        return str(int(value) + self.step) if isinstance(value, str) and value.isdigit() else value

    def _back(self, path: str, value: str) -> str:
        plain = value.replace(f"{self.token}-", "")
        moved = path in {"customer.id", "order.id"} and plain.isdigit() and int(plain) > self.step
        return str(int(plain) - self.step) if moved else plain


def _mapped(data: Any, change: Callable[[str, Any], Any], path: str = "") -> Any:
    """Return a tree with each leaf changed; a list has no part in a path."""
    match data:
        case dict():
            return {key: _mapped(inner, change, f"{path}.{key}" if path else key) for key, inner in data.items()}
        case list():
            return [_mapped(inner, change, path) for inner in data]
        case _:
            return change(path, data)

"""One invented order and its plan, as the benchmarks use them: 1.7 kB, five items, six routes."""

from typing import Final

import msgspec

from contracts import packs as p
from contracts.events import Body
from shared.core.derive import person_secret
from shared.core.event import Event
from shared.core.policy.plan import Plan, compile_plan
from shared.core.subject import Subject

SEED: Final = bytes(range(32))
_ADDRESS: Final = {
    "postal_code": "100-0001",
    "country": "JP",
    "prefecture": "東京都",
    "city": "千代田区見本町",
    "block": "1-2-3",
    "building": "見本ビル405",
}
_ORDER: Final = {
    "customer": {
        "id": "C-100200300",
        "name": "見本 太郎",
        "name_kana": "ミホン タロウ",
        "company": "見本商事株式会社",
        "title": "部長",
        "email": "taro.mihon@example.jp",
        "phone": "03-0000-1234",
        "address": _ADDRESS,
        "birth_date": "1980-02-29",
    },
    "shipping": {"name": "見本 花子", "phone": "03-0000-5678", "address": _ADDRESS, "time_window": "14-16"},
    "billing": {"address": _ADDRESS},
    "order": {
        "id": "SO-20261122-000123",
        "version": 1,
        "amount": "123400",
        "currency": "JPY",
        "items": [
            {
                "id": f"L{n}",
                "title": f"見本スマートフォン {n}",
                "sku": f"JAN49000000000{n}",
                "quantity": 1,
                "price": "24680",
            }
            for n in range(5)
        ],
    },
    "payment": {"transaction_id": "TX-778899", "method": "card", "card_token": "tok_0123456789abcdef"},
    "web": {"cookie": "c0ffee00c0ffee00", "access_log": "/items/1 /items/2 /cart"},
}
BYTES: Final = msgspec.json.encode(_ORDER)

_ROUTES: Final = {
    "seller": ["customer.name", "customer.email", "customer.phone", "shipping.address", "order.id", "order.items"],
    "veritrans": ["payment.transaction_id", "payment.card_token", "order.id", "order.amount", "order.currency"],
    "carrier": ["shipping.name", "shipping.phone", "shipping.address", "shipping.time_window", "order.id"],
    "crm": ["customer.name", "customer.email", "order.id", "order.amount"],
    "jung_sas_france": ["customer.name", "customer.email", "order.id", "order.items", "order.amount"],
    "fraud": ["customer.email", "customer.phone", "billing.address", "payment.transaction_id", "order.amount"],
}
KINDS: Final = {
    "seller": "seller",
    "veritrans": "payment",
    "carrier": "payment",
    "crm": "payment",
    "jung_sas_france": "cross_border",
    "fraud": "payment",
}


def plan() -> Plan:
    """Return a plan of six routes, all of which the order takes."""
    rules = [
        p.Rule(name, KINDS[name], "1 (line 1)", "entrustment", "payment", ["order.placed"], fields)
        for name, fields in _ROUTES.items()
    ]
    endpoint = p.Endpoint("webhook", "http://127.0.0.1:1/")
    parties = {
        name: p.Party("live", [p.Instance(f"{name}-1", name, "JP", "-", "-", endpoint, default=True)])
        for name in _ROUTES
    }
    pack = p.Pack("bench", 1, "-", "", "-", rules)
    return compile_plan(pack, p.Register("bench", 1, parties), pack_digest="0" * 64, register_digest="0" * 64)


def event(body: Body) -> Event:  # type: ignore[valid-type]  # `Body` is built at run time
    """Return the order as the gateway sees it."""
    return Event("e" * 32, "order.placed", "bench", "a" * 32, "b" * 32, SEED, "c" * 32, 7, 1_790_000_000_000, body)


def subject() -> Subject:
    """Return a person known before."""
    return Subject(position=3, secret=person_secret(SEED))

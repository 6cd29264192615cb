"""What every story may use without writing it down: a person and an order with a value for every field there is.

Who sends it all shows that a list is exact: what the pack does not name must not arrive. All of it is invented.
"""

from typing import Any, Final

_ADDRESS: Final = {
    "postal_code": "000-0001",
    "prefecture": "東京都",
    "city": "見本区",
    "block": "1丁目2番",
    "building": "見本ハイツ101",
    "country": "JP",
}

EVERYTHING: Final[dict[str, Any]] = {
    "customer": {
        "id": "c-1",
        "name": "見本 太郎",
        "name_kana": "ミホン タロウ",
        "company": "見本商事",
        "representative_name": "見本 代表",
        "contact_name": "見本 担当",
        "title": "部長",
        "email": "taro@example.jp",
        "mobile_email": "taro@mobile.example.jp",
        "phone": "090-0000-0001",
        "fax": "03-0000-0001",
        "address": _ADDRESS,
        "birth_date": "1980-02-29",
        "sex": "m",
        "occupation": "会社員",
        "industry": "製造",
        "adult_flag": True,
        "external_id": "A-0000-1",
        "nickname": "たろう",
        "masked_id": "c-*",
        "preferences": "カメラ",
        "trading_status": "取引中",
        "company_ref": "9010000000000",
    },
    "billing": {"address": _ADDRESS, "department": "購買部"},
    "shipping": {
        "name": "見本 太郎",
        "name_kana": "ミホン タロウ",
        "company": "見本商事",
        "address": _ADDRESS,
        "phone": "090-0000-0001",
        "time_window": "1416",
    },
    "pickup": {"name": "見本 太郎", "address": _ADDRESS, "phone": "090-0000-0001", "time_window": "0812"},
    "order": {
        "id": "o-1",
        "version": 1,
        "amount": "12000",
        "currency": "JPY",
        "history": "見本の購入履歴",
        "delivery_id": "d-1",
        "items": [{"id": "1", "title": "見本の品", "quantity": 1, "price": "12000"}],
    },
    "payment": {
        "transaction_id": "tx-1",
        "method": "card",
        "card_token": "tok_1",
        "registered_info": "reg-1",
        "mobile_billing": "090-0000-0001",
        "cod_amount": "12000",
    },
    "bank": {
        "account_number": "0000001",
        "code": "0000",
        "branch_code": "001",
        "account_type": "1",
        "account_holder_kana": "ミホン タロウ",
        "payout_amount": "3000",
    },
    "auction": {
        "winning_price": "5000",
        "next_bid_price": "4800",
        "next_bidder_decided": True,
        "trade_message": "よろしくお願いします",
        "history": "見本の利用履歴",
    },
    "web": {"cookie": "k-1", "access_log": "/a /b", "ad_id": "ad-1", "location": "35.0,135.0"},
    "support": {"conversation": "見本の問い合わせ"},
    "post": {"content": "見本の口コミ"},
}
"""A customer's: every field but those that the door never takes, those of sellers, and the category of a message."""

STORE: Final[dict[str, Any]] = {
    "seller": {
        "id": "s-1",
        "name": "見本商店",
        "company_ref": "9010000000001",
        "representative_name": "見本 店主",
        "contact_name": "見本 店員",
        "email": "store@example.jp",
        "address": _ADDRESS,
        "phone": "042-000-0007",
    }
}
"""A seller's, for events of which the seller is the person who acts."""

STOCK: Final[dict[str, dict[str, Any]]] = {"everything": EVERYTHING, "store": STORE}
"""Pieces of data by name, as `of` names them."""

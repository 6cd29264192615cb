"""The door's first half: bytes to one object, or a refusal with a code and a place, and never a value."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.door import MAX_BYTES, MAX_DEPTH, MAX_VALUES, DoorError, parse
from shared.core.door.refusal import CODES, NAMES

CANARY = "山田カナリア"

REFUSED: dict[str, tuple[bytes, str, str]] = {
    "a body of one byte too many": (b'{"a":"' + b"x" * MAX_BYTES + b'"}', "body_too_large", ""),
    "nesting one level too deep": (b'{"a":' + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH + b"}", "body_too_deep", ""),
    "one value too many": (b'{"a":[' + b"1," * MAX_VALUES + b"1]}", "body_too_many", ""),
    "ten thousand empty objects": (b'{"a":[' + b"{}," * (MAX_VALUES // 2) + b"{}]}", "body_too_many", ""),
    "a byte order mark": (b'\xef\xbb\xbf{"a":1}', "body_has_bom", ""),
    "UTF-16": ('{"a":1}'.encode("utf-16"), "body_has_bom", ""),
    "a broken byte": (b'{"a":"\xff"}', "body_not_utf8", ""),
    "an overlong encoding": (b'{"a":"\xc0\xaf"}', "body_not_utf8", ""),
    "an encoded surrogate": (b'{"a":"\xed\xa0\x80"}', "body_not_utf8", ""),
    "nothing": (b"", "body_not_json", ""),
    "half an object": (b'{"a":1', "body_not_json", ""),
    "a trailing comma": (b'{"a":1,}', "body_not_json", ""),
    "two objects": (b"{}{}", "body_not_json", ""),
    "a raw line break in a text": (b'{"a":"\n"}', "body_not_json", ""),
    "single quotes": (b"{'a':1}", "body_not_json", ""),
    "an unterminated text": (b'{"a":"' + b'\\"' * 10_000, "body_not_json", ""),
    "an array": (b"[1]", "body_not_object", ""),
    "a text": (b'"a"', "body_not_object", ""),
    "null": (b"null", "body_not_object", ""),
    "the same key twice": (b'{"data":{"customer":{"email":"x","email":"y"}}}', "duplicate_key", "/data/customer/email"),
    "the same key twice, once escaped": (b'{"email":1,"\\u0065mail":2}', "duplicate_key", "/email"),
    "the same unknown key twice": (f'{{"{CANARY}":1,"{CANARY}":2}}'.encode(), "duplicate_key", "/?"),
    "NaN": (b'{"order":{"amount":NaN}}', "number_not_finite", "/order/amount"),
    "Infinity in an array": (b'{"items":[1,-Infinity]}', "number_not_finite", "/items/1"),
    "a number beyond every float": (b'{"amount":1e400}', "number_not_exact", "/amount"),
    "a number of a million digits in disguise": (b'{"amount":1e999999999}', "number_not_exact", "/amount"),
    "an exponent beyond Decimal": (b'{"amount":1e99999999999999999999}', "number_not_exact", "/amount"),
    "a whole number of 5000 digits": (b'{"id":' + b"9" * 5000 + b"}", "number_not_exact", "/id"),
    "half a surrogate pair": (b'{"customer":{"name":"\\ud800"}}', "text_not_unicode", "/customer/name"),
    "half a surrogate pair as a key": (b'{"\\udfff":1}', "text_not_unicode", "/?"),
    "the character NUL": (b'{"name":"a\\u0000b"}', "text_has_nul", "/name"),
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_the_door_refuses(sentence: str) -> None:
    raw, code, place = REFUSED[sentence]
    with pytest.raises(DoorError) as refused:
        parse(raw)
    assert (refused.value.code, refused.value.place) == (code, place)
    assert refused.value.detail
    assert refused.value.remedy
    assert CANARY not in f"{refused.value} {refused.value.detail} {refused.value.remedy}"


def test_what_is_just_within_the_limits_passes() -> None:
    deep = b'{"a":' + b"[" * (MAX_DEPTH - 1) + b"]" * (MAX_DEPTH - 1) + b"}"
    assert parse(deep)["a"] is not None
    assert len(parse(b'{"a":[' + b"1," * (MAX_VALUES - 4) + b"1]}")["a"]) == MAX_VALUES - 3
    assert parse(b'{"a":"' + b"[{," * 20_000 + b'"}')["a"].startswith("[{,")


def test_numbers_keep_every_digit() -> None:
    parsed = parse(b'{"id":820982911946154508123,"rate":0.1000,"small":1E-7}')
    assert parsed == {"id": 820982911946154508123, "rate": Decimal("0.1000"), "small": Decimal("1E-7")}
    assert str(parsed["rate"]) == "0.1000"


_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(_TEXT, _JSON, max_size=5), st.booleans())
def test_an_honest_object_comes_through_unchanged(value: dict[str, Any], ascii_only: bool) -> None:
    assert parse(json.dumps(value, ensure_ascii=ascii_only).encode()) == value


@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda t: ('{"a":' + t + "}").encode(errors="replace")))
def test_whatever_arrives_is_an_object_or_a_refusal(raw: bytes) -> None:
    refused = _refusal(raw)
    if refused is not None:
        assert refused.code in CODES
        assert all(part in NAMES or part == "?" or part.isdigit() for part in refused.place.split("/")[1:])


def _refusal(raw: bytes) -> DoorError | None:
    try:
        parse(raw)
    except DoorError as refused:
        return refused
    return None

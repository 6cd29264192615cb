"""What a partner service believes: headers of a message, and registers that the policy service signed."""

import base64
import hashlib
from typing import Final

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts.messages import RESULT
from contracts.packs import Endpoint, Instance, Mode, Party, Register, Signed, signing_input
from shared.errors import BrokenInvariantError, PoisonError
from shared.shell.handover.message import Lane, read
from shared.shell.handover.routes import Route, Routes
from shared.shell.reading import Record

SIGNER: Final = Ed25519PrivateKey.from_private_bytes(b"\x01" * 32)
STRANGER: Final = Ed25519PrivateKey.from_private_bytes(b"\x02" * 32)
LANE: Final = Lane("netoff", "seller", "books")
SECRET: Final = "whsec_" + base64.b64encode(b"secret").decode()
OPEN: Final = Route("webhook", "http://127.0.0.1/books", SECRET)

HEADERS: Final = {
    "ce_id": b"d1",
    "ce_type": b"sekisho.disclosure",
    "ce_shop": b"netoff",
    "ce_recipient": b"seller",
    "ce_instance": b"books",
    "ce_purpose": b"selling",
    "traceparent": b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
}


def _record(*, key: bytes | None = b"p1", value: bytes | None = b"{}", **headers: bytes) -> Record:
    return Record("to.seller", 1, 7, key, value, {**HEADERS, **headers}, 0)


def _published(
    number: int,
    *,
    mode: Mode = "live",
    signer: Ed25519PrivateKey = SIGNER,
    until: str = "",
    results: Endpoint | None = None,
    **changed: object,
) -> Record:
    instance = Instance("books", "Books", "JP", "Tokyo", "somebody", Endpoint("webhook", OPEN.url))
    body = msgspec.json.encode(Register("netoff", number, {"seller": Party(mode, [instance])}, results, until))
    signature = signer.sign(signing_input("register", body))
    signed = Signed("register", "netoff", number, hashlib.sha256(body).hexdigest(), body, signature)
    return Record("policy.packs", 0, 0, b"", msgspec.msgpack.encode(msgspec.structs.replace(signed, **changed)), {}, 0)


def _routes() -> Routes:
    return Routes(SIGNER.public_key(), {LANE.path: SECRET})


def test_a_message_is_read_and_its_body_left_alone() -> None:
    message = read(_record(value=b"\xff any bytes"))
    assert (message.id, message.lane, message.person, message.purpose) == ("d1", LANE, "p1", "selling")
    assert (message.partition, message.position, message.body) == (1, 7, b"\xff any bytes")
    assert message.trace == HEADERS["traceparent"].decode()
    assert repr(message) == "Message(d1)"


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (_record(ce_id=b""), "ce_id_unusable"),
        (_record(ce_id=b"\xff\xfe"), "ce_id_unusable"),
        (_record(ce_id=b"a\r\nx: y"), "ce_id_unusable"),
        (_record(ce_id=b"a" * 201), "ce_id_unusable"),
        (_record(ce_shop="小林".encode()), "ce_shop_unusable"),
        (_record(ce_recipient=b""), "ce_recipient_unusable"),
        (_record(ce_instance=b" "), "ce_instance_unusable"),
        (_record(ce_purpose=b""), "ce_purpose_unusable"),
        (_record(ce_type=b"sekisho.order"), "type_unknown"),
        (_record(key=None), "key_unusable"),
        (_record(value=None), "body_missing"),
        (_record(value=b""), "body_missing"),
        (_record(ce_thread=b"o1"), "ce_thread_unusable"),
        (_record(ce_thread=b"o1/or/der"), "ce_thread_unusable"),
        (_record(ce_thread=b"o1/order\n"), "ce_thread_unusable"),
        (_record(ce_thread=b"o1/order", ce_act=b"undo"), "ce_act_unusable"),
    ],
)
def test_a_message_that_cannot_be_read_is_poison_and_the_reason_holds_no_value(record: Record, reason: str) -> None:
    with pytest.raises(PoisonError) as refused:
        read(record)
    assert refused.value.reason == reason


@pytest.mark.parametrize("trace", [b"", b"nonsense", b"00-\xff", b"00-00\r\n"])
def test_a_trace_that_cannot_be_read_is_left_out(trace: bytes) -> None:
    assert read(_record(traceparent=trace)).trace == ""


def test_a_message_says_what_it_does_to_its_thread() -> None:
    message = read(_record(ce_thread=b"3f/shipment", ce_act=b"end"))
    assert (message.thread, message.act) == ("3f/shipment", "end")


@pytest.mark.parametrize("headers", [{}, {"ce_act": b"end"}, {"ce_thread": b"", "ce_act": b"end"}, {"ce_act": b""}])
def test_a_message_of_no_thread_opens(headers: dict[str, bytes]) -> None:
    message = read(_record(**headers))
    assert (message.thread, message.act) == ("", "open")


def test_a_result_is_no_disclosure_and_a_disclosure_no_result() -> None:
    assert read(_record(ce_type=RESULT.encode()), kind=RESULT).id == "d1"
    with pytest.raises(PoisonError, match=r"^type_unknown$"):
        read(_record(), kind=RESULT)


def test_a_signed_register_opens_the_way() -> None:
    routes = _routes()
    assert routes.of(LANE) == "party_unknown"
    assert routes.take([_published(1)])
    assert routes.of(LANE) == OPEN
    assert SECRET not in repr(routes.of(LANE))


@pytest.mark.parametrize(
    ("lane", "reason"),
    [
        (Lane("kiyukai", "seller", "books"), "party_unknown"),
        (Lane("netoff", "payment", "books"), "party_unknown"),
        (Lane("netoff", "seller", "toys"), "instance_unknown"),
    ],
)
def test_P12_the_way_of_one_party_is_nobody_elses(lane: Lane, reason: str) -> None:
    routes = _routes()
    routes.take([_published(1)])
    assert routes.of(lane) == reason


@pytest.mark.parametrize("mode", ["off", "shadow", "paused"])
def test_P14_only_live_delivers(mode: Mode) -> None:
    routes = _routes()
    routes.take([_published(1), _published(2, mode=mode)])
    assert routes.of(LANE) == f"mode_{mode}"


def test_P10_versions_never_go_back() -> None:
    routes = _routes()
    assert routes.take([_published(2, mode="paused")])
    assert not routes.take([_published(1), _published(2)])
    assert routes.of(LANE) == "mode_paused"


@pytest.mark.parametrize(
    "forged",
    [
        _published(9, signer=STRANGER),
        _published(9, signature=b""),
        _published(9, what="pack"),
        _published(9, digest="0" * 64),
        _published(9, version=10),
        _published(9, shop="kiyukai"),
        _published(9)._replace(value=b"\xff\xff"),
        _published(9)._replace(value=b"{"),
        _published(9)._replace(value=b""),
    ],
)
def test_P10_what_is_forged_or_unreadable_is_counted_and_changes_nothing(forged: Record) -> None:
    routes = _routes()
    routes.take([_published(1, mode="paused")])
    assert not routes.take([forged])
    assert routes.of(LANE) == "mode_paused"
    assert routes.refused == 1


def test_P10_a_signed_register_that_is_not_understood_closes_the_shop_until_the_next() -> None:
    routes = _routes()
    routes.take([_published(1)])
    body = b'{"shop":"netoff","version":2,"parties":{"seller":{"mode":"of a later release"}}}'
    signature = SIGNER.sign(signing_input("register", body))
    signed = Signed("register", "netoff", 2, hashlib.sha256(body).hexdigest(), body, signature)
    assert routes.take([Record("policy.packs", 0, 0, b"", msgspec.msgpack.encode(signed), {}, 0)])
    assert routes.of(LANE) == "party_unknown"
    routes.take([_published(3)])
    assert routes.of(LANE) == OPEN


def test_a_party_without_a_secret_is_held() -> None:
    routes = Routes(SIGNER.public_key(), {})
    routes.take([_published(1)])
    assert routes.of(LANE) == "secret_missing"


def test_a_secret_that_is_not_base64_stops_the_service_at_its_start() -> None:
    with pytest.raises(BrokenInvariantError, match=r"^endpoint_secret_unreadable$"):
        Routes(SIGNER.public_key(), {LANE.path: "whsec_not base64"})

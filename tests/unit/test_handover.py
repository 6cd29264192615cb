"""What a partner service believes: headers of a message, and registers that the policy service signed."""

import base64
import hashlib
from typing import Final

import msgspec
import pytest

from contracts.messages import RESULT
from contracts.packs import Endpoint, Instance, Mode, Party, Register
from contracts.versions import Signed, signing_input
from shared.errors import BrokenInvariantError, PoisonError
from shared.shell.handover.message import Lane, read
from shared.shell.handover.routes import Route, Routes
from shared.shell.reading import Record
from tests.fixtures.officers import NOW, SERVICE, STRANGER, chain, raw, version

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


def register(number: int, *, mode: Mode = "live", until: str = "", results: Endpoint | None = None) -> Register:
    instance = Instance("books", "Books", "JP", "Tokyo", "somebody", Endpoint("webhook", OPEN.url))
    return Register("netoff", number, {"seller": Party(mode, [instance])}, results, until)


def lies(signed: Signed) -> Record:
    """Return a version as a record of the topic."""
    return Record("policy.packs", 0, 0, b"", raw(signed), {}, NOW)


FIRST: Final = version(register(1))
PAUSED: Final = version(register(1, mode="paused"))
NINTH: Final = version(register(9), after=PAUSED)


def _claiming(**changed: object) -> Record:
    return lies(msgspec.structs.replace(NINTH, claim=msgspec.structs.replace(NINTH.claim, **changed)))


def _routes() -> Routes:
    return Routes(chain(), {LANE.path: SECRET})


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
    assert routes.take([lies(FIRST)])
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
    routes.take([lies(FIRST)])
    assert routes.of(lane) == reason


@pytest.mark.parametrize("mode", ["off", "shadow", "paused"])
def test_P14_only_live_delivers(mode: Mode) -> None:
    routes = _routes()
    routes.take([lies(FIRST), lies(version(register(2, mode=mode), after=FIRST))])
    assert routes.of(LANE) == f"mode_{mode}"


def test_P10_versions_never_go_back() -> None:
    routes = _routes()
    second = version(register(2, mode="paused"), after=FIRST)
    assert routes.take([lies(FIRST), lies(second)])
    assert not routes.take([lies(FIRST), lies(version(register(2))), lies(version(register(1), after=second))])
    assert routes.of(LANE) == "mode_paused"


@pytest.mark.parametrize(
    "forged",
    [
        lies(version(register(9), after=PAUSED, key=STRANGER)),
        lies(msgspec.structs.replace(NINTH, signature=b"")),
        _claiming(what="pack"),
        _claiming(digest="0" * 64),
        _claiming(version=10),
        _claiming(shop="kiyukai"),
        _claiming(previous=""),
        lies(version(register(9), after=PAUSED, by=("aoi",))),
        lies(version(register(9), after=FIRST)),
        lies(NINTH)._replace(timestamp=NOW - 6000),
        lies(NINTH)._replace(value=b"\xff\xff"),
        lies(NINTH)._replace(value=b"{"),
        lies(NINTH)._replace(value=b""),
    ],
)
def test_P10_what_is_forged_or_unreadable_is_counted_and_changes_nothing(forged: Record) -> None:
    routes = _routes()
    routes.take([lies(PAUSED)])
    assert not routes.take([forged])
    assert routes.of(LANE) == "mode_paused"
    assert routes.refused == 1


def test_P10_a_signed_register_that_is_not_understood_closes_the_shop_until_this_release_follows() -> None:
    routes = _routes()
    routes.take([lies(FIRST)])
    body = b'{"shop":"netoff","version":2,"parties":{"seller":{"mode":"of a later release"}}}'
    digest = hashlib.sha256(body).hexdigest()
    claim = msgspec.structs.replace(FIRST.claim, version=2, digest=digest, previous=FIRST.claim.digest)
    newer = Signed(claim, body, FIRST.key, SERVICE.sign(signing_input(claim, FIRST.key)), [])
    assert routes.take([lies(newer)])
    assert routes.of(LANE) == "party_unknown"
    # What builds on it cannot be judged here: whether it opens too much is not known.
    assert not routes.take([lies(version(register(3), after=newer))])
    assert routes.of(LANE) == "party_unknown"


def test_a_party_without_a_secret_is_held() -> None:
    routes = Routes(chain(), {})
    routes.take([lies(FIRST)])
    assert routes.of(LANE) == "secret_missing"


def test_a_secret_that_is_not_base64_stops_the_service_at_its_start() -> None:
    with pytest.raises(BrokenInvariantError, match=r"^endpoint_secret_unreadable$"):
        Routes(chain(), {LANE.path: "whsec_not base64"})

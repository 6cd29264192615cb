"""No value of an order lies anywhere but where it must (P7): canaries are sent through everything and searched for.

Where they may lie: what the door lets in on `shop.events`; of a waiting event its body, and nothing else, on
`subject.waiting`; the order's version on `subject.state`; on `to.<service>` exactly the fields of the recipient's list.
"""

import json
import time
from collections.abc import Iterable
from typing import Final

import msgspec
import psycopg
import pytest

from shared.core import subject
from shared.core.checkpoint.state import Kept
from tests.fixtures.canary import Flock
from tests.fixtures.canary_orders import ASKED, EVIDENCE, Sent, cloud_events, never_accepted, shopify
from tests.fixtures.planted import PLACES, plant
from tests.fixtures.sweep import Piece, pieces
from tests.fixtures.system import PARTIES, Answer, Record, System

pytestmark = pytest.mark.timeout(120)

SERVICE_OF: Final = {party.split("/")[0]: f"to.{service}" for service, each in PARTIES.items() for party in each}
VERSIONS: Final = {"updated_at", "order.version"}
DATES: Final = {"created_at"}


class Run:
    """Both orders and their clicks on their way, what the door answered, and everything that there is afterwards."""

    def __init__(self, system: System) -> None:
        """Send everything and wait until it is handed over, recorded and traced."""
        self.system = system
        self.sent = (shopify(Flock("S", 1)), cloud_events(Flock("C", 2)))
        self.refused = Flock("R", 3)
        self.waiting: list[tuple[str, str]] = []
        self.answers = [answer for sent in self.sent for answer in self._send(sent)]
        system.settle(*self.answers)
        self.answers.append(system.event(never_accepted(self.refused)))
        _await_spans(system, {entry["id"] for entry in system.entries(kind="disclosed")})
        self.pieces = [*pieces(system), *(Piece("the door's answer", each.body) for each in self.answers)]

    def _send(self, sent: Sent) -> list[Answer]:
        if sent.webhook:
            ordered = [self.system.adult(sent.buyer), self.system.webhook(sent.webhook)]
        else:
            ordered = [*map(self.system.event, sent.events)]
        self.system.settle(*ordered)
        order = ordered[-1].content["accepted"][0]["order"]
        self.waiting += [(e["recipient"], e["reason"]) for e in self.system.entries(order=order, kind="waiting")]
        answers = [*ordered, *map(self.system.event, sent.clicks)]
        self.system.settle(*answers)
        return answers


def _await_spans(system: System, disclosures: set[str]) -> None:
    """Wait until each hand-over has left its span: they are written every few seconds."""
    files = [system.stack.data / "services" / name / "spans.jsonl" for name in PARTIES]
    until = time.monotonic() + 20
    missing = disclosures
    while missing := {each for each in missing if each not in "".join(file.read_text() for file in files)}:
        assert time.monotonic() < until, f"no span of {len(missing)} hand-overs"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def run(system: System) -> Run:
    """Send the canaries once."""
    return Run(system)


def allowed(piece: Piece, sent: Sent) -> set[str]:
    """Return the canaries that may lie in one piece."""
    record = piece.record
    if record is None or not record.value:
        return DATES if piece.place == "topic shop.events header ce_time" else set()
    match record.topic:
        case "shop.events":
            return sent.at_the_door
        case "subject.waiting":
            return _in_waiting(record, sent)
        case "subject.state":
            return _in_state(record, sent)
        case "results":
            # The shop is told by its own ids, and by nothing else.
            return {"id", "order.id", "customer.id"}
        case _:
            return _in_message(record, sent)


def _in_waiting(record: Record, sent: Sent) -> set[str]:
    kept = msgspec.msgpack.decode(record.value, type=Kept)
    rest = msgspec.msgpack.encode(msgspec.structs.replace(kept, body=b""))
    return sent.at_the_door - sent.flock.found(rest)


def _in_state(record: Record, sent: Sent) -> set[str]:
    if record.key.count(b"/") != 2:
        return set()
    order = msgspec.structs.replace(subject.decode_order(record.value), versions={})
    return VERSIONS - sent.flock.found(subject.encode(order))


def _in_message(record: Record, sent: Sent) -> set[str]:
    """Allow in `data` exactly the fields of the recipient's list, and in the rest nothing."""
    try:
        body = json.loads(record.value)
    except ValueError:
        return set()
    if SERVICE_OF.get(body.get("recipient", "")) != record.topic:
        return set()
    envelope = json.dumps({name: value for name, value in body.items() if name != "data"}).encode()
    return sent.allowed[f"{body['recipient']}/{record.header('ce_instance')}"] - sent.flock.found(envelope)


def leaks(found: Iterable[Piece], sent: Sent) -> list[tuple[str, list[str]]]:
    """Return each place that holds what it may not, and the names of what it holds."""
    held = ((piece, sent.flock.found(piece.hay)) for piece in found)
    return [
        (piece.place, sorted(names - allowed(piece, sent))) for piece, names in held if names - allowed(piece, sent)
    ]


def test_P7_no_value_of_an_order_lies_where_it_may_not(run: Run) -> None:
    assert sorted(run.waiting) == sorted([(each, "consent") for each in ASKED] * 2)
    found = [leak for sent in run.sent for leak in leaks(run.pieces, sent)]
    assert not found, found[:20]


def test_P7_the_search_went_through_every_place(run: Run) -> None:
    places = {piece.place for piece in run.pieces}
    topics = {
        f"topic {name} value" for name in ("policy.packs", "disclosures", "outcomes", "results", *SERVICE_OF.values())
    }
    tables = {"table intake.owner", "table shop.outbox", "table crm.outbox", "table joint_use.outbox"}
    tables |= {"table seller.outbox", "table payment.outcome", "table ledger.leaf", "table ledger.person"}
    files = {f"file services/{name}/log.jsonl" for name in ("intake", "policy", "seller", "payment")}
    own = {"topic __consumer_offsets", "consumer group gateway", "file services/seller/spans.jsonl"}
    assert topics | tables | files | own <= places


def test_P2_only_what_has_a_name_comes_through_the_door(run: Run) -> None:
    for sent in run.sent:
        found: set[str] = set()
        for piece in run.pieces:
            if piece.record and piece.record.topic == "shop.events":
                found |= sent.flock.found(piece.hay)
        assert found == sent.at_the_door


@pytest.mark.parametrize("party", [party for each in PARTIES.values() for party in each])
def test_P2_P3_each_party_holds_the_fields_of_its_list_and_no_other(run: Run, party: str) -> None:
    for sent in run.sent:
        bodies = [json.dumps(body, ensure_ascii=False).encode() for body in run.system.received(party)]
        held = [names for names in map(sent.flock.found, bodies) if names]
        assert held == [sent.allowed[party]]


def test_P11_an_event_with_a_card_number_leaves_no_trace_of_any_of_its_values(run: Run) -> None:
    assert (run.answers[-1].status, run.answers[-1].content["code"]) == (422, "never_accepted")
    assert [piece.place for piece in run.pieces if run.refused.found(piece.hay)] == []


def test_P13_what_was_handed_over_is_in_no_outbox_any_more(run: Run) -> None:
    with psycopg.connect(run.system.superuser()) as connection:
        for schema in PARTIES:
            query = f"select count(*), count(body), bool_and(state = 'closed') from {schema}.outbox"  # noqa: S608 - our names
            rows, bodies, closed = connection.execute(query.encode()).fetchone() or (0, 0, False)
            assert (rows >= 2, bodies, closed) == (True, 0, True)


def test_P7_the_evidence_of_a_click_is_the_digest_and_nothing_of_the_person(run: Run) -> None:
    given = [entry for entry in run.system.entries(kind="state") if entry.get("evidence") == EVIDENCE]
    assert [entry["change"] for entry in given] == ["consent.given"] * 2 * len(ASKED)


@pytest.mark.parametrize("schema", PARTIES)
def test_P13_the_statistics_of_the_database_keep_no_body(run: Run, schema: str) -> None:
    flock = Flock("T", 4)
    bodies = [flock.text(f"body {number}").encode() for number in range(20)]
    insert = f"""insert into {schema}.outbox
        (id, shop, recipient, instance, person, purpose, trace, partition, position, body)
        values (%s, 'a', 'b', 'c', 'd', 'e', 'f', 0, 0, %s)"""  # noqa: S608 - our names
    with psycopg.connect(run.system.superuser()) as connection:
        connection.cursor().executemany(insert.encode(), [(str(n), body) for n, body in enumerate(bodies)])
        connection.execute(f"analyze {schema}.outbox".encode())
        kept = connection.execute("select s::text from pg_statistic s").fetchall()
        connection.rollback()
    assert not [each for each in kept if flock.found(str(each).encode())]


@pytest.fixture(scope="module")
def planted(run: Run) -> dict[str, set[str]]:
    """Plant a leak in each kind of place, search, and return which planted values were found where."""
    flock = Flock("P", 9)
    planted = Sent(flock, None, (), (), {party: set() for each in PARTIES.values() for party in each}, set(), "")
    found: dict[str, set[str]] = {}
    with plant(run.system, flock):
        for place, names in leaks(pieces(run.system), planted):
            found.setdefault(place, set()).update(names)
    return found


@pytest.mark.parametrize("place", PLACES)
def test_P7_a_planted_leak_is_found_and_its_place_named(planted: dict[str, set[str]], place: str) -> None:
    assert place in planted.get(place, set())

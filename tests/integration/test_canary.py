"""No value of an order lies anywhere but where it must (P7): canaries are sent through everything and searched for.

Two orders of a shop that has sellers, and parties abroad on a click; one of a shop whose goods are carried. Where which
canary may lie is written down in `canary_places.py`.
"""

import json
from collections.abc import Callable
from typing import Any, Final

import psycopg
import pytest

from tests.fixtures.awaiting import told
from tests.fixtures.canary import Flock
from tests.fixtures.canary_orders import ASKED, EVIDENCE, Sent, cloud_events, never_accepted, shopify
from tests.fixtures.canary_parcels import parcels
from tests.fixtures.canary_places import REACHED, TOPIC_OF, leaks
from tests.fixtures.outside import wait_until
from tests.fixtures.planted import PLACES, plant
from tests.fixtures.shops import SECOND, SHOP
from tests.fixtures.sweep import Piece, pieces
from tests.fixtures.system import PARTIES, Answer, System

pytestmark = pytest.mark.timeout(120)

SERVICES: Final = sorted({service for each in REACHED.values() for service in each})


class Run:
    """All orders and their clicks on their way, what the door answered, and everything that there is afterwards."""

    def __init__(self, system: System) -> None:
        """Send everything and wait until it is handed over, recorded and traced."""
        self.system = system
        self.sent = (shopify(Flock("S", 1)), cloud_events(Flock("C", 2)), parcels(Flock("Q", 5)))
        self.refused = Flock("R", 3)
        self.waiting: list[tuple[str, str]] = []
        self.answers = [answer for sent in self.sent for answer in self._send(sent)]
        system.settle(*self.answers)
        self.answers.append(system.event(never_accepted(self.refused)))
        _await_spans(system, {entry["id"] for shop in REACHED for entry in system.entries(shop, kind="disclosed")})
        _await_results(system)
        self.pieces = [*pieces(system), *(Piece("the door's answer", each.body) for each in self.answers)]

    def _send(self, sent: Sent) -> list[Answer]:
        if sent.webhook:
            ordered = [self.system.adult(sent.buyer), self.system.webhook(sent.webhook)]
        else:
            ordered = [self.system.event(event, shop=sent.shop) for event in sent.events]
        self.system.settle(*ordered)
        order = ordered[-1].content["accepted"][0]["order"]
        waiting = self.system.entries(sent.shop, order=order, kind="waiting")
        self.waiting += [(entry["recipient"], entry["reason"]) for entry in waiting]
        answers = [*ordered, *map(self.system.event, sent.clicks)]
        self.system.settle(*answers)
        return answers


def _await_spans(system: System, disclosures: set[str]) -> None:
    """Wait until each hand-over has left its span: they are written every few seconds."""
    files = [system.stack.data / "services" / name / "spans.jsonl" for name in SERVICES]

    def written() -> bool:
        spans = "".join(file.read_text() for file in files)
        return all(each in spans for each in disclosures)

    wait_until(written)


def _await_results(system: System) -> None:
    """Wait until the shops have been told everything: what is on its way to them holds their ids."""
    for shop in REACHED:
        told(system, shop)
    with psycopg.connect(system.superuser(), autocommit=True) as connection:
        open_rows = "select 1 from shop.outbox where state <> 'closed'"
        wait_until(lambda: connection.execute(open_rows).fetchone() is None)


@pytest.fixture(scope="module")
def run(system: System) -> Run:
    """Send the canaries once."""
    return Run(system)


def test_P7_no_value_of_an_order_lies_where_it_may_not(run: Run) -> None:
    assert sorted(run.waiting) == sorted([(each, "consent") for each in ASKED] * 2)
    found = [leak for sent in run.sent for leak in leaks(run.pieces, sent)]
    assert not found, found[:20]


def test_P7_the_search_went_through_every_place(run: Run) -> None:
    places = {piece.place for piece in run.pieces}
    topics = {
        f"topic {name} value" for name in ("policy.packs", "disclosures", "outcomes", "results", *TOPIC_OF.values())
    }
    tables = {"table intake.owner", "table shop.outbox", *(f"table {name}.outbox" for name in SERVICES)}
    tables |= {"table payment.outcome", "table ledger.leaf", "table ledger.person"}
    files = {f"file services/{name}/log.jsonl" for name in ("intake", "policy", "seller", "payment")}
    own = {"topic __consumer_offsets", "consumer group gateway", "file services/seller/spans.jsonl"}
    own.add("what the collector got")
    assert topics | tables | files | own <= places


WRONG_RESULTS: Final[dict[str, Callable[[dict[str, Any], Sent], dict[str, Any]]]] = {
    "an id in another's field": lambda body, _: {**body, "customer_id": body["order_id"]},
    "an id beside its own field": lambda body, _: {**body, "reason": body["order_id"]},
    "an id with something more": lambda body, _: {**body, "order_id": f"no. {body['order_id']}"},
    "what another shop is told": lambda body, _: {**body, "shop": SECOND},
    "a name for an id": lambda body, sent: {**body, "order_id": sent.events[0]["data"]["customer"]["name"]},
}


def a_result(run: Run, sent: Sent) -> Piece:
    """Return something that the shop was told of an order."""
    return next(each for each in run.pieces if each.place == "topic results value" and sent.flock.found(each.hay))


@pytest.mark.parametrize("sentence", WRONG_RESULTS)
def test_P7_what_a_shop_is_told_holds_its_own_ids_in_their_own_fields_and_no_other_value(
    run: Run, sentence: str
) -> None:
    sent = run.sent[1]
    piece = a_result(run, sent)
    assert piece.record is not None
    assert leaks([piece], sent) == []
    wrong = json.dumps(WRONG_RESULTS[sentence](json.loads(piece.hay), sent), ensure_ascii=False).encode()
    assert leaks([piece._replace(hay=wrong, record=piece.record._replace(value=wrong))], sent)


def test_P7_P12_what_is_told_by_the_header_of_another_shop_is_a_leak(run: Run) -> None:
    sent = run.sent[1]
    piece = a_result(run, sent)
    assert piece.record is not None
    headers = tuple((name, SECOND.encode() if name == "ce_shop" else value) for name, value in piece.record.headers)
    assert leaks([piece._replace(record=piece.record._replace(headers=headers))], sent)


def test_P2_only_what_has_a_name_comes_through_the_door(run: Run) -> None:
    for sent in run.sent:
        found: set[str] = set()
        for piece in run.pieces:
            if piece.record and piece.record.topic == "shop.events":
                found |= sent.flock.found(piece.hay)
        assert found == sent.at_the_door


@pytest.mark.parametrize(
    ("shop", "party"),
    [(shop, party) for shop, services in REACHED.items() for each in services.values() for party in each],
)
def test_P2_P3_each_party_holds_the_fields_of_its_list_and_no_other(run: Run, shop: str, party: str) -> None:
    bodies = [json.dumps(body, ensure_ascii=False).encode() for body in run.system.received(party, shop=shop)]
    for sent in run.sent:
        held = [names for names in map(sent.flock.found, bodies) if names]
        assert held == (list(sent.allowed[party].values()) if sent.shop == shop else [])


def test_P11_an_event_with_a_card_number_leaves_no_trace_of_any_of_its_values(run: Run) -> None:
    assert (run.answers[-1].status, run.answers[-1].content["code"]) == (422, "never_accepted")
    assert [piece.place for piece in run.pieces if run.refused.found(piece.hay)] == []


def test_P13_what_was_handed_over_is_in_no_outbox_any_more(run: Run) -> None:
    with psycopg.connect(run.system.superuser()) as connection:
        for schema in SERVICES:
            query = f"select count(*), count(body), bool_and(state = 'closed') from {schema}.outbox"  # noqa: S608 - our names
            rows, bodies, closed = connection.execute(query.encode()).fetchone() or (0, 0, False)
            assert (rows >= 2, bodies, closed) == (True, 0, True)


def test_P7_the_evidence_of_a_click_is_the_digest_and_nothing_of_the_person(run: Run) -> None:
    given = [entry for entry in run.system.entries(kind="state") if entry.get("evidence") == EVIDENCE]
    assert [entry["change"] for entry in given] == ["consent.given"] * 2 * len(ASKED)


@pytest.mark.parametrize("schema", [*SERVICES, "shop"])
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
    planted = Sent(SHOP, flock, None, (), (), {party: {} for each in PARTIES.values() for party in each}, set(), "")
    found: dict[str, set[str]] = {}
    with plant(run.system, flock):
        for place, names in leaks(pieces(run.system), planted):
            found.setdefault(place, set()).update(names)
    return found


@pytest.mark.parametrize("place", PLACES)
def test_P7_a_planted_leak_is_found_and_its_place_named(planted: dict[str, set[str]], place: str) -> None:
    assert place in planted.get(place, set())

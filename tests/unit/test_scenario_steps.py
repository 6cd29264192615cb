"""What the steps of a story become: events as a shop sends them, versions, moments."""

import pytest

from shared.core.scenario.moments import later, written
from shared.core.scenario.story import Event, Passing, Publishing, Webhook
from tests.unit.scenarios import story


def data(more: str) -> object:
    act = story(more=more).steps[-1].act
    assert isinstance(act, Event)
    return act.type, {name: value for name, value in act.data.items() if name != "customer"}


def test_what_a_person_says_becomes_the_event_that_a_shop_sends() -> None:
    at = "2026-11-22T12:00:00+09:00"
    assert data("  - {consent: refused, to: crm, information: 3, evidence: true}\n") == (
        "consent.refused",
        {"consent": {"recipient": "crm", "information_version": 3, "at": at, "evidence": "sha256:00ff"}},
    )
    assert data("  - {preference: news, wanted: false, until: 2027-01-31}\n") == (
        "preference.changed",
        {"preference": {"category": "news", "wanted": False, "at": at, "until": "2027-01-31"}},
    )
    assert data("  - {stop: provision, to: crm}\n") == (
        "provision.stopped",
        {"stop": {"at": at, "recipient": "crm"}},
    )
    assert data("  - {leaves: taro}\n") == ("customer.left", {"stop": {"at": at}})
    assert data("  - {approval: given}\n") == ("approval.given", {"approval": {"at": at}})
    assert data("  - {request: seller, who: taro}\n") == (
        "recipient.requested",
        {"request": {"recipient": "seller", "at": at}},
    )


def test_a_consent_is_to_the_newest_text_unless_it_says_to_which() -> None:
    more = "  - publish: {register: {parties: {crm: {information_version: 7}}}}\n  - {consent: given, to: crm}\n"
    act = story(more=more).steps[-1].act
    assert isinstance(act, Event)
    assert act.data["consent"]["information_version"] == 7


def test_pieces_are_put_together_later_ones_win_and_what_is_left_out_is_absent() -> None:
    more = (
        "  - event: order.placed\n    of: everything taro\n    without: web customer.fax\n"
        "    data: {order.version: 4, shipping.address.city: 市}\n    unknown: {customer: {shoe: 27}}\n"
    )
    act = story(more=more).steps[-1].act
    assert isinstance(act, Event)
    assert (act.data["customer"]["id"], act.data["order"]["version"]) == ("bm-1", 4)
    assert "web" not in act.data
    assert "fax" not in act.data["customer"]
    assert act.data["customer"]["shoe"] == 27
    assert (act.data["shipping"]["address"]["city"], act.data["shipping"]["address"]["country"]) == ("市", "JP")


def test_a_guest_is_known_by_the_address_and_a_link_names_both() -> None:
    people = ("  taro: {customer.id: bm-1}", "  taro: {customer.id: bm-1}\n  guest: {customer.email: g@example.jp}")
    act = (
        story(people, ("to: jung_sas_france", "who: taro\n    to: jung_sas_france"), more="  - link: [taro, guest]\n")
        .steps[-1]
        .act
    )
    assert isinstance(act, Event)
    assert act.type == "subject.linked"
    assert act.data == {"customer": {"id": "bm-1"}, "other": {"email": "g@example.jp"}}


@pytest.mark.parametrize(
    ("length", "moment"),
    [
        ("90 minutes", "2026-11-22T13:30:00+09:00"),
        ("1 day", "2026-11-23T12:00:00+09:00"),
        ("3 months", "2027-02-22T12:00:00+09:00"),
        ("1 year", "2027-11-22T12:00:00+09:00"),
        ("2027-02-01", "2027-02-01T00:00:00+09:00"),
        ("2026-11-22T04:00:00Z", "2026-11-22T13:00:00+09:00"),
    ],
)
def test_time_passes_by_the_calendar_of_japan(length: str, moment: str) -> None:
    made = story(more=f"  - passes: {length}\n  - passes: 1 day\n")
    act = made.steps[-2].act
    assert isinstance(act, Passing)
    assert written(act.to) == moment
    assert made.steps[-1].at == act.to + 86_400_000


def test_the_last_of_a_month_stays_the_last() -> None:
    january = later(0, "2027-01-31T12:00:00+09:00")
    assert january is not None
    assert [written(later(january, f"{n} months") or 0)[:10] for n in (1, 2, 13)] == [
        "2027-02-28",
        "2027-03-31",
        "2028-02-29",
    ]


def test_versions_count_up_and_a_patch_goes_into_what_is_in_force() -> None:
    more = (
        "  - publish:\n      pack: {recipients: {seller: {fields: {add: [customer.fax], drop: [customer.title]}}}}\n"
        "  - pause: affiliates\n  - resume: affiliates\n"
        "  - publish: {register: {parties: {affiliates: {contract: null}}}}\n"
    )
    found = [step.act for step in story(more=more).steps if isinstance(step.act, Publishing)]
    assert [(act.pack.version - found[0].pack.version, act.register.version) for act in found] == [
        (0, found[0].register.version),
        (0, found[0].register.version + 1),
        (0, found[0].register.version + 2),
        (0, found[0].register.version + 3),
    ]
    (rule,) = (rule for rule in found[0].pack.rules if rule.id == "seller")
    assert "customer.fax" in rule.fields
    assert "customer.title" not in rule.fields
    assert [act.register.parties["affiliates"].mode for act in found] == ["live", "paused", "live", "live"]
    assert [act.register.parties["affiliates"].contract is None for act in found] == [False, False, False, True]


def test_a_webhook_is_a_payload_or_a_file_beside_the_story() -> None:
    more = (
        "  - {platform: shopify, topic: orders/cancelled, payload: {id: 1}}\n  - {platform: shopify, file: note.txt}\n"
    )
    one, other = (step.act for step in story(more=more).steps[-2:])
    assert isinstance(one, Webhook)
    assert isinstance(other, Webhook)
    assert (one.raw, one.headers["x-shopify-topic"]) == (b'{"id": 1}', "orders/cancelled")
    assert (other.raw, other.headers["x-shopify-topic"]) == (b"no pack", "orders/create")

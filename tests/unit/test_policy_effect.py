"""What a draft changes is counted in orders and people, by recipient, and names nobody."""

import msgspec

from contracts.entries import Disclosed, Entry, Waiting, Withheld
from shared.core.policy.effect import Effect, effects


def given(event: str, fields: str, *, recipient: str = "crm", order: str = "", person: str = "p") -> Disclosed:
    about = dict.fromkeys(Disclosed.__struct_fields__, "")
    made = {**about, "id": event, "event": event, "recipient": recipient, "order": order or event, "person": person}
    rest = {"fields": fields.split(), "withheld": {}, "at": 1, "also": [], "documents": False}
    return msgspec.convert({**made, **rest}, Disclosed)


def denied(event: str, reason: str, kind: type[Withheld] | type[Waiting] = Withheld) -> Entry:
    about = dict.fromkeys(kind.__struct_fields__, "")
    rest = {"fields": [], "until": 0, "at": 1, "event": event, "recipient": "crm", "order": event, "person": "p"}
    known = {name: value for name, value in rest.items() if name in kind.__struct_fields__}
    return msgspec.convert({**about, **known, "reason": reason}, kind)


def test_two_equal_runs_change_nothing() -> None:
    run = [given("1", "a b"), denied("2", "consent", Waiting)]
    assert effects(run, list(run)) == []


def test_a_recipient_that_would_be_served_anew_or_no_more_is_counted_in_orders_and_people() -> None:
    run = [given("1", "a", person="p"), given("2", "a", person="q"), given("3", "a", person="q", order="2")]
    refused = [denied("1", "no_clause"), denied("2", "no_clause"), denied("3", "no_clause")]
    assert effects(refused, run) == [Effect("crm", "newly_served", ["a"], 2, 2, 3)]
    (gone,) = effects(run, refused)
    assert (gone.kind, gone.orders, gone.events) == ("no_longer_served", 3, 3)
    (vanished,) = effects(run, [])
    assert (vanished.kind, vanished.people) == ("no_longer_served", 2)


def test_more_and_fewer_fields_are_two_changes() -> None:
    found = effects([given("1", "a b")], [given("1", "b c")])
    assert {(each.kind, *each.what) for each in found} == {("more_fields", "c"), ("fewer_fields", "a")}


def test_what_waits_for_something_else_is_a_change_of_reason() -> None:
    found = effects([denied("1", "consent", Waiting)], [denied("1", "contract", Waiting)])
    assert found == [Effect("crm", "other_reason", ["consent", "contract"], 1, 1, 1)]


def test_what_waited_and_was_given_later_counts_as_given() -> None:
    released = [denied("1", "consent", Waiting), given("1", "a")]
    assert effects(released, [given("1", "a")]) == []
    assert effects([*released, denied("1", "term_ended")], [given("1", "a")]) == []


def test_those_who_concern_most_people_come_first() -> None:
    run = [given("1", "a", recipient="few"), *(given(n, "a", recipient="many", person=n) for n in "234")]
    assert [each.recipient for each in effects([], run)] == ["many", "few"]

"""A story told once more: names of its own, the same order of moments, and every difference between both tellings."""

import json
from types import SimpleNamespace
from typing import Any, Final

import msgspec
import pytest

from cli.live import tell
from cli.live.hall import SlowError
from cli.live.tell import LiveReport, Told
from shared.core.scenario.fresh import Fresh
from shared.core.scenario.report import Gave, Seen
from shared.core.scenario.same import unlike
from shared.core.scenario.staging import System, cannot, moments, stages
from shared.core.scenario.story import Event, Passing, Story, Webhook
from tests.unit.scenarios import story

FRESH: Final = Fresh("r1", 10**8, {1: 7})


def test_ids_are_of_the_telling_and_come_back_under_those_of_the_file() -> None:
    sent = FRESH.event(
        Event("order.placed", {"customer": {"id": "c", "email": "a@x"}, "order": {"id": "o"}, "collected": 1}, "1")
    )
    assert sent.data == {"customer": {"id": "r1-c", "email": "a@x"}, "order": {"id": "r1-o"}, "collected": 7}
    assert FRESH.plain({"order": {"id": "r1-o"}, "note": ["of r1-c"]}) == {"order": {"id": "o"}, "note": ["of c"]}


def test_a_guest_is_another_guest_and_so_is_the_other_name_of_a_link() -> None:
    data = {"customer": {"email": "g@x"}, "other": {"email": "h@x", "customer_id": "c"}}
    assert FRESH.event(Event("subject.linked", data, "1")).data == {
        "customer": {"email": "r1-g@x"},
        "other": {"email": "r1-h@x", "customer_id": "r1-c"},
    }


def test_the_numbers_of_a_webhook_are_moved_and_moved_back() -> None:
    raw = json.dumps({"id": 5, "customer": {"id": 6}, "line_items": [{"id": 9}]}).encode()
    moved = json.loads(FRESH.webhook(Webhook("shopify", raw, {})).raw)
    assert moved == {"id": 5 + 10**8, "customer": {"id": 6 + 10**8}, "line_items": [{"id": 9}]}
    assert FRESH.plain({"order": {"id": str(5 + 10**8)}}) == {"order": {"id": "5"}}


GAVE: Final = Gave("seller/a", ["customer.name"], {"customer": {"name": "見本"}}, {"onward": "none"}, {})
SEEN: Final = Seen(
    gives=[GAVE],
    waits={"crm": "consent"},
    withheld={"bank": "mode_off"},
    told={"notice_due": {"crm": "consent"}},
    changes=["consent.given"],
)
OTHER: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "a field": (
        {"gives": [msgspec.structs.replace(GAVE, fields=[])]},
        "seller/a gets nothing there, customer.name here",
    ),
    "a value": (
        {"gives": [msgspec.structs.replace(GAVE, data={"customer": {"name": "別人"}})]},
        "seller/a gets other values of customer.name",
    ),
    "a ground": (
        {"gives": [msgspec.structs.replace(GAVE, grounds={"onward": "public"})]},
        "seller/a is given with onward public there, none here",
    ),
    "a field's reason": (
        {"gives": [msgspec.structs.replace(GAVE, withheld={"customer.fax": "no_clause"})]},
        "seller/a is left out [('customer.fax', 'no_clause')] there, [] here",
    ),
    "a party": ({"gives": []}, "seller/a gets 0 messages there, 1 here"),
    "a second message": ({"gives": [GAVE, GAVE]}, "seller/a gets 2 messages there, 1 here"),
    "a reason to wait": ({"waits": {"crm": "age"}}, "crm waits for age there, consent here"),
    "one who is withheld": ({"withheld": {}}, "bank is withheld for nothing there, mode_off here"),
    "what the shop is told": ({"told": {}}, "the shop is told notice_due of crm: nothing there, consent here"),
    "a change": ({"changes": []}, "changes are [] there, ['consent.given'] here"),
    "the door": ({"refused": "person_missing"}, "the door answers person_missing, the core takes it"),
}


@pytest.mark.parametrize("what", OTHER)
def test_a_difference_of_the_running_system_is_said(what: str) -> None:
    changed, message = OTHER[what]
    assert unlike(SEEN, SEEN) == []
    assert message in unlike(SEEN, msgspec.structs.replace(SEEN, **changed))


def test_a_message_that_was_made_needless_is_compared_by_its_fields() -> None:
    needless = msgspec.structs.replace(GAVE, data={}, grounds={})
    assert unlike(SEEN, msgspec.structs.replace(SEEN, gives=[needless])) == []


def test_a_system_with_a_clock_of_its_own_cannot_be_told_of_time_nor_be_changed() -> None:
    plain, slow = story(), story(more="  - passes: 3 days\n")
    changed = story(more="  - pause: affiliates\n")
    running, own = System(tells_time=False, publishes=False), System(tells_time=True, publishes=True)
    assert [cannot(each, running) for each in (plain, slow, changed)] == ["", "time_passes", "publishes"]
    assert [cannot(each, own) for each in (plain, slow, changed)] == ["", "", ""]


def begun(start: str, more: str = "") -> Story:
    return story(("shop:", f"start: {start}T12:00:00+09:00\nshop:"), more=more)


def test_no_system_is_told_of_a_moment_that_is_past_there() -> None:
    stories = [
        begun("2026-12-01", "  - passes: 5 days\n"),
        begun("2026-12-01"),
        begun("2026-12-03", "  - passes: 1 day\n"),
        begun("2026-12-05", "  - pause: affiliates\n  - passes: 1 day\n"),
        begun("2027-12-05", "  - pause: affiliates\n  - passes: 1 day\n"),
        begun("2026-11-01"),
    ]
    for turns in (plan := stages(stories)):
        clock = 0
        for turn in turns:
            for number, index in moments(turn):
                at = turn[number].steps[index].at
                assert at >= clock
                clock = at
    assert sum(len(turn) for turns in plan for turn in turns) == len(stories)
    assert len(plan) == 2


def test_stories_side_by_side_keep_their_own_order() -> None:
    turn = (begun("2026-12-01", "  - passes: 5 days\n"), begun("2026-12-03", "  - passes: 1 day\n"))
    order = moments(turn)
    assert [index for number, index in order if number == 0] == [0, 1, 2]
    assert order == [(0, 0), (0, 1), (1, 0), (1, 1), (1, 2), (0, 2)]
    last = turn[0].steps[2].act
    assert isinstance(last, Passing)


def test_stories_of_which_none_was_told_hold_nothing() -> None:
    skipped, told = Told("a.yaml", skipped="other_pack"), Told("b.yaml", steps=1)
    assert not LiveReport([], 1, [skipped]).holds
    assert LiveReport([], 1, [skipped, told]).holds
    assert not LiveReport([], 1, [told, Told("c.yaml", steps=1, differences=["d"])]).holds


def test_a_system_that_does_not_come_to_rest_after_a_turn_is_a_difference_and_no_end_of_all() -> None:
    def settle(_through: dict[int, int]) -> None:
        raise SlowError

    hall: Any = SimpleNamespace(settle=settle)
    press: Any = SimpleNamespace(publish=lambda _shop, _opening: (1, {0: 7}))
    said: list[Exception] = []
    turn: Any = [SimpleNamespace(restless=said.append), SimpleNamespace(restless=said.append)]
    shop, *_ = (told := story()).opening
    tell._back(hall, press, shop, told, turn)
    assert [type(each) for each in said] == [SlowError, SlowError]

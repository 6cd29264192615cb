"""The language of stories: whatever is wrong with the words of a file is said with line, place and remedy."""

from typing import Final

import pytest

from contracts.behaviours import BEHAVIOURS
from shared.core.policy.places import SourceError
from tests.unit.scenarios import story

EVENT: Final = "  - event: order.placed\n    of: everything taro\n"
GIVES: Final = "gives: {seller/tokyo-phones: seller, affiliates: group}"

MISTAKES: Final[dict[str, tuple[tuple[str, str], str]]] = {
    "an unknown key": (("reads:", "reeds:"), "story.yaml:4: `reeds`: `reeds` is no key; did you mean `reads`?"),
    "an unknown step": (
        ("event: order.placed", "evnt: order.placed"),
        "story.yaml:12: `steps.0.evnt`: `evnt` is no key; did you mean `event`?",
    ),
    "two things in one step": (
        (EVENT, "  - event: order.placed\n    passes: 3 days\n"),
        "story.yaml:12: `steps.0`: a step is one thing; this has `event` and `passes`; write one of: event, platform,",
    ),
    "a key of another step": (
        ("of: everything taro", "to: seller"),
        "story.yaml:13: `steps.0.to`: `to` says nothing of `event`; remove it; allowed: of, who, data",
    ),
    "an unknown type of event": (
        ("order.placed", "order.plcd"),
        "story.yaml:12: `steps.0.event`: `order.plcd` is no event type; did you mean `order.placed`?",
    ),
    "an unknown shop": (
        ("shop: backmarket", "shop: backmarkt"),
        "story.yaml:3: `shop`: `backmarkt` is no shop with a pack; did you mean `backmarket`?",
    ),
    "an unknown behaviour": (
        ("B06]", "B66]"),
        "story.yaml:2: `behaviours.1`: `B66` is no behaviour of docs/scenarios.md",
    ),
    "a wrong recipient": (
        ("affiliates: group", "affiliate: group"),
        "`steps.0.expect.gives.affiliate`: `affiliate` is no recipient of the shop's pack; did you mean `affiliates`?",
    ),
    "a recipient of many parties": (
        ("seller/tokyo-phones", "seller"),
        "story.yaml:15: `steps.0.expect.gives.seller`: `seller` is no one party; name one: seller/osaka-tech, seller/",
    ),
    "a wrong party": (
        ("seller/tokyo-phones", "seller/tokyo-fones"),
        "`tokyo-fones` is no party of `seller`; did you mean `tokyo-phones`?",
    ),
    "a wrong field": (
        ("affiliates: group", "affiliates: customer.nam"),
        "`customer.nam` is no field or set of fields; did you mean `customer.name`?",
    ),
    "a wrong field in a set": (
        ("customer.title", "customer.tittle"),
        "story.yaml:6: `fields.six`: `customer.tittle` is no field or set of fields; did you mean `customer.title`?",
    ),
    "a wrong form of a field": (
        ("affiliates: group", "affiliates: customer.email#md5"),
        "`md5` is no form of a field; allowed: sha256, year",
    ),
    "a wrong field of the data": (
        ("{customer.id: bm-1}", "{customer.idd: bm-1}"),
        "story.yaml:10: `people.taro.customer.idd`: `customer.idd` is no field of an event; did you mean `customer.id",
    ),
    "a wrong part of an item": (
        ("of: everything taro", "data: {order.items: [{id: '1', titel: x}]}"),
        "`steps.0.data.order.items.0.titel`: `titel` is no part of Item; did you mean `title`?",
    ),
    "a group without its fields": (
        ("of: everything taro", "data: {customer: taro}"),
        "`steps.0.data.customer`: `customer` is a group of fields; write its fields below it",
    ),
    "an unknown piece of data": (
        ("everything taro", "everything tarou"),
        "`steps.0.of`: `tarou` is no piece of data of this file; did you mean `taro`?",
    ),
    "something left out that is not there": (
        ("of: everything taro", "of: everything taro\n    without: custmer.fax"),
        "`steps.0.without`: `custmer.fax` is no field or group; did you mean `customer.fax`?",
    ),
    "an event put together twice": (
        ("of: everything taro", "of: everything\n    who: taro"),
        "`steps.0.of`: the event is put together twice; say `of` or `who`",
    ),
    "nobody is paused": ((EVENT, "  - pause: affiliate\n"), "did you mean `affiliates`?"),
    "nobody who acts": (("  taro: {customer.id: bm-1}", "  taro: {customer.name: x}"), "this piece names nobody"),
    "no time": (
        (EVENT, "  - passes: 3 dayz\n"),
        "story.yaml:12: `steps.0.passes`: this is no time that comes; write `31 days`, `2 months` or `2027-05-01`",
    ),
    "time that goes back": ((EVENT, "  - passes: 2020-01-01\n"), "this is no time that comes"),
    "a start that is no moment": (("shop:", "start: tomorrow\nshop:"), "`start`: this is no time with an offset"),
    "a patch that makes no register": (
        (EVENT, "  - publish: {register: {parties: {crm: {mode: of}}}}\n"),
        "story.yaml:12: `steps.0.publish`: `parties.crm.mode`: `of` is no word for this; did you mean `off`?",
    ),
    "a patch that publishes nothing": ((EVENT, "  - publish: {}\n"), "`steps.0.publish`: nothing is published"),
    "a file that is no pack": ((EVENT, "  - publish: {pack_file: note.txt}\n"), "the document is not a mapping"),
    "a word that the shop is not told": (
        (GIVES, "told: {notise_due: crm}"),
        "`steps.0.expect.told.notise_due`: `notise_due` is no word to the shop; did you mean `notice_due`?",
    ),
    "a code that the door has not": (
        (f"{GIVES}\n      waits: {{jung_sas_france: consent}}", "refused: never_acceptd"),
        "`never_acceptd` is no code of the door; did you mean `never_accepted`?",
    ),
    "an unknown key of a message": (
        ("affiliates: group", "affiliates: {fields: group, purposes: trade}"),
        "`purposes` is no key of a message; did you mean `purpose`?",
    ),
    "a message without fields": (("affiliates: group", "affiliates: {purpose: trade}"), "a message without its fields"),
    "something that is no list of fields": (("affiliates: group", "affiliates: 3"), "this is no list of fields"),
    "a case without its part": (
        (EVENT, "  - case: correction\n"),
        "story.yaml:12: `steps.0`: `case` is not there yet; say `later: people` on this step",
    ),
    "a later event without its part": (
        ("order.placed", "correction.requested"),
        "`correction.requested` is not there yet; say `later: people` on this step",
    ),
    "a mark without a subject": ((EVENT, f"{EVENT}    later: people\n"), "`subject`: steps rest on a later part"),
    "a subject without a mark": (("shop:", "subject: ledger\nshop:"), "`subject`: no step rests on it"),
    "an unknown subject": (
        ("shop:", "subject: soon\nshop:"),
        "`subject`: `soon` is no word for this; allowed: people, hand-over, ledger, console",
    ),
    "a platform that is none": ((EVENT, "  - platform: shoppify\n    payload: {}\n"), "did you mean `shopify`?"),
    "a webhook of nothing": ((EVENT, "  - platform: shopify\n"), "a webhook is a `file` or a `payload`"),
    "a consent to nobody": ((EVENT, "  - consent: given\n"), "`consent` without `to`; add it"),
    "two shops, and no word which": (
        ("shop: backmarket", "shops: [backmarket, qoo10]"),
        "story.yaml:12: `steps.0`: of which shop is this step?; add `shop`: backmarket, qoo10",
    ),
    "no sentence": (
        ("scenario: The order goes to its seller, and abroad only after a click.", "scenario: x"),
        "`scenario`",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_said_with_its_place_and_its_remedy(mistake: str) -> None:
    story()
    change, message = MISTAKES[mistake]
    with pytest.raises(SourceError) as raised:
        story(change)
    assert message in str(raised.value)


def test_all_mistakes_are_said_at_once() -> None:
    with pytest.raises(SourceError) as raised:
        story(("everything taro", "everything tarou"), ("affiliates: group", "affiliate: group"))
    assert len(raised.value.findings) == 2


def test_behaviours_are_forty_nine() -> None:
    assert list(BEHAVIOURS) == [f"B{n:02}" for n in range(1, 50)]

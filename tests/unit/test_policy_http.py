"""The policy service's door: two officers for what widens, one for the rest, and a clear answer to everything else."""

from typing import Any, Final

import pytest

from services.policy.refusal import REFUSALS
from tests.fixtures.officers import NOW, chain, raw
from tests.unit.asgi import call
from tests.unit.policy import LATER_MS, PACK, REGISTER, SHOP, Service, moment, raised

WIDER: Final = raised(PACK, 2).replace("- customer.title", "- customer.title\n      - customer.sex", 1)
PAUSED: Final = raised(REGISTER, 2).replace("mode: live", "mode: paused", 1)
LIVE: Final = raised(REGISTER, 3)


@pytest.fixture
async def service() -> Service:
    made = Service()
    await made.first()
    return made


async def test_a_first_version_needs_two_officers_and_readers_believe_it() -> None:
    made = Service()
    proposed = (await made.propose(pack=PACK, register=REGISTER)).json
    assert [(each["needs"], each["widens"]) for each in proposed["documents"]] == [(2, True), (2, True)]
    assert (await made.publish(proposed)).json.get("code") == "approvals_missing"
    await made.approve(proposed, "aoi")
    await made.approve(proposed, "aoi")
    assert (await made.publish(proposed)).json.get("code") == "approvals_missing"
    await made.approve(proposed, "minato")
    published = await made.publish(proposed)
    assert (published.status, published.json["positions"]) == (200, [0, 0, 0, 0])
    reader = chain()
    assert [reader.take(raw(each), at=NOW) for each in made.log.versions()] == [[], []]
    assert (reader.newest("pack", SHOP), reader.newest("register", SHOP)) == (1, 1)


async def test_bodies_lie_on_the_topic_before_any_fence(service: Service) -> None:
    assert [topic for topic, _, _ in service.log.sent] == ["policy.packs"] * 2 + ["shop.events"] * 4


async def test_a_pause_takes_effect_at_once_with_one_officer(service: Service) -> None:
    answer = await service.whole("minato", at=0, register=PAUSED)
    assert (answer.status, answer.json["positions"]) == (200, [1, 1, 1, 1])


async def test_what_widens_says_who_would_newly_receive_what_and_needs_a_moment(service: Service) -> None:
    assert (await service.propose(at=0, pack=WIDER)).json.get("code") == "effective_missing"
    assert (await service.propose(at=NOW - LATER_MS, pack=WIDER)).json.get("code") == "effective_past"
    made = (await service.propose(pack=WIDER)).json
    told = {each["place"]: each for each in made["documents"][0]["changes"]}
    assert set(told) == {"rules.seller.fields", "rules.seller.then.order.changed"}
    for each in told.values():
        assert (each["recipient"], each["item"], each["widens"]) == ("seller", "customer.sex", True)
        assert each["clause"]


async def test_what_was_in_force_before_is_put_back_by_one_and_reviewed_by_another(service: Service) -> None:
    await service.whole("aoi", at=0, register=PAUSED)
    made = (await service.propose(at=0, register=LIVE)).json
    assert (made["documents"][0]["restores"], made["documents"][0]["needs"]) == (1, 1)
    await service.approve(made, "aoi")
    assert (await service.publish(made)).status == 200
    assert await findings(service) == {"register 3": ["review_awaited"]}
    assert (await service.approve(made, "minato")).status == 200
    assert await findings(service) == {}


async def test_a_review_that_does_not_come_within_a_day_is_found_and_told(service: Service) -> None:
    await service.whole("aoi", at=0, register=PAUSED)
    await service.whole("aoi", at=0, register=LIVE)
    service.now += 24 * LATER_MS - 1
    await service.keeper.look()
    assert await findings(service) == {"register 3": ["review_awaited"]}
    service.now += 1
    await service.keeper.look()
    assert await findings(service) == {"register 3": ["review_overdue"]}
    (found,) = [e for e in await service.store.of_shop(SHOP) if any(s.step == "review_overdue" for s in e.steps)]
    assert found.drafts[0].claim.version == 3


async def findings(service: Service) -> dict[str, list[str]]:
    history = (await service.get(f"/shops/{SHOP}/history")).json
    return {f"{each['what']} {each['version']}": each["findings"] for each in history if each["findings"]}


async def test_history_tells_who_proposed_and_approved_each_version(service: Service) -> None:
    await service.whole("minato", at=0, register=PAUSED)
    history = (await service.get(f"/shops/{SHOP}/history")).json
    told = [(each["what"], each["version"], each["proposed_by"], each["approved_by"]) for each in history]
    both = ["aoi", "minato"]
    assert told == [("pack", 1, "aoi", both), ("register", 1, "aoi", both), ("register", 2, "aoi", ["minato"])]
    assert history[2]["previous"] == history[1]["digest"]


async def test_the_second_of_two_proposals_must_be_rebased(service: Service) -> None:
    one = (await service.propose(at=0, register=PAUSED)).json
    other = (await service.propose(at=0, register=PAUSED.replace("mode: live", "mode: off", 1))).json
    for each in (one, other):
        await service.approve(each, "aoi")
    assert (await service.publish(one)).status == 200
    refused = await service.publish(other)
    assert (refused.status, refused.json.get("code")) == (409, "rebase")
    assert "propose anew upon it" in refused.json["remedy"]


async def test_documents_that_are_published_may_be_sent_along(service: Service) -> None:
    made = await service.propose(at=0, pack=PACK, register=PAUSED)
    assert [each["claim"]["what"] for each in made.json["documents"]] == ["register"]


async def test_published_documents_are_what_readers_get(service: Service) -> None:
    versions = (await service.get(f"/shops/{SHOP}/versions")).json
    on_topic = service.log.versions()
    assert [each["body"].encode() for each in versions] == [each.body for each in on_topic]
    assert [each["claim"]["digest"] for each in versions] == [each.claim.digest for each in on_topic]
    assert [len(each["approvals"]) for each in versions] == [2, 2]
    assert (await service.get("/fences")).json == {SHOP: [0, 0, 0, 0]}


async def test_a_proposal_can_be_withdrawn_once_and_not_be_published_then(service: Service) -> None:
    made = (await service.propose(at=0, register=PAUSED)).json
    await service.approve(made, "aoi")
    path = f"/shops/{SHOP}/proposals/{made['id']}/withdrawal"
    assert (await service.post(path)).json["state"] == "withdrawn"
    for refused in (await service.post(path), await service.publish(made), await service.approve(made, "minato")):
        assert (refused.status, refused.json.get("code")) == (409, "proposal_ended")


async def test_a_comparison_keeps_nothing(service: Service) -> None:
    before = len(await service.store.of_shop(SHOP))
    told = await service.post(f"/shops/{SHOP}/diff", {"pack": WIDER})
    assert {each["item"] for each in told.json} == {"customer.sex"}
    assert len(await service.store.of_shop(SHOP)) == before


# fmt: off
REFUSED: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "nothing": ({}, "nothing_proposed"),
    "what is published already": ({"pack": PACK, "register": REGISTER}, "unchanged"),
    "other content under the same number": ({"register": PAUSED.replace("version: 2", "version: 1")}, "version_taken"),
    "a pack that cannot be used": ({"pack": WIDER.replace("customer.email", "customer.emial")}, "source_invalid"),
    "a pack of another shop": ({"pack": WIDER.replace(f"shop: {SHOP}", "shop: other")}, "shop_differs"),
    "a moment that is none": ({"register": PAUSED, "effective": "soon"}, "effective_unreadable"),
    "a moment without an offset": ({"register": PAUSED, "effective": "2030-01-01T00:00:00"}, "effective_unreadable"),
}
# fmt: on


@pytest.mark.parametrize("sentence", REFUSED)
async def test_what_cannot_be_proposed_is_refused_with_its_own_code(service: Service, sentence: str) -> None:
    content, code = REFUSED[sentence]
    answer = await service.post(f"/shops/{SHOP}/proposals", {"effective": moment(NOW), **content})
    assert (answer.status, answer.json.get("code")) == (REFUSALS[code].status, code)
    assert answer.json["remedy"]
    assert len(await service.store.of_shop(SHOP)) == 1


async def test_a_lower_number_is_refused_though_it_was_never_used(service: Service) -> None:
    await service.whole("aoi", at=0, register=raised(PAUSED.replace("version: 2", "version: 1"), 7))
    assert (await service.propose(at=0, register=raised(REGISTER, 5))).json.get("code") == "version_lower"


async def test_a_pack_that_cannot_be_used_is_told_with_line_and_remedy(service: Service) -> None:
    answer = await service.propose(pack=WIDER.replace("customer.email", "customer.emial"))
    finding = answer.json["findings"][0]
    assert "did you mean `customer.email`?" in finding["remedy"]
    assert WIDER.splitlines()[finding["line"] - 1].strip() == "- customer.email"


async def test_a_shop_begins_with_pack_and_register() -> None:
    made = Service()
    assert (await made.propose(pack=PACK)).json.get("code") == "register_missing"
    assert (await made.propose(register=REGISTER)).json.get("code") == "pack_missing"


async def test_an_approval_is_of_all_of_now_and_of_the_officer_who_sends_it(service: Service) -> None:
    made = (await service.propose(pack=WIDER, register=PAUSED)).json
    for changed, code in (
        ({"signatures": {}}, "approval_incomplete"),
        ({"at": NOW - LATER_MS}, "approval_stale"),
        ({"at": NOW - 1}, "approval_wrong"),
        ({"signatures": {"pack": "!", "register": "!"}}, "approval_wrong"),
    ):
        assert (await service.approve(made, "minato", **changed)).json.get("code") == code
    shown = (await service.get(f"/shops/{SHOP}/proposals/{made['id']}")).json
    assert [each["approvals"] for each in shown["documents"]] == [[], []]


async def test_while_the_broker_is_away_the_officer_is_told_and_it_is_sent_when_it_is_back(service: Service) -> None:
    service.log.away = True
    answer = await service.whole("aoi", at=0, register=PAUSED)
    assert (answer.status, answer.json.get("code")) == (503, "not_now")
    assert (await call(service.app, "GET", "/health")).status == 503
    service.log.away = False
    await service.keeper.look()
    assert service.log.versions()[-1].claim.version == 2
    assert (await service.get("/fences")).json == {SHOP: [1, 1, 1, 1]}

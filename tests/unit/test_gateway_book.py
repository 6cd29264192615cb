"""The gateway's book: plans of believed versions only, and what it does where a new one is refused, by its setting."""

import io
from typing import Any, Final, cast

import msgspec
import pytest

from contracts import events as ev
from contracts.entries import Numbered, Parked, Version
from contracts.topics import DISCLOSURES
from contracts.versions import Signed
from services.gateway.book import Book
from shared.core.checkpoint.desk import GatewayDesk
from shared.core.checkpoint.step import Input
from shared.shell import telemetry
from shared.shell.restore import Said
from tests.fixtures import backmarket as bm
from tests.fixtures.officers import NOW, STRANGER, chain, raw, version

change = msgspec.structs.replace
SHOP: Final = "backmarket"
PACK: Final = version(bm.pack())
REGISTER: Final = version(bm.register())
PAUSED: Final = version(change(bm.party("seller", mode="paused"), version=2), after=REGISTER, by=("aoi",), effective=0)
_wider: Final = change(bm.pack(), version=2, keeps_version=False, until="2099-01-01")
_more: Final = change(_wider, rules=[change(r, fields=[*r.fields, "customer.sex"]) for r in _wider.rules])
WIDER: Final = version(_more, after=PACK)


class Topic:
    """What lies on `policy.packs`, read on from where it was read to."""

    def __init__(self, *lying: Signed) -> None:
        self.lying, self._read = list(lying), 0

    def read_on(self) -> list[Said]:
        new, self._read = self.lying[self._read :], len(self.lying)
        return [Said(raw(each), NOW) for each in new]

    def close(self) -> None:
        pass


def book(topic: Topic, *, keeps: bool = False) -> Book:
    made = Book.__new__(Book)
    vars(made).update(_chain=chain(), _keeps=keeps, _plans={}, _tail=topic)
    return made


def fence(position: int, pack: Signed, register: Signed) -> Input:
    cited = (pack.claim.version, pack.claim.digest, register.claim.version, register.claim.digest)
    body = msgspec.json.encode(ev.Activation(SHOP, *cited))
    return Input(position, b"@policy", body, {ev.H_TYPE: b"policy.activated", ev.H_SHOP: SHOP.encode()}, NOW)


def desk(made: Book) -> GatewayDesk:
    found = GatewayDesk(cast("Any", made), partitions=4, chance=bytes)
    assert found.seat(0, None, found.replay()) == 0
    return found


def entries(made: GatewayDesk, *inputs: Input) -> list[Any]:
    found: list[Any] = []
    for step in made.take(0, inputs):
        made.keep(0)
        told = (msgspec.json.decode(o.value or b"", type=Numbered) for o in step.outputs if o.topic == DISCLOSURES)
        found += [entry for numbered in told for entry in numbered.entries]
    return found


def in_force(made: GatewayDesk) -> tuple[int, int]:
    return made._held[0].head.versions[SHOP]


def test_believed_versions_make_a_plan_that_cites_them() -> None:
    made = book(Topic(PACK, REGISTER))
    plan = made.plan(SHOP, (1, 1))
    assert plan is not None
    assert (plan.versions, plan.pack) == ((1, 1), f"1:{PACK.claim.digest[:16]}")
    assert (made.plan(SHOP, None), made.readable(SHOP, 9)) == (None, 1)


# fmt: off
REFUSED: Final[dict[str, Signed]] = {
    "forged": version(_more, after=PACK, key=STRANGER),
    "approved by one": version(_more, after=PACK, by=("aoi",)),
    "skipped ahead": version(change(_more, version=3), after=WIDER),
    "too early": version(_more, after=PACK, effective=NOW + 60_000),
    "a fork from the beginning": version(_more),
}
# fmt: on


@pytest.mark.parametrize("sentence", REFUSED)
def test_P10_where_the_last_good_version_is_kept_a_refused_one_is_parked_and_changes_nothing(sentence: str) -> None:
    refused = REFUSED[sentence]
    made = desk(book(Topic(PACK, REGISTER, refused), keeps=True))
    first, second = entries(made, fence(0, PACK, REGISTER), fence(1, refused, REGISTER))
    assert (type(first), type(second)) == (Version, Parked)
    assert (second.reason, second.shop, second.position) == ("fence_contradicts", SHOP, 1)
    assert in_force(made) == (1, 1)


@pytest.mark.parametrize("sentence", REFUSED)
def test_P10_else_the_shop_waits_until_a_good_one_comes(sentence: str) -> None:
    refused = REFUSED[sentence]
    topic = Topic(PACK, REGISTER, refused)
    known = book(topic)
    made = desk(known)
    entries(made, fence(0, PACK, REGISTER), fence(1, refused, REGISTER))
    assert in_force(made) == (refused.claim.version, 1)
    assert known.plan(SHOP, in_force(made)) is None
    good = version(change(_more, version=4), after=PACK)
    topic.lying.append(good)
    entries(made, fence(2, good, REGISTER))
    plan = known.plan(SHOP, in_force(made))
    assert plan is not None
    assert plan.versions == (4, 1)


@pytest.mark.parametrize("keeps", [True, False])
def test_P10_versions_that_were_refused_are_refused_after_a_restart_too(keeps: bool) -> None:
    topic = Topic(PACK, REGISTER, REFUSED["approved by one"])
    again = book(Topic(*topic.lying), keeps=keeps)
    plan = again.plan(SHOP, (2, 1))
    assert (plan and plan.versions) == ((1, 1) if keeps else None)
    assert again.readable(SHOP, 2) == 1


def test_P10_a_fence_that_goes_back_changes_nothing() -> None:
    made = desk(book(Topic(PACK, REGISTER, PAUSED)))
    told = entries(made, fence(0, PACK, PAUSED), fence(1, PACK, REGISTER))
    assert [type(each) for each in told] == [Version]
    assert in_force(made) == (1, 2)


def test_P10_a_fence_that_cites_other_content_than_is_believed_is_parked() -> None:
    other = change(PACK, claim=change(PACK.claim, digest="f" * 64))
    (told,) = entries(desk(book(Topic(PACK, REGISTER))), fence(0, other, REGISTER))
    assert (type(told), told.reason) == (Parked, "fence_contradicts")


def test_the_log_names_the_version_and_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    log = io.StringIO()
    monkeypatch.setattr(telemetry, "_sink", log)
    made = book(Topic(PACK, REGISTER, REFUSED["approved by one"]))
    made.plan(SHOP, (2, 1))
    lines = [msgspec.json.decode(line) for line in log.getvalue().splitlines()]
    refused, missing = lines
    assert (refused["deed"], refused["code"], refused["kind"], refused["version"], refused["shop"]) == (
        "version refused", "approvals_missing", "pack", 2, SHOP,
    )  # fmt: skip
    assert (missing["deed"], missing["code"]) == ("version not in force", "pack approvals_missing")

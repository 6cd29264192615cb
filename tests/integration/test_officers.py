"""Officers and the running system: what two approve is in force, what the policy service does alone is not.

The gateway of this stack keeps the last good version; where a shop waits instead, see `test_broken_packs`.
"""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from cli.policy import officer
from cli.running import AnswerError
from tests.fixtures.five import republish, running
from tests.fixtures.publishing import SHOP, called, keep, text
from tests.fixtures.rogue import DEEDS, Rogue, unapproved
from tests.fixtures.system import System
from tests.integration.test_broken_packs import order, seen

pytestmark = pytest.mark.timeout(180)
GIVEN: Final = [("disclosed", "")]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    parties, policies, down = (tmp_path_factory.mktemp(name) for name in ("parties", "policies", "down"))
    with running(parties, policies, down / "down", refused="keep") as made:
        yield made


@pytest.fixture
def rogue(kept: System) -> Rogue:
    return Rogue(kept, SHOP)


def codes(system: System) -> list[str]:
    """Return for what versions were refused by the gateway, from its log."""
    log = (system.stack.data / "services" / "gateway" / "log.jsonl").read_text(encoding="utf-8").splitlines()
    lines = [json.loads(line) for line in log]
    return [line["code"] for line in lines if line["deed"] == "version refused"]


def refused(system: System, code: str, places: dict[int, int], name: str) -> None:
    """Hold that nothing changed: fences are parked, the reason is in the log, orders go on under what was in force."""
    system.reach(places)
    parked = [e for e in system.entries(SHOP, kind="parked") if e["position"] == places[e["partition"]]]
    assert [each["reason"] for each in parked] == ["fence_contradicts"] * len(places)
    assert code in codes(system)
    answer = order(system, SHOP, name)
    system.settle(answer)
    assert seen(system, SHOP, answer) == GIVEN


def paused(system: System, name: str, *, meanwhile: Callable[[], object] = lambda: None) -> None:
    """Let an order wait for a party that is paused, and leave when the next version lets it."""
    agency = "  payment_agency:\n    mode: "
    republish(system, SHOP, f"{agency}live", f"{agency}paused")
    meanwhile()
    answer = order(system, SHOP, name)
    system.settle(answer)
    assert seen(system, SHOP, answer) == [("waiting", "paused")]
    republish(system, SHOP, f"{agency}paused", f"{agency}live")
    system.settle(answer)
    assert seen(system, SHOP, answer)[1:] == GIVEN


# What the service does alone. Each of these is a version with its own good seal, or a stranger's.


@pytest.mark.parametrize("code", DEEDS)
def test_P10_what_the_policy_service_does_without_officers_changes_nothing(
    code: str, kept: System, rogue: Rogue
) -> None:
    refused(kept, code, DEEDS[code](rogue), f"rogue-{code}")


def test_P10_a_fence_that_goes_back_changes_nothing(kept: System, rogue: Rogue) -> None:
    pack, before = rogue.newest()
    paused(kept, "gone-back", meanwhile=lambda: kept.reach(rogue.fence(pack.claim, before.claim)))


def test_P10_after_a_restart_the_gateway_refuses_the_same_and_goes_on(kept: System, rogue: Rogue) -> None:
    kept.reach(unapproved(rogue))
    kept.stack.stop_service("gateway")
    kept.stack.start_service("gateway")
    kept.stack.wait_ready("gateway")
    refused(kept, "approvals_missing", unapproved(rogue), "restarted")


# What officers do


def test_P2_what_widens_is_published_by_two_officers_and_not_by_one(kept: System, rogue: Rogue) -> None:
    both = kept.officers
    content = text(
        kept, register=False, old="      - order.id\n", new="      - order.id\n      - customer.birth_date\n"
    )
    made = officer.propose(both.first, SHOP, pack=content, register=None, effective="now")
    assert made["documents"][0]["needs"] == 2
    checked = officer.check(both.first, SHOP, made)
    officer.approve(both.first, SHOP, made["id"], checked)
    with pytest.raises(AnswerError, match="approvals_missing"):
        officer.publish(both.first, SHOP, made["id"])
    officer.approve(both.second, SHOP, made["id"], checked)
    published = officer.publish(both.first, SHOP, made["id"])
    kept.reach(dict(enumerate(published["positions"])))
    keep(kept, content, register=False)
    number = rogue.pack().version
    entries = [e for e in kept.entries(SHOP, kind="version") if e["pack"].startswith(f"{number}:")]
    assert [(e["partition"], e["position"]) for e in entries] == [*enumerate(published["positions"])]


def test_the_second_of_two_that_are_published_at_once_must_be_rebased(kept: System) -> None:
    both = kept.officers
    carrier = "  delivery_carrier:\n    mode: "
    ready: list[str] = []
    contents = [text(kept, register=True, old=f"{carrier}live", new=f"{carrier}{mode}") for mode in ("paused", "off")]
    for content in contents:
        made = officer.propose(both.first, SHOP, pack=None, register=content, effective=None)
        officer.approve(both.second, SHOP, made["id"], officer.check(both.second, SHOP, made))
        ready.append(made["id"])

    def publish(identity: str) -> str:
        try:
            return str(officer.publish(both.first, SHOP, identity)["state"])
        except AnswerError as error:
            return str(error).split(":")[0]

    with ThreadPoolExecutor(2) as threads:
        found = list(threads.map(publish, ready))
    assert sorted(found) == ["published", "rebase"]
    keep(kept, contents[found.index("published")], register=True)


def scheduled(system: System, *, seconds: float) -> tuple[str, float]:
    """Ask for a pack to be published later; return the proposal and its moment."""
    both = system.officers
    moment = time.time() + seconds
    content = text(system, register=False)
    line = next(line for line in content.splitlines() if line.strip().startswith("title: "))
    content = content.replace(line, f"{line} {int(moment)}", 1)
    effective = datetime.fromtimestamp(moment, UTC).isoformat()
    made = officer.propose(both.first, SHOP, pack=content, register=None, effective=effective)
    checked = officer.check(both.second, SHOP, made)
    for who in both:
        officer.approve(who, SHOP, made["id"], checked)
    asked = officer.publish(both.first, SHOP, made["id"])
    assert (asked["state"], asked["positions"]) == ("asked", [])
    keep(system, content, register=False)
    return made["id"], moment


def published_at(system: System, identity: str) -> float:
    """Wait until a proposal is published and return when it was."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        shown: dict[str, Any] = system.officers.first.get(f"/shops/{SHOP}/proposals/{identity}")
        if shown["state"] == "published":
            return float(shown["steps"][-1]["at"]) / 1000
        time.sleep(0.1)
    raise AssertionError(shown["state"])


@pytest.mark.parametrize("down_s", [0.0, 5.0])
def test_what_holds_from_a_later_moment_survives_a_restart(kept: System, rogue: Rogue, down_s: float) -> None:
    before = rogue.pack().version
    identity, moment = scheduled(kept, seconds=4)
    kept.stack.kill_service("policy")
    assert rogue.pack().version == before
    # The moment itself is what is waited for: it passes while the service is down, or just after.
    time.sleep(max(0.0, down_s and moment + 0.5 - time.time()))
    kept.stack.start_service("policy")
    kept.stack.wait_ready("policy")
    assert published_at(kept, identity) >= moment
    assert rogue.pack().version == before + 1
    answer = order(kept, SHOP, f"later-{down_s}")
    kept.settle(answer)
    assert seen(kept, SHOP, answer) == GIVEN


def test_the_seals_key_is_changed_as_the_page_says(kept: System, rogue: Rogue, tmp_path: Path) -> None:
    stack, readers = kept.stack, ("gateway", "payment")
    folders = {name: stack.data / "services" / name / "keys" for name in (*readers, "policy")}
    old = (folders["gateway"] / "policy_public").read_text()
    new = called("keys", "seal", "--to", str(tmp_path / "policy_signing")).strip()

    def trust(*lines: str) -> None:
        for name in readers:
            (folders[name] / "policy_public").write_text("\n".join(lines))
            stack.stop_service(name)
            stack.start_service(name)
        for name in readers:
            stack.wait_ready(name)

    trust(old, new)
    (folders["policy"] / "policy_signing").write_text((tmp_path / "policy_signing").read_text())
    stack.stop_service("policy")
    stack.start_service("policy")
    stack.wait_ready("policy")
    trust(new)
    assert {each.key for each in rogue.newest()} != {old}
    paused(kept, "new-key")


# The command


def test_the_command_does_all_that_an_officer_does(kept: System, tmp_path: Path) -> None:
    first, second = kept.stack.officers()
    where = ("--shop", SHOP, "--url", kept.stack.url("policy"))
    file = tmp_path / "pack.yaml"
    content = text(kept, register=False)
    line = next(line for line in content.splitlines() if line.strip().startswith("title: "))
    file.write_text(content.replace(line, f"{line} anew", 1), encoding="utf-8")
    told = called("diff", str(file), *where, officer_key=first)
    assert "wider" in told
    assert "anew" in told
    made = json.loads(called("propose", *where, "--pack", str(file), "--effective", "now", "--json", officer_key=first))
    assert "approvals_missing" in called("publish", made["id"], *where, officer_key=first, code=65)
    for key in (first, second):
        assert "open" in called("approve", made["id"], *where, "--yes", officer_key=key)
    assert "in force" in called("publish", made["id"], *where, officer_key=first)
    keep(kept, file.read_text(encoding="utf-8"), register=False)
    assert f"{made['id']}" in called("show", *where, officer_key=second)
    history = json.loads(called("history", *where, "--json", officer_key=second))["versions"]
    newest = [each for each in history if each["what"] == "pack"][-1]
    assert (newest["approved_by"], newest["findings"]) == (["aoi", "minato"], [])
    written = called("export", *where, "--to", str(tmp_path / "out"), officer_key=first).split()
    signed = json.loads(Path(next(each for each in written if f"pack-{newest['version']}." in each)).read_text())
    assert signed["claim"]["digest"] == newest["digest"]
    assert "proposal_ended" in called("withdraw", made["id"], *where, officer_key=first, code=65)

"""Every platform's order through everything that runs: sent from a file, signed as it signs, and found again."""

import json
from pathlib import Path

import pytest

from cli import ask, who
from shared.core.door import parse
from shared.core.platforms import PLATFORMS
from tests.fixtures.platforms import documented
from tests.fixtures.shops import SHOP
from tests.fixtures.system import System

pytestmark = pytest.mark.timeout(120)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_an_order_of_every_platform_is_taken_in_and_reaches_a_seller(
    platform: str, system: System, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row, file = PLATFORMS[platform], tmp_path / "order.json"
    raw = documented(platform, row.usual_topic)
    file.write_bytes(raw)
    order = parse(raw)
    system.settle(system.adult(str(order["customer_id"] if "customer_id" in order else order["customer"]["id"])))
    assert ask.send(file, shop=SHOP, platform=platform) == 0
    receipt = json.loads(capsys.readouterr().out)
    expected = row.events(parse(raw), topic=row.usual_topic).events
    assert [each["type"] for each in receipt["accepted"]] == [event.type for event in expected]
    places = ",".join(f"{each['partition']}:{each['position']}" for each in receipt["accepted"])
    assert system.ledger(f"/summary?through={places}&closed=true&wait=20").content["reached"]
    assert who.run(who.Asked(SHOP, order=str(parse(raw)["id"])), as_json=True) == 0
    entries = json.loads(capsys.readouterr().out)["entries"]
    given = {entry["id"] for entry in entries if entry["ending"].get("state") == "given"}
    assert given
    assert given == {entry["id"] for entry in entries if entry["kind"] == "disclosed"}

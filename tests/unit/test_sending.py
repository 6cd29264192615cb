"""How a sample shop signs, for the door's own reading of it; and what a told story waits for."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli.sending import postponed, unended
from examples.shop import lives
from examples.shop.send import signed
from examples.shop.writing import Request
from shared.core.platforms import PLATFORMS, recognised

SECRETS = {name: f"secret-{name}" for name in PLATFORMS}


def _webhooks() -> list[Request]:
    return [request for life in lives(40, seed=1) for request in life.requests if recognised(request.headers)]


@pytest.mark.parametrize("name", sorted(PLATFORMS))
def test_a_webhook_of_the_sample_is_signed_as_its_platform_signs(name: str) -> None:
    platform = PLATFORMS[name]
    requests = [request for request in _webhooks() if recognised(request.headers) is platform]
    assert requests
    for request in requests:
        headers = signed(request, "token", SECRETS)
        assert platform.scheme.verify(request.body, SECRETS[name], headers[platform.signature_header])
        assert "authorization" not in headers


def test_an_event_of_the_shop_itself_carries_its_token() -> None:
    request = next(iter(lives(1, seed=1))).requests[0]
    assert signed(request, "token", SECRETS)["authorization"] == "Bearer token"


def _given(name: str, instance: str) -> dict[str, Any]:
    return {"kind": "disclosed", "id": name, "instance": instance, "order": "o-1"}


def test_a_disclosure_is_awaited_until_its_outcome_but_not_that_to_the_seller_that_is_down() -> None:
    entries = [_given("a", "tokyo-phones"), _given("b", "osaka-tech"), _given("c", "group-japan")]
    entries.append({**_given("z", "tokyo-phones"), "order": "of another story"})
    orders = ["o-1"]
    assert (unended(entries, orders, down=False), unended(entries, orders, down=True)) == ({"a", "c"}, {"b"})
    more = [*entries, {"kind": "outcome", "id": "a"}, {"kind": "withheld", "id": "d", "instance": "osaka-tech"}]
    assert (unended(more, orders, down=False), unended(more, orders, down=True)) == ({"c"}, {"b"})


def test_what_a_service_has_tried_in_vain_is_read_off_its_log(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    lines = [{"deed": "started"}, {"deed": "given", "disclosure": "a"}, {"deed": "postponed", "disclosure": "b"}]
    log.write_text("".join(f"{json.dumps(line)}\n" for line in lines) + '{"deed": "post', encoding="utf-8")
    assert postponed(log) == {"b"}

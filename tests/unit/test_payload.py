"""A payload in a file: which platform it is of, which headers come with it, and that the door takes them."""

import json

import pytest

from cli.ask import signed
from cli.payload import PayloadError, headers_of
from services.intake.accept import check_sender
from shared.core.door import CONTENT_TYPE, parse
from shared.core.platforms import PLATFORMS
from tests.fixtures.platforms import documented
from tests.unit.intake import DOCUMENTED, DOORS, EVENT, TOKEN

USUAL = [(platform.name, platform.usual_topic) for platform in PLATFORMS.values()]


@pytest.mark.parametrize(("platform", "topic"), USUAL)
def test_an_order_is_known_by_its_leaves_and_told_as_new(platform: str, topic: str) -> None:
    expected = {"content-type": "application/json", PLATFORMS[platform].topic_header: topic}
    assert headers_of(documented(platform, topic)) == expected
    assert headers_of(documented(platform, topic), platform=platform) == expected


def test_the_usual_topics_are_those_of_a_new_order() -> None:
    assert USUAL == [("shopify", "orders/create"), ("woocommerce", "order.created")]


def test_a_wrapped_order_is_known_too() -> None:
    wrapped = json.dumps({"order": parse(DOCUMENTED)}, default=str).encode()
    assert headers_of(wrapped)["x-shopify-topic"] == "orders/create"


@pytest.mark.parametrize("raw", [json.dumps(EVENT).encode(), b"{}", b"not JSON", b"[1]", b'{"id": 1, "a": 1, "b": 2}'])
def test_anything_else_is_an_event_of_ours(raw: bytes) -> None:
    assert headers_of(raw) == {"content-type": CONTENT_TYPE}


def test_a_topic_may_be_named() -> None:
    assert headers_of(b"{}", platform="shopify", topic="refunds/create")["x-shopify-topic"] == "refunds/create"
    assert headers_of(documented("woocommerce", "order.created"), topic="order.deleted") == {
        "content-type": "application/json",
        "x-wc-webhook-topic": "order.deleted",
    }


MISTAKES: dict[str, tuple[str | None, str | None, str]] = {
    "an unknown platform": ("shopfy", None, "platforms: shopify, woocommerce"),
    "another platform's topic": ("shopify", "order.created", "topics: orders/create, "),
    "a topic of nobody's": (None, "order.created", "--platform"),
}


@pytest.mark.parametrize("sentence", MISTAKES)
def test_a_mistake_says_the_way_out(sentence: str) -> None:
    platform, topic, way_out = MISTAKES[sentence]
    with pytest.raises(PayloadError, match=way_out):
        headers_of(b"{}", platform=platform, topic=topic)


@pytest.mark.parametrize(("platform", "topic"), USUAL)
def test_the_door_takes_what_is_sent_from_a_file(platform: str, topic: str) -> None:
    raw, secrets = documented(platform, topic), DOORS.shops["netoff"]
    headers = signed(raw, headers_of(raw), secrets)
    assert "authorization" not in headers
    check_sender(DOORS, "netoff", headers, raw)


def test_an_event_of_ours_bears_the_token() -> None:
    raw = json.dumps(EVENT).encode()
    headers = signed(raw, headers_of(raw), DOORS.shops["netoff"])
    assert headers == {"content-type": CONTENT_TYPE, "authorization": f"Bearer {TOKEN}"}
    check_sender(DOORS, "netoff", headers, raw)

"""P7 for metrics: the closed list of instruments and attributes, values of its kinds, no exemplars."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opentelemetry.sdk.metrics import AlwaysOffExemplarFilter, MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader

from contracts.entries import Entry, Numbered, Parked, Withheld
from contracts.telemetry import METRICS
from services.ledger import tally
from shared.shell import metrics
from tests.fixtures.telemetry import PARTY, SHOP
from tests.unit.ledger_log import disclosed

LABELS = {
    "sekisho.shop": {SHOP, PARTY, "_OTHER"},
    "sekisho.recipient": {SHOP, PARTY, "_OTHER"},
    "sekisho.reason": {"consent", "_OTHER"},
    "sekisho.event.type": {"order.placed", "_OTHER"},
    "sekisho.outcome": {"given", "_OTHER"},
    "messaging.destination.name": {"to.seller", "disclosures", "_OTHER"},
    "sekisho.dropped": {"attribute", "value"},
}
"""Every label that this test can see, and its values, by hand."""

TEXTS = st.sampled_from(["taro", "090-1234-5678", "20002-1"]) | st.text(max_size=20)
GOOD = st.sampled_from([SHOP, PARTY, "consent", "order.placed", "given", "to.seller"])


class Seen:
    def __init__(self) -> None:
        self.reader = InMemoryMetricReader()
        off = AlwaysOffExemplarFilter()
        self.provider = MeterProvider([self.reader], exemplar_filter=off, shutdown_on_exit=False, views=metrics.views())

    def points(self) -> dict[str, list[Any]]:
        found = self.reader.get_metrics_data()
        scopes = (scope for resource in found.resource_metrics for scope in resource.scope_metrics) if found else ()
        return {metric.name: list(metric.data.data_points) for scope in scopes for metric in scope.metrics}


@pytest.fixture
def seen() -> Iterator[Seen]:
    yield from _seen()


def _seen() -> Iterator[Seen]:
    made = Seen()
    metrics.use(made.provider.get_meter("sekisho"))
    metrics.know(SHOP, PARTY)
    try:
        yield made
    finally:
        metrics.use(None)
        made.provider.shutdown()


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(METRICS)), st.dictionaries(st.sampled_from(sorted(LABELS)) | TEXTS, TEXTS | GOOD))
def test_P7_no_metric_carries_anything_but_the_closed_list(name: str, given_: dict[str, str]) -> None:
    for made in _seen():
        given_ = {key: value for key, value in given_.items() if name != "sekisho.telemetry.dropped"}
        metrics.add(name, 1, {**given_, "sekisho.dropped": "value"}) if METRICS[name].form == "counter" else None
        metrics.measure(name, 1.5, given_) if METRICS[name].form == "histogram" else None
        if METRICS[name].form == "gauge":
            metrics.level(name, {tuple(given_.items()): 1.0})
        points = made.points()
    assert set(points) <= set(METRICS)
    for point in (point for each in points.values() for point in each):
        assert set(point.attributes) <= set(LABELS)
        assert all(value in LABELS[key] for key, value in point.attributes.items())
        assert not point.exemplars


def test_P7_an_instrument_outside_the_list_is_not_seen(seen: Seen) -> None:
    meter = seen.provider.get_meter("another")
    meter.create_counter("customers").add(1, {"name": "taro"})
    meter.create_counter("sekisho.disclosures").add(1, {"name": "taro", "sekisho.shop": SHOP})
    points = seen.points()
    assert "customers" not in points
    assert [dict(point.attributes) for point in points["sekisho.disclosures"]] == [{"sekisho.shop": SHOP}]


def test_P7_without_the_views_the_planted_instrument_is_seen() -> None:
    reader = InMemoryMetricReader()
    provider = MeterProvider([reader], shutdown_on_exit=False)
    provider.get_meter("another").create_counter("customers").add(1, {"name": "taro"})
    found = reader.get_metrics_data()
    assert found is not None
    assert "taro" in found.to_json()
    provider.shutdown()


def test_what_was_there_and_is_not_any_more_is_nought(seen: Seen) -> None:
    metrics.level("sekisho.evidence.missing", {(("sekisho.shop", SHOP),): 2.0})
    metrics.level("sekisho.evidence.missing", {})
    (point,) = seen.points()["sekisho.evidence.missing"]
    assert point.value == 0


def test_while_nobody_asks_nothing_is_counted() -> None:
    assert not metrics.wanted()
    metrics.add("sekisho.disclosures", 1, {"sekisho.shop": "taro"})
    metrics.level("sekisho.lag", {(("messaging.destination.name", "to.seller"),): 1})
    assert not metrics._levels


def test_the_ledger_counts_what_it_took_in_by_shop_recipient_and_reason(seen: Seen) -> None:
    withheld = Withheld("w", "e", "order.placed", SHOP, "p", "o", PARTY, "i", "1:a", "1:a", "consent", [], 1)
    parked = Parked(SHOP, "", "shop.events", 0, 3, "order_unreadable", 1)
    given_: list[Entry] = [disclosed("a"), disclosed("b"), withheld]
    tally.count([Numbered("s", 0, 7, given_), Numbered("s", 3, 8, [parked])])
    points = {name: [(dict(point.attributes), point.value) for point in found] for name, found in seen.points().items()}
    assert points == {
        "sekisho.disclosures": [({"sekisho.shop": "meadow", "sekisho.recipient": "payment"}, 2)],
        "sekisho.withheld": [({"sekisho.shop": SHOP, "sekisho.recipient": PARTY, "sekisho.reason": "consent"}, 1)],
        "sekisho.parked": [({"messaging.destination.name": "shop.events"}, 1)],
    }

"""Metrics: counted, set and measured by the names of the closed list, with values of the kinds that it allows (P7).

It serves nothing and sends nothing (`shell/exporting.py` does). While nobody asked for metrics, nothing is kept but
what was dropped of telemetry. A rate of disclosures or withholdings comes from the ledger's entries, never from spans.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final, TypeVar

from opentelemetry.metrics import Meter
from opentelemetry.sdk.metrics.view import DropAggregation, ExplicitBucketHistogramAggregation, View

from contracts.telemetry import LABELS, METRICS, OTHER, Metric
from shared.shell.closing import Names

Attributes = Mapping[str, str | int]
Labels = tuple[tuple[str, str], ...]
Labelled = TypeVar("Labelled", bound=Labels)

_SECONDS: Final = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600, 21_600, 86_400, 259_200)

names: Final = Names()
"""What this process knows by name."""

_made: dict[str, Any] = {}
_levels: dict[str, set[Labels]] = {}
_dropped: Counter[str] = Counter()


def use(meter: Meter | None) -> None:
    """Count by this meter from now on; by none, with None."""
    _made.clear()
    _levels.clear()
    if meter is not None:
        for name, metric in METRICS.items():
            _made[name] = _instrument(meter, name, metric)


def wanted() -> bool:
    """Tell whether anybody asked for metrics."""
    return bool(_made)


def views() -> list[View]:
    """Return the views that let nothing through but the closed list."""
    ours = [
        View(instrument_name=name, attribute_keys=set(metric.attributes), aggregation=_aggregation(metric))
        for name, metric in METRICS.items()
    ]
    return [*ours, View(instrument_name="*", aggregation=DropAggregation())]


def add(name: str, count: int = 1, attributes: Attributes | None = None) -> None:
    """Count."""
    if counter := _made.get(name):
        counter.add(count, _closed(name, attributes or {}))


def measure(name: str, value: float, attributes: Attributes | None = None) -> None:
    """Put one measurement into a histogram."""
    if histogram := _made.get(name):
        histogram.record(value, _closed(name, attributes or {}))


def level(name: str, found: Mapping[Labelled, float]) -> None:
    """Set a gauge for everything that was found, and to 0 for what was found before and is not any more."""
    if gauge := _made.get(name):
        now: dict[Labels, float] = dict(found.items())
        seen = _levels.setdefault(name, set())
        for attributes in seen | now.keys():
            gauge.set(now.get(attributes, 0), _closed(name, dict(attributes)))
        seen.update(now)


def dropped(what: str, count: int = 1) -> None:
    """Note that something of telemetry was not let through."""
    _dropped[what] += count
    add("sekisho.telemetry.dropped", count, {"sekisho.dropped": what})


def losses() -> dict[str, int]:
    """Return what was dropped since the process began."""
    return dict(_dropped)


def know(*told: str) -> None:
    """Take in names of shops and recipients, from a signed register, an entry of the ledger or a key file."""
    names.known.update(told)


def _closed(name: str, attributes: Attributes) -> dict[str, str | int]:
    """Return the attributes of a metric as its list has them, each there; what may not be said is `_OTHER`."""
    wanted, lost = METRICS[name].attributes, Counter[str]()
    kept = names.closed(attributes, {key: LABELS[key] for key in wanted}, lambda what: lost.update([what]))
    for what, count in lost.items():
        _dropped[what] += count
        if name != "sekisho.telemetry.dropped":
            add("sekisho.telemetry.dropped", count, {"sekisho.dropped": what})
    return {key: kept.get(key, OTHER) for key in wanted}


def _instrument(meter: Meter, name: str, metric: Metric) -> Any:
    make = {"counter": meter.create_counter, "gauge": meter.create_gauge, "histogram": meter.create_histogram}
    return make[metric.form](name, metric.unit, metric.says)


def _aggregation(metric: Metric) -> ExplicitBucketHistogramAggregation | None:
    return ExplicitBucketHistogramAggregation(_SECONDS) if metric.form == "histogram" else None

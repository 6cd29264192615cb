"""All that spans and metrics may say: names, and for each attribute the kind of value that it takes (P7).

What is not in these lists is dropped and counted (`shared/core/closed.py`). Names are those of OpenTelemetry's semantic
conventions for messaging and HTTP where there are any; ours begin with `sekisho.`. No kind of value has room for a
telephone number, a postal code, a card number or a text: words are listed one by one, numbers are small, references
are hashes that we made, names are those that the process has read in a signed register or a key file of its own.
"""

from typing import Final, Literal, NamedTuple

from contracts.deployment import SERVICES
from contracts.entries import OutcomeName
from contracts.events import EVENT_TYPES
from contracts.topics import TOPICS

Kind = Literal["word", "number", "reference", "name", "error", "setting"]
"""What a value may be.

`word`: one of the words that are listed. `number`: a whole number within the bounds, or its digits as text.
`reference`: 32 hexadecimal digits, an id or keyed hash of our own. `name`: a shop or recipient that this process knows.
`error`: a reason code that is listed, or the name of an exception class. `setting`: set by who runs the process.
"""


class Attribute(NamedTuple):
    """One attribute: what it says, and what its value may be."""

    says: str
    kind: Kind
    words: frozenset[str] = frozenset()
    low: int = 0
    high: int = 0


class Metric(NamedTuple):
    """One metric: what it says, and the attributes that divide it."""

    says: str
    form: Literal["counter", "gauge", "histogram"]
    unit: str
    attributes: tuple[str, ...] = ()


ROUTES: Final = frozenset({"/shops/{shop}/events"})
"""Routes of ours whose requests have spans."""

_TOPICS: Final = frozenset(topic.name for topic in TOPICS)
_TYPES: Final = frozenset(kind for group in EVENT_TYPES.values() for kind in group)
_GROUPS: Final = frozenset(row.group for row in SERVICES if row.group)
_OUTCOMES: Final[frozenset[OutcomeName]] = frozenset({"given", "withdrawn", "failed", "unknown"})

WITHHELD: Final = frozenset(
    {
        "age",
        "approval",
        "behind",
        "blocked",
        "cancelled",
        "consent",
        "consent_information",
        "contract",
        "country",
        "mode_off",
        "mode_shadow",
        "not_opted_in",
        "not_placed",
        "not_requested",
        "not_served",
        "not_yet",
        "nothing_to_give",
        "notice",
        "older_version",
        "opted_out",
        "pack_expired",
        "pack_missing",
        "party_unknown",
        "paused",
        "published",
        "refused",
        "register_missing",
        "route",
        "stopped",
        "term_ended",
        "unchanged",
        "waiting_full",
        "withdrawn",
    }
)
"""Reasons why a recipient gets nothing (docs/policy-packs.md)."""

ERRORS: Final = frozenset({"aborted", "timeout", "connect", *(str(status) for status in range(300, 600))})
"""What `error.type` may be beside names of exception classes: reason codes, and statuses of HTTP."""

ATTRIBUTES: Final[dict[str, Attribute]] = {
    "messaging.system": Attribute("the broker's kind", "word", frozenset({"kafka"})),
    "messaging.operation.name": Attribute("what is done", "word", frozenset({"send", "process"})),
    "messaging.operation.type": Attribute("its class", "word", frozenset({"send", "process"})),
    "messaging.destination.name": Attribute("the topic", "word", _TOPICS),
    "messaging.destination.partition.id": Attribute("the partition", "number", high=9_999),
    "messaging.consumer.group.name": Attribute("the consumer group", "word", _GROUPS),
    "messaging.batch.message_count": Attribute("messages of a batch", "number", high=10_000),
    "http.request.method": Attribute("the method", "word", frozenset({"POST"})),
    "http.request.resend_count": Attribute("tries before this one", "number", high=100),
    "http.response.status_code": Attribute("the answer", "number", low=100, high=599),
    "http.route": Attribute("the route, as it is declared", "word", ROUTES),
    "error.type": Attribute("why it failed: a code, or the name of an exception class", "error", ERRORS),
    "service.peer.name": Attribute("the outside party that is called: its recipient's name", "name"),
    "sekisho.shop": Attribute("the shop", "name"),
    "sekisho.recipient": Attribute("the recipient, as the pack names it", "name"),
    "sekisho.event.type": Attribute("the event's type", "word", _TYPES),
    "sekisho.event.id": Attribute("our own id of the event, a keyed hash", "reference"),
    "sekisho.disclosure.id": Attribute("the disclosure's id, which is derived", "reference"),
}
"""Every attribute of a span."""

LABELS: Final[dict[str, Attribute]] = {
    **{name: ATTRIBUTES[name] for name in ("sekisho.shop", "sekisho.recipient", "sekisho.event.type")},
    "messaging.destination.name": ATTRIBUTES["messaging.destination.name"],
    "sekisho.outcome": Attribute("what became of a hand-over", "word", frozenset(_OUTCOMES)),
    "sekisho.reason": Attribute("why a recipient gets nothing", "word", WITHHELD),
    "sekisho.dropped": Attribute(
        "what was dropped of telemetry",
        "word",
        frozenset({"attribute", "value", "name", "event", "link", "status", "resource", "scope", "metric", "unsent"}),
    ),
}
"""Every attribute that divides a metric."""

RESOURCE: Final[dict[str, Attribute]] = {
    "service.name": Attribute("the service", "setting"),
    "service.namespace": Attribute("what the service belongs to", "setting"),
    "service.version": Attribute("its version", "setting"),
    "service.instance.id": Attribute("the instance", "setting"),
    "deployment.environment.name": Attribute("where it runs: test, production", "setting"),
    "k8s.cluster.name": Attribute("the cluster", "setting"),
    "k8s.namespace.name": Attribute("the namespace", "setting"),
    "k8s.pod.name": Attribute("the pod", "setting"),
    "telemetry.sdk.name": Attribute("the SDK", "setting"),
    "telemetry.sdk.language": Attribute("the SDK's language", "setting"),
    "telemetry.sdk.version": Attribute("the SDK's version", "setting"),
}
"""Every attribute of the process that a span or metric comes from."""

OTHER: Final = "_OTHER"
"""Stands where a name or value was dropped that cannot be left out."""

SPANS: Final = frozenset(
    {
        *(f"POST {route}" for route in ROUTES),
        "POST",
        *(f"{deed} {topic}" for deed in ("send", "process") for topic in _TOPICS),
    }
)
"""Every name of a span: the operation and where it goes."""

SCOPE: Final = "sekisho"
"""The one instrumentation scope."""

METRICS: Final[dict[str, Metric]] = {
    "sekisho.events.accepted": Metric(
        "events that the intake took in", "counter", "{event}", ("sekisho.shop", "sekisho.event.type")
    ),
    "sekisho.events.decided": Metric("events that the gateway decided and committed", "counter", "{event}"),
    "sekisho.disclosures": Metric(
        "disclosures in the ledger", "counter", "{disclosure}", ("sekisho.shop", "sekisho.recipient")
    ),
    "sekisho.withheld": Metric(
        "withholdings in the ledger",
        "counter",
        "{entry}",
        ("sekisho.shop", "sekisho.recipient", "sekisho.reason"),
    ),
    "sekisho.parked": Metric(
        "messages that could not be read", "counter", "{message}", ("messaging.destination.name",)
    ),
    "sekisho.handover.duration": Metric(
        "from the decision to its final outcome",
        "histogram",
        "s",
        ("sekisho.shop", "sekisho.recipient", "sekisho.outcome"),
    ),
    "sekisho.handover.oldest": Metric(
        "age of the oldest disclosure that is open", "gauge", "s", ("sekisho.shop", "sekisho.recipient")
    ),
    "sekisho.lag": Metric(
        "messages that lie on a topic and are not worked in yet", "gauge", "{message}", ("messaging.destination.name",)
    ),
    "sekisho.checkpoint.age": Metric(
        "how long the oldest entry has waited that no signed checkpoint covers", "gauge", "s", ("sekisho.shop",)
    ),
    "sekisho.evidence.missing": Metric(
        "hand-overs of which the ledger has no disclosure, a minute after it was told of them; must be 0",
        "gauge",
        "{disclosure}",
        ("sekisho.shop",),
    ),
    "sekisho.telemetry.dropped": Metric(
        "what was outside the closed lists, or could not be sent", "counter", "{item}", ("sekisho.dropped",)
    ),
}
"""Every metric."""

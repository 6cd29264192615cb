"""Events that we write ourselves: fences and ticks. Their CloudEvents headers, with an id that the caller draws."""

from contracts import events as ev


def headers(event_type: str, source: str, *, name: str, shop: str | None = None) -> dict[str, bytes]:
    """Return the headers of one event of our own; `name` is its id, a tick is of no shop."""
    pairs = {
        ev.H_SPEC: "1.0",
        ev.H_ID: name,
        ev.H_TYPE: event_type,
        ev.H_SOURCE: source,
        **({ev.H_SHOP: shop} if shop is not None else {}),
        ev.H_CONTENT: "application/json",
    }
    return {header: value.encode() for header, value in pairs.items()}

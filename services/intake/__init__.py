"""The shop's door: events come in over HTTP, and are acknowledged when the broker holds them.

Reads: HTTP only (CloudEvents, platform webhooks). Key files `shops` and `references`.
Writes: `shop.events`; in its own schema which reference an order travels under, and which references
are of one person; day keys.
Promises: P2 (unknown keys end here), P3, P5 (an answer means a place in the log), P7, P10, P11, P12, P13.
Never: stores a payload, decides about a recipient, repeats a value, or lets one shop's secret open another's door.
"""

"""Shop: tells each shop itself what waits or is withheld and why, which values are asked for, which notices are due.

Reads: `results`, `policy.packs` (registers), its own outbox. Calls the address that the register names for results.
Writes: its own outbox; nothing on the broker, for what the shop is told is no disclosure.
Promises: P5 (one after another for each person), P12 (a shop is told of its own orders only).
Never: speaks to anybody but the shop; keeps a payload after it was handed over; follows a redirect.
"""

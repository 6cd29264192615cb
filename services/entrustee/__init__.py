"""Entrustees: hands companies that work for the shop, supporters and agents what their task needs.

Reads: `to.entrustee`, `policy.packs` (registers), its own outbox. Calls the endpoints that the register in force names.
Writes: `outcomes`, `results` (hand-overs that failed for good), its own outbox.
Promises: P1 (one final outcome for each disclosure), P5 (one after another for each person), P14 (only while live).
Never: decides what a task needs; keeps a payload after its outcome; follows a redirect.
"""

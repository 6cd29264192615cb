"""Listing: tells the shop's own site what is to be listed and what no longer.

Reads: `to.listing`, `policy.packs` (registers), its own outbox. Calls the endpoints that the register in force names.
Writes: `outcomes`, `results` (hand-overs that failed for good), its own outbox.
Promises: P1 (one final outcome for each disclosure), P5 (one after another for each person), P14 (only while live).
Never: decides what is public; keeps a payload after its outcome; follows a redirect.
"""

"""Delivery: hands each carrier where a parcel goes, or where one is to be picked up.

Reads: `to.delivery`, `policy.packs` (registers), its own outbox. Calls the endpoints that the register in force names.
Writes: `outcomes`, `results` (hand-overs that failed for good), its own outbox.
Promises: P1 (one final outcome for each disclosure), P5 (one after another for each person), P14 (only while live).
Never: decides what a carrier may know; keeps a payload after its outcome; follows a redirect.
"""

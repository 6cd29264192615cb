"""Seller: hands each seller the part of an order that is this seller's.

Reads: `to.seller`, `policy.packs` (registers), its own outbox. Calls the endpoints that the register in force names.
Writes: `outcomes`, its own outbox.
Promises: P1 (one final outcome for each disclosure), P5 (one after another for each person), P14 (only while live).
Never: decides what a seller may know; keeps a payload after its outcome; follows a redirect.
"""

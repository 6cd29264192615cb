"""Authorities: hands authorities, advisers and successors what a case gives them; the stream gives them nothing.

Reads: `to.authority`, `policy.packs` (registers), its own outbox. Calls the endpoints that the register in force names.
Writes: `outcomes`, `results` (hand-overs that failed for good), its own outbox.
Promises: P1 (one final outcome for each disclosure), P5 (one after another for each person), P14 (only while live).
Never: opens a case; keeps a payload after its outcome; follows a redirect.
"""

"""Advertising: hands advertising partners what matching an audience or showing an advertisement needs.

Reads: `to.advertising`, `policy.packs` (registers), its outbox. Calls the endpoints that the register in force names.
Writes: `outcomes`, `results` (hand-overs that failed for good), its own outbox.
Promises: P1 (one final outcome for each disclosure), P5 (one after another for each person), P14 (only while live).
Never: decides who may be advertised to; keeps a payload after its outcome; follows a redirect.
"""

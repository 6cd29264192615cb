"""Cross-border: hands each company abroad what the person has agreed to.

Reads: `to.cross_border`, `policy.packs` (registers), its own outbox. Calls the endpoints that the register names.
Writes: `outcomes`, its own outbox.
Promises: P1 (one final outcome for each disclosure), P5 (one after another for each person), P14 (only while live).
Never: decides what may cross the border; keeps a payload after its outcome; follows a redirect.
"""

"""Payment: hands each payment processor what the payment needs.

Reads: `to.payment`, `policy.packs` (registers), its own outbox. Calls the endpoints that the register in force names.
Writes: `outcomes`, its own outbox.
Promises: P1 (one final outcome for each disclosure), P5 (one after another for each person), P11 (tokens, no cards).
Never: decides what a processor may know; keeps a payload after its outcome; follows a redirect.
"""

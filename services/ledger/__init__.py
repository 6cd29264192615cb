"""The ledger: one append-only log for each shop, of who was given what, and what became of it.

Reads: `disclosures`, `outcomes`.
Writes: its own schema in PostgreSQL; that somebody looked at people, before it shows them.
Promises: P1 (numbers without gaps, one final outcome), P8 (a signed tree), P12 (a log of its own for each shop), P13.
Never: holds a value of personal data, updates or deletes a leaf, signs a tree that does not continue the last one.
"""

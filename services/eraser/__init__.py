"""Destroys what leads back to people once its time is over: day keys, and their rows in the ledger.

Reads: of day keys all but the secret; its functions in the ledger's schema answer with counts.
Writes: takes rows out of eraser.day_key and ledger.person.
Promises: P13.
Never: sees a secret, a reference, a leaf or a value; destroys what the law still asks for.
"""

"""Destroys what leads back to people once its time is over.

Reads: nothing of anybody; its functions in the ledger's schema answer with counts.
Writes: takes rows out of ledger.person.
Promises: P13.
Never: sees a reference, a leaf or a value; destroys what the law still asks for.
"""

"""Tries a draft on the last events of a shop: for how many orders and people it would change what.

Reads: shop.events with the day keys of `intake`, policy.packs; signed requests of officers with the role `preview`.
Writes: nothing, and keeps nothing.
Promises: P2, P7 (it answers with counts), P10.
Never: shows whose event it was; shows anything before the look is noted on shop.events; decides what leaves.
"""

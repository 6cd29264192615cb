"""The checkpoint itself: one small message for each recipient, or the reason why not.

Reads: shop.events, policy.packs, subject.state, subject.waiting; day keys of `intake` and `waiting`.
Writes: to.*, disclosures, subject.state, subject.waiting, and its position, all in one transaction; day keys.
Promises: P1, P2, P3, P4, P5, P10, P12, P13.
Never: decides by a clock, a cache or a second channel; speaks HTTP; writes a value in clear.
"""

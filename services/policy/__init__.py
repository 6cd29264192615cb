"""What the shops have published, signed and put into force.

Reads: policies/ (packs and registers as people write them).
Writes: policy.packs, the fences in shop.events, the versions in its own schema.
Promises: P2, P10, P12.
Never: changes or deletes a version; sees an order; decides.
"""

"""What the shops have published: proposed and approved by officers, sealed, and put into force.

Reads: signed requests of officers.
Writes: policy.packs, the fences in shop.events; proposals, approvals and versions in its own schema.
Promises: P2, P10, P12.
Never: changes or deletes a version; approves; sees an order; decides.
"""

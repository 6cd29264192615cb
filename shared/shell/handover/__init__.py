"""The durable hand-over, the same for every partner service: insert if new, commit, deliver in lanes, tell the outcome.

It does NOT decide what a party may know: what lies on `to.<service>` was decided and recorded before (P1).
"""

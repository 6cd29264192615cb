"""An auditor from outside: reads topics, the parties' own logs and the ledger's export, and gives the verdict.

Sees `contracts/` only. Its Merkle tree and its note check are written a second time, from RFC 6962 and C2SP, so that
two readings of the specifications meet.
"""

"""The checkpoint's order of things: a partition's events in, what one transaction is to write out.

Pure: chance and the book of packs are arguments, the log is somebody else's. `services/gateway` runs it on the real
log, `shared.core.world` in memory.
"""

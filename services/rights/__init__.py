"""Time, told to every partition: a tick each minute, in which terms end and what waits is looked at again.

Reads: nothing yet.
Writes: shop.events (ticks).
Promises: P5.
Never: decides; lets a gateway read a clock of its own.
"""

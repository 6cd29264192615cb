"""The door: bytes of an outsider in, a typed event out, or one refusal that says where, what and how to mend it.

Pure. It trusts nothing that arrives, repeats no value in any refusal (P7), and does not know HTTP, shops or Kafka.
"""

from shared.core.door.envelope import CONTENT_TYPE, Given, binary, structured
from shared.core.door.refusal import DoorError
from shared.core.door.text import MAX_BYTES, MAX_DEPTH, MAX_VALUES, parse

__all__ = [
    "CONTENT_TYPE",
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_VALUES",
    "DoorError",
    "Given",
    "binary",
    "parse",
    "structured",
]

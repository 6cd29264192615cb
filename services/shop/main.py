"""Tell each shop what its events have led to, and nobody else. Wiring only."""

from contracts.messages import RESULT
from contracts.topics import RESULTS
from shared.shell.handover.app import partner

main = partner("shop", topic=RESULTS, kind=RESULT)

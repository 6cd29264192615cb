"""One deployment in memory: door, names and desk over all partitions, with a clock that a story moves.

The same code as the real thing's; only the log, the database of names and the publishing of packs are stood in for.
"""

from shared.core.world.told import Given, Told
from shared.core.world.versions import Versions
from shared.core.world.world import Door, World

__all__ = ["Door", "Given", "Told", "Versions", "World"]

"""Free TCP ports on the loopback address. Does not hold them: whoever asked binds them soon after."""

import random
import socket
from contextlib import ExitStack
from typing import Final

# Below the range that systems hand out for outgoing connections (Linux from 32768, macOS from 49152), so that a
# port stays free while its service restarts.
_LOWEST: Final = 20_000
_HIGHEST: Final = 32_000
_TRIES: Final = 500


def free(count: int) -> tuple[int, ...]:
    """Return so many different ports that nobody listens on.

    Raises:
        OSError: none were found.
    """
    found: list[int] = []
    with ExitStack() as held:
        for port in random.SystemRandom().sample(range(_LOWEST, _HIGHEST), _TRIES):
            probe = held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            found.append(port)
            if len(found) == count:
                return tuple(found)
    message = f"no {count} free ports between {_LOWEST} and {_HIGHEST}"
    raise OSError(message)

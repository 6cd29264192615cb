"""Key-encryption keys, by service: made, renewed each month, and gone once nothing that they wrapped can be alive.

Each service gets those of the services under whose day keys it seals or opens. It wraps nothing.
"""

import json
import secrets
import time
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Final

from cli.embedded import private
from contracts.deployment import PRINCIPALS, Service
from contracts.sealed import KEY_DAYS

_DAY_S: Final = 86_400
RENEWED_S: Final = 30 * _DAY_S
"""How long a key wraps."""
_OVER_S: Final = (KEY_DAYS + 1) * _DAY_S
"""How long after its successor was made a key still unwraps: no day key lives longer, and a day for the clocks."""

Keys = dict[str, dict[str, int | str]]


def renew(path: Path, *, now: int | None = None) -> dict[str, Keys]:
    """Make what is missing or a month old, drop what is over, and return what there is, by service and id."""
    at = int(time.time()) if now is None else now
    kept: dict[str, Keys] = json.loads(path.read_text()) if path.exists() else {}
    made = {name: renewed(kept.get(name, {}), at) for name in _services()}
    if made != kept:
        private.write(path, json.dumps(made, indent=1))
    return made


def renewed(kept: Keys, now: int) -> Keys:
    """Return the keys of one service as they are to be at a moment (Unix seconds), the newest last."""
    found = dict(sorted(kept.items(), key=lambda each: int(each[1]["made"])))
    if not found or now - int(list(found.values())[-1]["made"]) >= RENEWED_S:
        found[secrets.token_hex(8)] = {"made": now, "key": secrets.token_hex(32)}
    names = list(found)
    over = [name for name, after in pairwise(names) if now - int(found[after]["made"]) >= _OVER_S]
    return {name: each for name, each in found.items() if name not in over}


def share(row: Service, folder: Path, known: Mapping[str, Keys]) -> None:
    """Write the key file of one service."""
    wanted = dict.fromkeys((*row.seals, *row.opens))
    own = {service: {name: each["key"] for name, each in known[service].items()} for service in wanted}
    text = json.dumps(own, indent=1)
    if not folder.joinpath("wrapping").exists() or folder.joinpath("wrapping").read_text() != text:
        private.write(folder / "wrapping", text)


def _services() -> list[str]:
    return sorted({service for row in PRINCIPALS for service in (*row.seals, *row.opens)})

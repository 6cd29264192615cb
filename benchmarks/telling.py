"""The command of a benchmark of one log: its arguments, what it prints, and its exit code."""

import argparse
import asyncio
import json
from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import Any, Protocol, TypeVar


class Measured(Protocol):
    """Figures, and the names of the bounds that they miss."""

    def _asdict(self) -> dict[str, Any]: ...

    def missed(self) -> list[str]:
        """Return what is not as it should be."""
        ...


def missed(bounds: Mapping[str, bool]) -> list[str]:
    """Return the names of bounds that are not held."""
    return [name for name, held in bounds.items() if not held]


Found = TypeVar("Found", bound=Measured)


def tell(
    name: str, about: str, run: Callable[[int], Coroutine[Any, Any, Found]], lines: Callable[[Found], Iterable[str]]
) -> int:
    """Measure a log of as many records as asked for and print it; return 1 if a bound is missed."""
    parser = argparse.ArgumentParser(
        prog=f"python -m benchmarks.{name}",
        description=f"{about}; exit 1 if a bound is missed.",
        epilog=f"Example: python -m benchmarks.{name} --records 100000 --json",
    )
    parser.add_argument("--records", type=int, default=1_000_000, help="leaves of one log")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args()
    found = asyncio.run(run(given.records))
    if given.json:
        print(json.dumps({**found._asdict(), "missed": found.missed()}))
    else:
        ends = [f"missed: {each}" for each in found.missed()] or ["every bound is held"]
        print("\n".join([*lines(found), *ends]))
    return 1 if found.missed() else 0

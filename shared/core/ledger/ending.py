"""How what an entry began has closed: a hand-over by its outcome, a wait by what came of it; else it is open."""

from typing import Final, NamedTuple

from contracts.answers import Ending

_NONE: Final = Ending()


class Said(NamedTuple):
    """The last outcome of a disclosure."""

    outcome: str
    attempt: int
    at: int
    reason: str


def handed(said: Said | None, begun: int, *, now: int) -> Ending:
    """Return how a disclosure of a moment (Unix ms) has closed; `unknown` is open still."""
    if said is None:
        return Ending("open", age_ms=max(0, now - begun))
    # What an outcome may be, the contract of entries says; it was checked when the leaf was appended.
    match said.outcome:
        case "given" | "withdrawn" | "failed" as state:
            return Ending(state, at=said.at, attempt=said.attempt, reason=said.reason)
        case _:
            return Ending("unknown", at=said.at, age_ms=max(0, now - begun), attempt=said.attempt, reason=said.reason)


def waited(kind: str, at: int, begun: int, *, now: int) -> Ending:
    """Return what came of a wait: `kind` and time of the later entry of the same id, empty if there is none yet."""
    match kind:
        case "disclosed":
            return Ending("served", at=at)
        case "withheld":
            return Ending("ended", at=at)
        case _:
            return Ending("open", age_ms=max(0, now - begun))


def nothing() -> Ending:
    """Return the ending of what does not close: a withholding is for good, a choice stands."""
    return _NONE

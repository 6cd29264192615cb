"""The three fates of a failure; one switch (`shell/bus.py`, `shell/transaction.py`) acts on them, nowhere else.

A reason is a code for operators (`body_not_json`), never a value: errors of ours may be logged as they are (P7).
"""


class SekishoError(Exception):
    """An error that carries a reason code and no value of personal data."""

    def __init__(self, reason: str) -> None:
        """Keep the reason code; it is the whole message."""
        super().__init__(reason)
        self.reason = reason


class PoisonError(SekishoError):
    """This message can never be handled: park a pointer to it and go on with other people."""


class TransientError(SekishoError):
    """Something outside failed and may come back: seek back, wait, and do it again."""


class BrokenInvariantError(SekishoError):
    """A promise would be broken by going on: stop."""

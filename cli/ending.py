"""How a verb of `sekisho` ends: with an exit code, and the reason on standard error."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from cli.running import REFUSED, UNAVAILABLE, AnswerError, NotRunningError

Given = ParamSpec("Given")


def ending(
    *refused: type[Exception],
) -> Callable[[Callable[Given, int | None]], Callable[Given, int]]:
    """Let verbs end with an exit code, their own if they return one.

    What a service refused, what cannot be read, and what is `refused` here beside that goes to standard error.
    """
    told: tuple[type[Exception], ...] = (AnswerError, OSError, *refused)

    def ends(verb: Callable[Given, int | None]) -> Callable[Given, int]:
        @wraps(verb)
        def run(*args: Given.args, **named: Given.kwargs) -> int:
            try:
                return verb(*args, **named) or 0
            except NotRunningError as error:
                sys.stderr.write(f"{error}\n")
                return UNAVAILABLE
            except told as error:
                sys.stderr.write(f"{error}\n")
                return REFUSED

        return run

    return ends

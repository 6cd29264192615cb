"""How a verb of `sekisho` ends: with an exit code, and the reason on standard error."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from cli.refusing import WRONG, refused

Given = ParamSpec("Given")


def ending(*more: type[Exception]) -> Callable[[Callable[Given, int | None]], Callable[Given, int]]:
    """Let verbs end with an exit code, their own if they return one.

    What ends every verb, and what is named here beside that, goes to standard error.
    """
    wrong: tuple[type[Exception], ...] = (*WRONG, *more)

    def ends(verb: Callable[Given, int | None]) -> Callable[Given, int]:
        @wraps(verb)
        def run(*args: Given.args, **named: Given.kwargs) -> int:
            try:
                return verb(*args, **named) or 0
            except wrong as error:
                return refused(error)

        return run

    return ends

"""How a verb of `sekisho policy` ends: with an exit code, and the reason on standard error."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from cli.refusing import WRONG, refused

Given = ParamSpec("Given")


def ends(verb: Callable[Given, None]) -> Callable[Given, int]:
    """Let a verb end with an exit code: what was refused, or what cannot be read, goes to standard error."""

    @wraps(verb)
    def run(*args: Given.args, **named: Given.kwargs) -> int:
        try:
            verb(*args, **named)
        except WRONG as error:
            return refused(error)
        return 0

    return run

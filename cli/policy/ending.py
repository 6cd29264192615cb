"""How a verb of `sekisho policy` ends: with an exit code, and the reason on standard error."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from cli.policy.pair import NoPackError
from cli.running import REFUSED, UNAVAILABLE, AnswerError, NotRunningError
from shared.core.policy.places import SourceError

Given = ParamSpec("Given")


def ends(verb: Callable[Given, None]) -> Callable[Given, int]:
    """Let a verb end with an exit code: what was refused, or what cannot be read, goes to standard error."""

    @wraps(verb)
    def run(*args: Given.args, **named: Given.kwargs) -> int:
        try:
            verb(*args, **named)
        except (AnswerError, NoPackError, SourceError, OSError) as error:
            sys.stderr.write(f"{error}\n")
            return REFUSED
        except NotRunningError as error:
            sys.stderr.write(f"{error}\n")
            return UNAVAILABLE
        return 0

    return run

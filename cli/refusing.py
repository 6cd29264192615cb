"""What ends a verb that cannot go on: the reason on standard error, in the reader's language, and an exit code."""

import sys
from typing import Final

from cli.payload import PayloadError
from cli.policy.pair import NoPackError
from cli.running import REFUSED, UNAVAILABLE, AnswerError, NotRunningError
from cli.times import TimeError
from cli.words import language, say
from shared.core.policy.places import SourceError

WRONG: Final = (AnswerError, NoPackError, NotRunningError, PayloadError, SourceError, TimeError, OSError)
"""What ends a verb: an answer that is a refusal, no stack, no time, a file that cannot be used or is not there."""

MISUSED: Final = 2
"""Exit code where it was called wrongly, as `typer` has it."""


def refused(error: Exception) -> int:
    """Tell what ended a verb; return its exit code."""
    sys.stderr.write(f"{told(error)}\n")
    match error:
        case NotRunningError():
            return UNAVAILABLE
        case TimeError():
            return MISUSED
        case _:
            return REFUSED


def told(error: Exception) -> str:
    """Return what ended a verb, in the reader's language."""
    match error:
        case SourceError():
            return "\n".join(each.told(language()) for each in error.findings)
        case FileNotFoundError():
            return f"`{error.filename}`: {say('no_file')}"
        case OSError() if error.filename:
            return f"`{error.filename}`: {say('file_closed').format(error.strerror)}"
        case _:
            return str(error)

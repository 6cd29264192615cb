"""How a verb of `sekisho policy` ends: a pack or register that is missing or mistaken is refused too."""

from cli.ending import ending
from cli.policy.pair import NoPackError
from shared.core.policy.places import SourceError

ends = ending(NoPackError, SourceError)

"""A gateway with a planted bug: a refusal counts as a click. Only to show that telling a story to it finds it."""

from services.gateway import main as gateway
from shared.core import conditions
from shared.core.subject import Choice
from shared.shell.settings import Settings


def _click(choice: Choice | None, _needed: int) -> conditions.Verdict:
    return conditions.Verdict(evidence=choice.event) if choice else conditions.Verdict("consent")


def main(settings: Settings) -> None:
    """Run the gateway with the bug."""
    vars(conditions)["_click"] = _click
    gateway.main(settings)

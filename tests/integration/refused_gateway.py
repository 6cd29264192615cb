"""A gateway with a planted bug: a refusal counts as a click. Only to show that telling a story to it finds it."""

from services.gateway import main as gateway
from shared.core import choices, conditions
from shared.core.policy.plan import Route
from shared.shell.settings import Settings


def _click(route: Route, known: conditions.Known) -> conditions.Verdict:
    rule = route.rule
    opened = choices.opened(known.choices, rule.id, rule.purpose, sole=route.sole)
    choice = opened or choices.shut(known.choices, rule.id, rule.purpose)
    return conditions.Verdict(evidence=choice.event) if choice else conditions.Verdict("consent")


def main(settings: Settings) -> None:
    """Run the gateway with the bug."""
    vars(conditions)["_click"] = _click
    gateway.main(settings)

"""How the properties draw: by the seed alone, whatever else is loaded.

Hypothesis also tries constants of the modules that are loaded, which are others in every run: here it does not.
"""

from typing import Any, Final

from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, HypothesisProvider

ALONE: Final = "by the seed alone"
"""The backend's name in the settings of Hypothesis."""


class _Alone(HypothesisProvider):
    def _maybe_draw_constant(self, *_choice: Any, **_odds: Any) -> None:
        """Draw none."""


AVAILABLE_PROVIDERS[ALONE] = _Alone

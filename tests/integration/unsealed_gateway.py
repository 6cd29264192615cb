"""A planted bug: a gateway that forgets to seal one topic."""

from services.gateway.main import main as honest
from shared.shell.sealing import desk
from shared.shell.settings import Settings


def main(settings: Settings) -> None:
    """Run the gateway, with `to.payment` in clear."""
    desk._SEALED = desk._SEALED - {"to.payment"}  # type: ignore[misc]
    honest(settings)

"""`python -m cli.serve NAME`: run one service with the settings that its container was given."""

import sys
from importlib import import_module
from pathlib import Path
from typing import Final

from contracts.deployment import service
from shared.shell.settings import load

SETTINGS: Final = Path("/run/secrets/settings.json")

if __name__ == "__main__":
    import_module(service(sys.argv[1]).module).main(load(SETTINGS))

"""`python -m examples.parties --port P --secrets FILE --log DIR [--down FILE]`: run the outside parties."""

import argparse
import json
from pathlib import Path

from examples.parties.server import serve


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(
        prog="python -m examples.parties",
        description="Outside parties that receive webhooks, until Ctrl-C.",
        epilog="Example: python -m examples.parties --port 8099 --secrets parties.json --log ./parties",
    )
    parser.add_argument("--port", type=int, required=True, help="port on 127.0.0.1")
    parser.add_argument("--secrets", type=Path, required=True, help='JSON file {"shop/recipient/instance": "whsec_…"}')
    parser.add_argument("--log", type=Path, required=True, help="folder of the parties' logs")
    parser.add_argument(
        "--down", type=Path, help="while this file exists, the parties named in it are down, one a line"
    )
    given = parser.parse_args()
    serve(given.port, json.loads(given.secrets.read_text()), given.log, down=given.down)


if __name__ == "__main__":
    main()

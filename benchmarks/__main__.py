"""`python -m benchmarks [--orders N] [--json]`: print both ratios, and exit 1 if one misses its bound."""

import argparse
import json
import sys
from typing import Final

from benchmarks import decide, throughput

DECIDE_AT_MOST: Final = 4.75
"""docs/adr/0013-what-deciding-may-cost.md"""
SHARE_AT_LEAST: Final = 0.4


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Print both ratios; exit 1 if one misses its bound.",
        epilog="Example: python -m benchmarks --orders 2000 --json",
    )
    parser.add_argument("--orders", type=int, default=10_000, help="orders for the gateway (two events each)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args()
    pure, flow = decide.best(), throughput.run(given.orders)
    if given.json:
        print(json.dumps({"decide": pure._asdict(), "throughput": flow._asdict()}))
    else:
        print(f"decide, hash and encode: {pure.whole_us:.1f} µs, {pure.ratio:.2f} × decode and encodes alone")
        print(f"gateway: {flow.gateway:,.0f} events/s, {flow.share:.2f} of {flow.constant:,.0f} with constant bytes")
    return 0 if pure.ratio <= DECIDE_AT_MOST and flow.share >= SHARE_AT_LEAST else 1


if __name__ == "__main__":
    sys.exit(main())

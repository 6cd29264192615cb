"""`python -m benchmarks [--orders N] [--json]`: print the ratios, and exit 1 if one misses its bound."""

import argparse
import json
import sys
from typing import Final

from benchmarks import compiling, decide, throughput, tracing

DECIDE_AT_MOST: Final = 4.75
"""docs/adr/0014-what-deciding-may-cost.md"""
SHARE_AT_LEAST: Final = 0.4
COMPILE_AT_MOST: Final = 10.0


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Print the ratios; exit 1 if one misses its bound.",
        epilog="Example: python -m benchmarks --orders 2000 --json",
    )
    parser.add_argument("--orders", type=int, default=10_000, help="orders for the gateway (two events each)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args()
    pure, version, traced, flow = (
        decide.best(enough=DECIDE_AT_MOST),
        compiling.run(),
        tracing.run(),
        throughput.run(given.orders),
    )
    if given.json:
        found = {"decide": pure._asdict(), "compile": version._asdict(), "throughput": flow._asdict()}
        print(json.dumps({**found, "tracing": traced._asdict()}))
    else:
        print(f"decide, hash and encode: {pure.whole_us:.1f} µs, {pure.ratio:.2f} × decode and encodes alone")
        print(
            f"largest pack, {version.shop}: {version.entries} entries, {version.routes} routes compiled in "
            f"{version.compile_ms:.2f} ms, {version.ratio:.1f} × decoding it"
        )
        print(
            f"tracing, beside deciding a batch: off {traced.off:.2%}, not sampled {traced.not_sampled:.1%}, "
            f"all sampled {traced.sampled:.0%}"
        )
        print(f"gateway: {flow.gateway:,.0f} events/s, {flow.share:.2f} of {flow.constant:,.0f} with constant bytes")
    cheap = pure.ratio <= DECIDE_AT_MOST and version.ratio <= COMPILE_AT_MOST and tracing.cheap(traced)
    return 0 if cheap and flow.share >= SHARE_AT_LEAST else 1


if __name__ == "__main__":
    sys.exit(main())

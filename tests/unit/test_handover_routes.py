"""Which ways a register opens, and until when: the last day, and where the shop itself is told of results."""

import base64
from typing import Final

from contracts.packs import Endpoint
from shared.shell.handover.message import Lane
from shared.shell.handover.routes import Route, Routes
from tests.fixtures.officers import chain, version
from tests.unit.test_handover import FIRST, LANE, OPEN, SECRET, lies, register

ITSELF: Final = Lane("netoff", "shop", "shop")
OWN_SECRET: Final = "whsec_" + base64.b64encode(b"the shop's own").decode()
RESULTS: Final = Endpoint("webhook", "http://127.0.0.1/results")
LAST_MS: Final = 1_798_729_199_999
"""The last millisecond of 2026-12-31 in Japan."""


def _routes(now: list[int] | None = None) -> Routes:
    secrets = {LANE.path: SECRET, ITSELF.path: OWN_SECRET}
    return Routes(chain(), secrets, clock=lambda: now[0]) if now else Routes(chain(), secrets)


def test_P10_a_register_opens_no_lane_after_its_last_day_until_a_newer_one_comes() -> None:
    now = [LAST_MS]
    routes = _routes(now)
    first = version(register(1, until="2026-12-31", results=RESULTS))
    routes.take([lies(first)])
    assert routes.of(LANE) == OPEN
    now[0] += 1
    assert (routes.of(LANE), routes.of(ITSELF)) == ("register_expired", "register_expired")
    assert routes.take([lies(version(register(2, until="2027-12-31"), after=first))])
    assert routes.of(LANE) == OPEN


def test_P10_a_register_that_ended_long_ago_is_seen_by_the_clock_of_the_machine() -> None:
    routes = _routes()
    routes.take([lies(version(register(1, until="2020-01-01")))])
    assert routes.of(LANE) == "register_expired"


def test_the_shop_is_told_at_the_address_of_its_register_under_a_secret_of_its_own() -> None:
    routes = _routes()
    routes.take([lies(version(register(1, results=RESULTS)))])
    assert routes.of(ITSELF) == Route("webhook", RESULTS.url, OWN_SECRET)


def test_without_an_address_for_results_the_shops_lane_is_held() -> None:
    routes = _routes()
    assert routes.of(ITSELF) == "results_unknown"
    routes.take([lies(FIRST)])
    assert routes.of(ITSELF) == "results_unknown"
    routes.take([lies(version(register(2, results=RESULTS), after=FIRST))])
    assert isinstance(routes.of(ITSELF), Route)

"""Scenarios against mutations: who turns red, who survives, who shows nothing."""

from typing import Final

from shared.core.mutation.matrix import Fate, Trial, shows_nothing
from shared.core.mutation.mutants import mutants
from shared.core.policy.source import read_pack
from tests.fixtures.broken import CARRIER, NOTHING, SHIPMENT, told

PACK: Final = read_pack(CARRIER, file="meadow.yaml")
SHOWS, IDLE = told(SHIPMENT, file="shows.yaml"), told(NOTHING, file="idle.yaml")
MADE: Final = {each.what: each for each in mutants(PACK)}
TRIAL: Final = Trial(PACK, [IDLE, SHOWS])


def fate(what: str, *, whole: bool = False) -> Fate:
    return TRIAL.fate(MADE[what], whole=whole)


def test_a_scenario_turns_red_under_what_it_shows() -> None:
    for what in (
        "drop `contract`",
        "say `payment`",
        "`shipment.requested` with `customer.phone`",
        "`shipment.requested` with `seller.name`",
        "`shipment.requested` without `order.id`",
        "do not serve on `shipment.requested`",
        "remove it (`stream`)",
    ):
        assert fate(what, whole=True).red == ["shows.yaml"], what


def test_a_mutation_holds_in_the_versions_that_a_scenario_publishes_too() -> None:
    # The contract ends in the second version only: a mutation of the first alone would not be seen.
    assert fate("drop `contract`").red == ["shows.yaml"]


def test_what_no_scenario_shows_survives_with_the_situation_that_is_missing() -> None:
    found = fate("wait 30 days more")
    assert (found.red, found.survives) == ([], True)
    assert "shipment.changed, paused" in found.differs


def test_what_is_no_change_does_not_survive() -> None:
    found = fate("drop `closed`")
    assert (found.red, found.differs, found.survives) == ([], "", False)


def test_a_scenario_that_nothing_turns_red_shows_nothing() -> None:
    fates = [TRIAL.fate(each, whole=True) for each in MADE.values() if each.kind in {"drop a field", "remove an entry"}]
    assert shows_nothing([IDLE, SHOWS], fates) == ["idle.yaml"]


def test_a_step_that_rests_on_a_later_part_turns_nothing_red() -> None:
    later = SHIPMENT.replace("  - event: shipment.requested\n", "  - event: shipment.requested\n    later: people\n")
    story = told(later.replace("exact:", "subject: people\nexact:"), file="later.yaml")
    assert not Trial(PACK, [story]).fate(MADE["remove it (`stream`)"], whole=True).red

"""How many of each service run, and what they are called."""

import pytest

from cli.embedded.instances import Instance, wanted
from contracts.deployment import SERVICES


def test_the_table_decides_how_many_run_unless_told() -> None:
    assert wanted({}) == [Instance(row.name, slot) for row in SERVICES for slot in range(row.instances)]
    assert [each for each in wanted({"gateway": 2}) if each.name == "gateway"] == [("gateway", 0), ("gateway", 1)]


def test_a_service_that_the_table_does_not_have_is_an_error() -> None:
    with pytest.raises(KeyError):
        wanted({"gatway": 2})


def test_the_first_instance_has_the_name_of_its_service() -> None:
    assert [Instance("gateway", slot).label for slot in (0, 1, 2)] == ["gateway", "gateway-1", "gateway-2"]

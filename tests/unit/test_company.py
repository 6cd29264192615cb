"""Fields of companies only: given of companies, and withheld of others with that reason."""

from typing import Any, Final

import msgspec

from contracts.entries import Disclosed
from tests.fixtures.meadow import Person, pack, plan

WITH_OFFICER: Final = ["customer.name", "customer.company", "customer.representative_name", "order.id"]
ENTRY: Final[dict[str, Any]] = {
    "fields": WITH_OFFICER,
    "if_company": ["customer.company", "customer.representative_name"],
    "then": {"order.cancelled": ["order.id"]},
}
SOMEBODY: Final = {"name": "n", "representative_name": "r"}


def _given(person: Person) -> dict[str, str]:
    (entry,) = (each for each in person.told.entries if isinstance(each, Disclosed))
    return msgspec.json.decode(msgspec.json.encode(entry.withheld), type=dict[str, str])


def test_of_a_person_who_is_no_company_they_are_withheld_for_that_reason() -> None:
    person = Person(plan(pack(r=ENTRY)))
    assert person.sends(customer=SOMEBODY) == {"r": "given"}
    assert person.bodies["r"]["customer"] == {"name": "n"}
    assert _given(person) == {"customer.representative_name": "not_a_company"}


def test_of_a_company_they_are_given() -> None:
    person = Person(plan(pack(r=ENTRY)))
    person.sends(customer={**SOMEBODY, "company": "c"})
    assert person.bodies["r"]["customer"] == {**SOMEBODY, "company": "c"}


def test_where_a_type_of_event_does_not_need_them_the_reason_is_not_that_a_company_is_none() -> None:
    person = Person(plan(pack(r=ENTRY)))
    person.sends(customer={**SOMEBODY, "company": "c"})
    assert person.sends("order.cancelled", customer={**SOMEBODY, "company": "c"}) == {"r": "given"}
    assert set(_given(person).values()) == {"not_needed"}

"""The mutations of a pack: each condition falls once, each field and type of event comes and goes once, alone."""

from typing import Any, Final

import msgspec
import pytest

from cli import sample
from contracts.packs import Pack, Rule
from contracts.vocabulary import FIELDS, NEVER
from shared.core.mutation.mutant import Mutant
from shared.core.mutation.mutants import mutants
from shared.core.policy.plan import compile_plan
from shared.core.policy.source import read_pack
from tests.fixtures.broken import PACK, YOUNG

BEFORE: Final = read_pack(PACK, file="meadow.yaml")
MADE: Final = list(mutants(BEFORE))
SHOPS: Final = sample.shops()


def _rule(pack: Pack, name: str) -> Rule:
    return next(rule for rule in pack.rules if rule.id == name)


def _of(name: str, what: str) -> Rule:
    (found,) = (each for each in MADE if each.recipient == name and each.what == what)
    return _rule(found.pack, name)


DROPPED: Final[dict[tuple[str, str], dict[str, Any]]] = {
    ("carrier", "drop `contract`"): {"contract": False},
    ("carrier", "drop `closed`"): {"closed": False},
    ("carrier", "drop `use` of `stops`"): {"stops": []},
    ("group", "drop `click`"): {"click": False},
    ("group", "drop `abroad`"): {"abroad": None},
    ("group", "add the country `US`"): {"countries": ["JP", "KR", "US"]},
    ("told", "drop `notice`"): {"notice": False},
    ("matched", "drop `customer.name` of `if_company`"): {"if_company": []},
    ("matched", "give `customer.email` in full"): {"forms": {}},
    ("late", "drop `payment.requested` of `after`"): {"after": []},
    ("mailer", "drop `choice`"): {"choice": None},
    ("mailer", "wait 30 days more"): {"waits_days": 50},
    ("processor", "drop `methods`"): {"methods": []},
    ("processor", "drop the method `card`"): {"methods": ["wallet"]},
    ("asking", "drop `on_request`"): {"on_request": False},
    ("user", "drop `published`"): {"published": False},
    ("sellers", "drop `per_seller`"): {"per_seller": False},
    ("sellers", "give the data of the seller"): {"whose": "seller"},
    ("sellers", "say `onward: public`"): {"onward": "public"},
    ("carrier", "do not serve on `shipment.requested`"): {"on": []},
    ("carrier", "do not go on to `shipment.changed`"): {"then": {}},
}


@pytest.mark.parametrize(("name", "what"), DROPPED)
def test_each_condition_falls_alone(name: str, what: str) -> None:
    expected = msgspec.structs.replace(_rule(BEFORE, name), **DROPPED[name, what])
    assert _of(name, what) == expected


def test_a_weaker_basis_takes_its_formalities_and_stops_with_it() -> None:
    weak = _of("carrier", "say `persons_behalf`")
    assert (weak.basis, weak.contract, weak.stops) == ("persons_behalf", False, [])


def test_an_opt_in_becomes_an_opt_out_and_asks_for_another_category() -> None:
    choices = [_of("mailer", what).choice for what in ("make the opt-in an opt-out", "ask for the category ``")]
    assert [(each.kind, each.category) for each in choices if each] == [("opt_out", "news"), ("opt_in", "")]


def test_an_entry_goes_and_what_only_a_case_opens_is_opened() -> None:
    (gone,) = (each for each in MADE if each.what == "remove it (`stream`)" and each.recipient == "carrier")
    assert [rule.id for rule in gone.pack.rules] == [rule.id for rule in BEFORE.rules if rule.id != "carrier"]
    opened = _of("officer", "serve it on `order.placed`")
    assert (opened.path, opened.on) == ("stream", ["order.placed"])


def test_the_condition_on_age_falls_for_the_whole_pack() -> None:
    (found,) = (each for each in mutants(read_pack(YOUNG, file="meadow.yaml")) if each.what == "drop `minors`")
    assert not any(rule.approval for rule in found.pack.rules)
    assert found.recipient == "*"


def _given(pack: Pack) -> dict[tuple[str, str], list[str]]:
    """Return what leaves on each type of event, by recipient."""
    given = {
        (rule.id, kind): rule.parts.get(kind, rule.fields)
        for rule in pack.rules
        for kind in (rule.on if rule.path == "stream" else [])
    }
    return {**given, **{(rule.id, kind): part for rule in pack.rules for kind, part in rule.then.items()}}


FIELD_KINDS: Final = ("add a field", "drop a field")


@pytest.mark.parametrize("name", SHOPS)
def test_P2_a_field_comes_or_goes_on_one_type_of_event_and_on_no_other(name: str) -> None:
    pack = SHOPS[name].pack
    before = _given(pack)
    for each in (m for m in mutants(pack) if m.kind in FIELD_KINDS):
        after = _given(each.pack)
        changed = {key for key in before if set(before[key]) != set(after[key])}
        assert len(changed) == 1, each.name
        (key,) = changed
        assert len(set(before[key]) ^ set(after[key])) == 1


@pytest.mark.parametrize("name", SHOPS)
def test_every_field_is_added_once_to_each_type_that_does_not_give_it(name: str) -> None:
    pack = SHOPS[name].pack
    made = [m for m in mutants(pack) if m.kind == "add a field"]
    assert len(made) == sum(len(FIELDS) - len(NEVER) - len(given) for given in _given(pack).values())


@pytest.mark.parametrize("name", SHOPS)
def test_each_mutation_is_one_of_its_name_and_a_pack_that_compiles(name: str) -> None:
    pack, register = SHOPS[name]
    made: list[Mutant] = list(mutants(pack))
    assert len({each.name for each in made}) == len(made)
    for each in made:
        assert each.pack != pack, each.name
        compile_plan(each.pack, register, pack_digest="", register_digest="")

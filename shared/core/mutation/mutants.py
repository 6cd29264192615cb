"""Every mutation of a pack, in a fixed order; which of them could be told at all, `table` says."""

from collections.abc import Iterator

from contracts.packs import Pack, Rule
from shared.core.mutation import widths
from shared.core.mutation.conditions import conditions, of_the_pack
from shared.core.mutation.mutant import Change, Mutant, mutant


def mutants(pack: Pack) -> Iterator[Mutant]:
    """Yield every mutation of a pack."""
    yield from of_the_pack(pack)
    for number, rule in enumerate(pack.rules):
        yield from (mutant(pack, number, each) for each in _changes(pack, rule))


def _changes(pack: Pack, rule: Rule) -> Iterator[Change]:
    yield widths.gone(rule)
    if rule.path != "stream":
        yield widths.opened(rule)
        return
    yield from conditions(rule)
    yield from widths.types(pack, rule)
    yield from widths.fields(rule)

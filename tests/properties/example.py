"""One example: a pack, a register, a second version, a history, and what the properties change in them."""

from typing import Any, NamedTuple

from hypothesis import strategies as st

from tests.properties import held, histories, packs, registers
from tests.properties.histories import Event
from tests.properties.packs import Content, entries_of

EVENTS = 40
"""Events of the longest history; each event is one case."""


class Example(NamedTuple):
    """What is drawn.

    Besides packs and history: `field` is added to the events from `at` on, `restriction` is put before the first of
    them, and the entry `number` of `recipient` is taken away.
    """

    pack: Content
    register: Content
    second: Content
    history: list[Event]
    at: int
    field: str
    value: Any
    recipient: str
    number: int
    restriction: Event


@st.composite
def examples(draw: st.DrawFn) -> Example:
    """Return an example."""
    pack = draw(packs.packs())
    history = draw(histories.histories(pack, EVENTS))
    field = draw(st.sampled_from(packs.GIVEN))
    recipient = draw(st.sampled_from(sorted(pack["recipients"])))
    kind = draw(histories.restricting_kinds())
    return Example(
        pack=pack,
        register=draw(registers.registers(pack)),
        second=draw(packs.second(pack)),
        history=history,
        at=draw(st.integers(0, len(history) - 1)),
        field=field,
        value=draw(histories.value(field)),
        recipient=recipient,
        number=draw(st.integers(0, len(entries_of(pack["recipients"][recipient])) - 1)),
        restriction=draw(histories.said(kind, pack, wanted=False)),
    )


def hold(it: Example) -> None:
    """Hold every property for an example.

    Raises:
        AssertionError: one does not hold.
    """
    of = held.read(it.pack, it.register)
    played = held.play(of, it.history)
    held.P1_every_message_has_one_entry_that_names_its_fields(played)
    held.P2_P3_a_party_holds_exactly_what_the_pack_gives_of_what_is_there(of, it.history, played)
    held.P5_after_a_stop_nothing_leaves_that_it_ends(of, it.history, played)
    held.P2_what_nobody_knows_changes_nothing(of, it.history, played)
    held.P2_a_field_that_a_recipient_may_not_have_changes_nothing_for_it(
        of, it.history, played, at=it.at, field=it.field, value=it.value
    )
    held.P2_without_an_entry_exactly_what_rested_on_it_is_gone(
        of, it.history, played, recipient=it.recipient, number=it.number
    )
    held.P5_a_restriction_more_lets_nothing_more_leave(of, it.history, played, at=it.at, restriction=it.restriction)
    named = {name: party for name, party in it.register["parties"].items() if name in it.second["recipients"]}
    second = {**it.second, "shop": packs.SHOP, "version": 2, "keeps_version": True}
    newer = held.read(second, {**it.register, "version": 2, "parties": named})
    held.P2_of_two_versions_only_what_both_allow_leaves(of, newer, it.history)

"""What tests of the language of stories share: one short story, and how it is read with a change."""

from cli.scenario import shelf
from shared.core.scenario.source import read_scenario
from shared.core.scenario.story import Story

STORY = """\
scenario: The order goes to its seller, and abroad only after a click.
behaviours: [B05, B06]
shop: backmarket
reads: "IV. (lines 45, 61): by ordering, and by a click, the customer agrees."
fields:
  six: customer.company customer.email customer.title customer.name shipping.address customer.phone
  seller: six order.id order.items
  group: customer.name customer.email order.id order.items
people:
  taro: {customer.id: bm-1}
steps:
  - event: order.placed
    of: everything taro
    expect:
      gives: {seller/tokyo-phones: seller, affiliates: group}
      waits: {jung_sas_france: consent}
  - consent: given
    to: jung_sas_france
    expect:
      gives:
        jung_sas_france: group order.amount order.currency
"""
FILES = {"note.txt": b"no pack"}


def story(*changes: tuple[str, str], more: str = "") -> Story:
    """Read the story with some words replaced, and more steps at its end."""
    text = STORY
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return read_scenario(text + more, file="story.yaml", shops=shelf(), read=lambda name: FILES[name])

"""What a person has chosen about recipients: the last word for each, or for each purpose where one was named.

Keys are `recipient`, or `recipient/purpose`. A refusal or withdrawal that names no purpose ends every purpose; a yes
that names none never undoes the no to a purpose. Pure; what a choice opens or shuts, `conditions` says.
"""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from msgspec import UNSET

from contracts.said import Consent
from shared.core.moment import spoken
from shared.core.subject import Choice

CHOICES_LIMIT: Final = 32
"""Choices kept of one person. Beyond it a yes is not kept; a no takes the place of a yes."""

Choices = Mapping[str, Choice]


def key(recipient: str, purpose: str) -> str:
    """Return the key of a choice; an empty purpose is none."""
    return f"{recipient}/{purpose}" if purpose else recipient


def shut(choices: Choices, recipient: str, purpose: str) -> Choice | None:
    """Return the refusal or withdrawal that stands for a recipient and purpose, if one does."""
    # A no to the recipient forgets what was said of its purposes, so what is there of one came later.
    found = choices.get(key(recipient, purpose)) or choices.get(recipient)
    return None if found is None or found.act == "given" else found


def opened(choices: Choices, recipient: str, purpose: str, *, sole: bool) -> Choice | None:
    """Return the yes that counts for a recipient and purpose, on the newest information; None if there is none.

    One that names no purpose counts only where the recipient has a `sole` one: it says not which of several.
    """
    names = (key(recipient, purpose), recipient) if sole else (key(recipient, purpose),)
    given = [found for name in names if (found := choices.get(name)) is not None and found.act == "given"]
    return max(given, key=lambda each: each.version, default=None)


def chosen(choices: Choices, recipient: str, purpose: str, choice: Choice) -> dict[str, Choice] | None:
    """Return the choices with one more word; None if there is no room for it."""
    name = key(recipient, purpose)
    kept = dict(choices)
    if choice.act != "given" and not purpose:
        kept = {each: word for each, word in choices.items() if not each.startswith(f"{recipient}/")}
    if name not in kept and len(kept) >= CHOICES_LIMIT:
        given = [each for each, word in kept.items() if word.act == "given"]
        if choice.act == "given" or not given:
            return None
        # P5: without a yes nothing is served that asks for one; a no is never forgotten.
        del kept[min(given, key=lambda each: kept[each].at)]
    return {**kept, name: choice}


class Said(NamedTuple):
    """What the consents inside an order lead to: what counts for it, what stays; `full`: a no found no room."""

    for_order: Choices
    lasting: Choices
    full: bool = False


def with_order_consents(choices: Choices, consents: Iterable[Consent], event_id: str, *, now: int) -> Said:
    """Apply the consents that came inside an order that was accepted at `now`.

    A consent counts for its order if it is later than the person's last act on that recipient. It never undoes a
    lasting withdrawal or refusal: platforms send old snapshots late.
    """
    said = Said(choices, choices)
    for at, consent in sorted(((spoken(each.at, now, opens=each.given), each) for each in consents), key=_by_time):
        recipient, purpose = consent.recipient, "" if consent.purpose is UNSET else consent.purpose
        last = choices.get(key(recipient, purpose)) or choices.get(recipient)
        # P5: what the person did later than this snapshot stands.
        if last is not None and at <= last.at:
            continue
        act = Choice("given" if consent.given else "refused", consent.information_version, at, event_id)
        for_order = chosen(said.for_order, recipient, purpose, act)
        if for_order is None and not consent.given:
            for_order = {**said.for_order, key(recipient, purpose): act}
        stays = not consent.given or shut(choices, recipient, purpose) is None
        lasting = chosen(said.lasting, recipient, purpose, act) if stays else None
        full = said.full or (stays and lasting is None and not consent.given)
        said = Said(for_order or said.for_order, lasting or said.lasting, full)
    return said


def _by_time(dated: tuple[int, Consent]) -> tuple[int, bool]:
    """Sort by time; of two at the same moment the refusal comes last, and stands."""
    return dated[0], not dated[1].given

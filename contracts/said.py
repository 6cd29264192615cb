"""What comes with an event beside fields of the vocabulary: choices, stops, requests, names of other persons.

None of it is ever disclosed; it changes what is known of a person, or says whom an event is about.
"""

import msgspec
from msgspec import UNSET, UnsetType


class Quiet(msgspec.Struct, frozen=True):
    """A struct whose text form never shows a value (P7)."""

    def __repr__(self) -> str:
        """Name the type only."""
        return f"{type(self).__name__}(…)"


class Consent(Quiet, frozen=True, omit_defaults=True, gc=False):
    """A choice of the person about one recipient. `at` is RFC 3339; `evidence` a digest of what was shown."""

    recipient: str
    information_version: int
    at: str
    purpose: str | UnsetType = UNSET
    given: bool = True
    evidence: str | UnsetType = UNSET


class Approval(Quiet, frozen=True, omit_defaults=True, gc=False):
    """A parent's approval for a person who is not of age. `at` is RFC 3339; `evidence` a digest."""

    at: str
    evidence: str | UnsetType = UNSET


class Preference(Quiet, frozen=True, omit_defaults=True, gc=False):
    """A person's yes or no to one category of messages (`*`: all). `at` is RFC 3339; `until` the last day of a no."""

    category: str
    wanted: bool
    at: str
    until: str | UnsetType = UNSET
    evidence: str | UnsetType = UNSET


class Stop(Quiet, frozen=True, omit_defaults=True, gc=False):
    """A person's stop, of one recipient or (absent) of all that the text lets a person stop. `at` is RFC 3339."""

    at: str
    recipient: str | UnsetType = UNSET
    evidence: str | UnsetType = UNSET


class Request(Quiet, frozen=True, omit_defaults=True, gc=False):
    """A recipient's own request for data of one order, as the shop has logged it; `evidence` is its digest."""

    recipient: str
    at: str
    evidence: str | UnsetType = UNSET


class Other(Quiet, frozen=True, omit_defaults=True, gc=False):
    """Another person, or another name of the same one, by the shop's own ids. It ends at the door, as a reference."""

    customer_id: str | UnsetType = UNSET
    email: str | UnsetType = UNSET
    seller_id: str | UnsetType = UNSET
    phone: str | UnsetType = UNSET


class Restriction(msgspec.Struct, frozen=True, gc=False):
    """One restriction that is passed on at a link. No values.

    `recipient` is what it is about: a recipient, the name of a stop, or a category; `act` is `refused`, `withdrawn`,
    `stopped` or `unwanted`; `at` is its time (ms), `until` the last day of a no that ends.
    """

    recipient: str
    act: str
    information_version: int
    at: int
    until: str = ""

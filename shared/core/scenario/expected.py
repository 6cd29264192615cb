"""From what is written under `expect` to what a step is held against, with every word checked."""

from collections.abc import Iterable
from typing import Any, Final, get_args

from contracts.results import ResultType
from shared.core.door.refusal import CODES
from shared.core.policy.places import Finding, Path, word_finding
from shared.core.said import Said
from shared.core.scenario.data import check_data
from shared.core.scenario.later import RESULTS
from shared.core.scenario.mistakes import wrong
from shared.core.scenario.story import Expected, Message
from shared.core.scenario.words import Speech, words
from shared.core.scenario.written import ExpectSource

GROUNDS: Final = ("purpose", "basis", "onward", "country", "record", "clause")
"""What a message may be held against beside its fields: what its entry says, and what the party may do with it."""

_CODE: Final = Said("受付の拒否コード", "code of the door")
_KEY: Final = Said("通知のキー", "key of a message")
_TOLD: Final = Said("店への連絡の種類", "word to the shop")
_MESSAGE: Final = ("fields", "values", "withheld", *GROUNDS)
_RESULTS: Final = [*get_args(ResultType), *(name for name in RESULTS if name not in get_args(ResultType))]


def expected(speech: Speech, path: Path, source: ExpectSource, found: list[Finding]) -> Expected:
    """Return what is expected; what is wrong with its words is added to `found`."""
    if source.refused:
        _known(speech, (*path, "refused"), [source.refused], sorted(CODES), _CODE, found)
    gives: dict[str, tuple[Message, ...]] = {}
    for name, value in (source.gives or {}).items():
        place = (*path, "gives", name)
        gives[speech.party(place, name, found)] = _messages(speech, place, value, found)
    return Expected(
        gives=gives,
        waits=_reasons(speech, (*path, "waits"), source.waits, found),
        withheld=_reasons(speech, (*path, "withheld"), source.withheld, found),
        told=_told(speech, (*path, "told"), source.told, found),
        changes=None if source.changes is None else tuple(sorted(source.changes)),
        refused=source.refused or "",
        orders=source.orders,
        case=source.case,
    )


def _reasons(speech: Speech, path: Path, written: Any, found: list[Finding]) -> dict[str, str] | None:
    if written is None:
        return None
    return {speech.some((*path, name), name, found): reason for name, reason in written.items()}


def _messages(speech: Speech, path: Path, value: Any, found: list[Finding]) -> tuple[Message, ...]:
    """Return one message, or several where a list holds lists or mappings."""
    if isinstance(value, list) and any(isinstance(each, list | dict) for each in value):
        return tuple(_message(speech, (*path, n), each, found) for n, each in enumerate(value))
    return (_message(speech, path, value, found),)


def _message(speech: Speech, path: Path, value: Any, found: list[Finding]) -> Message:
    if not isinstance(value, dict):
        return Message(speech.fields(path, value, found))
    _known(speech, path, value, list(_MESSAGE), _KEY, found)
    if "fields" not in value:
        found.append(wrong(speech.document, path, "message_without_fields"))
    less, values = value.get("withheld", {}), value.get("values", {})
    found += check_data(speech.document, (*path, "values"), {_field(name): None for name in values})
    return Message(
        fields=speech.fields((*path, "fields"), value.get("fields", ""), found),
        values=values,
        grounds={name: str(value[name]) for name in GROUNDS if name in value},
        withheld={name: less[name] for name in speech.fields((*path, "withheld"), list(less), found) if name in less},
    )


def _known(
    speech: Speech, path: Path, given: Iterable[str], allowed: list[str], what: Said, found: list[Finding]
) -> None:
    """Find words that are not of a closed list."""
    document = speech.document
    found.extend(word_finding(document, (*path, each), each, allowed, what) for each in given if each not in allowed)


def _field(name: str) -> str:
    """Return the field in which a value is looked for; it may lie deeper (`order.items.title`)."""
    return ".".join(name.split(".")[:2])


def _told(speech: Speech, path: Path, written: Any, found: list[Finding]) -> dict[str, dict[str, str]] | None:
    """Return what the shop is told: by type, for each recipient the reason, the fields asked for, or how many."""
    if written is None:
        return None
    _known(speech, path, written, _RESULTS, _TOLD, found)
    return {kind: _about(speech, (*path, kind), kind, value, found) for kind, value in written.items()}


def _about(speech: Speech, path: Path, kind: str, value: Any, found: list[Finding]) -> dict[str, str]:
    if isinstance(value, int):
        return {"": str(value)}
    if isinstance(value, dict) and kind == "values_requested":
        return {
            speech.some((*path, name), name, found): " ".join(speech.fields((*path, name), fields, found))
            for name, fields in value.items()
        }
    if isinstance(value, dict):
        return {speech.some((*path, name), name, found): str(reason) for name, reason in value.items()}
    return {speech.some(path, name, found): "" for name in words(value) or ()}

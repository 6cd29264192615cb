"""Changes in words, Japanese and English: who would newly receive what under which clause, and who no longer."""

import sys
from collections.abc import Sequence
from typing import Final

from cli.words import pick, say
from shared.core.policy.diff import Change
from shared.core.said import Language

_SENTENCES: Final[dict[tuple[str, str], tuple[str, str]]] = {
    ("field", "added"): ("{who} に {item} が新たに渡る（{clause}）", "{who} would newly receive {item} under {clause}"),
    ("field", "removed"): ("{who} に {item} は渡らなくなる", "{who} would no longer receive {item}"),
    ("recipient", "added"): (
        "{who} が新たな提供先になり、{after} を受け取る（{clause}）",
        "{who} would be a new recipient and receive {after} under {clause}",
    ),
    ("recipient", "removed"): ("{who} は何も受け取らなくなる", "{who} would receive nothing any more"),
    ("event", "added"): ("{who} に {item} でも渡る", "{who} would be served on {item} too"),
    ("event", "removed"): ("{who} に {item} では渡らなくなる", "{who} would not be served on {item} any more"),
    ("mode", "changed"): ("{who} の状態が {before} から {after} になる", "{who} would go from {before} to {after}"),
    ("version", "added"): ("{after} の最初の版である", "this is the first version of {after}"),
}
_OTHER: Final[dict[str, tuple[str, str]]] = {
    "added": ("{place}: {item} が加わる", "{place}: {item} would be added"),
    "removed": ("{place}: {item} がなくなる", "{place}: {item} would go"),
    "changed": (
        "{place}: 「{before}」が「{after}」になる",
        "{place}: `{before}` would become `{after}`",
    ),
}


def sentence(change: Change, lang: Language | None = None) -> str:
    """Return one change in the person's language, or in the one named."""
    forms = _SENTENCES.get((change.about, change.deed)) or _OTHER[change.deed]
    inside = change.item if change.deed == "changed" else ""
    return pick(forms, lang).format(
        who=change.recipient or change.item,
        item=change.item,
        clause=change.clause,
        before=change.before,
        after=change.after,
        place=" ".join(filter(None, (say(change.what, lang), change.place, inside))),
    )


def write(changes: Sequence[Change]) -> None:
    """Print changes, what lets more leave first."""
    if not changes:
        sys.stdout.write(say("no_change") + "\n")
    for wider, mark in ((True, say("wider")), (False, say("narrower"))):
        for each in dict.fromkeys(sentence(change) for change in changes if change.widens == wider):
            sys.stdout.write(f"{mark}  {each}\n")

"""The chapters of what happened: what was given, held back and chosen, what went wrong, and who has looked."""

from typing import Final

from contracts.answers import REASONS, ROLES
from shared.core.dossier.chapter import Chapter, Row, Words, chapter, moment
from shared.core.dossier.gathered import Tally
from shared.core.dossier.source import Source
from shared.core.law.provisions import Provision
from shared.core.notice.published import rights
from shared.core.notice.words import Words as NoticeWords

_OF_THE_SHOP: Final = frozenset(
    {"blocked", "pack_missing", "pack_expired", "register_missing", "contract", "notice", "published", "route",
     "party_unknown", "waiting_full"}
)  # fmt: skip
"""Reasons for which something is missing that the shop should have seen to; the others lie in rule, person or order."""
_CASES: Final = frozenset({"request", "complaint", "case", "authority"})


def provisions(source: Source, words: Words) -> Chapter:
    """Return what each party was given: how often, of whom, how many records the law asks for, and how it ended."""
    provided, missing = source.provided()
    groups: dict[tuple[str, str, str], list[Provision]] = {}
    for each in provided:
        groups.setdefault((each.recipient, each.name, each.country), []).append(each)
    rows = [_given(key, some) for key, some in sorted(groups.items())]
    rows += [Row((cited, *[""] * 6), words("version_strange")) for cited in missing]
    columns = "recipient country count people required given uncertain"
    return chapter(words, "provisions", columns, rows)


def _given(key: tuple[str, str, str], some: list[Provision]) -> Row:
    states = [each.state for each in some]
    people, required = len({each.person for each in some}), sum(each.required for each in some)
    numbers = (len(some), people, required, states.count("given"), len(some) - states.count("given"))
    return Row((f"{key[0]}: {key[1]}", key[2], *map(str, numbers)))


def withholdings(source: Source, words: Words) -> Chapter:
    """Return what was held back, from whom and why; what no published reason explains is to be looked into."""
    rows: list[Row] = []
    for (recipient, what, reason), each in sorted(source.gathered.held.items()):
        said = words("unexplained") if reason not in source.reasons else ""
        if not said and what == "withheld" and reason in _OF_THE_SHOP:
            said = words("of_the_shop")
        rows.append(_row((recipient, words(f"held_{what}"), words.other.reason(reason)), each, said))
    for (recipient, reason), each in sorted(source.gathered.overdue().items()):
        rows.append(_row((recipient, words("held_waiting"), words.other.reason(reason)), each, words("wait_overdue")))
    return chapter(words, "withholdings", "recipient kind reason count people last", rows)


def choices(source: Source, words: Words) -> Chapter:
    """Return what people chose, as often as the log has it."""
    rows = [_row((change, recipient), each) for (change, recipient), each in sorted(source.gathered.chosen.items())]
    return chapter(words, "choices", "change recipient count people last", rows)


def cases(source: Source, words: Words) -> Chapter:
    """Return the terms that the shop's text promises, and the looks that were noted for cases; cases are not held."""
    pack, _ = source.in_force()
    rows: list[Row] = []
    if pack is not None:
        for asked, answered, fee, clause in rights(pack, NoticeWords(words.language)).rows:
            rows.append(
                Row((asked, "\n".join(filter(None, (answered, words("fee_is", fee)))), clause, words("not_held")))
            )
    for (officer, what, reason), each in sorted(source.gathered.looks.items()):
        if reason in _CASES:
            looked = words("looked", officer, each.count, moment(each.last))
            rows.append(Row((f"{_why(reason, words)} ({what})", "", "", looked)))
    return chapter(words, "cases", "asked promised clause in_log", rows)


def incidents(source: Source, words: Words) -> Chapter:
    """Return what the log has of things that went wrong: undecided events, lost hand-overs, a broken log, looks."""
    gathered, rows = source.gathered, list[Row]()
    for (topic, reason), each in sorted(gathered.parked.items()):
        rows.append(_row((words("was_parked"), topic, words.other.reason(reason)), each, words("undecided")))
    for (recipient, reason), each in sorted(gathered.lost.items()):
        rows.append(_row((words("was_lost"), recipient, words.other.reason(reason)), each, words("not_arrived")))
    for began in gathered.began:
        tally = Tally(1, set(), began.at)
        rows.append(_row((words("was_broken"), began.origin, words.other.reason(began.reason)), tally, words("broken")))
    for (officer, what, reason), each in sorted(gathered.looks.items()):
        if reason == "incident":
            rows.append(_row((words("was_looked"), f"{officer} ({what})", _why(reason, words)), each))
    return chapter(words, "incidents", "kind where reason count people last", rows)


def access(source: Source, words: Words) -> Chapter:
    """Return who looked, at what, and why; a key that is nobody's own is to be looked into."""
    rows: list[Row] = []
    for (officer, what, reason), each in sorted(source.gathered.looks.items()):
        # A reader's key is `role/name`; a role alone does not tell who it was. An officer's key is its own.
        said = words("shared_key") if officer in ROLES else ""
        rows.append(_row((officer, what, _why(reason, words)), each, said))
    return chapter(words, "access", "who what reason count people last", rows)


def _why(reason: str, words: Words) -> str:
    return next((words.either(said) for name, said in REASONS.items() if name == reason), reason)


def _row(head: tuple[str, ...], each: Tally, finding: str = "") -> Row:
    return Row((*head, str(each.count), str(len(each.people)), moment(each.last)), finding)

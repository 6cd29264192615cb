"""`sekisho policy mutate`: break every pack in every small way, and see which scenario notices.

Runs on two cores at most, in processes of its own; each reads packs and scenarios once.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec
from rich.progress import track
from rich.table import Table

from cli.ending import ending
from cli.policy.pair import NoPackError, no_pack
from cli.scenario import read, shelf
from cli.screen import screen
from cli.words import pick, say
from shared.core.mutation.matrix import Fate, Trial, shows_nothing
from shared.core.mutation.mutants import mutants
from shared.core.scenario.story import Story

_CORES: Final = 2
_SLICE: Final = 25
_NAME: Final = 40
"""Columns for the name of a scenario; the numbers of all kinds have to fit beside it."""
_FAILED: Final = 1
_KINDS: Final[dict[str, str]] = {
    "remove an entry": "項目を消す",
    "open what is closed": "閉じたものを開く",
    "drop a condition": "条件を外す",
    "weaken a condition": "条件を弱める",
    "add a stop": "停止を足す",
    "change the basis": "根拠を変える",
    "widen a list": "一覧を広げる",
    "narrow a list": "一覧を狭める",
    "widen a form": "全値を渡す",
    "swap whose": "誰のデータか",
    "wait longer": "長く待つ",
    "change the purpose": "目的を変える",
    "widen what may be passed on": "再提供を許す",
    "add a type of event": "出来事を足す",
    "drop a type of event": "出来事を消す",
    "add a field": "データを足す",
    "drop a field": "データを減らす",
    "change the versions": "版を変える",
}
"""Kind of mutation → what Japanese readers call it."""


class Place(NamedTuple):
    """Where packs and scenarios are."""

    policies: Path
    scenarios: Path


class Work(NamedTuple):
    """Some mutations of one shop's pack, by number."""

    place: Place
    shop: str
    first: int
    last: int
    whole: bool


@ending()
def run(*, policies: Path, scenarios: Path, shops: Sequence[str], matrix: bool, as_json: bool) -> int:
    """Print what became of each mutation; exit 1 if one survives, or if a scenario shows nothing, 65 if unreadable."""
    place = Place(policies, scenarios)
    for kept in (_stories, _mutants, _trial):
        kept.cache_clear()
    stories = _stories(place)
    found = _packs(place)
    if unknown := sorted(set(shops) - found.keys()):
        raise NoPackError(no_pack(unknown[0], policies, found))
    wanted = list(shops) or sorted(found)
    told = [story for story in stories if story.opening.keys() <= set(wanted)]
    fates = _fates(place, {name: found[name] for name in wanted}, whole=matrix)
    # Only the whole matrix says of a scenario that nothing turns it red: without it the first one was enough.
    idle = shows_nothing(told, fates) if matrix else []
    if as_json:
        answer = {"mutations": fates, "survivors": _survivors(fates), "idle": idle}
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(answer), indent=2).decode() + "\n")
    else:
        _show(fates, told, idle, matrix=matrix)
    return _FAILED if _survivors(fates) or idle else 0


def _fates(place: Place, counts: dict[str, int], *, whole: bool) -> list[Fate]:
    works = [
        Work(place, shop, first, first + _SLICE, whole)
        for shop, count in counts.items()
        for first in range(0, count, _SLICE)
    ]
    console = screen(errors=True, quiet=not sys.stderr.isatty())
    with ProcessPoolExecutor(max_workers=_CORES) as pool:
        made = pool.map(_work, works)
        done = track(made, total=len(works), description=say("mutating"), console=console, transient=True)
        return [fate for fates in done for fate in fates]


def _work(work: Work) -> list[Fate]:
    trial = _trial(work.place, work.shop)
    return [trial.fate(each, whole=work.whole) for each in _mutants(work.place, work.shop)[work.first : work.last]]


@cache
def _trial(place: Place, shop: str) -> Trial:
    pack = next(story.opening[shop].pack for story in _stories(place) if shop in story.opening)
    return Trial(pack, _stories(place))


@cache
def _mutants(place: Place, shop: str) -> list[Any]:
    pack = next(story.opening[shop].pack for story in _stories(place) if shop in story.opening)
    return list(mutants(pack))


@cache
def _stories(place: Place) -> list[Story]:
    shops = shelf(place.policies)
    return [read(file, shops) for file in sorted(place.scenarios.rglob("*.yaml"))]


def _packs(place: Place) -> dict[str, int]:
    """Return the shops that some scenario is about, with the number of their mutations."""
    shops = {name for story in _stories(place) for name in story.opening}
    return {name: len(_mutants(place, name)) for name in sorted(shops)}


def _survivors(fates: Iterable[Fate]) -> list[Fate]:
    return [fate for fate in fates if fate.survives]


def _show(fates: list[Fate], stories: list[Story], idle: list[str], *, matrix: bool) -> None:
    console = screen()
    if matrix:
        kinds = list(dict.fromkeys(fate.kind for fate in fates))
        console.print(_grid(fates, stories, kinds))
        for number, kind in enumerate(kinds, start=1):
            console.print(f"{number:>2} {pick((_KINDS[kind], kind))}", markup=False)
    sums = Table(title=say("mutations"), title_justify="left")
    for column in ("shop", "mutations", "red", "same_decisions", "survives"):
        sums.add_column(say(column), justify="left" if column == "shop" else "right")
    for shop in dict.fromkeys(fate.shop for fate in fates):
        mine = [fate for fate in fates if fate.shop == shop]
        red, left = sum(bool(fate.red) for fate in mine), len(_survivors(mine))
        sums.add_row(shop, *(str(each) for each in (len(mine), red, len(mine) - red - left, left)))
    console.print(sums)
    for fate in fates:
        if not fate.red:
            why = f"{say('survives')}: {fate.differs}" if fate.differs else say("same_decisions")
            console.print(f"{fate.shop}: {fate.about}: {fate.what}: {why}", markup=False)
    for file in idle:
        console.print(f"{file}: {say('shows_nothing')}", markup=False)


def _grid(fates: list[Fate], stories: list[Story], kinds: list[str]) -> Table:
    """Return scenario × kind of mutation, by number: how many of them turn it red."""
    counted = Counter((file, fate.kind) for fate in fates for file in fate.red)
    table = Table(title=say("matrix"), title_justify="left", padding=(0, 0))
    table.add_column(say("scenario"), no_wrap=True, max_width=_NAME)
    for number in range(len(kinds)):
        table.add_column(str(number + 1), justify="right", no_wrap=True)
    for story in stories:
        table.add_row(_short(story.file), *(str(counted[story.file, kind] or "") for kind in kinds))
    return table


def _short(file: str) -> str:
    path = Path(file)
    return f"{path.parent.name}/{path.stem}"

"""`sekisho scenario`: read stories, run them, print what happened at every step and whether that was expected."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec
from rich.table import Table

from cli.embedded.stack import StackError
from cli.ending import ending
from cli.live.tell import LiveReport, tell
from cli.policy.pair import written
from cli.running import UNAVAILABLE
from cli.screen import screen
from cli.words import say
from shared.core.scenario.report import Report, StepReport
from shared.core.scenario.run import run as run_story
from shared.core.scenario.source import read_scenario
from shared.core.scenario.story import Story
from shared.core.scenario.versions import Files

POLICIES: Final = Path(__file__).resolve().parents[1] / "policies"
_FAILED: Final = 1
_MARKS: Final = {
    "holds": "[green]✓[/]",
    "differs": "[red]✗[/]",
    "not yet": "[yellow]…[/]",
    "holds already": "[red]![/]",
}


@ending()
def run(files: Sequence[Path], *, live: bool, as_json: bool) -> int:
    """Run every story; exit 0 if all hold, and the running system does the same; 1 if not; 65 if one is unreadable."""
    shops = shelf()
    stories = [read(file, shops) for file in files]
    reports = [run_story(story) for story in stories]
    if not as_json:
        for report in reports:
            _show(report)
    try:
        told = tell(stories, quiet=as_json) if live else None
    except StackError as error:
        sys.stderr.write(f"{error}\n")
        return UNAVAILABLE
    holds = all(report.holds for report in reports) and (told is None or told.holds)
    if as_json:
        answer = {"stories": reports, "live": told, "holds": holds}
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(answer), indent=2).decode() + "\n")
    elif told is not None:
        _show_live(told)
    return 0 if holds else _FAILED


def shelf(folder: Path = POLICIES) -> dict[str, Files]:
    """Return the texts of every pack and register of a folder, by shop.

    Raises:
        OSError: a register is missing.
    """
    return {
        file.stem: Files(
            written(file),
            written(folder / "registers" / file.name),
            file.name,
            f"registers/{file.name}",
        )
        for file in sorted(folder.glob("*.yaml"))
    }


def read(file: Path, shops: Mapping[str, Files]) -> Story:
    """Read one scenario; the files that it names stand beside it.

    Raises:
        SourceError: it cannot be used.
        OSError: it, or a file that it names, cannot be read.
    """
    text = written(file)
    return read_scenario(text, file=str(file), shops=shops, read=lambda name: (file.parent / name).read_bytes())


def _show(report: Report) -> None:
    console = screen()
    table = Table(title=f"{report.file}: {report.scenario}", title_justify="left", show_lines=True)
    for column in ("", "step", "gives", "waits_or_not", "told_shop"):
        table.add_column(say(column) if column else "", overflow="fold")
    for step in report.steps:
        table.add_row(_MARKS[step.verdict], *_cells(step))
    console.print(table)
    for step in report.steps:
        if step.verdict in {"differs", "holds already"}:
            console.print(f"{report.file}:{step.line}: {step.title}: {say(step.verdict)}")
            console.print("".join(f"  {each}\n" for each in step.differences), end="")
    waiting = f" ({', '.join(report.waiting_for)})" if report.waiting_for else ""
    console.print(say("story_holds" if report.holds else "story_differs") + waiting)


def _cells(step: StepReport) -> tuple[str, str, str, str]:
    gives = "\n".join(f"{each.party}: {' '.join(each.fields)}" for each in step.seen.gives)
    waits = [f"{name}: {reason} ({say('for now')})" for name, reason in step.seen.waits.items()]
    never = [f"{name}: {reason} ({say('for good')})" for name, reason in step.seen.withheld.items()]
    told = [f"{kind}: {', '.join(filter(None, about))}" for kind, about in step.seen.told.items()]
    mark = f"\n{say('later')}: {step.later}" if step.later else ""
    return f"{step.at[:10]} {step.title}{mark}", gives, "\n".join([*waits, *never]), "\n".join(told)


def _show_live(told: LiveReport) -> None:
    console = screen()
    table = Table(title=say("live"), title_justify="left")
    for column in ("story", "steps", "spared", "told_live"):
        table.add_column(say(column), overflow="fold")
    for story in told.stories:
        later = f" (+{story.steps_skipped} {say('not_told')})" if story.steps_skipped else ""
        outcome = (say(story.skipped) if story.skipped else "") or "\n".join(story.differences) or say("same")
        table.add_row(story.file, f"{story.steps}{later}", str(story.spared), outcome)
    console.print(table)
    skipped = sum(bool(story.skipped) for story in told.stories)
    counts = f"{say('told_stories')} {len(told.stories) - skipped}, {say('skipped_stories')} {skipped}"
    console.print(f"{counts}, {say('systems')} {told.systems}")
    for remark in told.remarks:
        console.print(say(remark))

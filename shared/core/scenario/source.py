"""Read a scenario: YAML, held by pydantic, every word checked; all findings at once, with line and remedy.

It opens no file: the texts of shops, and of files that a scenario names, come in as arguments.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from contracts.behaviours import BEHAVIOURS
from shared.core.moment import millis
from shared.core.policy.held import validate
from shared.core.policy.places import Document, Finding, SourceError, parse, word_finding
from shared.core.said import Said
from shared.core.scenario.acts import Reading, Scene, act
from shared.core.scenario.data import check_data
from shared.core.scenario.expected import expected
from shared.core.scenario.kinds import check_step, kind_of
from shared.core.scenario.mistakes import wrong
from shared.core.scenario.story import Act, Event, Passing, Publishing, Step, Story
from shared.core.scenario.versions import Files, Shelf
from shared.core.scenario.words import Speech, sets_of
from shared.core.scenario.written import ScenarioSource, StepSource

_FORM: Final = "docs/scenarios.md"
_SHOP: Final = Said("ポリシーパックのある店", "shop with a pack")
_BEHAVIOUR: Final = Said("docs/scenarios.md のふるまい", "behaviour of docs/scenarios.md")
_OF_THIS: Final = Said("この事例の店", "shop of this scenario")


def read_scenario(text: str, *, file: str, shops: Mapping[str, Files], read: Reading) -> Story:
    """Read a scenario of these shops; `read` reads a file that it names, relative to it.

    Raises:
        SourceError: with every finding, each naming line, field and remedy.
        OSError: a file that it names cannot be read.
    """
    document = parse(text, file=file, aliases=True)
    source = validate(ScenarioSource, document, form=_FORM)
    if findings := list(_check(document, source, shops)):
        raise SourceError(findings)
    names = source.shops or [source.shop or ""]
    shelves = {name: Shelf(shops[name]) for name in names}
    opening = {name: shelf.newest for name, shelf in shelves.items()}
    steps = _steps(document, source, shelves, read)
    return Story(
        file=file,
        sentence=source.scenario,
        behaviours=tuple(source.behaviours),
        reads=source.reads,
        start=millis(source.start) or 0,
        opening=opening,
        steps=steps,
        exact=frozenset(source.exact),
        subject=source.subject,
    )


def _check(document: Document, source: ScenarioSource, shops: Mapping[str, Files]) -> Iterator[Finding]:
    if (source.shop is None) == (source.shops is None):
        yield wrong(document, ("shop",), "one_shop_or_several")
    for name in source.shops or [source.shop or ""]:
        if name and name not in shops:
            path = ("shops",) if source.shops else ("shop",)
            yield word_finding(document, path, name, list(shops), _SHOP)
    for number, word in enumerate(source.behaviours):
        if word not in BEHAVIOURS:
            place = ("behaviours", number)
            yield word_finding(document, place, word, list(BEHAVIOURS), _BEHAVIOUR)
    if millis(source.start) is None:
        yield wrong(document, ("start",), "no_moment")
    for part, pieces in (("people", source.people), ("data", source.data)):
        for name, written in pieces.items():
            yield from check_data(document, (part, name), written)
    for number, step in enumerate(source.steps):
        yield from check_step(document, ("steps", number), step)
        yield from _check_shop(document, source, number, step)
    yield from _check_subject(document, source)


def _check_shop(document: Document, source: ScenarioSource, number: int, step: StepSource) -> Iterator[Finding]:
    if source.shops and step.shop is None and step.passes is None:
        yield wrong(document, ("steps", number), "which_shop", shops=", ".join(source.shops))
    allowed = source.shops or [source.shop or ""]
    if step.shop and step.shop not in allowed:
        yield word_finding(document, ("steps", number, "shop"), step.shop, allowed, _OF_THIS)


def _check_subject(document: Document, source: ScenarioSource) -> Iterator[Finding]:
    marks = {step.later for step in source.steps if step.later}
    if marks and source.subject not in marks:
        yield wrong(document, ("subject",), "no_subject", part=min(marks))
    if source.subject and not marks:
        yield wrong(document, ("subject",), "idle_subject", part=source.subject)


def _steps(document: Document, source: ScenarioSource, shelves: Mapping[str, Shelf], read: Reading) -> tuple[Step, ...]:
    found: list[Finding] = []
    made: list[Step] = []
    now, sets = millis(source.start) or 0, sets_of(document, source.fields, found)
    for number, written in enumerate(source.steps):
        shop = written.shop or source.shop or next(iter(shelves))
        speech = Speech(document, sets, shelves[shop].names)
        scene = Scene(speech, source, shelves[shop], now, number, read, found)
        happens = act(scene, written)
        now = happens.to if isinstance(happens, Passing) else now
        made.append(
            Step(
                line=document.line(scene.path),
                title=_title(written, happens),
                shop=shop,
                act=happens,
                expected=expected(speech, (*scene.path, "expect"), written.expect, found),
                at=now,
                later=written.later,
            )
        )
    if found:
        raise SourceError(found)
    return tuple(made)


def _title(written: StepSource, happens: Act) -> str:
    """Return what happens, in the words of the file."""
    kind = kind_of(written)
    to = f" → {written.to}" if written.to else ""
    if isinstance(happens, Publishing):
        name = getattr(written, kind)
        of = f"{kind} {name}: " if isinstance(name, str) else ""
        return f"{of}pack {happens.pack.version}, register {happens.register.version}"
    if isinstance(happens, Event):
        return f"{happens.type}{to}"
    value = getattr(written, kind)
    return f"{kind} {value}{to}" if isinstance(value, str) else kind

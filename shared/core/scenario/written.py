"""A scenario as people write it: the models that pydantic holds. What the words may be, `check` says."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from contracts.terms import CaseKind, Request
from shared.core.scenario.story import Subject

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
Text = Annotated[str, Field(min_length=1)]
Sentence = Annotated[str, Field(min_length=10)]
Exact = Literal["waits", "withheld", "told", "changes"]
Words = Any
"""Names in one text, or in a list; `words` reads them."""


class Written(BaseModel):
    """Everything here: unknown keys are refused, and no message repeats what was written."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, coerce_numbers_to_str=False)


class PublishSource(Written):
    """Another version: a patch on the shop's own, or the name of a file that replaces it."""

    pack: dict[str, Any] | None = None
    register_: Annotated[dict[str, Any] | None, Field(alias="register")] = None
    pack_file: Text | None = None
    register_file: Text | None = None


class NoticeSource(Written):
    """A notice of scope and period that the shop gives before it entrusts (a fact of its register)."""

    to: Name
    fields: Words
    start: Text
    end: Text


class ExpectSource(Written):
    """What a step leads to; see `story.Expected`."""

    gives: dict[str, Any] | None = None
    waits: dict[str, Text] | None = None
    withheld: dict[str, Text] | None = None
    told: dict[str, Any] | None = None
    changes: list[Text] | None = None
    refused: Text | None = None
    orders: dict[str, Any] | None = None
    case: dict[str, Any] | None = None


class StepSource(Written):
    """One step: one kind of thing that happens, what goes with it, and what is expected."""

    note: str = ""
    shop: Name | None = None
    later: Subject | None = None
    expect: ExpectSource = ExpectSource()

    event: str | None = None
    platform: str | None = None
    consent: Literal["given", "refused", "withdrawn"] | None = None
    approval: Literal["given"] | None = None
    preference: Text | None = None
    stop: Literal["provision", "use"] | None = None
    leaves: Text | None = None
    link: Annotated[list[str], Field(min_length=2, max_length=2)] | None = None
    unlink: Annotated[list[str], Field(min_length=2, max_length=2)] | None = None
    request: Name | None = None
    values: Name | None = None
    passes: Text | None = None
    publish: PublishSource | None = None
    pause: Name | None = None
    resume: Name | None = None
    notice: NoticeSource | None = None
    case: Request | CaseKind | Literal["incident"] | None = None

    of: Words = None
    who: Text | None = None
    data: dict[str, Any] | None = None
    without: Words = None
    unknown: dict[str, Any] | None = None
    id: Text | None = None
    topic: Text | None = None
    file: Text | None = None
    payload: dict[str, Any] | None = None
    to: Name | None = None
    information: Annotated[int, Field(ge=0)] | None = None
    purpose: Text | None = None
    evidence: bool = False
    wanted: bool | None = None
    until: Text | None = None
    fields: Words = None
    ground: Text | None = None


class ScenarioSource(Written):
    """A scenario: a sentence, the behaviours that it shows, the clause that it reads, and its steps."""

    scenario: Sentence
    behaviours: Annotated[list[str], Field(min_length=1)]
    shop: Name | None = None
    shops: Annotated[list[Name], Field(min_length=2)] | None = None
    reads: Sentence
    subject: Subject | None = None
    start: Text = "2026-11-22T12:00:00+09:00"
    exact: list[Exact] = []
    fields: dict[Name, Words] = {}
    people: dict[Name, dict[str, Any]] = {}
    data: dict[Name, dict[str, Any]] = {}
    steps: Annotated[list[StepSource], Field(min_length=1)]

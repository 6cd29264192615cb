"""From a step as it is written to what happens in the world: an event, a webhook, time, versions."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from contracts.vocabulary import FIELDS, GROUPS
from shared.core.platforms import PLATFORMS
from shared.core.policy.places import Document, Finding, Path, SourceError, word_finding
from shared.core.said import Said
from shared.core.scenario import moments
from shared.core.scenario.data import check_data, merged, spread, without
from shared.core.scenario.kinds import kind_of
from shared.core.scenario.mistakes import wrong
from shared.core.scenario.stock import STOCK
from shared.core.scenario.story import Act, Case, Event, Passing, Webhook
from shared.core.scenario.versions import File, Shelf
from shared.core.scenario.words import Speech, words
from shared.core.scenario.written import ScenarioSource, StepSource

_FIELD: Final = Said("項目またはその組", "field or group")
_PIECE: Final = Said("このファイルのデータ", "piece of data of this file")
_PLATFORM: Final = Said("プラットフォーム", "platform")
_EVIDENCE: Final = "sha256:00ff"
_STOPS: Final = {"provision": "provision.stopped", "use": "use.stopped"}
_OTHER: Final = {"customer.id": "customer_id", "customer.email": "email", "seller.id": "seller_id"}

Reading = Callable[[str], bytes]
"""Reads a file that a scenario names, relative to it."""


class Scene(NamedTuple):
    """Where one step stands: the document, what was written, the shop's versions, the moment, the step's number."""

    speech: Speech
    source: ScenarioSource
    shelf: Shelf
    now: int
    number: int
    read: Reading
    found: list[Finding]

    @property
    def document(self) -> Document:
        """Return the file."""
        return self.speech.document

    @property
    def path(self) -> Path:
        """Return the place of the step in the file."""
        return ("steps", self.number)

    def wrong(self, key: str, code: str, **words: str) -> None:
        """Note what is wrong with a key of the step."""
        self.found.append(wrong(self.document, (*self.path, key), code, **words))

    def recipient(self, key: str, name: str) -> str:
        """Return a recipient's name that was checked."""
        self.speech.recipient((*self.path, key), name, self.found)
        return name


def act(scene: Scene, step: StepSource) -> Act:
    """Return what happens; what is wrong is added to the scene's findings."""
    kind = kind_of(step)
    try:
        return _BY_KIND[kind](scene, step) if kind in _BY_KIND else _said(scene, step, kind)
    except SourceError as error:
        scene.found.extend(error.findings)
        return Case("unreadable")


def _event(scene: Scene, step: StepSource) -> Act:
    return _as_event(scene, step, step.event or "", {})


def _as_event(scene: Scene, step: StepSource, kind: str, more: dict[str, Any]) -> Event:
    """Put the data together: pieces, then what the step writes, less what it leaves out, and what nobody knows."""
    written = step.data or {}
    scene.found.extend(check_data(scene.document, (*scene.path, "data"), written))
    if step.who is not None:
        data = identity(scene, "who", step.who)
    else:
        data = {}
        for name in _pieces(scene, step):
            data = merged(data, piece(scene, "of", name))
    data = _less(scene, merged(data, spread(written)), step)
    data = merged(merged(data, more), step.unknown or {})
    return Event(kind, data, step.id or str(scene.number + 1))


def _less(scene: Scene, data: dict[str, Any], step: StepSource) -> dict[str, Any]:
    """Take away what the step leaves out: fields, or whole groups."""
    names, path = words(step.without) or [], (*scene.path, "without")
    known = [*FIELDS, *GROUPS]
    scene.found.extend(word_finding(scene.document, path, name, known, _FIELD) for name in names if name not in known)
    return without(data, names)


def _pieces(scene: Scene, step: StepSource) -> list[str]:
    if step.of is not None:
        return words(step.of) or []
    if len(scene.source.people) > 1 and not step.data:
        scene.wrong("of", "several_people")
    return [*scene.source.people, *scene.source.data] if len(scene.source.people) <= 1 else []


def piece(scene: Scene, key: str, name: str) -> dict[str, Any]:
    """Return a named piece of data, of the file's or of the stock."""
    known: Mapping[str, Any] = {**STOCK, **scene.source.people, **scene.source.data}
    if name not in known:
        scene.found.append(word_finding(scene.document, (*scene.path, key), name, list(known), _PIECE))
        return {}
    return spread(known[name])


def identity(scene: Scene, key: str, name: str | None) -> dict[str, Any]:
    """Return by what a person is known: customer id, else e-mail address, else seller id."""
    if name is None and len(scene.source.people) != 1:
        scene.wrong(key, "nobody_acts")
        return {}
    who = piece(scene, key, name or next(iter(scene.source.people)))
    for field in _OTHER:
        group, leaf = field.split(".")
        if leaf in who.get(group, {}):
            return {group: {leaf: who[group][leaf]}}
    if who:
        scene.wrong(key, "names_nobody")
    return {}


def _said(scene: Scene, step: StepSource, kind: str) -> Act:
    """Return what a person says: the event by which a shop passes it on."""
    who = step.leaves if kind == "leaves" else step.who
    data = identity(scene, kind if kind == "leaves" else "who", who)
    proof = {"evidence": _EVIDENCE} if step.evidence else {}
    dated: dict[str, Any] = {"at": moments.written(scene.now), **proof}
    number = step.id or str(scene.number + 1)
    match kind:
        case "consent":
            recipient = scene.recipient("to", step.to or "")
            party = scene.shelf.newest.register.parties.get(recipient)
            version = step.information if step.information is not None else party.information_version if party else 0
            more = {"purpose": step.purpose} if step.purpose else {}
            said = {"recipient": recipient, "information_version": version, **dated, **more}
            return Event(f"consent.{step.consent}", {**data, "consent": said}, number)
        case "approval":
            return Event("approval.given", {**data, "approval": dated}, number)
        case "preference":
            until = {"until": step.until} if step.until else {}
            said = {"category": step.preference, "wanted": step.wanted, **dated, **until}
            return Event("preference.changed", {**data, "preference": said}, number)
        case _:
            of = {"recipient": scene.recipient("to", step.to)} if step.to else {}
            return Event(_STOPS.get(step.stop or "", "customer.left"), {**data, "stop": {**dated, **of}}, number)


def _link(scene: Scene, step: StepSource) -> Act:
    kind = "link" if step.link else "unlink"
    one, other = step.link or step.unlink or ("", "")
    named = identity(scene, kind, other)
    ids = {_OTHER[f"{group}.{leaf}"]: value for group, inner in named.items() for leaf, value in inner.items()}
    data = {**identity(scene, kind, one), "other": ids}
    return Event(f"subject.{kind}ed", data, step.id or str(scene.number + 1))


def _request(scene: Scene, step: StepSource) -> Act:
    """Return a recipient's own request, or the values with which the shop answers it."""
    asks = step.request is not None
    name = scene.recipient("request" if asks else "values", step.request or step.values or "")
    proof = {"evidence": _EVIDENCE} if step.evidence else {}
    said = {"request": {"recipient": name, "at": moments.written(scene.now), **proof}}
    return _as_event(scene, step, "recipient.requested" if asks else "values.provided", said)


def _passes(scene: Scene, step: StepSource) -> Act:
    to = moments.later(scene.now, step.passes or "")
    if to is None or to < scene.now:
        scene.wrong("passes", "no_time")
    return Passing(to or scene.now)


def _publish(scene: Scene, step: StepSource) -> Act:
    said, path = step.publish, (*scene.path, "publish")
    if said is None or not said.model_fields_set:
        scene.wrong("publish", "nothing_published")
        return Case("publish")
    files = (said.pack_file, said.register_file)
    if any(files):
        texts = [File(name, scene.read(name).decode()) if name else None for name in files]
        scene.shelf.replace(scene.document, path, pack=texts[0], register=texts[1])
    if said.pack is None and said.register_ is None:
        return scene.shelf.newest
    return scene.shelf.patch(scene.document, path, pack=said.pack, register=said.register_)


def _mode(scene: Scene, step: StepSource) -> Act:
    kind = "pause" if step.pause else "resume"
    name = scene.recipient(kind, step.pause or step.resume or "")
    if name not in scene.speech.parties:
        return Case(kind)
    facts = {"mode": "paused" if step.pause else "live"}
    return scene.shelf.patch(scene.document, (*scene.path, kind), register={"parties": {name: facts}})


def _notice(scene: Scene, step: StepSource) -> Act:
    said, path = step.notice, (*scene.path, "notice")
    if said is None:  # pragma: no cover - the kind is there
        return Case("notice")
    fields = scene.speech.fields((*path, "fields"), said.fields, scene.found)
    facts = {"start": said.start, "end": said.end, "fields": list(fields), "evidence": _EVIDENCE}
    name = scene.recipient("notice", said.to)
    return scene.shelf.patch(scene.document, path, register={"parties": {name: {"notice": facts}}})


def _platform(scene: Scene, step: StepSource) -> Act:
    name = step.platform or ""
    if name not in PLATFORMS:
        allowed = list(PLATFORMS)
        scene.found.append(word_finding(scene.document, (*scene.path, "platform"), name, allowed, _PLATFORM))
        return Case("platform")
    sender = PLATFORMS[name]
    topic = step.topic or sender.usual_topic
    if topic not in sender.topics:
        scene.wrong("topic", "no_topic", platform=sender.title, topic=topic, topics=", ".join(sender.topics))
    if (step.file is None) == (step.payload is None):
        scene.wrong("platform", "file_or_payload")
    raw = scene.read(step.file) if step.file else json.dumps(step.payload or {}, ensure_ascii=False).encode()
    return Webhook(name, raw, {"content-type": "application/json", sender.topic_header: topic})


def _case(_scene: Scene, step: StepSource) -> Act:
    return Case(step.case or "")


_BY_KIND: Final[dict[str, Callable[[Scene, StepSource], Act]]] = {
    "event": _event,
    "platform": _platform,
    "link": _link,
    "unlink": _link,
    "request": _request,
    "values": _request,
    "passes": _passes,
    "publish": _publish,
    "pause": _mode,
    "resume": _mode,
    "notice": _notice,
    "case": _case,
}

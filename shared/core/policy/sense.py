"""What cannot be meant in an entry of a pack: conditions that never hold, routes that do not fit, missing reasons."""

from collections.abc import Iterator

from contracts.acts import act_of
from contracts.countries import DESIGNATED
from contracts.partners import INTERNAL
from contracts.purposes import BASES, CHOICES
from contracts.vocabulary import FIELDS
from shared.core.policy.entry import Place
from shared.core.policy.forms import fitting
from shared.core.policy.places import Document, Finding, Path, finding
from shared.core.policy.written import Entry

Wrong = tuple[bool, str, str, str]
"""Whether it is wrong, the key, what is wrong, and what to do."""


def sense(document: Document, at: Place, each: Entry) -> Iterator[Finding]:
    """Yield everything in one entry that cannot be meant."""
    for wrong, key, problem, remedy in (*_conditions(each), *_abroad(each), *_path(each)):
        if wrong:
            yield finding(document, at.path(document, *_path_of(key)), problem, remedy)


def _path_of(key: str) -> Path:
    return tuple(int(part) if part.isdigit() else part for part in key.split("/"))


def _conditions(each: Entry) -> Iterator[Wrong]:
    paid = any(word.startswith("payment.") for word in each.on)
    yield (
        bool(each.methods) and not paid,
        "methods",
        "no type under `on` is of a payment, so this never holds",
        "remove it",
    )
    shared = each.per_seller and "order.items" not in each.fields
    yield shared, "per_seller", "without the field `order.items` no seller has a share", "add the field, or remove it"
    answers, asked = list(each.on) == ["values.provided"], "say `on: [values.provided]`"
    yield each.on_request and not answers, "on_request", "what was asked for comes with `values.provided` only", asked
    yield (
        not each.on_request and "values.provided" in each.on,
        "on",
        "`values.provided` answers a request",
        ("say `on_request: true`"),
    )
    for word in each.after:
        late = word in each.on or act_of(word) != "open"
        yield late, "after", f"`{word}` cannot have come before", "name another type that opens"
    whole = bool(each.if_company) and set(each.if_company) >= set(each.fields)
    yield whole, "if_company", "then a person who is no company gives nothing at all", "leave a field out of it"
    late = each.choice is not None and each.choice.kind == "opt_out" and each.basis in CHOICES
    yield late, "choice", "a basis of prior consent is no opt-out", "say `kind: opt_in`, or another basis"
    unfit = each.closed and bool(each.needed_for)
    yield unfit, "needed_for", "the text closes this list, so no need widens it", "remove one of both"
    yield from _forms(each)


def _forms(each: Entry) -> Iterator[Wrong]:
    for field, form in each.forms.items():
        fit = fitting(field) if field in FIELDS else [form]
        remedy = f"allowed for it: {', '.join(fit)}" if fit else "it has no lesser form; leave it out"
        yield form not in fit, f"forms/{field}", f"`{form}` does not fit `{field}`", remedy


def _abroad(each: Entry) -> Iterator[Wrong]:
    foreign = [country for country in each.countries if country != "JP"]
    routes = "say `abroad: designated`, `consent` or `equivalent`"
    named = ", ".join(foreign)
    yield bool(foreign) and not each.abroad, "countries", f"{named} is abroad, and no route is named (APPI 28)", routes
    yield each.abroad is not None and not foreign, "abroad", "no country abroad is named", "name it in `countries`"
    for i, country in enumerate(each.countries):
        other = each.abroad == "designated" and country != "JP" and country not in DESIGNATED
        remedy = "say `abroad: consent` or `equivalent`"
        yield other, f"countries/{i}", f"`{country}` is not designated under Rule 15", remedy
    unasked = each.abroad == "consent" and each.basis not in CHOICES
    remedy = "say `basis: click_consent` or `prior_consent`"
    yield unasked, "abroad", "this route asks for the person's choice (APPI 28(1))", remedy


def _path(each: Entry) -> Iterator[Wrong]:
    """Check what goes with the path: a case its kind, what does not pass its reason, what is denied its remedy."""
    basis, on_stream, case = BASES.get(each.basis), each.path == "stream", each.path == "case"
    judged = on_stream and basis is not None and not basis.streams
    yield judged, "basis", f"`{each.basis}` is judged case by case, never on the stream", "say `path: case`"
    together = "name the kind of case that opens it, or remove it"
    yield case != (each.case is not None), "case", "`path: case` and `case` belong together", together
    yield case and not each.fields, "fields", "a case gives at most what is named", "name what such a case may ask for"
    yield not on_stream and not each.note, "note", "nothing passes here, and no reason is given", "say why"
    denied = each.path == "denied" and not each.remedy
    yield denied, "remedy", "what is denied needs a way out", "say what would open it"
    idle = not on_stream and bool(each.on)
    yield idle, "on", f"with `path: {each.path}` no event of the stream serves it", "remove it, or say `path: stream`"
    inside = each.kind == INTERNAL and each.path != "internal"
    yield inside, "path", "what is internal is handed over by nobody", "say `path: internal`"

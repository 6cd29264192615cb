"""What cannot be meant in an entry of a pack: conditions that never hold, routes that do not fit, missing reasons."""

from collections.abc import Iterator
from typing import Final

from contracts.acts import act_of
from contracts.countries import DESIGNATED
from contracts.partners import INTERNAL
from contracts.purposes import BASES, CHOICES
from contracts.vocabulary import FIELDS
from shared.core.policy.entry import Place
from shared.core.policy.forms import fitting
from shared.core.policy.places import Document, Finding, Path, mistake
from shared.core.policy.written import Entry
from shared.core.said import Said

Wrong = tuple[bool, Path, str, dict[str, str | Said]]
"""Whether it is wrong, where, the code of the mistake, and the words for it."""

_NO_FORM: Final = Said("この項目に簡略な形はありません。外してください", "it has no lesser form; leave it out")
_OF_THE_STREAM: Final = ("on", "then", "methods", "per_seller", "on_request")
"""Keys that say how events of the stream serve a recipient."""


def sense(document: Document, at: Place, each: Entry) -> Iterator[Finding]:
    """Yield everything in one entry that cannot be meant."""
    for wrong, inner, code, words in (*_conditions(each), *_fields(each), *_stops(each), *_abroad(each), *_path(each)):
        if wrong:
            yield mistake(document, at.path(document, *inner), code, **words)


def _conditions(each: Entry) -> Iterator[Wrong]:
    paid = any(word.startswith("payment.") for word in each.on)
    yield bool(each.methods) and each.path == "stream" and not paid, ("methods",), "no_payment", {}
    yield each.per_seller and "order.items" not in each.fields, ("per_seller",), "no_share", {}
    answers = list(each.on) == ["values.provided"]
    yield each.on_request and not answers, ("on_request",), "not_provided", {}
    yield not each.on_request and "values.provided" in each.on, ("on",), "not_asked", {}
    for i, word in enumerate(each.after):
        yield word in each.on or act_of(word) != "open", ("after", i), "not_before", {"word": word}
    late = each.choice is not None and each.choice.kind == "opt_out" and each.basis in CHOICES
    yield late, ("choice",), "consent_opt_out", {}


def _fields(each: Entry) -> Iterator[Wrong]:
    whole = bool(each.if_company) and set(each.if_company) >= set(each.fields)
    yield whole, ("if_company",), "companies_only", {}
    yield each.closed and bool(each.needed_for), ("needed_for",), "closed_need", {}
    for i, field in enumerate(each.fields):
        theirs = each.whose == "seller" and field.startswith("customer.") and field in FIELDS
        yield theirs, ("fields", i), "not_the_sellers", {"word": field}
    for field, form in each.forms.items():
        fit = fitting(field) if field in FIELDS else [form]
        row = ", ".join(fit)
        said = Said(f"使える形：{row}", f"allowed for it: {row}") if fit else _NO_FORM
        yield form not in fit, ("forms", field), "form_unfit", {"form": form, "word": field, "fit": said}


def _stops(each: Entry) -> Iterator[Wrong]:
    """Check that who lets an act of the person not end what it ends by the basis says why."""
    brought = BASES[each.basis].stops if each.basis in BASES else ()
    for act in brought:
        left_out = each.stopped_by is not None and act not in each.stopped_by and not each.note
        yield left_out, ("stopped_by",), "stop_left_out", {"word": act, "basis": each.basis}


def _abroad(each: Entry) -> Iterator[Wrong]:
    foreign = [country for country in each.countries if country != "JP"]
    yield bool(foreign) and not each.abroad, ("countries",), "no_route", {"word": ", ".join(foreign)}
    yield each.abroad is not None and not foreign, ("abroad",), "route_to_nowhere", {}
    for i, country in enumerate(each.countries):
        other = each.abroad == "designated" and country != "JP" and country not in DESIGNATED
        yield other, ("countries", i), "not_designated", {"word": country}
    yield each.abroad == "consent" and each.basis not in CHOICES, ("abroad",), "route_unasked", {}


def _path(each: Entry) -> Iterator[Wrong]:
    """Check what goes with the path: a case its kind, what does not pass its reason, what is denied its remedy."""
    basis, on_stream, case = BASES.get(each.basis), each.path == "stream", each.path == "case"
    judged = on_stream and basis is not None and not basis.streams
    yield judged, ("basis",), "judged", {"word": each.basis}
    yield case != (each.case is not None), ("case",), "case_and_path", {}
    yield case and not each.fields, ("fields",), "case_gives_nothing", {}
    yield not on_stream and not each.note, ("note",), "no_note", {}
    yield each.path == "denied" and not each.remedy, ("remedy",), "no_remedy", {}
    for key in _OF_THE_STREAM:
        yield not on_stream and bool(getattr(each, key)), (key,), "idle", {"word": each.path}
    yield each.kind == INTERNAL and each.path != "internal", ("path",), "internal", {}

"""The documents that a shop publishes of its pack: who receives what, GDPR Article 30, joint use.

Made from pack and register alone, so that they say what the gateway does.
"""

from collections.abc import Iterator
from typing import Final

from contracts.packs import Pack, Party, Register, Rule
from contracts.terms import Copy, Reply, Term
from contracts.vocabulary import FIELDS
from shared.core.notice.document import Document, Section
from shared.core.notice.words import Words, about, conditions

_NAMED: Final = 3
"""So many parties of a recipient are named; of more, such as sellers, only what they are."""


def who_receives(pack: Pack, register: Register, language: str) -> Document:
    """Return the public table of who receives what, for which purpose, on what ground, and how a person stops it."""
    words = Words(language)
    sections = (
        _served(pack, register, words, "stream", "by_stream"),
        _served(pack, register, words, "case", "by_case"),
        _beside(pack, words),
        _denied(pack, words),
        rights(pack, words),
        _kept(pack, words),
    )
    lead = (*about(pack, register, words), words("not_listed"))
    return Document(language, words("who"), lead, tuple(section for section in sections if section.rows))


def _served(pack: Pack, register: Register, words: Words, path: str, heading: str) -> Section:
    columns = tuple(words(name) for name in ("recipient", "purpose", "fields", "conditions", "ground"))
    rows = tuple(_row(rule, register.parties.get(rule.id), words) for rule in pack.rules if rule.path == path)
    return Section(words(heading), columns, rows)


def _row(rule: Rule, party: Party | None, words: Words) -> tuple[str, ...]:
    fields = words.given(rule)
    if rule.closed:
        fields += f"\n({words('closed')})" if words.language == "en" else f"\n（{words('closed')}）"
    said = [words(f"case_{rule.case}")] if rule.case else []
    return (
        _recipient(rule, party, words),
        words.purpose(rule.purpose),
        fields,
        "\n".join([*said, *conditions(rule, words)]),
        f"{words.basis(rule.basis)}\n{rule.clause}",
    )


def _recipient(rule: Rule, party: Party | None, words: Words) -> str:
    """Return what the recipient is, and the parties by name where they are few and served."""
    named = party.instances if party and party.mode == "live" and not rule.per_seller else []
    names = [f"{each.name} ({each.country})" for each in named] if len(named) <= _NAMED else []
    return "\n".join([words.party(rule), *names])


def _beside(pack: Pack, words: Words) -> Section:
    columns = tuple(words(name) for name in ("recipient", "purpose", "ground", "why"))
    rows = tuple(
        (words.party(rule), words.purpose(rule.purpose), rule.clause, words(f"path_{rule.path}"))
        for rule in pack.rules
        if rule.path in {"browser", "manual", "direct", "internal"}
    )
    return Section(words("beside"), columns, rows)


def _denied(pack: Pack, words: Words) -> Section:
    columns = tuple(words(name) for name in ("recipient", "purpose", "ground"))
    rows = tuple(
        (words.party(rule), words.purpose(rule.purpose), rule.clause) for rule in pack.rules if rule.path == "denied"
    )
    return Section(words("denied"), columns, rows)


def article_30(pack: Pack, register: Register, language: str) -> Document:
    """Return the record of processing activities, as far as it concerns recipients (GDPR Article 30(1))."""
    words = Words(language)
    company = pack.company
    name = (company.ja if language == "ja" else company.en) if company else pack.shop
    columns = tuple(
        words(each) for each in ("purpose", "basis", "subjects", "categories", "recipients", "safeguards", "terms")
    )
    rules = [rule for rule in pack.rules if rule.path in {"stream", "case"}]
    rows = tuple(_activity(rule, register.parties.get(rule.id), words) for rule in rules)
    controller = Section(words("controller"), (words("controller"), words("contact", "")), ((name, pack.contact),))
    activities = Section(words("activities"), columns, rows)
    security = Section(words("security"), (words("security"),), ((words("security_text"),),))
    lead = about(pack, register, words)
    return Document(language, words("article30"), lead, (controller, activities, _kept(pack, words), security))


def _activity(rule: Rule, party: Party | None, words: Words) -> tuple[str, ...]:
    kinds = dict.fromkeys(FIELDS[name].sensitivity for name in rule.fields)
    abroad = [country for country in rule.countries if country != "JP"]
    recipient = _recipient(rule, party, words)
    return (
        words.purpose(rule.purpose),
        rule.gdpr or words("missing"),
        words("sellers" if rule.whose == "seller" else "customers"),
        words.join(words.sensitivity(kind) for kind in kinds),
        f"{recipient}\n{words('abroad', words.join(abroad))}" if abroad else recipient,
        words(rule.abroad) if rule.abroad else "-",
        _terms(rule, words),
    )


def _terms(rule: Rule, words: Words) -> str:
    said = [words("ends", rule.ends.on, rule.ends.days)] if rule.ends else []
    if rule.keeps_days >= 0:
        said.append(words("keeps", rule.keeps_days))
    return "\n".join(said) or words("unstated")


def _copy(copy: Copy, words: Words) -> tuple[str, str, str]:
    terms = words.join(_term(term, words) for term in copy.terms)
    what = copy.what.ja if words.language == "ja" else copy.what.en
    return what, terms + (words("longest") if len(copy.terms) > 1 else ""), words(copy.then)


def rights(pack: Pack, words: Words) -> Section:
    """Return what a person may ask of the shop, and how it is answered."""
    columns = tuple(words(name) for name in ("request", "answered", "fee", "clause"))
    requests = pack.rights.requests if pack.rights else {}
    rows = tuple(
        (words(f"ask_{kind}"), _answered(reply, words), words(f"fee_{reply.fee}"), reply.clause)
        for kind, reply in requests.items()
    )
    return Section(words("rights"), columns, rows)


def _answered(reply: Reply, words: Words) -> str:
    said = [words("within", words.length("months", reply.months))] if reply.months else []
    if reply.extended:
        said.append(words("extended", words.length("months", reply.extended)))
    if reply.word:
        said.append(words(f"word_{reply.word}"))
    if reply.target_days:
        said.append(words("target", words.length("days", reply.target_days)))
    return "\n".join(said)


def _kept(pack: Pack, words: Words) -> Section:
    copies = tuple(_copy(copy, words) for copy in pack.copies)
    return Section(words("copies"), (words("kept"), words("terms"), words("then")), copies, words("missing"))


def _term(term: Term, words: Words) -> str:
    lengths = (("years", term.years), ("months", term.months), ("days", term.days))
    length = "".join(words.length(name, number) for name, number in lengths if number)
    start = words(term.start)
    return start if not length else f"{start}{length}" if words.language == "ja" else f"{length} {start}"


def joint_use(pack: Pack, register: Register, language: str) -> Document:
    """Return what joint use requires to be published (APPI Article 27(5)(iii)): items, scope, purposes, who answers."""
    words = Words(language)
    columns = tuple(words(name) for name in ("items", "scope", "purposes", "responsible"))
    rows = tuple(_joint(pack, register, words))
    section = Section(words("joint_use"), columns, rows, words("nobody"))
    return Document(language, words("joint_use"), about(pack, register, words), (section,))


def _joint(pack: Pack, register: Register, words: Words) -> Iterator[tuple[str, ...]]:
    shared = dict.fromkeys(rule.id for rule in pack.rules if rule.basis == "joint_use")
    for name in shared:
        rules = [rule for rule in pack.rules if rule.id == name and rule.basis == "joint_use"]
        party = register.parties.get(name)
        fields = dict.fromkeys(field for rule in rules for field in rule.fields)
        users = [f"{each.name}、{each.address}" for each in party.instances] if party else []
        answers = party.publication.responsible if party and party.publication else ""
        yield (
            words.join(words.field(field) for field in fields),
            "\n".join(users) or words("missing"),
            words.join(dict.fromkeys(words.purpose(rule.purpose) for rule in rules)),
            answers or words("missing"),
        )

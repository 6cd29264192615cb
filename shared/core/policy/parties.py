"""What is wrong with the words of a register: unknown ones, and facts that cannot be meant. All findings at once."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from contracts.packs import Pack
from contracts.vocabulary import FIELDS
from shared.core.policy.check import FIELD
from shared.core.policy.places import Document, Finding, Path, mistake, word_finding
from shared.core.policy.written import PartySource, RegisterSource
from shared.core.said import Said

_SERVED: Final = Said("ポリシーパックで渡すとされた提供先", "recipient of the pack that is served")


def check_register(document: Document, source: RegisterSource, pack: Pack) -> list[Finding]:
    """Return everything that is wrong with the words of a register."""
    served = list(dict.fromkeys(rule.id for rule in pack.rules if rule.path in {"stream", "case"}))
    findings: list[Finding] = []
    if source.shop != pack.shop:
        findings.append(mistake(document, ("shop",), "other_shop", word=pack.shop))
    for name, party in source.parties.items():
        if name not in served:
            findings.append(word_finding(document, ("parties", name), name, served, _SERVED))
        findings += _party(document, name, party)
        findings += _instances(document, name, party)
    return findings


def _party(document: Document, name: str, party: PartySource) -> Iterator[Finding]:
    at: Path = ("parties", name)
    for i, word in enumerate(party.notice.fields if party.notice else ()):
        if word not in FIELDS:
            yield word_finding(document, (*at, "notice", "fields", i), word, list(FIELDS), FIELD)
    for key, period in (("contract", party.contract), ("notice", party.notice)):
        if period and period.end < period.start:
            yield mistake(document, (*at, key, "end"), "ends_first")
    if party.route and party.route.kind == "equivalent" and not party.route.reviewed:
        yield mistake(document, (*at, "route"), "never_reviewed")


def _instances(document: Document, name: str, party: PartySource) -> Iterator[Finding]:
    """Check that a name that an item may give its seller is that of one instance."""
    named = Counter(word for each in party.instances for word in {each.id, *each.aliases})
    for i, each in enumerate(party.instances):
        at: Path = ("parties", name, "instances", i)
        for word in sorted({each.id, *each.aliases}):
            if named[word] > 1:
                yield mistake(document, (*at, "id"), "two_instances", word=word)
        if each.default and any(other.default for other in party.instances[:i]):
            yield mistake(document, (*at, "default"), "two_defaults")

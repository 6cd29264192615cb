"""What the Act on the Protection of Personal Information (APPI) asks of the record of a provision, by edition.

A table that grows at its end: an edition that has been in force is never changed, so that an entry made under it means
the same for ever. It is counsel's reading as far as `docs/law.md` says, and no advice. Judging is `shared/core/law`.
"""

from typing import Final, NamedTuple

from contracts.countries import DESIGNATED


class Article(NamedTuple):
    """One reason to record, or not to: what an entry cites after `appi#`, in words; `source` is where the law says so.

    `documents`: a contract or other document that was made with the person may stand for the record (Rule 19(3)).
    """

    required: bool
    ja: str
    en: str
    source: str
    documents: bool = False


class Ground(NamedTuple):
    """What a legal basis brings: the article at home, and where the recipient is a foreign third party (28(1)).

    `receiver` says whether the recipient must check and record too (Article 30), if the Act holds for it.
    """

    home: str
    foreign: str
    receiver: bool


class Edition(NamedTuple):
    """The law from one day on (ISO date, in Japan) until the next edition.

    `designated` are the countries of Rule 15; `years` and `document_years` the terms of Rules 21 and 25: of a record
    that is made each time, and where a contract document with the person stands for it.
    """

    name: str
    since: str
    articles: dict[str, Article]
    grounds: dict[str, Ground]
    designated: frozenset[str]
    years: int
    document_years: int


_ARTICLES: Final[dict[str, Article]] = {
    "27-1-consent": Article(
        True,
        "法29条：本人の同意による第三者提供",
        "Article 29: provision on the person's consent",
        "29(1), 27(1)",
        documents=True,
    ),
    "27-2": Article(True, "法29条：オプトアウトによる第三者提供", "Article 29: provision by opt-out", "29(1), 27(2)"),
    "28-1-consent": Article(
        True,
        "法29条：外国にある第三者への提供（28条1項の同意）",
        "Article 29: provision to a third party abroad on consent under Article 28(1)",
        "29(1) proviso in brackets, 28(1)",
        documents=True,
    ),
    "31-1": Article(
        True,
        "法31条3項：個人関連情報の第三者提供",
        "Article 31(3): provision of personally referable information",
        "31(3), 30(3)",
    ),
    "27-5-i": Article(False, "法27条5項1号：委託", "Article 27(5)(i): entrustment", "29(1) proviso, 27(5)(i)"),
    "27-5-ii": Article(False, "法27条5項2号：事業の承継", "Article 27(5)(ii): succession", "29(1) proviso, 27(5)(ii)"),
    "27-5-iii": Article(False, "法27条5項3号：共同利用", "Article 27(5)(iii): joint use", "29(1) proviso, 27(5)(iii)"),
    "27-1-i": Article(False, "法27条1項1号：法令に基づく場合", "Article 27(1)(i): law", "29(1) proviso, 27(1)(i)"),
    "27-1-ii": Article(
        False,
        "法27条1項2号：生命・身体・財産の保護",
        "Article 27(1)(ii): protection of life, body or property",
        "29(1) proviso, 27(1)(ii)",
    ),
    "27-1-iii": Article(
        False, "法27条1項3号：公衆衛生等", "Article 27(1)(iii): public health", "29(1) proviso, 27(1)(iii)"
    ),
    "29-on-behalf": Article(
        False,
        "本人に代わる提供（確認・記録義務ガイドライン）",
        "on the person's behalf (guideline on checks and records)",
        "guideline on checks and records, 2-2-1",
    ),
    "29-public": Article(
        False,
        "本人による公開（確認・記録義務ガイドライン）",
        "made public by the person (guideline on checks and records)",
        "guideline on checks and records, 2-2-1",
    ),
    "no-provision": Article(
        False, "提供に当たらない（同一法人内）", "no provision: within one company", "2-17 (general)"
    ),
}

_CONSENT: Final = Ground("27-1-consent", "28-1-consent", receiver=True)

_GROUNDS: Final[dict[str, Ground]] = {
    "deemed_consent": _CONSENT,
    "click_consent": _CONSENT,
    "prior_consent": _CONSENT,
    "terms_consent": _CONSENT,
    "opt_out": Ground("27-2", "28-1-consent", receiver=True),
    "related_information": Ground("31-1", "31-1", receiver=True),
    # Abroad only the cases of 27(1) stay exempt (29(1) in brackets): neither 27(5) nor, as we read it, the guideline's.
    "entrustment": Ground("27-5-i", "28-1-consent", receiver=False),
    "succession": Ground("27-5-ii", "28-1-consent", receiver=False),
    "joint_use": Ground("27-5-iii", "28-1-consent", receiver=False),
    "persons_behalf": Ground("29-on-behalf", "28-1-consent", receiver=False),
    "law": Ground("27-1-i", "27-1-i", receiver=False),
    "vital_interest": Ground("27-1-ii", "27-1-ii", receiver=False),
    "public_health": Ground("27-1-iii", "27-1-iii", receiver=False),
    "public_by_person": Ground("29-public", "29-public", receiver=False),
    "same_entity": Ground("no-provision", "no-provision", receiver=False),
}

EDITIONS: Final[tuple[Edition, ...]] = (
    Edition(
        name="jp-2022",
        since="2022-04-01",
        articles=_ARTICLES,
        grounds=_GROUNDS,
        designated=DESIGNATED,
        years=3,
        document_years=1,
    ),
)
"""By `since`. The amendment of July 2026 is no edition yet: its core is not in force and its rules are not made."""

KEPT_YEARS: Final = 3
"""For how long entries are kept that no law asks for: our own choice, so that all about a person ends together."""

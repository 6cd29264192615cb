"""A year of a small shop for the tests of dossiers: in each chapter one thing that is to be looked into."""

import base64
import json
from pathlib import Path
from typing import Final

import msgspec

from cli.audit import make
from contracts.entries import Access, Entry, Outcome, Parked, State, Version, Waiting, Withheld
from contracts.officers import Private
from contracts.packs import Contract, Endpoint, Instance, Pack, Party, Publication, Register, Rule
from contracts.terms import Label, Reply, Rights
from contracts.versions import Signed
from shared.core.ledger.leaf import look_stream, outcome_stream
from shared.core.policy.plan import cite
from shared.core.policy.seal import digest_of
from tests.fixtures.officers import KEYS, NOW, ROWS, approval, version
from tests.unit.ledger_log import KEY, exported, log, signed
from tests.unit.records import at, entry

PERIOD: Final = ("2026-04-01", "2027-03-31")
HOOK: Final = Endpoint("webhook", "https://party.example/")
SELLER: Final = Instance("rose", "見本商店株式会社", "JP", "東京都見本区1-2-3", "見本 花子", HOOK)
PARIS: Final = Instance("paris", "Exemple SAS", "FR", "12 rue de l'Exemple, Paris", "Jeanne Exemple", HOOK)
GROUP: Final = Instance("group", "見本グループ株式会社", "JP", "東京都見本区4-5-6", "見本 次郎", HOOK)
ON: Final = ["order.placed"]
RULES: Final = [
    Rule("seller", "seller", "2.(1)", "entrustment", "trade", ON, ["customer.name"], contract=True),
    Rule("crm", "crm", "3", "click_consent", "marketing", ON, ["customer.email"], abroad="consent", countries=["FR"]),
    Rule("group", "group", "4", "joint_use", "marketing", ON, ["customer.name"], published=True),
]
FIRST: Final = Pack(
    "meadow", 1, "t", "", "meadow.txt", RULES, company=Label("見本市場", "Sample Market"),
    rights=Rights({"disclosure": Reply("9", months=1)}),
)  # fmt: skip
WIDER: Final = msgspec.structs.replace(
    FIRST, version=2,
    rules=[msgspec.structs.replace(RULES[0], fields=["customer.name", "customer.phone"]), *RULES[1:]],
)  # fmt: skip
FACTS: Final = Register(
    "meadow", 1,
    {
        "seller": Party("live", [SELLER], contract=Contract("2026-04-01", "2026-10-31", "ab" * 32)),
        "crm": Party("live", [PARIS]),
        "group": Party("live", [GROUP], publication=Publication("2026-04-01", "cd" * 32)),
    },
)  # fmt: skip
ONE, TWO, REGISTER = (cite(each.version, digest_of(each)) for each in (FIRST, WIDER, FACTS))
DAY: Final = at("2026-11-25T10:00:00+09:00")
CITED: Final = {"pack": TWO, "register": REGISTER}
TO_SELLER: Final = {**CITED, "basis": "entrustment", "record": "voluntary:appi#27-5-i", "clause": "2.(1)"}
TO_PARIS: Final = {
    **CITED, "recipient": "crm", "instance": "paris", "country": "FR", "abroad": "consent", "basis": "click_consent",
    "record": "required:appi#28-1-consent", "purpose": "marketing", "clause": "3", "fields": ["customer.email"],
}  # fmt: skip


def held(name: str, reason: str, recipient: str = "seller", pack: str = TWO) -> Withheld:
    """Return a withholding."""
    return Withheld(name, "e", "order.placed", "meadow", "p2", "o", recipient, "rose", pack, REGISTER, reason, [], DAY)


def look(name: str, officer: str, reason: str) -> Access:
    """Return a look at the log."""
    return Access(name, "meadow", officer, "person", "d" * 64, 3, DAY, reason, "p1", ["p1-too"])


def year() -> list[tuple[str, Entry]]:
    """Return the entries of the year, each with its stream."""
    outcomes, looks = outcome_stream("meadow"), look_stream("meadow")
    waiting = Waiting(
        "w1", "e", "order.placed", "meadow", "p3", "o", "crm", "paris", TWO, REGISTER, "consent", DAY + 1, DAY
    )
    return [
        ("s", Version("meadow", ONE, REGISTER, 0, 1, at("2026-04-01T09:00:00+09:00"))),
        ("s", Version("meadow", TWO, REGISTER, 0, 9, at("2026-09-22T09:00:00+09:00"))),
        ("s", entry(**TO_SELLER, withheld={"customer.phone": "no_clause"})),
        ("s", entry(id="d2", **TO_PARIS)),
        ("s", entry(id="d3", **{**TO_SELLER, "fields": ["customer.address"], "person": "p2"})),
        ("s", entry(id="d0", **TO_SELLER, at=at("2026-03-31T23:59:00+09:00"), person="p9")),
        ("s", msgspec.structs.replace(waiting, id="h1", person="p2", recipient="seller", instance="rose")),
        ("s", held("h1", "contract")),
        ("s", held("h2", "whim")),
        ("s", held("h3", "refused", pack="7:feedfeedfeedfeed")),
        ("s", waiting),
        ("s", State("e", "meadow", "p1", "withdrawn", "crm", 1, DAY)),
        ("s", Parked("meadow", "p4", "shop.events", 0, 7, "header_missing", DAY)),
        (outcomes, Outcome("d1", "meadow", "seller", "rose", "given", 1, DAY + 60_000)),
        (outcomes, Outcome("d2", "meadow", "crm", "paris", "failed", 10, DAY + 60_000, "timeout")),
        (looks, look("l1", "privacy/hana", "request")),
        (looks, look("l2", "privacy", "incident")),
    ]  # fmt: skip


def lines(entries: list[tuple[str, Entry]]) -> list[bytes]:
    """Return an export of them."""
    leaves = log(*entries)
    streams: dict[str, int] = {}
    for stream, _ in entries:
        streams[stream] = streams.get(stream, 0) + 1
    return exported(leaves, signed(leaves), streams)


def published() -> list[Signed]:
    """Return the versions as they were published: the wider one with one approval only, and a forged one."""
    first = version(FIRST)
    wider = version(WIDER, after=first, by=("aoi",))
    forged = approval(wider.claim, "minato", key=KEYS["sora"])
    return [first, msgspec.structs.replace(wider, approvals=[*wider.approvals, forged]), version(FACTS)]


def viewed(each: Signed) -> dict[str, object]:
    """Return a version as `sekisho policy export` writes it."""
    approvals = [
        {"officer": one.officer, "at": one.at, "signature": base64.b64encode(one.signature).decode()}
        for one in each.approvals
    ]
    return {
        "claim": msgspec.to_builtins(each.claim), "body": each.body.decode(), "key": each.key,
        "signature": base64.b64encode(each.signature).decode(), "approvals": approvals,
    }  # fmt: skip


def history() -> list[dict[str, object]]:
    """Return what `sekisho policy history --json` tells."""
    return [
        {"what": each.claim.what, "version": each.claim.version, "published": NOW, "proposed_by": "aoi",
         "findings": ["review_overdue"] if each.claim.version == 2 else []}
        for each in published()
    ]  # fmt: skip


def files(folder: Path) -> Path:
    """Write what an officer has: log, keys, versions and their history."""
    (folder / "log.ndjson").write_bytes(b"".join(lines(year())))
    (folder / "log.vkey").write_text(str(KEY))
    (folder / "officers").write_text(json.dumps(ROWS))
    private = Private("aoi", KEYS["aoi"].private_bytes_raw().hex())
    (folder / "aoi.json").write_bytes(msgspec.json.encode(private))
    (folder / "published").mkdir()
    for each in published():
        name = f"meadow-{each.claim.what}-{each.claim.version}.json"
        (folder / "published" / name).write_text(json.dumps(viewed(each)))
    (folder / "published" / "history.json").write_text(json.dumps({"versions": history()}))
    return folder


def asked(folder: Path, out: Path) -> make.Asked:
    """Return what an officer asks for with all of them, in both languages."""
    return make.Asked(
        "meadow", *PERIOD, out, folder / "aoi.json", ("ja", "en"), folder / "log.ndjson", str(folder / "log.vkey"),
        folder / "published", folder / "officers",
    )  # fmt: skip

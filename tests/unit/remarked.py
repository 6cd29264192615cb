"""What an officer is shown of each edit of a pack and register that are in order."""

from typing import Final, NamedTuple

from tests.unit.in_order import REGISTER

REASON: Final = "A reason that another officer understands."


class Remark(NamedTuple):
    """An edit of the pack (or with `register` of the register), and what is then shown, on the line of `line`."""

    code: str
    field: str
    words: str
    right: str
    wrong: str
    line: str
    register: bool = True
    severity: str = "finding"
    accepted: str = ""


CONTRACT = "    contract: {start: 2026-01-01, end: 2029-03-31, evidence: sha256:00}\n"
NOTICE = REGISTER[REGISTER.index("    notice:\n") : REGISTER.index("    instances:\n")]
PUBLICATION = REGISTER[REGISTER.index("    publication:\n") : REGISTER.index("    instances:\n      - id: partner")]
ROUTE = "    route: {kind: equivalent, start: 2026-01-01, evidence: sha256:03, reviewed: 2026-06-01}\n"
WHO = "responsible: 見本株式会社、見本市見本1-1、見本 花子"
_ENTER = "enter it, or say under `accepted` why it may be missing"


def accept(formality: str) -> str:
    return f"    accepted: {{{formality}: {REASON}}}\n"


# fmt: off
REMARKED: Final = {
    "a field without a need": Remark(
        "no_need", "recipients.carrier.fields.0",
        "`shipping.name` is given, and no need of it is named; name one in `needed_for`, or leave it out",
        "    needed_for: {address_goods: [shipping.name]}\n", "", "fields: [shipping.name", register=False,
    ),
    "a field of a case without a need": Remark(
        "no_need", "recipients.police.fields.0",
        "`customer.name` is given, and no need of it is named; name one in `needed_for`, or leave it out",
        "    needed_for: {answer_authority: [customer.name]}\n", "", "case: authority\n    fields", register=False,
    ),
    "a party without a name for people": Remark(
        "no_label", "recipients.partner.party",
        "people are not told who this is; name the `party`, in `ja` and `en`",
        "    party: {ja: 共同, en: Partner}\n", "", "  partner:", register=False,
    ),
    "no rights": Remark(
        "no_rights", "rights", "nothing is said of what people may ask; say in `rights` what the text promises",
        'rights:\n  requests: {disclosure: {clause: "9"}}\n', "", "shop: meadow", register=False,
    ),
    "a version that is over": Remark(
        "version_over", "until", "this version was good until 2026-11-21, and everything waits; publish a newer one",
        "version: 1\n", "version: 1\nuntil: 2026-11-21\n", "until:", register=False,
    ),
    "a register's version that ends soon": Remark(
        "version_ends", "until", "this version is good until 2026-11-22; publish a newer one before",
        "version: 1\n", "version: 1\nuntil: 2026-11-22\n", "until:", severity="soon",
    ),
    "a recipient that the register lacks": Remark(
        "not_registered", "parties.carrier",
        "`carrier` is served by the pack, and waits for its party; enter the party",
        REGISTER[REGISTER.index("  carrier:\n") : REGISTER.index("  partner:\n")], "", "parties:",
    ),
    "a country that the pack does not name": Remark(
        "country_unnamed", "parties.far.instances.0.country",
        "the pack does not name `SG`, so this party gets nothing; name it there with its route, or remove it here",
        "country: KR", "country: SG", "country: SG",
    ),
    "no contract": Remark(
        "contract_missing", "parties.carrier.contract", f"there is no contract on file; {_ENTER}", CONTRACT, "",
        "  carrier:",
    ),
    "no contract, accepted": Remark(
        "contract_missing", "parties.carrier.contract", f"there is no contract on file; {_ENTER}", CONTRACT,
        accept("contract"), "  carrier:", severity="accepted", accepted=REASON,
    ),
    "no announcement": Remark(
        "notice_missing", "parties.carrier.notice", f"there is no announcement on file; {_ENTER}", NOTICE, "",
        "  carrier:",
    ),
    "no announcement, accepted": Remark(
        "notice_missing", "parties.carrier.notice", f"there is no announcement on file; {_ENTER}", NOTICE,
        accept("notice"), "  carrier:", severity="accepted", accepted=REASON,
    ),
    "no publication": Remark(
        "publication_missing", "parties.partner.publication", f"there is no publication or filing on file; {_ENTER}",
        PUBLICATION, "", "  partner:",
    ),
    "no publication, accepted": Remark(
        "publication_missing", "parties.partner.publication", f"there is no publication or filing on file; {_ENTER}",
        PUBLICATION, accept("publication"), "  partner:", severity="accepted", accepted=REASON,
    ),
    "no route": Remark(
        "route_missing", "parties.far.route", f"there is no route abroad on file; {_ENTER}", ROUTE, "", "  far:",
    ),
    "no route, accepted": Remark(
        "route_missing", "parties.far.route", f"there is no route abroad on file; {_ENTER}", ROUTE, accept("route"),
        "  far:", severity="accepted", accepted=REASON,
    ),
    "no information text": Remark(
        "information_missing", "parties.far.information_version",
        f"there is no information text on file, on which a choice could count; {_ENTER}",
        "    information_version: 1\n", "", "  far:",
    ),
    "no information text, accepted": Remark(
        "information_missing", "parties.far.information_version",
        f"there is no information text on file, on which a choice could count; {_ENTER}",
        "    information_version: 1\n", accept("information"), "  far:", severity="accepted", accepted=REASON,
    ),
    "a responsible party without address": Remark(
        "responsible_missing", "parties.partner.publication.responsible",
        "who is responsible is not published with name, address and representative (APPI 27(5)(iii)); "
        "publish and enter all three, or say under `publication` why one may be missing",
        WHO, "responsible: 見本株式会社、見本 花子", "responsible:",
    ),
    "a responsible party without address, accepted": Remark(
        "responsible_missing", "parties.partner.publication.responsible",
        "who is responsible is not published with name, address and representative (APPI 27(5)(iii)); "
        "publish and enter all three, or say under `publication` why one may be missing",
        WHO, f"{WHO}\n      accepted: {REASON}", "responsible:", severity="accepted", accepted=REASON,
    ),
    "a contract that is over": Remark(
        "over", "parties.carrier.contract.end",
        "this was in force until 2026-11-21, and everything waits; enter the one that is in force now",
        "end: 2029-03-31", "end: 2026-11-21", "contract:",
    ),
    "an announcement that has not begun": Remark(
        "not_begun", "parties.carrier.notice.start",
        "this is in force from 2026-11-23 on, and everything waits; enter one that is in force now",
        "      start: 2026-01-01\n      end: 2034", "      start: 2026-11-23\n      end: 2034", "start: 2026-11-23",
    ),
    "a contract that ends soon": Remark(
        "ends_soon", "parties.carrier.contract.end", "this is in force until 2027-01-21; renew it before",
        "end: 2029-03-31", "end: 2027-01-21", "contract:", severity="soon",
    ),
    "a review that is over": Remark(
        "review_over", "parties.far.route.reviewed",
        "the yearly review was due by 2026-11-21, and everything waits; review the measures, and say so",
        "reviewed: 2026-06-01", "reviewed: 2025-11-21", "route:",
    ),
    "a review that is due": Remark(
        "review_soon", "parties.far.route.reviewed",
        "the yearly review is due by 2026-11-22; review the measures, and say so",
        "reviewed: 2026-06-01", "reviewed: 2025-11-22", "route:", severity="soon",
    ),
    "another route": Remark(
        "other_route", "parties.far.route.kind",
        "the pack asks for the route `equivalent`, and everything waits; enter that one",
        "kind: equivalent", "kind: consent", "route:",
    ),
    "a field that was not announced": Remark(
        "not_announced", "parties.carrier.notice.fields",
        "`order.id` of the pack was not announced, so it is not given; announce it",
        "fields: [shipping.name, order.id]", "fields: [shipping.name]", "fields: [shipping.name]",
    ),
    "a field that was announced and is not given": Remark(
        "announced_only", "parties.carrier.notice.fields.2",
        "`order.items` was announced, and the pack does not give it; leave it out of the next one",
        "fields: [shipping.name, order.id]", "fields: [shipping.name, order.id, order.items]", "fields:",
    ),
    "a reason for what is there": Remark(
        "reason_idle", "parties.carrier.accepted.contract",
        "`contract` is there, or nobody asks for it, so no reason is needed; remove the reason",
        CONTRACT, CONTRACT + accept("contract"), "accepted:",
    ),
}
# fmt: on

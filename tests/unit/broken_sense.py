"""Packs whose words are all known and that cannot be meant."""

from typing import Final

from tests.unit.broken import Broken

_NEVER: Final = "this never leaves, in any pack"
_TOKEN: Final = "remove it; a token takes its place"
_SERVED: Final = "add it, or say with `path` how it is served"
_PROCESSOR: Final = "recipients.processor.entries"

# fmt: off
ENTRIES: Final = {
    "a password": Broken(
        "[customer.name, order.id", "[customer.password, order.id", "never", "recipients.seller.fields.0", _NEVER,
        _TOKEN,
    ),
    "a card number": Broken(
        "fields: [payment.transaction_id", "fields: [payment.card_number, payment.transaction_id", "never",
        f"{_PROCESSOR}.0.fields.0", _NEVER, _TOKEN,
    ),
    "a security code": Broken(
        "fields: [payment.transaction_id", "fields: [payment.cvv, payment.transaction_id", "word",
        f"{_PROCESSOR}.0.fields.0", "`payment.cvv` is no field",
        "allowed: payment.transaction_id, payment.method, payment.card_token, payment.registered_info, "
        "payment.mobile_billing, payment.cod_amount",
    ),
    "a recipient that is served on nothing": Broken(
        "on: [order.placed]", "on: []", "no_service", "recipients.seller.on",
        "a recipient that is served needs at least one", _SERVED,
    ),
    "a recipient that is given nothing": Broken(
        "    fields: [order.id]\n  police:", "  police:", "no_service", "recipients.abroad.fields",
        "a recipient that is served needs at least one", _SERVED, line="  abroad:",
    ),
    "what follows under what opens": Broken(
        "on: [order.placed]", "on: [order.placed, order.completed]", "follows", "recipients.seller.on.1",
        "`order.completed` follows what was served", "put it under `then`",
    ),
    "what opens under what follows": Broken(
        "order.changed: same", "shipment.requested: same", "opens_first", "recipients.seller.then.shipment.requested",
        "`shipment.requested` follows nothing, it opens", "put it under `on`",
    ),
    "a type that gives nothing": Broken(
        "order.cancelled: [order.id]", "order.cancelled: []", "gives_nothing", "recipients.seller.then.order.cancelled",
        "`order.cancelled` gives nothing", "name a field, or leave the type out",
    ),
    "two entries for one recipient and event": Broken(
        "on: {order.placed:", "on: {payment.requested:", "two_entries", f"{_PROCESSOR}.1.on",
        "`payment.requested` has two entries of this recipient", "leave it in one of them",
    ),
    "two entries of one thread": Broken(
        "        on: {order.placed: [customer.email], invoice.requested: same}",
        "        on: [auction.decided]\n      - purpose: trade\n        on: [auction.next_bidder_decided]  # too",
        "one_thread", f"{_PROCESSOR}.2.on",
        "`auction.next_bidder_decided` is of a thread that another entry of this recipient opens",
        "put both types into one entry", line="# too", first=True,
    ),
    "two kinds of one recipient": Broken(
        "      - purpose: fraud_prevention", "      - kind: fraud\n        purpose: fraud_prevention", "one_kind",
        f"{_PROCESSOR}.1.kind", "a recipient has one kind", "say it once, for all",
    ),
    "a recipient with the shop's name": Broken(
        "  others:\n", "  shop:\n", "recipient_shop", "recipients.shop",
        "`shop` is the shop itself, who is told of results", "give the recipient another name", line="  shop:",
    ),
    "a field that stands twice": Broken(
        "[customer.name, order.id", "[customer.name, customer.name, order.id", "stands_twice",
        "recipients.seller.fields", "`customer.name` stands twice in this list", "remove one",
    ),
    "a field that is given and not needed": Broken(
        "not_needed: [customer.name]", "not_needed: [customer.phone]", "both_ways", f"{_PROCESSOR}.1.not_needed.0",
        "`customer.phone` is given, and said to be not needed", "leave it in one of both",
    ),
    "a field under two needs": Broken(
        "{settle: [payment.transaction_id]}", "{settle: [payment.transaction_id], bill: [payment.transaction_id]}",
        "two_needs", f"{_PROCESSOR}.0.needed_for.bill", "`payment.transaction_id` stands under two needs",
        "leave it under the one that it is given for",
    ),
    "a need of a list that the text closes": Broken(
        "per_seller: true", "per_seller: true\n    needed_for: {tell_order: [order.id]}", "closed_need",
        "recipients.seller.needed_for", "the text closes this list, so no need widens it", "remove one of both",
        line="needed_for: {tell_order",
    ),
    "a form that does not fit": Broken(
        "{customer.email: sha256}", "{customer.email: year}", "form_unfit", f"{_PROCESSOR}.1.forms.customer.email",
        "`year` does not fit `customer.email`", "allowed for it: sha256",
    ),
    "a hash of what is no address or number": Broken(
        "{customer.email: sha256}", "{customer.phone: area}", "form_unfit", f"{_PROCESSOR}.1.forms.customer.phone",
        "`area` does not fit `customer.phone`", "allowed for it: sha256, last4",
    ),
    "a form of a field that has none": Broken(
        "per_seller: true", "per_seller: true\n    forms: {customer.name: sha256}", "form_unfit",
        "recipients.seller.forms.customer.name", "`sha256` does not fit `customer.name`",
        "it has no lesser form; leave it out", line="forms: {customer.name",
    ),
    "a customer's field in the event of a seller": Broken(
        "per_seller: true", "per_seller: true\n    whose: seller", "not_the_sellers", "recipients.seller.fields.0",
        "`customer.name` is of a customer, and the event of a seller holds none",
        "remove it, or say `whose: customer`", line="fields: [customer.name, order.id",
    ),
}

CONDITIONS: Final = {
    "methods of no payment": Broken(
        "per_seller: true", "per_seller: true\n    methods: [card]", "no_payment", "recipients.seller.methods",
        "no type under `on` is of a payment, so this never holds", "remove it", line="methods: [card]",
    ),
    "shares of no items": Broken(
        "order.id, order.items]", "order.id]", "no_share", "recipients.seller.per_seller",
        "without the field `order.items` no seller has a share", "add the field, or remove it", line="per_seller",
    ),
    "a request that is never answered": Broken(
        "per_seller: true", "per_seller: true\n    on_request: true", "not_provided", "recipients.seller.on_request",
        "what was asked for comes with `values.provided` only", "say `on: [values.provided]`", line="on_request",
    ),
    "values that nobody asked for": Broken(
        "on: [order.placed]", "on: [values.provided]", "not_asked", "recipients.seller.on",
        "`values.provided` answers a request", "say `on_request: true`",
    ),
    "a condition that can never hold": Broken(
        "per_seller: true", "per_seller: true\n    after: [order.placed]", "not_before", "recipients.seller.after.0",
        "`order.placed` cannot have come before", "name another type that opens", line="after",
    ),
    "what a company alone gives": Broken(
        "per_seller: true", "per_seller: true\n    if_company: [customer.name, order.id, order.items]",
        "companies_only", "recipients.seller.if_company", "then a person who is no company gives nothing at all",
        "leave a field out of it", line="if_company",
    ),
    "an opt-out on a consent": Broken(
        "    abroad: designated", "    abroad: designated\n    choice: {kind: opt_out}", "consent_opt_out",
        "recipients.abroad.choice", "a basis of prior consent is no opt-out", "say `kind: opt_in`, or another basis",
        line="choice",
    ),
    "a stop that the basis brings and nobody honours": Broken(
        "basis: deemed_consent", "basis: deemed_consent\n    stopped_by: []", "stop_left_out",
        "recipients.seller.stopped_by",
        "`provision` ends what rests on `deemed_consent`, and is left out without a reason",
        "add it, or say why in `note`", line="stopped_by",
    ),
    "a country without a route": Broken(
        "    abroad: designated\n", "", "no_route", "recipients.abroad.countries",
        "FR is abroad, and no route is named (APPI 28)", "say `abroad: designated`, `consent` or `equivalent`",
        line="countries: [FR]",
    ),
    "a route to nowhere": Broken(
        "countries: [FR]", "countries: [JP]", "route_to_nowhere", "recipients.abroad.abroad",
        "no country abroad is named", "name it in `countries`", line="abroad: designated",
    ),
    "a country that is not designated": Broken(
        "countries: [FR]", "countries: [JP, KR]", "not_designated", "recipients.abroad.countries.1",
        "`KR` is not designated under Rule 15", "say `abroad: consent` or `equivalent`",
    ),
    "a route that asks, on a basis that does not": Broken(
        "    basis: entrustment\n", "    basis: entrustment\n    countries: [FR]\n    abroad: consent\n",
        "route_unasked", "recipients.processor.abroad", "this route asks for the person's choice (APPI 28(1))",
        "say `basis: click_consent` or `prior_consent`", line="abroad: consent", first=True,
    ),
    "law on the stream": Broken(
        "    path: case\n    case: authority\n", "    on: [support.requested]\n", "judged", "recipients.police.basis",
        "`law` is judged case by case, never on the stream", "say `path: case`", line="basis: law",
    ),
    "a case without its kind": Broken(
        "    case: authority\n", "", "case_and_path", "recipients.police.case",
        "`path: case` and `case` belong together", "name the kind of case that opens it, or remove it",
        line="  police:",
    ),
    "a case that gives nothing": Broken(
        "    fields: [customer.name]\n    note: On", "    note: On", "case_gives_nothing", "recipients.police.fields",
        "a case gives at most what is named", "name what such a case may ask for", line="  police:",
    ),
    "a path without a note": Broken(
        "    note: No country is named.\n", "", "no_note", "recipients.others.note",
        "nothing passes here, and no reason is given", "say why in `note`", line="  others:",
    ),
    "denied without remedy": Broken(
        "    remedy: Name it.\n", "", "no_remedy", "recipients.others.remedy", "what is denied needs a way out",
        "say in `remedy` what would open it", line="  others:",
    ),
    "types that serve nobody": Broken(
        "    path: denied\n", "    path: denied\n    on: [order.placed]  # by nobody\n", "idle", "recipients.others.on",
        "with `path: denied` no event of the stream serves it", "remove it, or say `path: stream`",
        line="# by nobody",
    ),
    "what is internal on the stream": Broken(
        "kind: payment", "kind: internal", "internal", "recipients.processor.path",
        "what is internal is handed over by nobody", "say `path: internal`", line="  processor:",
    ),
    "a term of two lengths": Broken(
        "years: 6}", "years: 6, days: 1}", "one_length", "copies.0.terms.0", "a term has one length",
        "give years, months or days",
    ),
    "a term without length": Broken(
        "{start: last_order, years: 6}", "{start: last_order}", "no_length", "copies.0.terms.0",
        "this term has no length, or one that nobody decides", "give years, months or days",
    ),
    "a length that the shop decides": Broken(
        "{start: last_order, years: 6}", "{start: shop_decides, years: 6}", "no_length", "copies.0.terms.0",
        "this term has no length, or one that nobody decides", "leave the length out: the shop decides it",
    ),
    "an extended term that is shorter": Broken(
        "months: 1, extended: 2", "months: 2, extended: 1", "extended_less", "rights.requests.disclosure.extended",
        "the extended term is shorter than the term", "give `extended` in all, from the receipt",
    ),
}
# fmt: on

"""Packs that are broken in their form or in their words."""

from typing import Final

from tests.unit.broken import Broken

_SAY: Final = "write `same`, or the fields that it gives"
_FORM: Final = "see the form in docs/policy-packs.md"
_NAME: Final = "use lower-case letters, digits, _ and -, at most 40, beginning with a letter"

# fmt: off
DOCUMENTS: Final = {
    "half a list": Broken(
        "[card]", "[card", "not_yaml", "-", "this is not YAML (expected ',' or ']', but got ':')",
        "mend the indentation or quoting here", line="fields: [payment.transaction_id, order.amount]",
    ),
    "a character that YAML has not": Broken(
        "source: meadow.txt", "source: \x00", "not_yaml", "-",
        "this is not YAML (a character or value that YAML does not allow)", "mend the indentation or quoting here",
        line="shop: meadow",
    ),
    "brackets without end": Broken(
        "title: t", "title: " + "[" * 3000 + "]" * 3000, "not_yaml", "-",
        "this is not YAML (it is nested too deeply)", "mend the indentation or quoting here", line="shop: meadow",
    ),
    "a key that stands twice": Broken(
        "    closed: true\n", "    closed: true\n    closed: false\n", "twice_key", "recipients.seller.closed",
        "this key stands twice", "remove one", line="    closed: false",
    ),
    "an alias": Broken(
        "basis: entrustment", "basis: *basis", "alias", "-", "an alias (`*`) or merge (`<<`) hides what is said here",
        "write it out",
    ),
    "a merge": Broken(
        "    closed: true\n", "    <<: {closed: true}\n", "alias", "-",
        "an alias (`*`) or merge (`<<`) hides what is said here", "write it out",
    ),
    "a tag": Broken(
        "version: 1", "version: !!float 1", "tag", "-", "a tag (`!`) says what this is",
        "remove it; what stands here tells it",
    ),
}

FORMS: Final = {
    "a key with a typo": Broken(
        "per_seller: true", "per_sellr: true", "word", "recipients.seller.per_sellr",
        "`per_sellr` is no key", "did you mean `per_seller`?",
    ),
    "a key with a typo, said for all entries": Broken(
        "    basis: entrustment\n    entries", "    bassis: entrustment\n    entries", "word",
        "recipients.processor.bassis", "`bassis` is no key", "did you mean `basis`?", first=True,
    ),
    "a clause that is missing": Broken(
        '    clause: "1"\n', "", "key_missing", "recipients.seller.clause", "this key is missing", "add it",
        line="  seller:",
    ),
    "a clause that is empty": Broken(
        'clause: "1"', 'clause: " "', "blank", "recipients.seller.clause", "this text is empty", "write it",
    ),
    "a version that is a text": Broken(
        "version: 1", 'version: "1"', "form", "version", "input should be a valid integer", _FORM,
    ),
    "a version below the first": Broken(
        "version: 1", "version: 0", "form", "version", "input should be greater than or equal to 1", _FORM,
    ),
    "a truth that is a word": Broken(
        "per_seller: true", "per_seller: yes", "truth", "recipients.seller.per_seller",
        "this is neither true nor false", "write `true` or `false`",
    ),
    "a name in capitals": Broken(
        "  seller:\n    kind", "  Seller:\n    kind", "name", "recipients.Seller", "this is no name", _NAME,
    ),
    "a day that never was": Broken(
        "source: meadow.txt", "source: meadow.txt, revised: 2026-02-30", "day", "notice.revised",
        "this is no day of the calendar", "write it as 2026-04-01",
    ),
    "a day in full-width digits": Broken(
        "version: 1", "version: 1\nuntil: ２０２６-04-01", "day", "until", "this is no day of the calendar",
        "write it as 2026-04-01", line="until",
    ),
    "a country in full": Broken(
        "countries: [FR]", "countries: [France]", "country", "recipients.abroad.countries.0",
        "this is no country code", "write two capital letters, as JP",
    ),
    "a letter that is a word": Broken(
        "    kind: seller", "    letter: dd\n    kind: seller", "letter", "recipients.seller.letter",
        "this is no letter of a purpose", "write one small letter, as the text has it",
    ),
    "a word for a part": Broken(
        "order.changed: same", "order.changed: all", "part", "recipients.seller.then.order.changed",
        "this is neither `same` nor a list of fields", _SAY,
    ),
    "types that are a word": Broken(
        "on: [order.placed]", "on: order.placed", "opens", "recipients.seller.on", "this is no list of event types",
        "write a list, or each type with `same` or the fields that it gives",
    ),
    "no entries": Broken(
        "    entries:\n      - purpose: payment\n", "    entries: []\n    hidden:\n      - purpose: payment\n", "empty",
        "recipients.processor", "nothing stands here", "add at least one", line="  processor:",
    ),
    "a recipient that is a list": Broken(
        "  others:\n", "  more: [seller]\n  others:\n", "form", "recipients.more",
        "input should be a valid dictionary or instance of Entry", _FORM,
    ),
    "no country": Broken(
        "countries: [FR]", "countries: []", "empty", "recipients.abroad.countries", "nothing stands here",
        "add at least one",
    ),
    "an unknown condition": Broken(
        "per_seller: true", "agreed: true", "word", "recipients.seller.agreed",
        "`agreed` is no key",
        "allowed: kind, party, clause, basis, purpose, letter, path, case, on, fields, then, whose, closed, "
        "needed_for, not_needed, if_company, forms, per_seller, methods, notice, …",
    ),
    "whose data they are, of the closed list": Broken(
        "per_seller: true", "whose: shop", "word", "recipients.seller.whose", "`shop` is no word for this",
        "allowed: customer, seller",
    ),
    "a path of the closed list": Broken(
        "path: denied", "path: denid", "word", "recipients.others.path", "`denid` is no word for this",
        "did you mean `denied`?",
    ),
    "minors, of the closed list": Broken(
        "version: 1", "version: 1\nminors: yes", "word", "minors", "`yes` is no word for this", "allowed: approval",
        line="minors",
    ),
    "a form of the closed list": Broken(
        "{customer.email: sha256}", "{customer.email: sha265}", "word",
        "recipients.processor.entries.1.forms.customer.email", "`sha265` is no word for this", "did you mean `sha256`?",
    ),
    "a kind of request": Broken(
        "    disclosure:", "    disclosures:", "word", "rights.requests.disclosures",
        "`disclosures` is no word for this", "did you mean `disclosure`?",
    ),
}

WORDS: Final = {
    "a field with a typo": Broken(
        "[customer.name, order.id", "[customer.nmae, order.id", "word", "recipients.seller.fields.0",
        "`customer.nmae` is no field", "did you mean `customer.name`?",
    ),
    "a field outside the vocabulary": Broken(
        "not_needed: [customer.name]", "not_needed: [customer.blood_type]", "word",
        "recipients.processor.entries.1.not_needed.0", "`customer.blood_type` is no field",
        "allowed: customer.id, customer.name, customer.name_kana, customer.company, "
        "customer.representative_name, customer.contact_name, customer.title, customer.email, customer.mobile_email, "
        "customer.phone, customer.fax, customer.address, customer.birth_date, customer.sex, customer.occupation, "
        "customer.industry, customer.adult_flag, customer.external_id, customer.nickname, "
        "customer.masked_id, …",
    ),
    "a kind that there is not": Broken(
        "kind: payment", "kind: wallet", "word", "recipients.processor.kind", "`wallet` is no kind of recipient",
        "allowed: seller, buyer, auction_winner, next_bidder, tool_provider, payment, fraud, delivery, crm, joint_use, "
        "affiliate, cross_border, hosting, advertising, support, entrustee, third_party, agent, bank, collection, …",
    ),
    "a basis with a typo": Broken(
        "basis: entrustment", "basis: entrustmant", "word", "recipients.processor.basis",
        "`entrustmant` is no legal basis", "did you mean `entrustment`?",
    ),
    "a purpose with a typo": Broken(
        "purpose: order_fulfilment", "purpose: order_fulfillment", "word", "recipients.seller.purpose",
        "`order_fulfillment` is no purpose", "did you mean `order_fulfilment`?",
    ),
    "an event type that there is not": Broken(
        "on: [payment.requested]", "on: [payment.request]", "word", "recipients.processor.entries.0.on.0",
        "`payment.request` is no event type", "did you mean `payment.requested`?", first=True,
    ),
    "an event type in a mapping": Broken(
        "invoice.requested: same", "invoice.request: same", "word",
        "recipients.processor.entries.1.on.invoice.request", "`invoice.request` is no event type",
        "did you mean `invoice.requested`?",
    ),
    "a following type with a typo": Broken(
        "order.changed: same", "order.chnged: same", "word", "recipients.seller.then.order.chnged",
        "`order.chnged` is no event type", "did you mean `order.changed`?",
    ),
    "a need of another word": Broken(
        "needed_for: {settle:", "needed_for: {setle:", "word",
        "recipients.processor.entries.0.needed_for.setle", "`setle` is no need", "did you mean `settle`?",
    ),
    "an act that there is not": Broken(
        "basis: deemed_consent", "basis: deemed_consent\n    stopped_by: [provision, moving]", "word",
        "recipients.seller.stopped_by.1", "`moving` is no act of a person",
        "allowed: provision, use, withdrawal, leaving", line="stopped_by",
    ),
    "a country that there is not": Broken(
        "countries: [FR]", "countries: [FX]", "word", "recipients.abroad.countries.0", "`FX` is no country",
        "allowed: AE, AR, AT, AU, BE, BG, BR, CA, CH, CL, CN, CO, CY, CZ, DE, DK, EE, EG, ES, FI, …", first=True,
    ),
    "an end at a type that there is not": Broken(
        "per_seller: true", "per_seller: true\n    ends: {on: order.complete, days: 3}", "word",
        "recipients.seller.ends.on", "`order.complete` is no event type", "did you mean `order.completed`?",
        line="ends",
    ),
    "a part that is none of the fields": Broken(
        "order.cancelled: [order.id]", "order.cancelled: [order.idd]", "word",
        "recipients.seller.then.order.cancelled", "`order.idd` is no field of this recipient",
        "did you mean `order.id`?",
    ),
    "a need of another recipient's field": Broken(
        "{settle: [payment.transaction_id]}", "{settle: [bank.code]}", "word",
        "recipients.processor.entries.0.needed_for.settle", "`bank.code` is no field of this recipient",
        "allowed: payment.transaction_id, order.amount",
    ),
    "a form of another field": Broken(
        "{customer.email: sha256}", "{seller.email: sha256}", "word", "recipients.processor.entries.1.forms",
        "`seller.email` is no field of this recipient", "allowed: customer.email, customer.phone",
    ),
    "a company's field that is none of the fields": Broken(
        "per_seller: true", "per_seller: true\n    if_company: [bank.code]", "word", "recipients.seller.if_company",
        "`bank.code` is no field of this recipient", "allowed: customer.name, order.id, order.items", line="if_company",
    ),
    "a field that cannot be corrected and is none": Broken(
        "not_correctable: [customer.id]", "not_correctable: [customer.idd]", "word", "rights.not_correctable.0",
        "`customer.idd` is no field", "did you mean `customer.id`?",
    ),
}
# fmt: on

"""Registers that are broken in their form, in their words or in what cannot be meant."""

from typing import Final

from tests.unit.broken import Broken

_PARTY: Final = "parties.processor"

# fmt: off
REGISTERS: Final = {
    "a list instead of a mapping": Broken(
        "shop: meadow\nversion: 1\nparties:\n  seller:", "- shop: meadow\n- parties:\n   seller:", "not_a_mapping",
        "-", "the document is not a mapping", "begin with `shop: <name>`", line="- shop",
    ),
    "an alias": Broken(
        "  abroad:\n    mode: live", "  abroad:\n    mode: *live", "alias", "-",
        "an alias (`*`) or merge (`<<`) hides what is said here", "write it out", line="mode: *live",
    ),
    "a party that the pack does not name": Broken(
        "  seller:\n", "  sellers:\n", "word", "parties.sellers",
        "`sellers` is no recipient of the pack that is served", "did you mean `seller`?",
    ),
    "a mode that there is not": Broken(
        "  seller:\n    mode: live", "  seller:\n    mode: lives", "word", "parties.seller.mode",
        "`lives` is no word for this", "did you mean `live`?", line="mode: lives",
    ),
    "another shop": Broken(
        "shop: meadow", "shop: valley", "other_shop", "shop", "the pack is of `meadow`", "put both under one shop",
    ),
    "a notice of a field with a typo": Broken(
        "fields: [order.amount]", "fields: [order.amonut]", "word", f"{_PARTY}.notice.fields.0",
        "`order.amonut` is no field", "did you mean `order.amount`?",
    ),
    "a notice of nothing": Broken(
        "fields: [order.amount]", "fields: []", "empty", f"{_PARTY}.notice.fields", "nothing stands here",
        "add at least one",
    ),
    "a contract that ends before it begins": Broken(
        "end: 2029-03-31", "end: 2025-03-31", "ends_first", f"{_PARTY}.contract.end", "this ends before it begins",
        "mend `start` or `end`",
    ),
    "measures that were never reviewed": Broken(
        ", reviewed: 2026-01-01}", "}", "never_reviewed", "parties.abroad.route", "these measures were never reviewed",
        "say when: `reviewed`", line="route: {kind: equivalent",
    ),
    "a reason of one word": Broken(
        "notice: An invented reason of an officer.", "notice: later", "reason", f"{_PARTY}.accepted.notice",
        "this is too short for a reason", "write at least 20 characters that another officer understands",
    ),
    "a formality that there is not": Broken(
        "      notice: An invented", "      contact: An invented", "word", f"{_PARTY}.accepted.contact",
        "`contact` is no word for this", "did you mean `contract`?",
    ),
    "an address that is none": Broken(
        "https://two.example/", "two.example", "address", "parties.seller.instances.1.endpoint.url",
        "this is no web address", "begin it with https:// or http://",
    ),
    "a party without a name": Broken(
        "name: Two K.K.", 'name: ""', "blank", "parties.seller.instances.1.name", "this text is empty", "write it",
    ),
    "one name of two instances": Broken(
        "aliases: [Shop One]", "aliases: [two]", "two_instances", "parties.seller.instances.0.id",
        "`two` is two instances of this recipient", "give each an id and aliases of its own", line="- id: one",
        first=True,
    ),
    "two defaults": Broken(
        "representative: Taro Example\n", "representative: Taro Example\n        default: true  # too\n",
        "two_defaults", "parties.seller.instances.1.default", "two instances are the default",
        "leave it to one of them", line="# too",
    ),
}
# fmt: on

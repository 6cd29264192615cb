"""Every mistake for which a pack or register is refused: what is said of it, and what to do. A closed table.

The words in braces are of the file itself, never of an event. `docs/policy-packs.md` shows the same table.
"""

from typing import Final, NamedTuple


class Mistake(NamedTuple):
    """What is wrong, and what to do about it."""

    problem: str
    remedy: str


_NOT_YAML: Final = "mend the indentation or quoting here"
_ONE_OF_BOTH: Final = "remove one of both"

MISTAKES: Final[dict[str, Mistake]] = {
    # The document.
    "not_yaml": Mistake("this is not YAML ({why})", _NOT_YAML),
    "not_a_mapping": Mistake("the document is not a mapping", "begin with `shop: <name>`"),
    "twice_key": Mistake("this key stands twice", "remove one"),
    "alias": Mistake("an alias (`*`) or merge (`<<`) hides what is said here", "write it out"),
    "tag": Mistake("a tag (`!`) says what this is", "remove it; what stands here tells it"),
    # Forms.
    "key_missing": Mistake("this key is missing", "add it"),
    "form": Mistake("{why}", "see the form in docs/policy-packs.md"),
    "word": Mistake("`{word}` is no {what}", "{near}"),
    "name": Mistake("this is no name", "use lower-case letters, digits, _ and -, at most 40, beginning with a letter"),
    "day": Mistake("this is no day of the calendar", "write it as 2026-04-01"),
    "country": Mistake("this is no country code", "write two capital letters, as JP"),
    "truth": Mistake("this is neither true nor false", "write `true` or `false`"),
    "part": Mistake("this is neither `same` nor a list of fields", "write `same`, or the fields that it gives"),
    "opens": Mistake(
        "this is no list of event types", "write a list, or each type with `same` or the fields that it gives"
    ),
    "empty": Mistake("nothing stands here", "add at least one"),
    "blank": Mistake("this text is empty", "write it"),
    "reason": Mistake(
        "this is too short for a reason", "write at least 20 characters that another officer understands"
    ),
    "letter": Mistake("this is no letter of a purpose", "write one small letter, as the text has it"),
    "address": Mistake("this is no web address", "begin it with https:// or http://"),
    "stands_twice": Mistake("`{word}` stands twice in this list", "remove one"),
    # Recipients, types and fields.
    "recipient_shop": Mistake("`shop` is the shop itself, who is told of results", "give the recipient another name"),
    "one_kind": Mistake("a recipient has one kind", "say it once, for all"),
    "two_entries": Mistake("`{word}` has two entries of this recipient", "leave it in one of them"),
    "one_thread": Mistake(
        "`{word}` is of a thread that another entry of this recipient opens", "put both types into one entry"
    ),
    "no_service": Mistake(
        "a recipient that is served needs at least one", "add it, or say with `path` how it is served"
    ),
    "follows": Mistake("`{word}` follows what was served", "put it under `then`"),
    "opens_first": Mistake("`{word}` follows nothing, it opens", "put it under `on`"),
    "gives_nothing": Mistake("`{word}` gives nothing", "name a field, or leave the type out"),
    "never": Mistake("this never leaves, in any pack", "remove it; a token takes its place"),
    "both_ways": Mistake("`{word}` is given, and said to be not needed", "leave it in one of both"),
    "two_needs": Mistake("`{word}` stands under two needs", "leave it under the one that it is given for"),
    "closed_need": Mistake("the text closes this list, so no need widens it", _ONE_OF_BOTH),
    "form_unfit": Mistake("`{form}` does not fit `{word}`", "{fit}"),
    "not_the_sellers": Mistake(
        "`{word}` is of a customer, and the event of a seller holds none", "remove it, or say `whose: customer`"
    ),
    # Conditions.
    "no_payment": Mistake("no type under `on` is of a payment, so this never holds", "remove it"),
    "no_share": Mistake("without the field `order.items` no seller has a share", "add the field, or remove it"),
    "not_provided": Mistake("what was asked for comes with `values.provided` only", "say `on: [values.provided]`"),
    "not_asked": Mistake("`values.provided` answers a request", "say `on_request: true`"),
    "not_before": Mistake("`{word}` cannot have come before", "name another type that opens"),
    "companies_only": Mistake("then a person who is no company gives nothing at all", "leave a field out of it"),
    "consent_opt_out": Mistake("a basis of prior consent is no opt-out", "say `kind: opt_in`, or another basis"),
    "stop_left_out": Mistake(
        "`{word}` ends what rests on `{basis}`, and is left out without a reason", "add it, or say why in `note`"
    ),
    "no_route": Mistake(
        "{word} is abroad, and no route is named (APPI 28)", "say `abroad: designated`, `consent` or `equivalent`"
    ),
    "route_to_nowhere": Mistake("no country abroad is named", "name it in `countries`"),
    "not_designated": Mistake("`{word}` is not designated under Rule 15", "say `abroad: consent` or `equivalent`"),
    "route_unasked": Mistake(
        "this route asks for the person's choice (APPI 28(1))", "say `basis: click_consent` or `prior_consent`"
    ),
    # Paths.
    "judged": Mistake("`{word}` is judged case by case, never on the stream", "say `path: case`"),
    "case_and_path": Mistake(
        "`path: case` and `case` belong together", "name the kind of case that opens it, or remove it"
    ),
    "case_gives_nothing": Mistake("a case gives at most what is named", "name what such a case may ask for"),
    "no_note": Mistake("nothing passes here, and no reason is given", "say why in `note`"),
    "no_remedy": Mistake("what is denied needs a way out", "say in `remedy` what would open it"),
    "idle": Mistake("with `path: {word}` no event of the stream serves it", "remove it, or say `path: stream`"),
    "internal": Mistake("what is internal is handed over by nobody", "say `path: internal`"),
    # Rights and copies.
    "one_length": Mistake("a term has one length", "give years, months or days"),
    "no_length": Mistake("this term has no length, or one that nobody decides", "{how}"),
    "extended_less": Mistake("the extended term is shorter than the term", "give `extended` in all, from the receipt"),
    # Registers.
    "other_shop": Mistake("the pack is of `{word}`", "put both under one shop"),
    "never_reviewed": Mistake("these measures were never reviewed", "say when: `reviewed`"),
    "ends_first": Mistake("this ends before it begins", "mend `start` or `end`"),
    "two_instances": Mistake("`{word}` is two instances of this recipient", "give each an id and aliases of its own"),
    "two_defaults": Mistake("two instances are the default", "leave it to one of them"),
}
"""Code of a mistake → its words."""

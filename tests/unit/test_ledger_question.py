"""Questions about people: how they are read, who may ask them, and by what the log remembers them."""

from typing import Any

import msgspec
import pytest

from contracts.answers import ROLES, Incident, Question
from shared.core.ledger import question as ask

REACHED = (2, 40, 1_000)


def asked(**changed: Any) -> Question:
    """Return a question that differs from the plainest in this."""
    return msgspec.structs.replace(Question("trial"), **changed)


SCOPES: dict[str, tuple[Question | Incident, str, str]] = {
    "nothing": (asked(), "log", "answer: everything"),
    "a person": (asked(people=["a"]), "person", "answer: person"),
    "a person's order": (asked(people=["a"], order="o"), "person", "answer: person, order"),
    "an order": (asked(order="o"), "order", "answer: order"),
    "a case": (asked(case="e"), "order", "answer: case"),
    "a recipient in a period": (asked(recipient="crm", until=5), "log", "answer: recipient, period"),
    "fields and versions": (asked(field="customer.name", pack=2), "log", "answer: field, pack"),
    "an incident": (Incident("crm", 5), "concerned", "concerned: recipient, period"),
    "one at an instance": (Incident("crm", 5, "tokyo"), "concerned", "concerned: recipient, instance, period"),
}


@pytest.mark.parametrize("name", SCOPES)
def test_what_a_question_is_about_follows_from_whom_it_names(name: str) -> None:
    question, scope, what = SCOPES[name]
    assert (ask.scope_of(question), ask.what(question)) == (scope, what)


@pytest.mark.parametrize(
    ("reader", "granted"),
    [
        ("privacy", {"person", "order", "log", "concerned"}),
        ("privacy/hana", {"person", "order", "log", "concerned"}),
        ("operations/ken", {"order", "log"}),
        ("auditor", {"log"}),
        ("", set()),
        ("hana/privacy", set()),
        ("privacyx", set()),
    ],
)
def test_P9_a_role_is_the_first_part_of_a_keys_name_and_an_unknown_one_may_nothing(
    reader: str, granted: set[str]
) -> None:
    scopes = {scope for scopes in ROLES.values() for scope in scopes}
    assert {scope for scope in scopes if ask.may(reader, scope)} == granted


def test_P13_the_digest_of_a_question_holds_numbers_and_no_page() -> None:
    one = asked(people=["reference"], cursor="1.2.3.4.5.6")
    assert ask.digest(one, ["n"]) == ask.digest(asked(people=["another name"]), ["n"])
    assert ask.digest(one, ["n"]) != ask.digest(one, ["m"])
    assert ask.digest(one, ["n"]) != ask.digest(asked(people=["reference"], pack=1), ["n"])
    assert ask.digest(one, ["n", "m"]) == ask.digest(one, ["m", "n"])


def test_a_cursor_leads_to_the_next_page_of_its_own_question_only() -> None:
    after = ask.After(2, 30, 900, 1, 7)
    about = ask.digest(asked(), [])
    page = asked(cursor=ask.cursor(after, about))
    assert ask.follow(page, about, REACHED) == after
    assert ask.follow(asked(), about, REACHED) is None
    with pytest.raises(ask.QuestionError, match="cursor_of_another_question"):
        ask.follow(page, ask.digest(asked(pack=1), []), REACHED)


@pytest.mark.parametrize(
    "after",
    [
        ask.After(3, 1, 900, 1, 7),  # a volume that is not there
        ask.After(2, 41, 900, 1, 7),  # leaves that are not there
        ask.After(2, 30, 1_001, 1, 7),  # a moment to come
        ask.After(2, 30, 900, 2, 30),  # beyond its own end
        ask.After(0, 30, 900, 0, 7),  # no volume
        ask.After(2, 10**15, 900, 1, 7),  # a number that no table holds
    ],
)
def test_a_cursor_beyond_what_there_is_was_never_given_out(after: ask.After) -> None:
    about = ask.digest(asked(), [])
    with pytest.raises(ask.QuestionError, match="cursor_invalid"):
        ask.follow(asked(cursor=ask.cursor(after, about)), about, REACHED)


def test_P7_the_place_of_a_mistake_is_one_of_our_own_names() -> None:
    with pytest.raises(ask.QuestionError) as caught:
        ask.read(b'{"reason":"trial","hayashi@example.jp":1}', Question)
    assert caught.value.place == ""
    assert "hayashi" not in f"{caught.value}{caught.value.remedy}"

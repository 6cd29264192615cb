"""Delivery: what each answer means, and the whole schedule on a virtual clock."""

import pytest

from shared.core.delivery import LONGEST, SCHEDULE, Answer, Settled, State, claimed, retry_after, settle
from shared.errors import BrokenInvariantError

NOW = 1_800_000_000.0

GIVEN = Settled("closed", outcome="given")


def _failed(reason: str) -> Settled:
    return Settled("closed", outcome="failed", reason=reason)


def _again(pause: float, reason: str) -> Settled:
    return Settled("attempted", pause=pause, reason=reason)


@pytest.mark.parametrize(
    ("sentence", "answer", "attempt", "expected"),
    [
        ("200 is given", Answer(200), 1, GIVEN),
        ("204 is given", Answer(204), 1, GIVEN),
        ("299 on the last try is given", Answer(299), 10, GIVEN),
        ("a redirect is a failure and is not followed", Answer(302), 1, _again(5, "http_302")),
        ("gone is final at the first word", Answer(410), 1, _failed("http_410")),
        ("not found may be mended", Answer(404), 2, _again(300, "http_404")),
        ("an error of the party is tried again", Answer(500), 3, _again(1800, "http_500")),
        ("silence is tried again", Answer(0, reason="timeout"), 1, _again(5, "timeout")),
        ("429 may ask for more time", Answer(429, "60"), 1, _again(60, "http_429")),
        ("503 may ask for more time", Answer(503, "7000"), 3, _again(7000, "http_503")),
        ("429 cannot ask for less than the schedule", Answer(429, "1"), 2, _again(300, "http_429")),
        ("429 without a wish follows the schedule", Answer(429), 1, _again(5, "http_429")),
        ("nobody else may ask for time", Answer(500, "7000"), 1, _again(5, "http_500")),
        ("after the ninth try there is one more", Answer(500), 9, _again(86400, "http_500")),
        ("after the tenth there is none", Answer(500), 10, _failed("exhausted_http_500")),
        ("nor after silence", Answer(0, reason="timeout"), 10, _failed("exhausted_timeout")),
    ],
)
def test_an_answer_means(sentence: str, answer: Answer, attempt: int, expected: Settled) -> None:
    assert settle(answer, attempt=attempt, now=NOW, jitter=0.0) == expected, sentence


def test_jitter_only_lengthens_and_by_a_tenth_at_most() -> None:
    assert settle(Answer(500), attempt=2, now=NOW, jitter=0.5).pause == pytest.approx(315)
    assert settle(Answer(500), attempt=2, now=NOW, jitter=0.999).pause < 330


def test_a_dead_party_is_tried_ten_times_over_three_days() -> None:
    clock, attempt, tries = 0.0, 0, [0.0]
    state: State = "pending"
    while True:
        attempt, state = attempt + 1, claimed(state)
        settled = settle(Answer(0, reason="connect"), attempt=attempt, now=clock, jitter=0.0)
        state = settled.state
        if settled.outcome:
            break
        clock += settled.pause
        tries.append(clock)
    assert (state, settled.outcome, attempt) == ("closed", "failed", 10)
    assert tries == [0, 5, 305, 2105, 9305, 27305, 63305, 113705, 185705, 272105]
    assert len(SCHEDULE) == 10


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0", 0),
        ("120", 120),
        ("99999999999999999999", LONGEST),
        ("", 0),
        ("-5", 0),
        ("soon", 0),
        ("１２", 0),
        ("Fri, 15 Jan 2027 08:01:00 GMT", 60),
        ("Fri, 15 Jan 2027 07:00:00 GMT", 0),
        ("Fri, 15 Jan 2047 07:00:00 GMT", LONGEST),
    ],
)
def test_retry_after_reads_seconds_and_dates(value: str, expected: float) -> None:
    assert retry_after(value, now=NOW) == expected


def test_a_row_is_attempted_before_it_is_sent_and_never_sent_once_closed() -> None:
    assert claimed("pending") == "attempted"
    assert claimed("attempted") == "attempted"
    with pytest.raises(BrokenInvariantError):
        claimed("closed")

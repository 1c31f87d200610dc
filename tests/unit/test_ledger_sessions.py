"""Sessions and scores torn out, doubled or altered in whole books: each is found and named."""

import pytest

from tests.fakes.book_tampering import Tamper, changed, doubled, without, wrongs
from tests.fakes.books import Keeper
from tests.fakes.kept_books import two_sessions

AT = Keeper().at("2027-03-04 20:00")
LATER = Keeper().at("2027-04-01 12:00")
DAY = 86_400
MON = "enrollment 1, day 1 (2027-03-01)"
TUE = "enrollment 1, day 2 (2027-03-02)"
WED = "enrollment 1, day 3 (2027-03-03)"

# Scores of `two_sessions`: before, after, morning; before, after.
TAMPERED: dict[str, tuple[Tamper, str]] = {
    "a session is gone": (
        lambda b: without(b, "runs", 0),
        f"{MON}: its card was given, and the session is missing",
    ),
    "a session stands on another day too": (
        lambda b: doubled(b, "runs", 0, day_no=9),
        "enrollment 1, day 9: there is a session, and no card gave it",
    ),
    "a session on a rest day without its row": (
        lambda b: doubled(b, "runs", 0, day_no=2),
        f"{TUE}: the made-up session is missing",
    ),
    "a session has another number than its card": (
        lambda b: changed(b, "runs", 0, session_no=2),
        f"{MON}: the session is number 2, and its card says '1'",
    ),
    "a session is kept under another date": (
        lambda b: changed(b, "runs", 0, local_on="2027-03-02"),
        f"{MON}: the session is kept under the date 2027-03-02, and its card under 2027-03-01",
    ),
    "a session is in a state that its times deny": (
        lambda b: changed(b, "runs", 0, state="missed"),
        f"{MON}: the session is missed, which its beginning and end do not bear out",
    ),
    "a session is in no state": (
        lambda b: changed(b, "runs", 0, state="asleep"),
        f"{MON}: the session is asleep, which its beginning and end do not bear out",
    ),
    "a session of long ago is still going on": (
        lambda b: changed(b, "runs", 0, state="started", ended_at=None),
        f"{MON}: the session is still started although another day has begun",
    ),
    "an open session is past its first step": (
        lambda b: changed(b, "runs", 1, state="open", step_no=3, started_at=None, ended_at=None),
        f"{WED}: the session is open and past its first step",
    ),
    "a step runs in a session that is over": (
        lambda b: changed(b, "runs", 0, step_ends_at=b.runs[0].started_at),
        f"{MON}: the session has a step that runs although the session does not",
    ),
    "a step is held in a session that is over": (
        lambda b: changed(b, "runs", 0, step_left_s=30),
        f"{MON}: the session has a step that is held although the session is not",
    ),
    "a session has a form that does not exist": (
        lambda b: changed(b, "runs", 0, form="hands+long"),
        f"{MON}: the session has a form that does not exist",
    ),
    "a session has a reason that does not exist": (
        lambda b: changed(b, "runs", 0, reason="rain"),
        f"{MON}: the session has a reason that does not exist",
    ),
    "a session was begun before its card": (
        lambda b: changed(b, "runs", 0, started_at=b.deliveries[0].due_at - 7200),
        f"{MON}: the session was begun or ended before its card was given",
    ),
    "a session was begun days later": (
        lambda b: changed(b, "runs", 0, started_at=(b.runs[0].started_at or 0) + DAY),
        f"{MON}: the session was begun outside of its day",
    ),
    "a session ended before it was begun": (
        lambda b: changed(b, "runs", 0, ended_at=(b.runs[0].started_at or 0) - 5000),
        f"{MON}: the session ended before it began, or in the future",
    ),
    "a session was done after its day": (
        lambda b: changed(b, "runs", 0, ended_at=(b.runs[0].ended_at or 0) + DAY),
        f"{MON}: the session ended after its day was over",
    ),
    "a score under no consent": (
        lambda b: changed(b, "check_ins", 0, consent_id=7),
        f"{MON}: the score 'before' names no consent of this person to keeping scores",
    ),
    "a score whose consent was withdrawn": (
        lambda b: changed(b, "consents", 0, withdrawn_at=AT),
        f"{MON}: the score 'before' is still there although its consent was withdrawn",
    ),
    "a score from before its consent": (
        lambda b: changed(b, "consents", 0, given_at=b.check_ins[0].answered_at + 1),
        f"{MON}: the score 'before' is older than its consent",
    ),
    "a score of no session": (
        lambda b: changed(b, "check_ins", 0, day_no=2),
        f"{TUE}: the score 'before' belongs to no session",
    ),
    "a score of a day that never came": (
        lambda b: changed(b, "check_ins", 0, day_no=9),
        "enrollment 1, day 9: the score 'before' stands under a day that never came",
    ),
    "a score that nobody asks": (
        lambda b: changed(b, "check_ins", 0, kind="noon"),
        f"{MON}: the score 'noon' is none that is ever asked for",
    ),
    "a score off the scale": (
        lambda b: changed(b, "check_ins", 0, score=11),
        f"{MON}: the score 'before' is none that is ever asked for",
    ),
    "a score answered before its card": (
        lambda b: changed(b, "check_ins", 0, answered_at=b.deliveries[0].due_at - 7200),
        f"{MON}: the score 'before' was answered outside of its day",
    ),
    "a score answered after its day": (
        lambda b: changed(b, "check_ins", 4, answered_at=LATER),
        f"{WED}: the score 'after' was answered outside of its day",
    ),
    "a score older than the one before it": (
        lambda b: doubled(b, "check_ins", 0, check_in_id=6, kind="after", day_no=3),
        f"{WED}: the score 'after' is older than the one kept before it",
    ),
    "two scores that stand": (
        lambda b: doubled(b, "check_ins", 4, check_in_id=6, score=5),
        f"{WED}: the score 'after' stands although another one came after it",
    ),
    "a score replaced at another moment": (
        lambda b: doubled(
            changed(b, "check_ins", 4, replaced_at=b.check_ins[4].answered_at + 9),
            "check_ins",
            4,
            check_in_id=6,
            score=5,
        ),
        f"{WED}: the score 'after' was not replaced when the next one was answered",
    ),
    "a score replaced by the same": (
        lambda b: doubled(
            changed(b, "check_ins", 4, replaced_at=b.check_ins[4].answered_at),
            "check_ins",
            4,
            check_in_id=6,
        ),
        f"{WED}: the score 'after' replaces the same score",
    ),
    "a score replaced by none": (
        lambda b: changed(b, "check_ins", 0, replaced_at=AT),
        f"{MON}: the score 'before' was replaced, and nothing took its place",
    ),
    "a score of another enrollment": (
        lambda b: changed(b, "check_ins", 0, enrollment_id=7),
        "person 1: a score stands under enrollment 7, which is not theirs",
    ),
    "a session was missed while its day lasted": (
        lambda b: changed(b, "runs", 0, state="missed", started_at=None),
        f"{MON}: the session was not missed when the next day was planned",
    ),
    "a score before a session that was never begun": (
        lambda b: changed(b, "runs", 0, state="stopped", started_at=None),
        f"{MON}: the score 'before' is about a session that is stopped, and was not asked for",
    ),
    "a score after a session that was not walked to its end": (
        lambda b: changed(b, "runs", 0, state="opened"),
        f"{MON}: the score 'after' is about a session that is opened, and was not asked for",
    ),
    "a score of the morning after a session that was excused": (
        lambda b: changed(b, "runs", 0, state="excused"),
        f"{MON}: the score 'morning' is about a session that is excused, and was not asked for",
    ),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_a_row_that_was_touched_is_named(what: str) -> None:
    tamper, sentence = TAMPERED[what]
    found = wrongs(tamper(two_sessions().book()), AT)
    assert sentence in found, found

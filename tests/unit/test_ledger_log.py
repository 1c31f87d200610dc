"""The log and the enrollment torn out, doubled or altered in whole books: all is found and named."""

from dataclasses import replace

import pytest

from bot.domain.wish import pack_wish
from tests.fakes.book_rows import BERLIN
from tests.fakes.book_tampering import Tamper, changed, doubled, without, wrongs
from tests.fakes.books import Keeper
from tests.fakes.kept_books import second_day, two_sessions

AT = Keeper().at("2027-03-04 20:00")
LATER = Keeper().at("2027-04-01 12:00")

# Lines of `two_sessions`: 0 wish, 1 enrolled, 2 finished.
TAMPERED: dict[str, tuple[Tamper, str]] = {
    "the line that it began is gone": (
        lambda b: without(b, "changes", 1),
        "enrollment 1: the line that it began is missing",
    ),
    "the line of the end is gone": (
        lambda b: without(b, "changes", 2),
        "enrollment 1: state is 'finished', and the log leads to 'running'",
    ),
    "the wish has no line": (
        lambda b: without(b, "changes", 0),
        "person 1: the wish has no line",
    ),
    "a line stands twice": (
        lambda b: doubled(b, "changes", 2, change_id=4),
        "person 1: line 4 says what line 3 says",
    ),
    "a line comes after the end": (
        lambda b: doubled(b, "changes", 2, change_id=4, what="paused", actor_person_id=1),
        "enrollment 1: line 4 (paused) does not follow from those before it",
    ),
    "a wish changes what was never wished": (
        lambda b: doubled(b, "changes", 0, change_id=4, old="{}"),
        "person 1: the wish before line 4 is not the one it changes",
    ),
    "the person's hour is not the one of the log": (
        lambda b: replace(b, person=replace(b.person, hour_min=451)),
        "person 1: the wish is not the last one of the log",
    ),
    "half the person's wish is gone": (
        lambda b: replace(b, person=replace(b.person, quiet_to=None)),
        "person 1: the wish is not the last one of the log",
    ),
    "the person's zone is none": (
        lambda b: replace(b, person=replace(b.person, zone="Mars/Olympus")),
        "person 1: the wish is not the last one of the log",
    ),
    "the person's days are written otherwise": (
        lambda b: replace(b, person=replace(b.person, weekdays="420")),
        "person 1: the wish is not the last one of the log",
    ),
    "a wish of the log cannot be read": (
        lambda b: changed(b, "changes", 0, new='{"zone":"Europe/Berlin"}'),
        "person 1: line 1 (wish) cannot be read",
    ),
    "a wish of the log could not be wished": (
        lambda b: changed(b, "changes", 0, new=pack_wish(replace(BERLIN, hour_min=1500))),
        "person 1: line 1 (wish) cannot be read",
    ),
    "a first date that is none": (
        lambda b: changed(b, "changes", 1, new="tomorrow"),
        "person 1: line 2 (enrolled) cannot be read",
    ),
    "a first date in a year that nobody lives to see": (
        lambda b: changed(b, "changes", 1, new="9999-01-01"),
        "person 1: line 2 (enrolled) cannot be read",
    ),
    "a first date that was over when it began": (
        lambda b: changed(b, "changes", 1, new="2027-02-27"),
        "enrollment 1: line 2 (enrolled) does not follow from those before it",
    ),
    "a line about something that has none": (
        lambda b: changed(b, "changes", 2, subject="club"),
        "person 1: line 3 is about club 1, which is not theirs",
    ),
    "a line about somebody else's program": (
        lambda b: changed(b, "changes", 2, subject_id=7),
        "person 1: line 3 is about enrollment 7, which is not theirs",
    ),
    "a line that somebody else wrote": (
        lambda b: changed(b, "changes", 1, actor_person_id=2),
        "person 1: line 2 was written by somebody else",
    ),
    "a log that somebody else wrote": (
        lambda b: changed(b, "changes", 1, actor_person_id=2),
        "enrollment 1: its log was written by somebody else",
    ),
    "a wish that nobody wrote": (
        lambda b: changed(b, "changes", 0, actor_person_id=None),
        "person 1: line 1 was written by somebody else",
    ),
    "an end that a person wrote": (
        lambda b: changed(b, "changes", 2, actor_person_id=1),
        "enrollment 1: line 3 (finished) does not follow from those before it",
    ),
    "a line in the future": (
        lambda b: changed(b, "changes", 2, at=LATER),
        "person 1: line 3 lies in the future",
    ),
    "a line older than the person": (
        lambda b: changed(b, "changes", 0, at=5),
        "person 1: line 1 is older than the person",
    ),
    "a line older than the one before it": (
        lambda b: changed(b, "changes", 2, at=b.changes[1].at - 5000),
        "person 1: line 3 is older than line 2 before it",
    ),
    "another day of the enrollment": (
        lambda b: changed(b, "enrollments", 0, day_no=5),
        "enrollment 1: day_no is 5, and the log leads to 4",
    ),
    "another session of the enrollment": (
        lambda b: changed(b, "enrollments", 0, session_no=1),
        "enrollment 1: session_no is 1, and the log leads to 2",
    ),
    "another beginning of the enrollment": (
        lambda b: changed(b, "enrollments", 0, started_on="2027-03-02"),
        "enrollment 1: started_on is '2027-03-02', and the log leads to '2027-03-01'",
    ),
    "another date of the enrollment": (
        lambda b: changed(b, "enrollments", 0, on_date="2027-03-05"),
        "enrollment 1: on_date is '2027-03-05', and the log leads to '2027-03-04'",
    ),
    "no date of the enrollment": (
        lambda b: changed(b, "enrollments", 0, on_date="soon"),
        "enrollment 1: on_date is 'soon', which is no date",
    ),
    "an end to a pause that is none": (
        lambda b: changed(b, "enrollments", 0, paused_until_on="2027-03-09"),
        "enrollment 1: paused_until_on is '2027-03-09', and the log leads to None",
    ),
    "a reason for a pause that is none": (
        lambda b: changed(b, "enrollments", 0, reason="ill"),
        "enrollment 1: it is finished because of 'ill', which cannot be",
    ),
    "a state that does not exist": (
        lambda b: changed(b, "enrollments", 0, state="asleep"),
        "enrollment 1: it is asleep because of '', which cannot be",
    ),
    "a track that does not exist": (
        lambda b: changed(b, "enrollments", 0, track="breaks"),
        "enrollment 1: it runs on a track 'breaks' that does not exist",
    ),
    "a form that does not exist": (
        lambda b: changed(b, "enrollments", 0, form="long"),
        "enrollment 1: its form does not exist",
    ),
    "a version that is not there": (
        lambda b: changed(b, "enrollments", 0, version_id=7),
        "enrollment 1: its program version 7 is not there, or cannot be read",
    ),
    "a version that was kept too late": (
        lambda b: changed(b, "versions", 0, loaded_at=AT),
        "enrollment 1: its program version 1 was kept only after it began",
    ),
    "something due of a finished program": (
        lambda b: replace(b, dues=second_day().book().dues),
        "enrollment 1: a card is due 2027-03-03 06:30:00 UTC and should not be",
    ),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_a_row_that_was_touched_is_named(what: str) -> None:
    tamper, sentence = TAMPERED[what]
    found = wrongs(tamper(two_sessions().book()), AT)
    assert sentence in found, found

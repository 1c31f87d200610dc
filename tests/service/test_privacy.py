from dataclasses import replace

import pytest

from bot.domain.action import Action
from bot.domain.enrollment import (
    Enrollment,
    EnrollmentState,
    PauseReason,
    RunState,
    SafetyStop,
    SessionRun,
)
from bot.domain.ids import PersonId, StopId
from bot.domain.message import Answer
from bot.domain.person import Conversation
from bot.domain.text import words_of
from bot.service import privacy
from bot.service.moment import SCORES
from tests.service.card_rules import LONG_LINES, assert_answer_fits
from tests.service.desk import Desk, Lived


def said(answer: Answer, *, lines: int | None = None) -> list[str]:
    assert_answer_fits(answer, lines=lines)
    assert answer.message is not None
    return words_of(answer.message.text).split("\n")


def labels(answer: Answer) -> list[str]:
    assert answer.message is not None
    return [button.label for button in answer.message.buttons()]


def tap(desk: Desk, person: PersonId, shown: Answer, label: str) -> Answer:
    assert shown.message is not None
    action = next(button.action for button in shown.message.buttons() if button.label == label)
    verb = next(verb for verb in privacy.VERBS if verb.name == action.verb)
    return desk.press(person, verb.handler, action)


def ana(desk: Desk, *days: Lived | None) -> Enrollment:
    person = desk.arrives()
    desk.agrees(person)
    lived = desk.lives(desk.joins(person), days)
    changed = replace(lived, place="inside", level=1, softness=1)
    desk.run(lambda tx: tx.enrollments.save(changed))
    return changed


def forgets(desk: Desk, person: PersonId) -> Answer:
    asked = tap(desk, person, desk.ask(person, privacy.open_privacy), "Forget my scores")
    return tap(desk, person, asked, "Forget them")


def kept(desk: Desk, enrollment: Enrollment) -> Enrollment:
    return desk.run(lambda tx: tx.enrollments.get(enrollment.enrollment_id))


def last_run(desk: Desk, enrollment: Enrollment) -> SessionRun:
    return desk.run(lambda tx: tx.runs.all_of(enrollment.enrollment_id)[-1])


def keeps_flag(desk: Desk, person: PersonId, *, tier: int, flag: str) -> None:
    stop = SafetyStop(
        stop_id=StopId(0),
        person_id=person,
        enrollment_id=None,
        tier=tier,
        flag=flag,
        lists_version="1",
        at=desk.now,
        cleared_at=None,
    )
    desk.run(lambda tx: tx.safety_stops.add(stop))


def test_privacy_says_what_is_kept_since_when_and_who_can_see_it(desk: Desk) -> None:
    lived = ana(desk, Lived(before=3))
    answer = desk.ask(lived.person_id, privacy.open_privacy)
    assert said(answer) == [
        "What is kept about you",
        "Your settings, this chat's number, and what became of each session. No name.",
        (
            "Since your yes on Mon 1 March also: pain scores, where it hurts, stop signs, "
            "reasons to skip."
        ),
        "They go when you say so, or 12 months after you were last here.",
        "Kept by this computer. Whoever runs this bot could read the database.",
        "Settings and sessions stay until you delete them.",
    ]
    assert labels(answer) == ["Forget my scores", "Read it all", "Export", "Delete"]


@pytest.mark.parametrize("state", [None, *EnrollmentState])
def test_privacy_answers_in_every_state(desk: Desk, state: EnrollmentState | None) -> None:
    person = desk.arrives(wish=None) if state is None else ana(desk, Lived()).person_id
    if state is not None:
        lived = desk.run(lambda tx: tx.enrollments.all_of(person)[0])
        desk.run(lambda tx: tx.enrollments.save(replace(lived, state=state)))
    answer = desk.ask(person, privacy.open_privacy)
    assert said(answer)[0] == "What is kept about you"
    assert ("Forget my scores" in labels(answer)) is (state is not None)


def test_all_of_it_can_be_read_and_leads_back(desk: Desk) -> None:
    person = desk.arrives()
    shown = desk.ask(person, privacy.open_privacy)
    answer = tap(desk, person, shown, "Read it all")
    assert len(said(answer, lines=LONG_LINES)) == 8
    assert tap(desk, person, answer, "Back") == shown


def test_consent_is_asked_for_with_two_equal_buttons_and_given_once(desk: Desk) -> None:
    person = desk.arrives()
    asked = tap(desk, person, desk.ask(person, privacy.open_privacy), "Store my scores")
    assert asked.message is not None
    agree, without, _ = asked.message.buttons()
    assert agree.weight is without.weight
    full = tap(desk, person, asked, "Read the whole text")
    assert full.message is not None
    assert tap(desk, person, full, "Back") == asked
    agreed = tap(desk, person, full, agree.label)
    assert said(agreed)[0] == "✅ Agreed."
    assert tap(desk, person, full, agree.label) == agreed
    assert len(desk.run(lambda tx: tx.consents.all_of(person))) == 1


def test_no_is_taken_as_no(desk: Desk) -> None:
    person = desk.arrives()
    shown = desk.ask(person, privacy.open_privacy)
    asked = tap(desk, person, shown, "Store my scores")
    assert tap(desk, person, asked, "Sessions only, no scores") == shown
    assert desk.run(lambda tx: tx.consents.all_of(person)) == []


@pytest.mark.parametrize("argument", ["ask", "text"])
def test_who_agreed_is_not_asked_again(desk: Desk, argument: str) -> None:
    person = ana(desk, Lived()).person_id
    answer = desk.press(person, privacy.press_privacy, Action("privacy", 0, argument))
    assert answer == desk.ask(person, privacy.open_privacy)


def test_forgetting_asks_once_and_can_be_left(desk: Desk) -> None:
    lived = ana(desk, Lived(before=3))
    shown = desk.ask(lived.person_id, privacy.open_privacy)
    asked = tap(desk, lived.person_id, shown, "Forget my scores")
    assert said(asked)[0] == "Forget your scores?"
    assert tap(desk, lived.person_id, asked, "Keep them") == shown
    assert len(desk.run(lambda tx: tx.check_ins.all_of(lived.enrollment_id))) == 1


def test_forgetting_leaves_no_health_data_and_the_program_runs_on(desk: Desk) -> None:
    lived = ana(
        desk,
        Lived(before=3, after=4, morning=5, level=-1, softness=2),
        None,
        Lived(RunState.SKIPPED, reason="time", level=1),
        Lived(RunState.SKIPPED, reason="pain", softness=1),
        Lived(),
    )
    keeps_flag(desk, lived.person_id, tier=3, flag="numb")
    answer = forgets(desk, lived.person_id)
    assert said(answer) == [
        "✅ Forgotten.",
        "3 scores are gone, and all that went with your yes.",
        "Sessions no longer follow scores. After each you can say: easier or harder.",
    ]
    assert list(desk.run(lambda tx: tx.check_ins.all_of(lived.enrollment_id))) == []
    consent = desk.run(lambda tx: tx.consents.all_of(lived.person_id))[0]
    assert consent.withdrawn_at == desk.now
    assert kept(desk, lived) == replace(lived, place="", level=0, softness=0)
    rows = desk.run(lambda tx: tx.runs.all_of(lived.enrollment_id))
    assert {(row.reason, row.level, row.softness) for row in rows} == {("", 0, 0)}
    assert [row.state for row in rows] == [
        *(RunState.DONE, RunState.SKIPPED, RunState.STOPPED, RunState.DONE),
    ]
    stops = desk.run(lambda tx: tx.safety_stops.all_of(lived.person_id))
    assert [(stop.tier, stop.flag) for stop in stops] == [(-1, "")]
    assert desk.run(lambda tx: tx.safety_stops.open_of(lived.person_id)) is not None


def test_the_second_tap_forgets_nothing_more(desk: Desk) -> None:
    lived = ana(desk, Lived(before=3))
    shown = desk.ask(lived.person_id, privacy.open_privacy)
    asked = tap(desk, lived.person_id, shown, "Forget my scores")
    tap(desk, lived.person_id, asked, "Forget them")
    again = tap(desk, lived.person_id, asked, "Forget them")
    assert again == desk.ask(lived.person_id, privacy.open_privacy)


def test_an_old_button_takes_back_no_new_consent(desk: Desk) -> None:
    lived = ana(desk, Lived(before=3))
    shown = desk.ask(lived.person_id, privacy.open_privacy)
    old = tap(desk, lived.person_id, shown, "Forget my scores")
    tap(desk, lived.person_id, old, "Forget them")
    desk.agrees(lived.person_id)
    tap(desk, lived.person_id, old, "Forget them")
    assert desk.run(lambda tx: tx.consents.active(lived.person_id, SCORES)) is not None


def test_a_session_that_asks_for_a_score_begins_anew_without_one(desk: Desk) -> None:
    lived = ana(desk, Lived(RunState.STARTED))
    forgets(desk, lived.person_id)
    assert last_run(desk, lived).state is RunState.OPEN
    assert last_run(desk, lived).started_at is None


def test_a_session_in_its_steps_goes_on(desk: Desk) -> None:
    lived = ana(desk, Lived(RunState.STARTED, level=-1, softness=2))
    walking = replace(last_run(desk, lived), step_no=2, step_ends_at=desk.now + 30)
    desk.run(lambda tx: tx.runs.save(walking))
    forgets(desk, lived.person_id)
    assert last_run(desk, lived) == replace(walking, level=0, softness=0)


def test_after_a_stop_for_pain_the_next_session_stays_soft(desk: Desk) -> None:
    lived = ana(desk, Lived(), Lived(RunState.STOPPED, reason="before_high"))
    forgets(desk, lived.person_id)
    assert (kept(desk, lived).level, kept(desk, lived).softness) == (-1, 2)


@pytest.mark.parametrize(
    ("reason", "left"),
    [
        (PauseReason.ILL, PauseReason.ASKED),
        (PauseReason.TWO_REDS, PauseReason.TWO_REDS),
        (PauseReason.SAFETY, PauseReason.SAFETY),
        (PauseReason.ASKED, PauseReason.ASKED),
    ],
)
def test_a_pause_goes_on_and_illness_is_no_longer_named(
    desk: Desk, reason: PauseReason, left: PauseReason
) -> None:
    lived = ana(desk, Lived())
    paused = replace(lived, state=EnrollmentState.PAUSED, reason=reason)
    desk.run(lambda tx: tx.enrollments.save(paused))
    forgets(desk, lived.person_id)
    assert kept(desk, lived).state is EnrollmentState.PAUSED
    assert kept(desk, lived).reason is left


def test_a_program_that_ended_keeps_no_level_after_a_stop(desk: Desk) -> None:
    lived = ana(desk, Lived(RunState.STOPPED))
    desk.run(lambda tx: tx.enrollments.save(replace(lived, state=EnrollmentState.FINISHED)))
    forgets(desk, lived.person_id)
    assert (kept(desk, lived).level, kept(desk, lived).softness) == (0, 0)


def test_a_question_half_answered_is_forgotten_too(desk: Desk) -> None:
    lived = ana(desk, Lived())
    account = desk.run(lambda tx: tx.people.account_of(lived.person_id))
    assert account is not None
    half = Conversation(
        person_id=lived.person_id,
        address=account.address,
        flow="subscribe",
        step="city",
        draft='{"place": "inside"}',
        waits_for="text",
        updated_at=desk.now,
    )
    desk.run(lambda tx: tx.conversations.put(half))
    forgets(desk, lived.person_id)
    assert desk.run(lambda tx: tx.conversations.of(lived.person_id)) is None


def test_somebody_elses_scores_stay(desk: Desk) -> None:
    ana(desk, Lived(before=3))
    other = desk.arrives("bob")
    desk.agrees(other)
    theirs = desk.lives(desk.joins(other), [Lived(before=7)])
    forgets(desk, PersonId(1))
    assert len(desk.run(lambda tx: tx.check_ins.all_of(theirs.enrollment_id))) == 1
    assert desk.run(lambda tx: tx.consents.active(other, SCORES)) is not None

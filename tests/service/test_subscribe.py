"""The whole way into a program: each step, each way back, and what is kept at its end."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest

from bot.domain.action import Action
from bot.domain.change import What
from bot.domain.due import DueWhat
from bot.domain.enrollment import EnrollmentState
from bot.domain.red_flags import PASSED
from bot.domain.schedule import card_at
from bot.domain.wish import Wish, pack_wish
from bot.service.consenting import CONSENT_TEXT_VERSION
from tests.service.desk import FIRST_ON, shipped
from tests.service.visitor import Visitor, visiting

DAY_S = 24 * 3600
USUAL = Wish(
    zone="America/Bogota",
    hour_min=7 * 60 + 30,
    weekdays=shipped().program.days_per_week.usual,
)
BEGIN = "I am 18 or over, begin"
AGREE = "I agree: store my pain scores"
WITHOUT = "Sessions only, no scores"
NONE = "None of these"
TITLES = {
    "welcome": "Knead: short knee-care sessions",
    "consent": "May I store your pain scores?",
    "flags1": "Is any of this true today?",
    "flags2": "And any of these?",
    "place": "Where does it bother you most?",
    "city": "Which city are you in, or near?",
    "hour": "Bogotá",
    "confirm": "Two-week reset, from tomorrow",
}
# What leads from each step to the next one; the city is typed.
ANSWERS = {
    "welcome": BEGIN,
    "consent": AGREE,
    "flags1": NONE,
    "flags2": NONE,
    "place": "Outside",
    "city": "bogota",
    "hour": "07:30",
    "confirm": "Looks right",
}
STEPS = list(ANSWERS)


@pytest.fixture
def ana() -> Iterator[Visitor]:
    with visiting() as visitor:
        yield visitor


def answer(visitor: Visitor, step: str) -> None:
    if step == "city":
        visitor.type(ANSWERS[step])
    else:
        visitor.press(ANSWERS[step])


def walk_to(visitor: Visitor, step: str) -> None:
    """Answer everything before a step."""
    visitor.command("start")
    for before in STEPS[: STEPS.index(step)]:
        answer(visitor, before)
    assert visitor.title() == TITLES[step]


def test_seven_taps_and_one_typed_word_lead_into_the_program(ana: Visitor) -> None:
    ana.command("start")
    taps = 0
    for step in STEPS:
        assert ana.title() == TITLES[step]
        answer(ana, step)
        taps += step != "city"
    assert ana.title() == "✅ You are in."
    assert taps == 7
    assert "First session: Mon 1 March, 07:30." in ana.words()


def test_the_enrollment_begins_tomorrow_with_all_that_was_answered(ana: Visitor) -> None:
    ana.subscribe()
    live = ana.live()
    assert live is not None
    assert live.state is EnrollmentState.RUNNING
    assert (live.started_on, live.on_date) == (FIRST_ON, date(2027, 2, 28))
    assert (live.day_no, live.session_no, live.level, live.form) == (0, 0, 0, "")
    assert live.place == "outside"
    assert ana.person().wish == USUAL
    assert ana.conversation() is None
    dues = ana.run(lambda tx: tx.dues.of("enrollment", live.enrollment_id))
    assert [(due.what, due.due_at) for due in dues] == [(DueWhat.CARD, card_at(USUAL, FIRST_ON))]


def test_the_change_log_names_the_wish_and_the_first_date(ana: Visitor) -> None:
    ana.subscribe()
    assert [(change.what, change.old, change.new) for change in ana.changes()] == [
        (What.WISH, "", pack_wish(USUAL)),
        (What.ENROLLED, "", "2027-03-01"),
    ]
    assert all(change.actor_person_id == ana.person().person_id for change in ana.changes())


def test_only_that_both_lists_were_passed_is_kept_of_them(ana: Visitor) -> None:
    ana.subscribe()
    live = ana.live()
    (stop,) = ana.stops()
    assert live is not None
    assert (stop.tier, stop.flag, stop.at) == (PASSED, "", ana.now)
    assert stop.enrollment_id == live.enrollment_id


def test_the_confirmation_shows_the_days_and_the_next_three(ana: Visitor) -> None:
    walk_to(ana, "confirm")
    assert ana.words().split("\n") == [
        "Two-week reset, from tomorrow",
        "Mon, Wed, Fri, and Sun, about 11 min. Bogotá time:",
        "Mon 1 March 07:30, session 1: Side of the hip",
        "Tue 2 March 07:30, rest day, one question",
        "Wed 3 March 07:30, session 2: Outer thigh",
        f"Have ready: {shipped().program.have_ready}",
    ]


def test_the_consent_is_kept_with_the_words_that_were_shown(ana: Visitor) -> None:
    walk_to(ana, "consent")
    short = ana.words()
    ana.press("Read it all")
    full = ana.words()
    assert ana.labels() == [AGREE, WITHOUT, "Back"]
    ana.press(AGREE)
    consent = ana.consent()
    assert consent is not None
    assert consent.text_hash == sha256(f"{short}\n{full}".encode()).hexdigest()
    assert (consent.text_version, consent.language) == (CONSENT_TEXT_VERSION, "en")
    assert consent.given_at == ana.now


def test_neither_answer_to_the_consent_stands_out(ana: Visitor) -> None:
    walk_to(ana, "consent")
    assert ana.button(AGREE).weight is ana.button(WITHOUT).weight


def test_without_scores_the_place_is_neither_asked_nor_kept(ana: Visitor) -> None:
    ana.command("start")
    for label in (BEGIN, WITHOUT, NONE, NONE):
        ana.press(label)
    assert ana.title() == TITLES["city"]
    ana.type("bogota")
    ana.press("07:30")
    assert "rest day" not in ana.words()
    ana.press("Looks right")
    live = ana.live()
    assert live is not None
    assert live.place == ""
    assert ana.consent() is None
    assert [(stop.tier, stop.flag) for stop in ana.stops()] == [(PASSED, "")]


@pytest.mark.parametrize("step", STEPS[1:])
def test_back_leads_to_the_step_before_and_its_answer_on_again(ana: Visitor, step: str) -> None:
    walk_to(ana, step)
    ana.press("Back")
    assert ana.title() == TITLES[STEPS[STEPS.index(step) - 1]]
    answer(ana, STEPS[STEPS.index(step) - 1])
    assert ana.title() == TITLES[step]


def test_back_the_whole_way_and_on_again(ana: Visitor) -> None:
    walk_to(ana, "confirm")
    for step in reversed(STEPS[:-1]):
        ana.press("Back")
        assert ana.title() == TITLES[step]
    # All answers are kept: one press leads to the end again.
    ana.press(BEGIN)
    assert ana.title() == TITLES["confirm"]


def test_going_back_to_sessions_only_takes_consent_and_place_away(ana: Visitor) -> None:
    walk_to(ana, "city")
    for _ in range(4):
        ana.press("Back")
    assert ana.title() == TITLES["consent"]
    ana.press(WITHOUT)
    assert ana.consent() is None
    assert ana.title() == TITLES["city"]
    conversation = ana.conversation()
    assert conversation is not None
    assert "outside" not in conversation.draft
    ana.type("bogota")
    ana.press("07:30")
    ana.press("Looks right")
    live = ana.live()
    assert live is not None
    assert live.place == ""


def test_a_consent_taken_back_half_way_is_asked_for_again(ana: Visitor) -> None:
    walk_to(ana, "hour")
    hour = ana.button("07:30").action
    ana.command("privacy")
    ana.press("Forget my scores")
    ana.press("Forget them")
    ana.command("start")
    ana.press(BEGIN)
    assert ana.title() == TITLES["consent"]
    ana.act(hour)
    assert ana.title() == TITLES["consent"]


@pytest.mark.parametrize("step", [step for step in STEPS if step != "city"])
def test_a_second_press_on_any_button_changes_nothing(ana: Visitor, step: str) -> None:
    walk_to(ana, step)
    action = ana.button(ANSWERS[step]).action
    ana.act(action)
    first = (ana.words(), ana.consent(), len(ana.stops()), ana.changes(), ana.enrollments())
    ana.act(action)
    if step == "confirm":
        assert ana.title() == "Two-week reset is running."
        assert first[1:] == (ana.consent(), len(ana.stops()), ana.changes(), ana.enrollments())
    else:
        again = (ana.words(), ana.consent(), len(ana.stops()), ana.changes(), ana.enrollments())
        assert again == first


def test_an_old_button_answers_its_step_again(ana: Visitor) -> None:
    walk_to(ana, "place")
    outside = ana.button("Outside").action
    ana.press("Front")
    ana.type("bogota")
    ana.act(outside)
    # The city is known already, so the hour is asked again.
    assert ana.title() == TITLES["hour"]
    ana.press("12:30")
    ana.press("Looks right")
    live = ana.live()
    assert live is not None
    assert live.place == "outside"


def test_no_button_leads_past_an_open_step(ana: Visitor) -> None:
    ana.command("start")
    for argument in (
        "consent-yes",
        "right",
        "h-450",
        "q-180",
        "at-front",
        "c0-America--Bogota",
        "d-024",
        "go",
    ):
        ana.act(Action("subscribe", 0, argument))
        assert ana.title() == TITLES["welcome"]
    ana.act(Action("subscribe", 0, "l1-none"))
    ana.press(BEGIN)
    ana.act(Action("subscribe", 0, "l2-none"))
    ana.act(Action("subscribe", 0, "right"))
    assert ana.title() == TITLES["consent"]
    assert ana.live() is None


def test_a_made_up_button_shows_the_step(ana: Visitor) -> None:
    walk_to(ana, "place")
    for argument in ("", "to-nowhere", "h-9999", "h-x", "c1-No--Where", "t-8", "is-nothing", "zz"):
        ana.act(Action("subscribe", 0, argument))
        assert ana.title() in (TITLES["place"], TITLES["flags1"])


def test_the_lists_ask_about_today_and_are_asked_again_tomorrow(ana: Visitor) -> None:
    walk_to(ana, "confirm")
    right = ana.button("Looks right").action
    ana.now += DAY_S
    ana.act(right)
    assert ana.title() == TITLES["flags1"]
    ana.press(NONE)
    ana.press(NONE)
    assert ana.title() == TITLES["confirm"]
    ana.press("Looks right")
    live = ana.live()
    assert live is not None
    assert live.started_on == date(2027, 3, 2)


def test_inner_knee_pain_gets_its_honest_line(ana: Visitor) -> None:
    walk_to(ana, "place")
    ana.press("Inside")
    assert "after a twist, get it checked" in ana.words()
    ana.press("Back")
    ana.press("Front")
    assert "twist" not in ana.words()


def test_days_are_chosen_by_tapping_each_and_never_too_few_or_too_many(ana: Visitor) -> None:
    walk_to(ana, "confirm")
    ana.press("Days")
    assert "Chosen: Mon, Wed, Fri, and Sun." in ana.words()
    for label in ("Drop Mon", "Drop Wed", "Drop Fri", "Drop Sun"):
        ana.press(label)
    assert "Chosen: none yet." in ana.words()
    ana.press("These days")
    assert "At least 3, please." in ana.words()
    for label in ("Add Tue", "Add Thu", "Add Sat"):
        ana.press(label)
    assert "At least" not in ana.words()
    three = ana.button("These days").action
    for label in ("Add Mon", "Add Wed", "Add Fri"):
        ana.press(label)
    ana.press("These days")
    assert "At most 5" in ana.words()
    ana.act(three)
    assert "Tue, Thu, and Sat" in ana.words()
    ana.press("Looks right")
    assert "First session: Tue 2 March" in ana.words()
    wish = ana.person().wish
    assert wish is not None
    assert wish.weekdays == frozenset({1, 3, 5})


def test_time_days_and_program_come_back_to_the_confirmation(ana: Visitor) -> None:
    walk_to(ana, "confirm")
    ana.press("Time")
    ana.press("19:30")
    assert "Mon 1 March 19:30" in ana.words()
    for door in ("Days", "Program"):
        ana.press(door)
        ana.press("Back")
        assert ana.title() == TITLES["confirm"]
    ana.press("Program")
    ana.press("Two-week reset")
    assert ana.title() == TITLES["confirm"]


def test_another_program_can_be_chosen_before_the_start(ana: Visitor) -> None:
    ana.command("programs")
    ana.press("Two-week reset")
    assert "1. Side of the hip, 11 min" in ana.words()
    ana.press("Choose this one")
    assert ana.title() == TITLES["welcome"]
    ana.press("What it is based on")
    ana.press("Back")
    assert ana.title() == TITLES["welcome"]


def test_a_program_taken_away_half_way_leaves_nothing_to_begin(ana: Visitor) -> None:
    walk_to(ana, "city")
    with visiting() as later:
        later.runner, later.updates, later.programs = ana.runner, 99, ()
        later.type("bogota")
        assert later.words() == "There is no program here yet."


def test_without_any_program_it_says_so() -> None:
    with visiting() as ana:
        ana.programs = ()
        for command in ("start", "programs", "program"):
            ana.command(command)
            assert ana.words() == "There is no program here yet."
        ana.act(Action("subscribe", 0, "begin"))
        assert ana.words() == "There is no program here yet."


def test_start_while_a_program_runs_shows_it(ana: Visitor) -> None:
    ana.subscribe()
    ana.command("start")
    assert ana.words().split("\n") == [
        "Two-week reset is running.",
        "Next: Mon 1 March 07:30, session 1: Side of the hip.",
    ]
    assert ana.labels() == ["Today", "Progress", "Settings"]
    for label in ("Today", "Progress", "Settings"):
        ana.command("start")
        ana.press(label)
    ana.press("Time")
    assert ana.title() == "Which hour suits you?"


def test_a_question_left_open_is_no_way_into_a_second_program(ana: Visitor) -> None:
    walk_to(ana, "hour")
    kept = ana.conversation()
    assert kept is not None
    for label in ("07:30", "Looks right"):
        ana.press(label)
    ana.run(lambda tx: tx.conversations.put(kept))
    ana.type("19:30")
    assert ana.title() == "Two-week reset is running."
    assert len(ana.enrollments()) == 1


def test_start_after_a_stop_offers_to_go_on_or_to_begin_anew(ana: Visitor) -> None:
    ana.subscribe()
    ana.command("stop")
    ana.command("start")
    assert ana.title() == "You stopped Two-week reset."
    ana.press("Go on")
    live = ana.live()
    assert live is not None
    ana.command("stop")
    ana.command("start")
    ana.press("Begin anew")
    assert ana.title() == TITLES["welcome"]
    ana.press(BEGIN)
    # The consent, the city, the hour and the days are known from before.
    for label in (NONE, NONE, "Front", "Looks right"):
        ana.press(label)
    assert len(ana.enrollments()) == 2
    assert [change.what for change in ana.changes()].count(What.WISH) == 1


def test_start_after_the_end_offers_to_begin_again(ana: Visitor) -> None:
    ana.subscribe()
    live = ana.live()
    assert live is not None
    finished = replace(live, state=EnrollmentState.FINISHED)
    ana.run(lambda tx: tx.enrollments.save(finished))
    ana.command("start")
    assert ana.title() == "You finished Two-week reset."
    assert ana.labels() == ["Begin anew"]
    ana.press("Begin anew")
    assert ana.title() == TITLES["welcome"]


def test_start_while_paused_says_how_it_goes_on(ana: Visitor) -> None:
    ana.subscribe()
    ana.command("pause", "1 week")
    ana.command("start")
    assert "Go on now" in ana.labels()


def test_whoever_was_here_before_keeps_their_own_quiet_hours(ana: Visitor) -> None:
    ana.subscribe()
    ana.command("settings")
    ana.press("Quiet hours")
    ana.press("21:00 to 07:00")
    ana.command("stop")
    ana.command("start")
    ana.press("Begin anew")
    for label in (BEGIN, NONE, NONE, "Front", "Time", "12:30", "Looks right"):
        ana.press(label)
    wish = ana.person().wish
    assert wish is not None
    assert (wish.hour_min, wish.quiet_from_min, wish.quiet_to_min) == (750, 21 * 60, 7 * 60)

from dataclasses import replace

import pytest

from bot.domain.action import Action
from bot.domain.days import ONE_DAY
from bot.domain.enrollment import CheckInKind, Enrollment, EnrollmentState, RunState
from bot.domain.ids import PersonId
from bot.domain.message import Answer, MadeChart
from bot.domain.text import words_of
from bot.service import progress
from tests.service.card_rules import assert_card_fits
from tests.service.desk import Desk, Lived

HIGH, LOWER = Lived(morning=5), Lived(morning=2)
TEN_DAYS: list[Lived | None] = [
    *(HIGH, None, HIGH, None, HIGH, None),
    *(Lived(morning=4), None, Lived(morning=3), None),
]


def words(answer: Answer) -> str:
    assert answer.message is not None
    return words_of(answer.message.text)


def ana(desk: Desk, days: list[Lived | None], *, agrees: bool = True) -> PersonId:
    person = desk.arrives()
    if agrees:
        desk.agrees(person)
    desk.lives(desk.joins(person), days)
    return person


def set_state(desk: Desk, person: PersonId, state: EnrollmentState) -> None:
    def save(enrollment: Enrollment) -> Enrollment:
        return replace(enrollment, state=state)

    desk.run(lambda tx: tx.enrollments.save(save(tx.enrollments.all_of(person)[-1])))


def test_progress_names_days_sessions_steadiness_and_both_means(desk: Desk) -> None:
    answer = desk.ask(ana(desk, TEN_DAYS), progress.open_progress)
    assert words(answer) == (
        "Your 10 days\n"
        "Sessions: 5 of 5. Steadiness 23 of 100.\n"
        "Morning pain, 7-day average: 4.2. First 3 mornings: 5.0.\n"
        "Down 0.8. I call it better from 2 points and 30 %. Not there yet.\n"
        "Missed days lower steadiness a little; rest, illness and pain do not."
    )
    assert_card_fits(answer.message)


def test_the_chart_says_in_words_all_that_it_shows(desk: Desk) -> None:
    message = desk.ask(ana(desk, TEN_DAYS), progress.open_progress).message
    assert message is not None
    assert message.media == MadeChart(
        "progress",
        ((2, 5.0), (4, 5.0), (6, 5.0), (8, 4.0), (10, 3.0)),
        "Chart of 10 days. Morning pain from 0 to 10, by day: 2: 5, 4: 5, 6: 5, 8: 4, 10: 3. "
        "Morning pain, 7-day average: 4.2. First 3 mornings: 5.0. "
        "Sessions done on days 1, 3, 5, 7, 9.",
    )


def test_only_the_score_that_stands_is_counted(desk: Desk) -> None:
    person = desk.arrives()
    consent = desk.agrees(person)
    lived = desk.lives(desk.joins(person), [Lived(morning=5)])
    desk.now += 60
    desk.run(lambda tx: desk.keep_score(tx, lived, CheckInKind.MORNING, 2, consent))
    message = desk.ask(person, progress.open_progress).message
    assert message is not None
    assert isinstance(message.media, MadeChart)
    assert message.media.values == ((2, 2.0),)


@pytest.mark.parametrize(
    ("mornings", "said"),
    [
        ((5, 5, 5), "Too early to say more: I compare from the fourth morning on."),
        ((6, 6, 6, 2, 2, 2), "Down 4.0. That is a change you can call better."),
        ((8, 8, 8, 6, 6, 6), "Down 2.0. I call it better from 2 points and 30 %. Not there yet."),
        ((5, 5, 5, 5, 5, 5), "About where you began. That happens."),
        ((3, 3, 3, 5, 5, 5), "Up 2.0. That happens. Show it to a doctor or physio."),
    ],
)
def test_it_is_called_better_only_from_two_points_and_thirty_percent_on(
    desk: Desk, mornings: tuple[int, ...], said: str
) -> None:
    days: list[Lived | None] = []
    for score in mornings[:3]:
        days += [Lived(morning=score), None]
    days += [None] * 6
    for score in mornings[3:]:
        days += [Lived(morning=score)]
    days = days if len(mornings) > 3 else days[:6]
    answer = desk.ask(ana(desk, days), progress.open_progress)
    assert said in words(answer).split("\n")
    assert_card_fits(answer.message)


def test_a_week_without_a_score_is_compared_with_nothing(desk: Desk) -> None:
    answer = desk.ask(ana(desk, [HIGH, *[None] * 9]), progress.open_progress)
    assert "First 3 mornings: 5.0." in words(answer)
    assert "No morning score in the last 7 days, so I compare nothing." in words(answer)
    assert_card_fits(answer.message)


def test_without_any_morning_score_nothing_is_drawn(desk: Desk) -> None:
    answer = desk.ask(ana(desk, [Lived()]), progress.open_progress)
    assert "No morning score yet." in words(answer)
    assert answer.message is not None
    assert answer.message.media is None


def test_without_consent_there_are_sessions_and_steadiness_and_one_line(desk: Desk) -> None:
    answer = desk.ask(ana(desk, [Lived(), None, Lived()], agrees=False), progress.open_progress)
    assert words(answer) == (
        "Your 3 days\n"
        "Sessions: 2 of 2. Steadiness 10 of 100.\n"
        "No scores, as you chose. /privacy changes that.\n"
        "Missed days lower steadiness a little; rest, illness and pain do not."
    )
    assert answer.message is not None
    assert answer.message.media is None


def steady(desk: Desk, *last: Lived) -> str:
    days: list[Lived | None] = [Lived()] * 4
    answer = desk.ask(ana(desk, [*days, *last], agrees=False), progress.open_progress)
    return words(answer).split("\n")[1]


def test_a_missed_day_lowers_steadiness_a_little(desk: Desk) -> None:
    assert steady(desk, Lived(RunState.MISSED)) == "Sessions: 4 of 5. Steadiness 18 of 100."


@pytest.mark.parametrize(
    ("lived", "line"),
    [
        (Lived(RunState.STOPPED), "Sessions: 5 of 5. Steadiness 23 of 100."),
        (Lived(RunState.SKIPPED, reason="pain"), "Sessions: 5 of 5. Steadiness 23 of 100."),
        (Lived(RunState.EXCUSED), "Sessions: 4 of 4. Steadiness 19 of 100."),
        (Lived(RunState.OPEN), "Sessions: 4 of 4. Steadiness 19 of 100."),
    ],
)
def test_pain_illness_and_an_open_day_cost_nothing(desk: Desk, lived: Lived, line: str) -> None:
    assert steady(desk, lived) == line


def test_before_the_first_card_it_names_the_day_it_begins(desk: Desk) -> None:
    person = desk.arrives()
    desk.joins(person)
    answer = desk.ask(person, progress.open_progress)
    assert words(answer).startswith("It begins on Mon 1 March.\nSessions: 0 of 0.")
    assert_card_fits(answer.message)


def test_without_a_program_it_says_how_to_begin(desk: Desk) -> None:
    for person in (desk.arrives("bob", wish=None), desk.arrives("cid")):
        answer = desk.ask(person, progress.open_progress)
        assert words(answer) == "Nothing to show yet.\n/start begins one."


@pytest.mark.parametrize(
    ("state", "title"),
    [
        (EnrollmentState.PAUSED, "Your 10 days (paused)"),
        (EnrollmentState.STOPPED, "Your 10 days (stopped)"),
        (EnrollmentState.FINISHED, "Your 10 days (finished)"),
    ],
)
def test_a_program_that_stands_still_is_shown_as_it_stood(
    desk: Desk, state: EnrollmentState, title: str
) -> None:
    person = ana(desk, TEN_DAYS)
    set_state(desk, person, state)
    desk.now += 90 * 24 * 3600
    answer = desk.ask(person, progress.open_progress)
    assert words(answer).startswith(title)
    assert "7-day average: 4.2" in words(answer)
    assert_card_fits(answer.message)


def test_older_days_come_with_a_button(desk: Desk) -> None:
    person = ana(desk, [HIGH, *[None] * 14, LOWER])
    short = desk.ask(person, progress.open_progress).message
    assert short is not None
    more = next(button for button in short.buttons() if button.label == "More days")
    long = desk.press(person, progress.press_progress, more.action).message
    assert long is not None
    assert isinstance(short.media, MadeChart)
    assert isinstance(long.media, MadeChart)
    assert short.media.values == ((17, 2.0),)
    assert long.media.values == ((2, 5.0), (17, 2.0))
    assert "More days" not in [button.label for button in long.buttons()]


def test_sixty_points_at_most_stand_in_a_chart(desk: Desk) -> None:
    person = ana(desk, [Lived(morning=10)] * 70)
    answer = desk.press(person, progress.press_progress, Action("progress", 0, "all"))
    assert answer.message is not None
    assert isinstance(answer.message.media, MadeChart)
    assert len(answer.message.media.values) == 60
    assert_card_fits(answer.message)


@pytest.mark.parametrize("argument", ["", "nonsense"])
def test_any_other_button_shows_the_last_two_weeks(desk: Desk, argument: str) -> None:
    person = ana(desk, TEN_DAYS)
    shown = desk.press(person, progress.press_progress, Action("progress", 0, argument))
    assert shown == desk.ask(person, progress.open_progress)


def test_how_it_counts_is_one_tap_away_and_leads_back(desk: Desk) -> None:
    person = desk.arrives()
    answer = desk.press(person, progress.press_progress, Action("progress", 0, "how"))
    assert_card_fits(answer.message)
    assert answer.message is not None
    assert "Farrar 2001" in words(answer)
    assert [button.action for button in answer.message.buttons()] == [Action("progress")]


def test_the_scores_of_a_program_before_are_not_mixed_in(desk: Desk) -> None:
    person = ana(desk, TEN_DAYS)
    set_state(desk, person, EnrollmentState.FINISHED)
    ended = desk.run(lambda tx: tx.enrollments.all_of(person)[0])
    desk.lives(desk.joins(person, ended.on_date + ONE_DAY), [LOWER])
    assert words(desk.ask(person, progress.open_progress)).startswith("Your first day\n")

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.domain.action import Action
from bot.domain.change import What
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.due import Due, DueWhat
from bot.domain.enrollment import Enrollment, EnrollmentState, PauseReason, RunState
from bot.domain.ids import PersonId
from bot.domain.message import OutgoingMessage
from bot.domain.text import words_of
from bot.ports.store import Tx
from bot.service import finish
from bot.service.plan_rows import SUBJECT
from bot.service.table import Verb
from tests.service.card_rules import assert_answer_fits, assert_card_fits
from tests.service.desk import Desk, Lived
from tests.service.shelf import shipped


def week_apart(first: int, last: int) -> list[Lived | None]:
    """Live eight sessions: three mornings of one score, a week without one, four of another."""
    before: list[Lived | None] = [Lived(morning=first)] * 3
    after: list[Lived | None] = [Lived(morning=last)] * 4
    return [*before, Lived(), *[None] * 6, *after, None]


def ends(
    desk: Desk, days: Sequence[Lived | None], *, agrees: bool = True
) -> tuple[Delivery, Enrollment]:
    person = desk.arrives()
    if agrees:
        desk.agrees(person)
    lived = desk.lives(desk.joins(person), days)
    return desk.sends(lived, DeliveryKind.FINISH, "finish"), lived


def drawn(desk: Desk, delivery: Delivery) -> OutgoingMessage:
    message = desk.run(lambda tx: finish.finish_card(desk.scene(tx, delivery)))
    assert_card_fits(message)
    return message


def said(message: OutgoingMessage) -> list[str]:
    return words_of(message.text).split("\n")


def labels(message: OutgoingMessage) -> list[str]:
    return [button.label for button in message.buttons()]


def test_the_end_says_what_changed_with_its_numbers(desk: Desk) -> None:
    delivery, _ = ends(desk, week_apart(5, 4))
    message = drawn(desk, delivery)
    assert said(message)[:5] == [
        "✅ Program done. Well done!",
        "8 of 8 sessions.",
        "Morning pain, 7-day average: 4.0. First 3 mornings: 5.0.",
        "Down 1.0. I call it better from 2 points and 30 %. Not there yet.",
        "Time alone may do part of it.",
    ]
    assert said(message)[5:] == list(shipped().program.closing)
    assert labels(message) == ["Same program again", "Finish"]


def test_better_is_said_only_where_it_may_be(desk: Desk) -> None:
    delivery, _ = ends(desk, week_apart(6, 2))
    assert "Down 4.0. That is a change you can call better." in said(drawn(desk, delivery))


@pytest.mark.parametrize(
    ("first", "last", "line"),
    [
        (4, 4, "About where you began. That happens."),
        (3, 5, "Up 2.0. That happens. Show it to a doctor or physio."),
    ],
)
def test_same_or_worse_is_said_and_offers_what_to_tell_a_physio(
    desk: Desk, first: int, last: int, line: str
) -> None:
    delivery, lived = ends(desk, week_apart(first, last))
    message = drawn(desk, delivery)
    assert line in said(message)
    assert "Time alone may do part of it." not in said(message)
    assert labels(message) == ["Same program again", "What to tell them", "Finish"]
    tell = message.buttons()[1].action
    answer = desk.press(lived.person_id, finish.press_summary, tell)
    assert_answer_fits(answer)
    assert answer.message is not None
    assert said(answer.message)[:4] == [
        "What to tell a doctor or physio",
        "Two-week reset, Mon 1 March to Mon 15 March: self-massage and strength moves.",
        "8 of 8 sessions.",
        (
            f"Knee pain in the morning, 0 to 10: {first}.0 in the first 3 mornings, "
            f"{last}.0 in the last 7 days."
        ),
    ]
    back = desk.press(lived.person_id, finish.press_ended, answer.message.buttons()[0].action)
    assert back.message == message


def test_few_sessions_are_not_praised_and_a_stop_for_pain_counts(desk: Desk) -> None:
    days = [Lived(), Lived(RunState.STOPPED), *[Lived(RunState.MISSED)] * 6, None]
    delivery, _ = ends(desk, days, agrees=False)
    message = drawn(desk, delivery)
    assert said(message)[:3] == [
        "Your program is over.",
        "2 of 8 sessions. 1 stopped for pain.",
        "No scores, as you chose. /privacy changes that.",
    ]
    assert "What to tell them" not in labels(message)


def test_a_summary_without_scores_names_no_number(desk: Desk) -> None:
    delivery, lived = ends(desk, [Lived()] * 8, agrees=False)
    action = Action("summary", delivery.delivery_id)
    answer = desk.press(lived.person_id, finish.press_summary, action)
    assert_answer_fits(answer)
    assert answer.message is not None
    assert "0 to 10" not in words_of(answer.message.text)


def test_last_words_of_an_author_never_outgrow_the_card(desk: Desk) -> None:
    long = replace(shipped().program, closing=("a" * 100, "b" * 49, "c" * 2))
    assert list(finish._closing_lines(long)) == ["a" * 100, "b" * 49]


def test_again_leads_to_subscribing_with_the_same_program(desk: Desk) -> None:
    delivery, _ = ends(desk, [Lived()] * 8)
    first = drawn(desk, delivery).buttons()[0]
    assert first.action == Action("subscribe", desk.version_id, "program")
    desk.is_offered = False
    assert drawn(desk, delivery).buttons()[0].action == Action("subscribe", 0, "anew")


def test_finish_says_what_stays(desk: Desk) -> None:
    delivery, lived = ends(desk, [Lived()] * 8)
    action = Action("finish", delivery.delivery_id)
    answer = desk.press(lived.person_id, finish.press_finish, action)
    assert_answer_fits(answer)
    assert answer.message is not None
    assert said(answer.message)[0] == "Finished. Nothing more comes by itself."


@pytest.mark.parametrize("verb", finish.VERBS, ids=lambda verb: verb.name)
def test_the_end_of_somebody_else_stays_theirs(desk: Desk, verb: Verb) -> None:
    delivery, _ = ends(desk, [Lived()] * 8)
    other = desk.arrives("bob")
    for target in (delivery.delivery_id, 999):
        answer = desk.press(other, verb.handler, Action(verb.name, target))
        assert answer.message is None
        assert answer.notice == "That card belongs to somebody else. Yours: /today"


def finished(desk: Desk, enrollment: Enrollment) -> Enrollment:
    desk.run(lambda tx: finish.end_program(tx, desk.moment(), enrollment))
    return desk.run(lambda tx: tx.enrollments.get(enrollment.enrollment_id))


def of_person(desk: Desk, person: PersonId) -> list[tuple[What, str]]:
    enrollment = desk.run(lambda tx: tx.enrollments.all_of(person)[0])
    changes = desk.run(
        lambda tx: tx.changes.of_subject(SUBJECT, enrollment.enrollment_id),
    )
    return [(change.what, change.new) for change in changes]


def test_a_program_that_ended_sends_nothing_more(desk: Desk) -> None:
    _, lived = ends(desk, [*[Lived()] * 7, Lived(RunState.OPEN)])
    planned = desk.sends(lived, DeliveryKind.REMINDER, "reminder", DeliveryState.PLANNED)
    begun = desk.sends(lived, DeliveryKind.LATER, "later1", DeliveryState.ATTEMPTING)

    def set_dues(tx: Tx) -> None:
        for what in (DueWhat.CARD, DueWhat.REMINDER):
            tx.dues.put(Due(desk.now + 60, SUBJECT, lived.enrollment_id, what))

    desk.run(set_dues)
    enrollment = finished(desk, lived)
    assert enrollment.state is EnrollmentState.FINISHED
    assert enrollment.reason is PauseReason.NONE
    dues = desk.run(lambda tx: tx.dues.of(SUBJECT, lived.enrollment_id))
    assert list(dues) == []
    row = desk.run(lambda tx: tx.deliveries.get(planned.delivery_id))
    assert (row.state, row.reason, row.done_at) == (DeliveryState.CANCELLED, "finished", desk.now)
    on_its_way = desk.run(lambda tx: tx.deliveries.get(begun.delivery_id))
    assert on_its_way.state is DeliveryState.ATTEMPTING
    runs = desk.run(lambda tx: tx.runs.all_of(lived.enrollment_id))
    assert runs[-1].state is RunState.MISSED
    assert of_person(desk, lived.person_id)[-1] == (What.FINISHED, "")


def test_ending_twice_is_ending_once(desk: Desk) -> None:
    _, lived = ends(desk, [Lived()] * 8)
    first = finished(desk, lived)
    assert finished(desk, lived) == first
    assert [what for what, _ in of_person(desk, lived.person_id)].count(What.FINISHED) == 1


def test_a_stopped_program_does_not_become_a_finished_one(desk: Desk) -> None:
    _, lived = ends(desk, [Lived()] * 8)
    desk.run(lambda tx: tx.enrollments.save(replace(lived, state=EnrollmentState.STOPPED)))
    assert finished(desk, lived).state is EnrollmentState.STOPPED


def test_time_is_named_only_beside_a_change_that_is_called_one(desk: Desk) -> None:
    mornings = [Lived(morning=score) for score in (4, 4, 4)]
    rest: list[Lived | None] = [None] * 7
    delivery, _ = ends(desk, [*mornings, *rest, Lived(morning=4), *mornings[:1], Lived(morning=3)])
    message = drawn(desk, delivery)
    assert "About where you began. That happens." in said(message)
    assert "Time alone may do part of it." not in said(message)

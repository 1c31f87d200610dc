import pytest

from bot.domain.action import Action
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.enrollment import Enrollment, RunState
from bot.domain.ids import PersonId
from bot.domain.message import Answer
from bot.domain.text import words_of
from bot.service import why
from tests.service.card_rules import assert_answer_fits
from tests.service.desk import Desk, Lived


def ana(desk: Desk, *days: Lived | None, agrees: bool = True) -> Enrollment:
    person = desk.arrives()
    if agrees:
        desk.agrees(person)
    return desk.lives(desk.joins(person), days)


def last_card(desk: Desk, enrollment: Enrollment) -> Delivery:
    return desk.run(lambda tx: tx.deliveries.all_of(enrollment.enrollment_id)[-1])


def said(answer: Answer) -> list[str]:
    assert_answer_fits(answer)
    assert answer.message is not None
    return words_of(answer.message.text).split("\n")


def asked(desk: Desk, person: PersonId) -> list[str]:
    return said(desk.ask(person, why.open_why))


def test_why_names_day_rule_hour_place_and_both_times(desk: Desk) -> None:
    lived = ana(desk, Lived(before=1, after=1, morning=1), None, Lived(RunState.OPEN))
    assert asked(desk, lived.person_id) == [
        "Why you got this",
        (
            "Day 3 of Two-week reset: your days are Mon, Wed, Fri, and Sun, "
            "and session 2 of 8 came next."
        ),
        "Due Wed 3 March 07:30:00 (Bogota), sent 07:30:02. Your hour is 07:30.",
        "Nothing in it was changed: it is as written.",
    ]


@pytest.mark.parametrize(
    ("first", "given", "lines"),
    [
        (
            Lived(before=3, after=4),
            Lived(RunState.OPEN, softness=1),
            [
                "A softer tool today, because your highest score was 4.",
                "The rule: 3 to 5 keeps the length and goes softer.",
            ],
        ),
        (
            Lived(before=3, morning=5),
            Lived(RunState.OPEN, level=-1, softness=2),
            [
                "Half as long with the softest tool, because your morning score rose from 3 to 5.",
                "The rule: 2 more the next morning, half as long and softest.",
            ],
        ),
        (
            Lived(RunState.STOPPED),
            Lived(RunState.OPEN, level=-1, softness=2),
            [
                "Half as long with the softest tool, because you stopped for pain.",
                "The rule: after a stop for pain, half as long and softest.",
            ],
        ),
    ],
)
def test_a_changed_session_names_its_cause_and_the_line_of_the_rule(
    desk: Desk, first: Lived, given: Lived, lines: list[str]
) -> None:
    lived = ana(desk, first, None, given)
    assert asked(desk, lived.person_id)[3:] == lines


def test_a_score_given_after_the_card_does_not_explain_it(desk: Desk) -> None:
    lived = ana(desk, Lived(before=3, after=4), None, Lived(before=9, softness=1))
    assert asked(desk, lived.person_id)[3].endswith("because your highest score was 4.")


def test_a_level_that_no_score_made_was_asked_for(desk: Desk) -> None:
    lived = ana(desk, Lived(), None, Lived(RunState.OPEN, level=1), agrees=False)
    assert asked(desk, lived.person_id)[3:] == ["A quarter longer, as you asked."]


@pytest.mark.parametrize("kind", DeliveryKind)
def test_each_kind_of_message_has_its_reason(desk: Desk, kind: DeliveryKind) -> None:
    lived = ana(desk, Lived(RunState.OPEN))
    row = desk.sends(lived, kind, f"{kind}1", args=(1,))
    action = Action("why", row.delivery_id)
    lines = said(desk.press(lived.person_id, why.press_why, action))
    assert lines[1].startswith("Day 1 of Two-week reset: ")


def test_a_send_that_was_unclear_is_told_so(desk: Desk) -> None:
    lived = ana(desk, None)
    row = desk.sends(lived, DeliveryKind.SESSION, "card", DeliveryState.UNKNOWN, (1,))
    action = Action("why", row.delivery_id)
    lines = said(desk.press(lived.person_id, why.press_why, action))
    assert lines[2] == (
        "Due Mon 1 March 07:30:00 (Bogota), sent about 07:30:02; I could not see it arrive. "
        "Your hour is 07:30."
    )


def test_a_message_that_never_went_out_has_no_sending_time(desk: Desk) -> None:
    lived = ana(desk, None)
    row = desk.sends(lived, DeliveryKind.SESSION, "card", DeliveryState.EXPIRED, (1,))
    action = Action("why", row.delivery_id)
    lines = said(desk.press(lived.person_id, why.press_why, action))
    assert lines[2] == "Due Mon 1 March 07:30:00 (Bogota). Your hour is 07:30."


def test_its_button_leads_to_the_rule_the_settings_and_back_to_the_card(desk: Desk) -> None:
    lived = ana(desk, Lived(RunState.OPEN))
    target = last_card(desk, lived).delivery_id
    answer = desk.press(lived.person_id, why.press_why, Action("why", target))
    assert answer.message is not None
    assert [button.action for button in answer.message.buttons()] == [
        Action("rule", target),
        Action("settings"),
        Action("today", target),
    ]


def test_a_button_without_a_number_means_the_last_message(desk: Desk) -> None:
    lived = ana(desk, Lived(), None, Lived())
    pressed = desk.press(lived.person_id, why.press_why, Action("why"))
    assert pressed == desk.ask(lived.person_id, why.open_why)


def test_somebody_elses_message_is_not_explained(desk: Desk) -> None:
    lived = ana(desk, Lived())
    other = desk.arrives("bob")
    for target in (last_card(desk, lived).delivery_id, 999):
        answer = desk.press(other, why.press_why, Action("why", target))
        assert answer == Answer(notice="That card belongs to somebody else. Yours: /today")


def test_who_was_sent_nothing_yet_is_told_so(desk: Desk) -> None:
    person = desk.arrives(wish=None)
    assert asked(desk, person)[0] == "I have sent you nothing yet."

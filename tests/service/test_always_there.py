"""What works whatever state somebody is in, asked for as a person asks: by command or word."""

from dataclasses import replace
from itertools import count

import pytest

from bot.domain.address import ChatAddress, Platform
from bot.domain.enrollment import EnrollmentState, PauseReason, RunState
from bot.domain.ids import PersonId
from bot.domain.message import Answer
from bot.domain.update import ButtonPressed, CommandReceived, TextReceived, Update
from bot.service import inbox
from tests.service.card_rules import LONG_LINES, assert_answer_fits
from tests.service.desk import Desk, Lived

COMMANDS = ("progress", "why", "privacy", "export", "delete", "help")
STATES = ("new", "without_scores", "first_day", *EnrollmentState, "hard_days")
_REFS = count()


def update_base() -> tuple[str, ChatAddress]:
    return f"u{next(_REFS)}", ChatAddress(Platform.TERMINAL, "chat-ana")


def handled(desk: Desk, update: Update) -> Answer:
    return desk.run(lambda tx: inbox.handle(tx, update, desk.moment()))


def command(desk: Desk, name: str, argument: str = "") -> Answer:
    ref, address = update_base()
    asked = CommandReceived(
        update_ref=ref, address=address, user_ref="user-ana", name=name, argument=argument
    )
    return handled(desk, asked)


def types(desk: Desk, text: str) -> Answer:
    ref, address = update_base()
    return handled(
        desk, TextReceived(update_ref=ref, address=address, user_ref="user-ana", text=text)
    )


def presses_all(desk: Desk, answer: Answer) -> list[Answer]:
    """Press every button of a card once, the card staying as it is."""
    given: list[Answer] = []
    for button in answer.message.buttons() if answer.message else ():
        ref, address = update_base()
        pressed = ButtonPressed(
            update_ref=ref,
            address=address,
            user_ref="user-ana",
            action=button.action,
            message_ref="m1",
        )
        given.append(handled(desk, pressed))
    return given


def ana(desk: Desk, state: str) -> PersonId:
    if state == "new":
        return desk.arrives(wish=None)
    person = desk.arrives()
    if state != "without_scores":
        desk.agrees(person)
    lived = desk.joins(person)
    if state == "first_day":
        return person
    scored = Lived(before=3, after=4, morning=5) if state != "without_scores" else Lived()
    lived = desk.lives(lived, [scored, None, Lived(RunState.OPEN)])
    if state in tuple(EnrollmentState):
        still = replace(lived, state=EnrollmentState(state))
        desk.run(lambda tx: tx.enrollments.save(still))
    if state == "hard_days":
        hard = replace(lived, state=EnrollmentState.PAUSED, reason=PauseReason.TWO_REDS)
        desk.run(lambda tx: tx.enrollments.save(hard))
    return person


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", COMMANDS)
def test_it_answers_in_every_state_with_a_card_that_fits(
    desk: Desk, state: str, name: str
) -> None:
    ana(desk, state)
    answer = command(desk, name)
    assert answer.message is not None
    assert_answer_fits(answer)
    assert types(desk, name) == answer
    for pressed in presses_all(desk, answer):
        assert_answer_fits(pressed, lines=LONG_LINES)
        assert pressed.message or pressed.notice


@pytest.mark.parametrize("state", STATES)
def test_asking_changes_nothing(desk: Desk, state: str) -> None:
    person = ana(desk, state)

    def program() -> object:
        return desk.run(lambda tx: list(tx.enrollments.all_of(person)))

    before = program()
    for name in COMMANDS:
        command(desk, name)
    assert program() == before
    assert desk.run(lambda tx: tx.people.account_of(person)) is not None


def test_what_is_typed_after_a_command_does_no_harm(desk: Desk) -> None:
    ana(desk, "running")
    for name in COMMANDS:
        answer = command(desk, name, "=cmd() {person_id} " + "x" * 3000)
        assert_answer_fits(answer)

"""The made-up person of the demo: reads what is before them and nothing else."""

from bot.domain.action import Action
from bot.domain.message import Button, OutgoingMessage, card
from bot.simulation.made_up_person import SCORES, MadeUpPerson


def offering(*actions: Action) -> OutgoingMessage:
    return card("A card", rows=(tuple(Button(repr(action), action) for action in actions),))


def score_card(kind: str, target: int = 1) -> OutgoingMessage:
    return offering(*(Action("score", target, f"{kind}{score}") for score in range(11)))


def pressed(person: MadeUpPerson, message: OutgoingMessage) -> Action:
    choice = person.answer(message)
    assert isinstance(choice, Button)
    return choice.action


def test_a_card_that_comes_back_is_the_same_session() -> None:
    person = MadeUpPerson()
    start = Action("start", 1)
    assert pressed(person, offering(start)) == start
    assert pressed(person, offering(start)) == start
    assert person.session_no == 1


def test_who_asked_for_later_waits_for_the_card_to_come_back() -> None:
    person = MadeUpPerson(session_no=1)
    later, in_three_hours = Action("later", 2), Action("later", 2, "3h")
    shown = offering(Action("start", 2), later)
    assert pressed(person, shown) == later
    assert pressed(person, offering(in_three_hours, Action("start", 2))) == in_three_hours
    assert person.answer(shown) is None
    assert pressed(person, offering(Action("start", 3))) == Action("start", 3)
    assert person.session_no == 2


def test_scores_are_those_of_the_session_and_the_last_ones_hold_for_all_that_follow() -> None:
    for session_no in (0, 1, len(SCORES), len(SCORES) + 5):
        expected = SCORES[min(max(session_no, 1), len(SCORES)) - 1]
        for kind, score in zip("bam", expected, strict=True):
            person = MadeUpPerson(session_no=session_no)
            assert pressed(person, score_card(kind)) == Action("score", 1, f"{kind}{score}")


def test_a_button_that_is_not_there_is_not_pressed() -> None:
    assert MadeUpPerson(to_press=[("skip", "")]).answer(offering(Action("start", 1))) is None
    assert MadeUpPerson().answer(card("Hello")) is None
    assert MadeUpPerson().answer(offering(Action("today"))) is None

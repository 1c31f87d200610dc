"""The cards of a session, in every form in which somebody can get it."""

from dataclasses import dataclass, replace
from itertools import product

import pytest

from bot.domain.delivery import Delivery
from bot.domain.enrollment import Enrollment, RunState, SessionRun
from bot.domain.message import OutgoingMessage
from bot.domain.session_plan import FormFlag, form_to_text
from bot.ports.store import Tx
from bot.service import session_view
from tests.service.card_rules import assert_card_fits
from tests.service.desk import Desk, Lived
from tests.service.shelf import shipped

SESSIONS = range(1, len(shipped().program.sessions) + 1)
FORMS = ("", *(flag.value for flag in FormFlag), form_to_text(frozenset(FormFlag)))
LEVELS = ((-1, 2), (0, 0), (0, 1), (1, 0), (1, 1))  # with the tool: 0 the usual, 2 the softest


@dataclass
class Given:
    """The session of one day, which a test gives as it likes and draws."""

    desk: Desk
    enrollment: Enrollment
    delivery: Delivery
    run: SessionRun

    def draw(self, **parts: object) -> OutgoingMessage:
        """Draw the session with some fields of its row put straight."""

        def drawn(tx: Tx) -> OutgoingMessage:
            run = replace(self.run, **parts)  # type: ignore[arg-type]  # named by the test
            tx.runs.save(run)
            level, softness = run.level, run.softness
            tx.enrollments.save(replace(self.enrollment, level=level, softness=softness))
            return session_view.draw(self.desk.scene(tx, self.delivery))

        return self.desk.run(drawn)


@pytest.fixture
def given(desk: Desk) -> Given:
    person_id = desk.arrives()
    desk.agrees(person_id)
    enrollment = desk.lives(desk.joins(person_id), [Lived(RunState.OPEN)])
    enrollment_id = enrollment.enrollment_id
    delivery = desk.run(lambda tx: tx.deliveries.at_slot(enrollment_id, 1, "card"))
    run = desk.run(lambda tx: tx.runs.find(enrollment_id, 1))
    assert delivery is not None
    assert run is not None
    return Given(desk, enrollment, delivery, run)


@pytest.mark.parametrize("session_no", SESSIONS)
def test_the_card_fits_in_every_form(given: Given, session_no: int) -> None:
    for (level, softness), form in product(LEVELS, FORMS):
        assert_card_fits(
            given.draw(session_no=session_no, level=level, softness=softness, form=form)
        )


@pytest.mark.parametrize("session_no", SESSIONS)
def test_every_step_fits_running_and_held(given: Given, session_no: int) -> None:
    for (level, softness), form in product(LEVELS, FORMS):
        parts = {"session_no": session_no, "level": level, "softness": softness, "form": form}
        for step_no in range(1, 40):
            step = {**parts, "state": RunState.STARTED, "step_no": step_no}
            shown = given.draw(**step)
            if "Next" not in {button.label for button in shown.buttons()}:
                break
            assert_card_fits(shown)
            assert_card_fits(given.draw(**step, step_left_s=120))


@pytest.mark.parametrize("state", RunState)
def test_a_session_can_be_drawn_in_every_state(given: Given, state: RunState) -> None:
    assert_card_fits(given.draw(state=state, started_at=given.desk.now, ended_at=given.desk.now))

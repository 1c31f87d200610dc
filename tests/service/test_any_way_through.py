"""Whatever somebody presses, types or leaves: an answer comes, and the books agree at the end."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.enrollment import EnrollmentState, RunState
from bot.domain.message import Answer, OutgoingMessage
from bot.service.standing import WITH_LISTS
from storage.sqlite.runner import SqliteRunner
from tests.service.desk import FIRST_ON, WISH
from tests.service.life import Life, assert_ledger_agrees

COMMANDS = (
    *("today", "hurts", "skip", "pause", "resume", "stop", "why", "progress", "settings"),
    *("program", "programs", "start", "privacy", "help"),
)
TYPED = (
    *("4", "11", "0", "stop", "numb", "chest pain", "Friday", "10 days", "18:30", "6am", "qwerty"),
    *("I'm in Lisbon", "mon wed fri", "yes", "cancel", "four", "help"),
)
# Seconds that pass before somebody does something: most often none, now and then days.
WAITS = st.sampled_from((0, 0, 5, 45, 120, 3600, 5 * 3600, 12 * 3600, 24 * 3600, 4 * 24 * 3600))
NO_END = frozenset({"delete", "export", "forget"})  # what ends the person is tested elsewhere


class Walk:
    """A person who does one thing after another; every message shown stays in reach."""

    def __init__(self, *, with_scores: bool, weekdays: frozenset[int]) -> None:
        Life.lived.clear()
        wish = replace(WISH, weekdays=weekdays)
        self.life = Life(SqliteRunner.open(), with_scores=with_scores, wish=wish)
        self.shown: list[OutgoingMessage] = []
        self.life.go_to(self.life.at(FIRST_ON, 7, 31))

    def wait(self, seconds: int, *, is_down: bool) -> None:
        """Let time pass, with the bot up or down."""
        until_at = self.life.now + seconds
        if is_down:
            self.life.be_down_until(until_at)
        else:
            self.life.go_to(until_at)

    def see(self, answer: Answer) -> None:
        """Look at an answer: something is there, and nothing runs that a sign has stopped."""
        assert answer.message or answer.notice or answer.file
        assert answer.erase is None
        if answer.message is not None:
            self.shown.append(answer.message)
        self._check_standing()

    def _check_standing(self) -> None:
        enrollment = self.life.enrollment()
        person_id = self.life.person_id
        stop = self.life.desk.run(lambda tx: tx.safety_stops.open_of(person_id))
        is_held = stop is not None or enrollment.reason in WITH_LISTS
        run = self.life.run_today()
        if is_held and run is not None:
            assert run.state is not RunState.STARTED
        if is_held:
            assert enrollment.state is not EnrollmentState.RUNNING
            assert enrollment.paused_until_on is None

    def press(self, choice: int) -> None:
        """Press one of the buttons of the last messages that have any."""
        sent = [message for _, message in self.life.sent[-3:]]
        buttons = [each for message in [*sent, *self.shown[-4:]] for each in message.buttons()]
        buttons = [each for each in buttons if each.action.verb not in NO_END]
        if not buttons:
            self.see(self.life.command("help"))
            return
        action = buttons[choice % len(buttons)].action
        self.see(self.life.press(action.verb, action.argument, target=action.target))


PRESS = st.tuples(st.just("press"), st.integers(0, 60))
ACTS = st.one_of(
    *(PRESS for _ in range(6)),
    st.tuples(st.just("command"), st.sampled_from(COMMANDS)),
    st.tuples(st.just("type"), st.sampled_from(TYPED)),
)
DAYS = st.sampled_from((WISH.weekdays, frozenset(range(5)), frozenset({1, 3, 5})))


@settings(max_examples=30)  # each is a life of weeks
@given(
    st.booleans(),
    DAYS,
    st.lists(st.tuples(WAITS, st.booleans(), ACTS), min_size=5, max_size=30),
)
def test_whatever_is_pressed_or_typed_is_answered_and_the_books_agree(
    with_scores: bool,  # noqa: FBT001  # as hypothesis hands it over
    weekdays: frozenset[int],
    acts: list[tuple[int, bool, tuple[str, int | str]]],
) -> None:
    walk = Walk(with_scores=with_scores, weekdays=weekdays)
    for seconds, is_down, (what, which) in acts:
        walk.wait(seconds, is_down=is_down and seconds > 3600)
        if what == "press":
            walk.press(int(which))
        elif what == "command":
            walk.see(walk.life.command(str(which)))
        else:
            walk.see(walk.life.type(str(which)))
    walk.wait(30 * 24 * 3600, is_down=False)
    assert_ledger_agrees(walk.life)
    walk.life.runner.close()

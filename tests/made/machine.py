"""What may happen in the town, as rules that hypothesis strings together and shrinks."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from bot.domain.action import Action
from bot.service import all_handlers
from tests.made.town import NAMES, OUTCOMES, Town

# One of the three does most, so that a few steps come to something.
WHO = st.sampled_from(("ana", "ana", "ana", *NAMES))
HOUR_S = 3600
POINTS = (
    *("receive.before", "receive.after_commit", "shown.after_commit", "work.before"),
    *("plan.after_commit", "redraw.after", "claim.after_commit", "begin.after_commit"),
    *("send.after", "record.after_commit", "work.after", "erase.after_mark"),
    *("erase.after_commit", "start.recovered", "start.erased", "store.before_commit"),
    "store.after_commit",
)
JOINING = ("begin", "l1-none", "l2-none", "at-outside")
HOURS = (450, 750, 1170)
CITIES = ("bogota", "Lisbon", "New York")
WISHES = (
    *(Action("hour", 0, f"h-{hour}") for hour in HOURS),
    *(Action("city", 0, f"k-{zone}") for zone in ("Europe--Lisbon", "Asia--Calcutta")),
)
SAID = (
    *("stop", "4", "18:30", "I'm in Lisbon", "numb", "Friday", "hello"),
    *(f"/{name}" for name in sorted(all_handlers.COMMANDS) if name != "delete"),
)


class TownLife(RuleBasedStateMachine):
    """A town in which something happens, one thing after another."""

    def __init__(self) -> None:
        super().__init__()
        self.town = Town()

    @initialize(hour=st.sampled_from(HOURS), with_scores=st.booleans())
    def ana_is_in(self, hour: int, with_scores: bool) -> None:  # noqa: FBT001  # as hypothesis hands it over
        self._join("ana", hour, CITIES[0], with_scores=with_scores)
        self.town.command("ben", "start")
        self.things_come_due("sent", 1)

    @rule(
        who=WHO,
        hour=st.sampled_from(HOURS),
        city=st.sampled_from(CITIES),
        with_scores=st.booleans(),
    )
    def joins(self, who: str, hour: int, city: str, with_scores: bool) -> None:  # noqa: FBT001  # as above
        self._join(who, hour, city, with_scores=with_scores)

    def _join(self, who: str, hour: int, city: str, *, with_scores: bool) -> None:
        consent = "consent-yes" if with_scores else "consent-no"
        self.town.command(who, "start")
        for argument in (JOINING[0], consent, *JOINING[1:]):
            self.town.press(who, Action("subscribe", 0, argument), "m0")
        self.town.type(who, city)
        for argument in (f"h-{hour}", "right"):
            self.town.press(who, Action("subscribe", 0, argument), "m0")

    @rule(who=WHO, score=st.sampled_from((1, 4, 9)))
    def trains(self, who: str, score: int) -> None:
        """Begin what can be begun, and answer the question of a session."""
        for verb in ("start", "score", "done"):
            found = [
                each for each in self.town.chats[who].buttons() if each[1].action.verb == verb
            ]
            if found:
                ref, button = found[min(score, len(found) - 1) if verb == "score" else 0]
                self.town.press(who, button.action, ref)

    @rule(who=WHO, of=WHO, which=st.integers(0, 20), old=st.booleans())
    def presses(self, who: str, of: str, which: int, old: bool) -> None:  # noqa: FBT001  # as above
        """Press a button in one's own chat, or one that was seen in another's."""
        buttons = self.town.chats[of].buttons(old=old)
        if buttons:
            ref, button = buttons[which % len(buttons)]
            self.town.press(who, button.action, ref)

    @rule(who=WHO, said=st.sampled_from(SAID))
    def says(self, who: str, said: str) -> None:
        if said.startswith("/"):
            self.town.command(who, said[1:])
        else:
            self.town.type(who, said)

    @rule(who=WHO, wish=st.sampled_from(WISHES))
    def wants_another_hour_or_place(self, who: str, wish: Action) -> None:
        self.town.press(who, wish, "m0")

    @rule(who=WHO, is_for_good=st.booleans())
    def leaves(self, who: str, is_for_good: bool) -> None:  # noqa: FBT001  # as above
        """Block the bot, or delete everything."""
        if not is_for_good:
            self.town.close(who)
            return
        self.town.command(who, "delete")
        for ref, button in self.town.chats[who].buttons()[:1]:
            if button.action.verb == "delete":
                self.town.press(who, button.action, ref)

    @rule(seconds=st.sampled_from((60, 600, 5 * HOUR_S, 24 * HOUR_S)))
    def time_passes(self, seconds: int) -> None:
        self.town.pass_time(seconds)

    @rule(outcome=st.sampled_from(("sent", *sorted(OUTCOMES))), times=st.integers(1, 3))
    def things_come_due(self, outcome: str, times: int) -> None:
        """Go on to the next thing that is due, and to those after it; each send ends so."""
        for _ in range(times):
            due_at = self.town.next_at()
            if due_at is not None:
                self.town.outcomes = [outcome]
                self.town.pass_time(max(0, due_at - self.town.world.now))

    @rule(hours=st.sampled_from((1, 9, 30, 72)))
    def the_bot_is_down(self, hours: int) -> None:
        self.town.be_down(hours * HOUR_S)

    @rule(point=st.sampled_from(POINTS), nth=st.integers(1, 3))
    def the_process_will_die_at(self, point: str, nth: int) -> None:
        self.town.crash.point, self.town.crash.nth = point, nth

    def teardown(self) -> None:
        try:
            self.town.end()
        finally:
            self.town.world.runner.close()

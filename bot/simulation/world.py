"""A world: made-up people, made-up platforms, and the bot's own loops between them.

Time is a number that goes from one thing that happens to the next. Nothing waits, and every
choice is drawn from one seed, so the same seed lives the same life.
"""

from collections import Counter, deque
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from random import Random

from bot.domain.address import Platform
from bot.domain.ids import DeliveryId
from bot.domain.message import Answer, OutgoingMessage, Place
from bot.domain.text import words_of
from bot.domain.update import ButtonPressed, Update
from bot.service import loops
from bot.service.engine import Engine
from bot.simulation.acting import Actor, UpdateNames
from bot.simulation.answers import Answers
from bot.simulation.arrivals import PLATFORMS, make_people
from bot.simulation.faults import (
    DAY_S,
    FATES,
    HOUR_S,
    ROUGH_WEIGHTS,
    WEIGHTS,
    Fate,
    make_weather,
)
from bot.simulation.habits import SOON
from bot.simulation.made_bot import MadeBot
from bot.simulation.person import MadePerson
from bot.simulation.platform import Happenings, MadePlatform
from bot.simulation.rules import Tally
from bot.simulation.run_now import run_now
from bot.simulation.spec import Parts, Spec
from bot.simulation.timeline import Timeline
from bot.simulation.told import Told
from bot.simulation.watch import Watch

TICK_S = 30  # a busy bot looks at what is due about this often
REMEMBERED_S = 6 * DAY_S  # longer than updates are held as seen
ON_ITS_WAY_S = 2 * DAY_S  # longer than any message is on its way
ANEW, ROUGH_ANEW = 0.002, 0.02  # the chance that a platform numbers its updates anew
TRIES_AGAIN = (HOUR_S, 12 * HOUR_S)  # when nobody answers
ARRIVE_S = 2 * DAY_S  # within this people write for the first time


class World:
    """One made-up world; `live` lives it once."""

    def __init__(self, spec: Spec, parts: Parts, tally: Tally, rng: Random) -> None:
        self.spec, self.parts, self.tally = spec, parts, tally
        self.at = spec.start_at
        self.updates = 0
        self._rng = rng
        self._weather = make_weather(rng, spec)
        self._timeline = Timeline()
        self._due_at: int | None = None
        self._due_as_of = -1
        self._is_up = True
        self._up_since = spec.start_at
        self._came_at = deque[int]()
        self._pending: list[tuple[int, MadePerson, Update]] = []
        self._digest = sha256(spec.seed.encode())
        self.people = make_people(spec)
        self.platforms = {platform: self._make_platform(platform) for platform in PLATFORMS}
        self.bot = MadeBot(
            parts,
            self.platforms,
            host_now=lambda: self.at + self._weather.skew_s(self.at),
            died=lambda where: self._mark("died", where),
        )
        self.watch = Watch(
            tally=tally,
            store=parts.store,
            platforms=self.platforms,
            now=lambda: self.bot.now,
            was_away_since=lambda at: self._up_since > at,
        )
        self._answers = Answers(self.watch, Told(parts.words), parts.store)
        self._actor = Actor(
            self.people, UpdateNames(rng, ROUGH_ANEW if spec.is_rough else ANEW).next
        )

    def _make_platform(self, platform: Platform) -> MadePlatform:
        return MadePlatform(
            platform,
            {each.address.chat_ref: each for each in self.people},
            Happenings(
                now=lambda: self.at,
                fate=self._fate,
                before_send=self._before_send,
                meanwhile=self._act_meanwhile,
                card_shown=self._card_shown,
                redrawn=self._redrawn,
            ),
        )

    @property
    def digest(self) -> str:
        """Name the life that was lived."""
        return self._digest.hexdigest()[:16]

    def updates_since(self, at: int) -> int:
        """Count the updates that came since an instant, as far back as is remembered."""
        return sum(1 for came_at in self._came_at if came_at >= at)

    def _mark(self, *happened: object) -> None:
        self._digest.update(repr((self.at, *happened)).encode())

    # How it goes on.

    def live(self, day_passed: Callable[["World"], None]) -> None:
        """Live all days; `day_passed` is called after each."""
        for person in self.people:
            begin_at = self.spec.start_at + self._rng.randint(0, min(ARRIVE_S, self._span_s()))
            self._timeline.on(begin_at, partial(self._arrive, person))
        for away in self._weather.away:
            self._timeline.on(away.from_at, self._go_down)
            self._timeline.on(away.until_at, self._come_up)
        for day in range(1, self.spec.days + 1):
            self._timeline.on(
                self.spec.start_at + day * DAY_S, partial(self._day_passed, day_passed)
            )
        self.bot.run(loops.start)
        while (at := self._next_at()) <= self.spec.end_at:
            if at >= self.spec.calm_from_at:
                self.parts.points.is_on = False
            self.at = at
            if at == self._timeline.next_at():
                self._timeline.take()()
            else:
                self.bot.run(loops.work)
        self.at = self.spec.end_at
        self.bot.run(loops.work)

    def _span_s(self) -> int:
        return self.spec.days * DAY_S // 4

    def _next_at(self) -> int:
        """Give when something happens next: an event, or a round of work."""
        event_at = self._timeline.next_at() or self.spec.end_at + 1
        if self.bot.commits != self._due_as_of:  # nothing is due otherwise than before
            self._due_as_of = self.bot.commits
            self._due_at = self.parts.store.look(loops.next_at)
        due_at = self._due_at if self._is_up else None
        if due_at is None:
            return event_at
        due_at -= self._weather.skew_s(self.at)
        work_at = max(self.at + 1, -(-due_at // TICK_S) * TICK_S)
        return min(event_at, work_at)

    def _day_passed(self, tell: Callable[["World"], None]) -> None:
        """Let go of what nothing asks for any more, and tell whoever counts the days."""
        while self._came_at and self._came_at[0] < self.at - REMEMBERED_S:
            self._came_at.popleft()
        for platform in self.platforms.values():
            platform.forget_before(self.at - ON_ITS_WAY_S)
        self.watch.forget(self.platforms.values())
        tell(self)

    def _go_down(self) -> None:
        self._is_up = False

    def _come_up(self) -> None:
        """Start after an absence: what platforms kept comes in, and what was due goes out."""
        self._is_up, self._up_since = True, self.at
        self.bot.start_again()
        is_first = self._rng.random() < 0.5  # noqa: PLR2004  # who is first is chance
        self.watch.after_absence = Counter()
        if is_first:
            self.bot.run(loops.work)
        kept, self._pending = self._pending, []
        for sent_at, person, update in kept:
            if self.at - sent_at <= DAY_S:  # Bot API, getUpdates: kept for 24 hours
                self._receive(person, update)
            self._set_alarm(person, SOON)
        self.bot.run(loops.work)
        self.watch.after_absence = None

    # What people do.

    def _arrive(self, person: MadePerson) -> None:
        if self._receive(person, self._actor.arrives(person)):
            self._set_alarm(person, SOON)
        else:
            self._timeline.on(self.at + person.wait_s(TRIES_AGAIN), partial(self._arrive, person))

    def _set_alarm(self, person: MadePerson, span: tuple[int, int]) -> None:
        person.wake_no += 1
        at = self.at + person.wait_s(span)
        self._timeline.on(at, partial(self._wake, person, person.wake_no))

    def _wake(self, person: MadePerson, wake_no: int) -> None:
        if wake_no != person.wake_no:
            return
        updates = self._actor.updates(person)
        is_new = [self._receive(person, update) for update in updates]
        if person.plan:
            self._set_alarm(person, person.plan[0].wait_s)
        elif any(is_new):  # a notice alone gives nothing more to press
            self._set_alarm(person, SOON)

    def _receive(self, person: MadePerson, update: Update) -> bool:
        """Let the bot answer an update; tell whether the person sees something new."""
        self.updates += 1
        self._came_at.append(self.at)
        person.last_at = self.at
        if not self._is_up:
            if person.address.platform is Platform.TELEGRAM:
                self._pending.append((self.at, person, update))
            else:
                self._set_alarm(person, TRIES_AGAIN)
            return False
        deaths = self.bot.restarts
        answer = self.bot.run(partial(_receive, update=update))
        self._mark("in", person.no, update.update_ref, answer.notice, bool(answer.file))
        self._answers.look_at(
            person, update, answer, self.bot.now, is_first=deaths == self.bot.restarts
        )
        if answer.message is None:
            return False
        pressed = isinstance(update, ButtonPressed) and answer.place is Place.HERE
        ref = update.message_ref if isinstance(update, ButtonPressed) and pressed else ""
        ref = ref or f"a{self.updates}"
        person.chat.show(ref, answer.message)
        self._mark("shown", ref, words_of(answer.message.text))
        if answer.live is not None and not pressed:
            self.bot.run(partial(loops.shown, delivery_id=answer.live, message_ref=ref))
        return True

    def _act_meanwhile(self, person: MadePerson) -> None:
        """Let a person act while a message to them is on its way."""
        for update in self._actor.updates(person)[:1]:
            answer = run_now(
                loops.receive(self.bot.engine, update)
            )  # a death here ends the sending
            self._answers.look_at(person, update, answer, self.bot.now, is_first=True)

    def _before_send(
        self, person: MadePerson, delivery_id: DeliveryId, message: OutgoingMessage
    ) -> None:
        self.watch.before_send(person, delivery_id, message)

    def _card_shown(self, person: MadePerson, delivery_id: DeliveryId) -> None:
        self._mark("card", person.no, delivery_id)
        self.watch.card_shown(person, delivery_id)
        wait_s = person.gets_card()
        if wait_s is not None:
            self._set_alarm(person, (wait_s, wait_s))

    def _redrawn(self, person: MadePerson) -> None:
        last = person.chat.last()
        if last is not None and not last[1].verbs.isdisjoint({"score", "done"}):
            self._set_alarm(person, SOON)

    def _fate(self) -> Fate:
        if not self.spec.has_faults or self.at >= self.spec.calm_from_at:
            return Fate.SENT
        return self._rng.choices(FATES, ROUGH_WEIGHTS if self.spec.is_rough else WEIGHTS)[0]


async def _receive(engine: Engine, update: Update) -> Answer:
    return await loops.receive(engine, update)  # looked up at each call: plants swap it

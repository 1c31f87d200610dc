"""Made-up people: what each does next, by what they see in their chat and nothing else."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.domain.action import unpack
from bot.service.all_handlers import OF_A_DELIVERY
from tests.crash.words import says
from tests.emulators.telegram.deeds import Deed
from tests.emulators.telegram.groups import Group
from tests.emulators.telegram.model import Message
from tests.emulators.telegram.people import Person
from tests.kills import books as facts
from tests.kills.books import Books, Fact

HIGHEST = 4  # of the scores given; a higher one ends sessions and pauses programs
LOOKS_BACK = 4  # messages; what is above is not looked at again
DAWDLES = 0.2  # how often somebody lets a matter wait, perhaps until a nudge comes
BY_THE_CLOCK = 0.6  # how often a step is left to the clock
IN_GROUP = 0.2  # how often somebody asks in the group
CITY = "Bissau"
MINUTES = {"07:30": 450, "08:15": 495}


@dataclass(frozen=True, slots=True)
class Hope:
    """That a fact becomes a value."""

    fact: Fact
    value: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What somebody does: a button pressed or words sent, what it shall change and be told."""

    press: str = ""
    data: str = ""  # of the button, as it may have changed until it is pressed
    at: int = 0  # the message with the button
    write: str = ""
    hopes: tuple[Hope, ...] = ()
    said: str = ""
    times: int = 1
    group: Group | None = None  # where it is written, if not in private


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """An act that was done, and what the platform made of it."""

    chat_id: int
    act: Act
    deeds: Sequence[Deed]
    place: int  # of the log when it was done


@dataclass(slots=True, kw_only=True)
class Somebody:
    """A person of the bot's."""

    person: Person
    draw: random.Random
    group: Group
    bot_name: str
    wants_deletion: bool = False

    @property
    def user_id(self) -> int:
        return self.person.user_id

    def next_act(self, books: Books) -> Act | None:
        """Choose what to do now; None: nothing."""
        if not books.read(facts.known(self.user_id)):
            return Act(write="/start", said=says("subscribe.welcome"))
        open_matter = self._open_matter(books)
        if open_matter is not None:
            return None if self.draw.random() < DAWDLES else open_matter
        return self._idle(books)

    def does(self, act: Act) -> list[Deed]:
        """Do it."""
        if act.press:
            return [self.person.presses_made(act.data, act.at) for _ in range(act.times)]
        if act.group is not None:
            return [act.group.says(self.person, act.write)]
        return [self.person.writes(act.write)]

    def chats(self) -> Act:
        """Ask for something that changes nothing, now and then where others read it."""
        if self.draw.random() < IN_GROUP:
            return Act(
                write=f"/help@{self.bot_name}", said=says("group.privately"), group=self.group
            )
        return self.draw.choice(CHATTER)

    # What there is to answer.

    def _open_matter(self, books: Books) -> Act | None:
        for message in reversed(self.person.chat.from_bot[-LOOKS_BACK:]):
            if any(words in message.text for words in CLOSING):
                return None
            if self._is_over(message, books):
                return None
            for words, reply in REPLIES:
                if words in message.text or words in labels(message):
                    return reply(self, message, books)
        return None

    def _is_over(self, message: Message, books: Books) -> bool:
        """Tell whether a message belongs to another day than the present one."""
        actions = [unpack(button.data or "") for row in message.buttons for button in row]
        return any(
            books.is_over(self.user_id, action.target)
            for action in actions
            if action is not None and action.verb in OF_A_DELIVERY
        )

    def _idle(self, books: Books) -> Act | None:
        if self.wants_deletion:
            return Act(write="/delete", said=says("erase.ask"))
        match books.read(facts.standing(self.user_id)):
            case "paused" | "stopped":
                return self._stands("/resume", "resumed", "running", books)
            case "running":
                return self._idle_in_program(books)
            case _:
                return Act(write="/start")

    def _idle_in_program(self, books: Books) -> Act | None:
        match self.draw.randrange(30):
            case 0:
                return self._stands("/pause 3 days", "paused", "paused", books)
            case 1:
                return self._stands("/stop", "stopped", "stopped", books)
            case 2:
                other = "08:15" if books.read(facts.hour(self.user_id)) == 450 else "07:30"
                return Act(write=other, said=says("settings.hour_offer"))
            case 3 | 4:
                return self.chats()
            case _:
                return None

    def _stands(self, words: str, what: str, then: str, books: Books) -> Act:
        """Pause, go on or stop; the log has it once more then, however often it comes."""
        lines = facts.logged(self.user_id, what)
        return Act(
            write=words,
            hopes=(
                Hope(facts.standing(self.user_id), then),
                Hope(lines, int(str(books.read(lines))) + 1),
            ),
            said=says(f"{words[1:].split(maxsplit=1)[0]}.title"),
        )


CHATTER = (
    Act(write="/progress"),
    Act(write="/help", said=says("help.title")),
    Act(write="hello there"),
    Act(write="/settings"),
    Act(write="/why"),
)
# What ends a matter: nothing above it is open any more.
CLOSING = tuple(
    map(
        says,
        (
            *("later.set", "over.skipped", "done.title", "subscribe.in", "saved.morning"),
            *("pause.title", "stop.title", "resume.title", "settings.hour_is", "erase.kept"),
        ),
    )
)

Reply = Callable[[Somebody, Message, Books], Act | None]


def labels(message: Message) -> list[str]:
    return [label for row in message.labels for label in row]


def pressing(
    message: Message, label: str, hopes: tuple[Hope, ...] = (), said: str = "", times: int = 1
) -> Act | None:
    """Press a button of a message, if it is there."""
    data = next((one.data for row in message.buttons for one in row if one.label == label), None)
    if data is None:
        return None
    return Act(press=label, data=data, at=message.message_id, hopes=hopes, said=said, times=times)


def press(key: str) -> Reply:
    """Press a button."""
    return lambda _who, message, _books: pressing(message, says(key))


def walk(reply: str, next_step: str | None) -> Reply:
    """Answer a question of subscribing."""

    def answer(who: Somebody, message: Message, books: Books) -> Act | None:
        if books.read(facts.step(who.user_id)) is None:  # the lists are asked at other times too
            return pressing(message, reply)
        if books.read(facts.standing(who.user_id)) is not None:  # what is known is not asked anew
            return pressing(message, reply) or Act(write=reply)
        hopes = (Hope(facts.step(who.user_id), next_step),)
        if next_step is None:
            hopes += (Hope(facts.standing(who.user_id), "running"),)
        return pressing(message, reply, hopes) or Act(write=reply, hopes=hopes)

    return answer


def answers(kind: str) -> Reply:
    """Answer how bad it is."""

    def answer(who: Somebody, message: Message, books: Books) -> Act | None:
        value = who.draw.randint(0, HIGHEST)
        day_no = books.read(facts.session_day(who.user_id, kind))
        hopes = (Hope(facts.score(who.user_id, kind, day_no), value),)
        if kind == "after":
            hopes += (Hope(facts.run(who.user_id, day_no), "done"),)
        return pressing(message, str(value), hopes)

    return answer


def opens_card(who: Somebody, message: Message, _books: Books) -> Act | None:
    """Start, put it off, or leave it out."""
    button = who.draw.choice(("start", "start", "start", "later", "not_today"))
    return pressing(message, says(f"button.{button}"))


def steps(who: Somebody, message: Message, _books: Books) -> Act | None:
    """Let the clock turn the step, or turn it by hand."""
    if who.draw.random() < BY_THE_CLOCK:
        return None
    return pressing(message, "Next", times=who.draw.choice((1, 1, 2)))


def takes_hour(who: Somebody, message: Message, _books: Books) -> Act | None:
    """Take the hour that is offered."""
    offered = message.text.partition("\n")[0]
    minute = next(minute for words, minute in MINUTES.items() if words in offered)
    return pressing(message, says("button.yes"), (Hope(facts.hour(who.user_id), minute),))


def skips(who: Somebody, message: Message, books: Books) -> Act | None:
    """Leave the session of the day out."""
    day_no = books.read(facts.session_day(who.user_id))
    hope = Hope(facts.run(who.user_id, day_no), "skipped")
    return pressing(message, says("button.skip_today"), (hope,))


def deletes(who: Somebody, message: Message, _books: Books) -> Act | None:
    """Have all deleted, where that is wanted."""
    if not who.wants_deletion:
        return pressing(message, says("erase.keep"))
    who.wants_deletion = False
    return pressing(message, says("erase.yes"), (Hope(facts.known(who.user_id), 0),))


# What is seen, in words or as a button, and what it is answered with.
REPLIES: Sequence[tuple[str, Reply]] = (
    (says("erase.ask"), deletes),
    (says("subscribe.go_on"), press("subscribe.go_on")),
    (says("subscribe.begin_anew"), press("subscribe.begin_anew")),
    (says("subscribe.welcome"), walk(says("subscribe.begin"), "consent")),
    (says("consent.title"), walk(says("subscribe.agree"), "flags1")),
    (says("flags.list_1"), walk(says("flags.none"), "flags2")),
    (says("flags.list_2"), walk(says("flags.none"), "place")),
    (says("subscribe.place"), walk(says("subscribe.at_outside"), "city")),
    (says("pick.city"), walk(CITY, "hour")),
    (says("subscribe.hour"), walk("07:30", "confirm")),
    (says("subscribe.right"), walk(says("subscribe.right"), None)),
    (says("ask.morning"), answers("morning")),
    (says("ask.after"), answers("after")),
    (says("ask.before_and_morning"), answers("before")),
    (says("ask.before"), answers("before")),
    (says("settings.hour_offer"), takes_hour),
    (says("step.held"), press("button.go_on")),
    ("Step ", steps),
    (says("button.later_1h"), press("button.later_1h")),
    (says("button.skip_today"), skips),
    (says("button.reason_time"), press("button.reason_time")),
    (says("card.title"), opens_card),
)

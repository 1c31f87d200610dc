"""The bot's own Telegram side before an emulator, in one loop; people's time in a test's hand."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from pydantic import SecretStr
from structlog.testing import capture_logs

from adapters.system_clock import SteppedClock
from adapters.telegram_chat.limits import Limits
from bot.config import SQLITE, Config
from bot.domain.action import unpack
from bot.domain.address import Platform
from bot.domain.enrollment import SESSION_TRACK, Enrollment
from bot.domain.message import Button, OutgoingMessage, Question, Redraw
from bot.domain.text import plain
from bot.opening import Ground, open_ground
from bot.ports.meter import NoMeter
from bot.ports.store import Tx
from bot.service import loops
from bot.simulation.made_up_person import MadeUpPerson
from bot.telegram_side import TelegramSide, open_telegram
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.deeds import Deed
from tests.emulators.telegram.model import Message
from tests.emulators.telegram.people import Person

MOST_ANSWERS = 40  # in one go; more would be a person and a bot going in circles
ASKED = "Type its name."  # a question has no form of its own on Telegram: people read it
EDITS = ("editMessageText", "editMessageCaption", "editMessageMedia")
SHOWN = frozenset({"sendMessage", "sendPhoto", "sendDocument", *EDITS})
TOLD = frozenset({"answerCallbackQuery"})


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as it was shown to somebody, new or edited, or a toast over the chat."""

    message: Message | None
    toast: str = ""
    is_edit: bool = False


@dataclass
class Eyes:
    """What somebody has seen of their chat, and what they have not looked at yet."""

    emulator: TelegramEmulator
    person: Person
    live: Message | None = None  # the newest message with buttons, as a thumb would find it
    read: int = 0  # entries of the log

    def look(self) -> list[Shown]:
        """Give what came since the last look, in its order; each message as it is by now."""
        entries = list(self.emulator.log)[self.read :]
        self.read += len(entries)
        toasts = {toast.query_id: toast.text for toast in self.person.chat.toasts}
        seen: list[Shown] = []
        for request in entries:
            method, given = getattr(request, "method", ""), getattr(request, "given", {})
            if not getattr(request, "ok", False):
                continue
            if method in TOLD:
                text = toasts.get(str(given["callback_query_id"]), "")
                seen += [Shown(None, toast=text)] if text else []
            elif method in SHOWN and given["chat_id"] == str(self.person.user_id):
                seen.append(self._shown(request.message_id, is_edit=method in EDITS))
        return seen

    def _shown(self, message_id: int, *, is_edit: bool) -> Shown:
        message = self.person.chat.message(message_id)
        if message.buttons:
            self.live = message
        elif self.live is not None and self.live.message_id == message_id:
            self.live = None
        return Shown(message, is_edit=is_edit)


@dataclass
class LiveTelegram:
    """A running bot; each method returns when all that it led to has arrived."""

    emulator: TelegramEmulator
    config: Config
    ground: Ground
    side: TelegramSide
    made_up: dict[int, MadeUpPerson] = field(default_factory=dict)

    async def heard(self, *deeds: Deed) -> None:
        """Wait until the bot has taken what people did, and all its answers are there."""
        wanted = {deed.update_id for deed in deeds}
        assert None not in wanted, "the bot is not told of this"
        await self.emulator.wait_for(lambda: wanted <= set(self.emulator.log.confirmed()))
        await self.side.answering.is_empty()

    async def works(self) -> None:
        """Do all that is due at this instant."""
        messenger, asked = self.side.messenger, list[Redraw]()
        note = messenger.redraw

        async def redraw(one: Redraw) -> None:
            asked.append(one)
            await note(one)

        before = self._edits()
        messenger.redraw = redraw
        try:
            await loops.work(self.side.engine)
        finally:
            del messenger.redraw
        await self.emulator.wait_for(lambda: self._edits() >= before + len(asked))

    async def next_at(self) -> int | None:
        """Say when there is something to do again."""
        return await self.ground.store.transact(loops.next_at)

    async def lives_until(self, at: int, *people: Person) -> None:
        """Do all that is due up to an instant, the people answering every message."""
        eyes = [Eyes(self.emulator, person) for person in people]
        while (due_at := await self.next_at()) is not None and due_at <= at:
            self.ground.clock.advance_to(due_at)
            await self.works()
            for each in eyes:
                await self.goes_on(each)
        self.ground.clock.advance_to(at)

    async def joins(self, person: Person) -> None:
        """Let somebody subscribe as the made-up person does."""
        eyes = Eyes(self.emulator, person)
        await self.heard(person.sends_command("start"))
        await self.goes_on(eyes)
        assert await self.enrollment_of(person) is not None

    async def goes_on(self, eyes: Eyes) -> None:
        """Let somebody answer until they wait."""
        person = self.made_up.setdefault(eyes.person.user_id, MadeUpPerson())
        for _ in range(MOST_ANSWERS):
            eyes.look()
            choice = None if eyes.live is None else person.answer(as_read(eyes.live))
            if choice is None or eyes.live is None:
                return
            await self.heard(done(eyes.person, eyes.live, choice))
        raise AssertionError("the person and the bot go in circles")

    async def enrollment_of(self, person: Person) -> Enrollment | None:
        return await self.ground.store.read(partial(_enrollment, user_ref=str(person.user_id)))

    def _edits(self) -> int:
        return len(self.emulator.log.requests(*EDITS))


def _enrollment(tx: Tx, user_ref: str) -> Enrollment | None:
    account = tx.people.account(Platform.TELEGRAM, user_ref)
    return None if account is None else tx.enrollments.newest(account.person_id, SESSION_TRACK)


def as_read(message: Message) -> OutgoingMessage:
    """Give a message as whoever presses and types understands it."""
    rows: list[tuple[Button, ...]] = []
    question = None
    for row in message.buttons:
        buttons: list[Button] = []
        for button in row:
            action = unpack(button.data or "")
            assert action is not None
            buttons.append(Button(button.label, action))
            if ASKED in message.text:
                question = Question(action, ASKED, "")
        rows.append(tuple(buttons))
    return OutgoingMessage(text=plain(message.text), rows=tuple(rows), question=question)


def done(person: Person, message: Message, choice: Button | str) -> Deed:
    """Press a button of a message, or type."""
    if isinstance(choice, str):
        return person.writes(choice)
    data = next(
        button.data
        for row in message.buttons
        for button in row
        if unpack(button.data or "") == choice.action
    )
    return person.presses(message.message_id, data or "")


def config_for(emulator: TelegramEmulator, folder: Path, programs: Path) -> Config:
    """Give the settings of a bot at an emulator, whatever the environment holds."""
    return Config.model_construct(
        programs_dir=programs,
        database_url=f"{SQLITE}{folder / 'bot.db'}",
        telegram_token=SecretStr(emulator.token),
        telegram_api_url=emulator.url,
    )


@asynccontextmanager
async def open_live(
    emulator: TelegramEmulator, config: Config, starts_at: int
) -> AsyncGenerator[LiveTelegram, None]:
    """Run a bot at an emulator; only people's time is a test's, and no limit holds it up.

    It may log no error, and may have sent nothing wrong.
    """
    with capture_logs() as logs:
        async with _opened(config, starts_at) as (ground, side), asyncio.TaskGroup() as group:
            stopping = asyncio.Event()
            await loops.start(side.engine)
            await side.connect(stopping)
            await side.answering.start()
            tasks = [group.create_task(work) for work in side.works()]
            listening = group.create_task(side.listen(stopping))
            yield LiveTelegram(emulator, config, ground, side)
            stopping.set()
            await listening
            for task in tasks:
                task.cancel()
    assert [line for line in logs if line["log_level"] in {"error", "critical"}] == []
    assert emulator.faults_of_ours == []


@asynccontextmanager
async def _opened(
    config: Config, starts_at: int
) -> AsyncGenerator[tuple[Ground, TelegramSide], None]:
    def clock(_offset_s: int) -> SteppedClock:
        return SteppedClock(starts_at)

    async with (
        open_ground(config, clock) as ground,
        open_telegram(config, ground, NoMeter()) as side,
    ):
        side.messenger._gate._limits = Limits(100_000, 100_000, 1000, 1000)
        yield ground, side

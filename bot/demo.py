"""Plays a made-up person's whole program: the real wiring, with a clock that steps."""

import tempfile
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from adapters.system_clock import SteppedClock
from adapters.terminal_chat.incoming import CHAT, USER_REF, command_received
from adapters.terminal_chat.screen import TerminalClosedError
from bot.config import SQLITE, Config
from bot.domain.days import ONE_DAY, local_time
from bot.domain.enrollment import SESSION_TRACK, EnrollmentState
from bot.domain.message import Button
from bot.domain.text import words_of
from bot.domain.update import ButtonPressed, TextReceived, Update
from bot.ports.store import Tx
from bot.service import loops
from bot.simulation.made_up_person import MadeUpPerson
from bot.wiring import TerminalBot, open_terminal_bot, verify_ledger

# A Sunday evening in Bogotá, so that the program begins on a Monday.
START_AT = int(datetime(2027, 3, 1, 0, 12, tzinfo=UTC).timestamp())
ZONE = "America/Bogota"
MOST_PRESSES = 40  # in one go; more would be a person and a bot going in circles
MOST_DAYS = 60
PROMPT = "> "


class DemoStuckError(Exception):
    """The made-up person and the bot went in circles; the message says at which card."""


async def play_demo(config: Config) -> bool:
    """Print the whole program as the person would see it; True if the ledger is whole.

    False as well if whoever reads goes away.

    Raises:
        DemoStuckError: if it does not come to its end.
    """
    with tempfile.TemporaryDirectory(prefix="knead-demo-") as folder:
        database = Path(folder) / "demo.db"
        played = config.model_copy(update={"database_url": f"{SQLITE}{database}"})
        try:
            async with open_terminal_bot(played, lambda _offset: SteppedClock(START_AT)) as bot:
                await _play(bot)
            report = verify_ledger(played)
            for line in report.as_text().splitlines():
                await bot.screen.say_whole(line)
        except TerminalClosedError:
            return False
    return not report.findings


async def _play(bot: TerminalBot) -> None:
    person = MadeUpPerson()
    await bot.screen.say(_evening(bot))
    await _receive(bot, command_received("start", update_ref=bot.screen.next_ref()))
    await _answer_all(bot, person)
    shown_on = local_time(ZONE, START_AT).date()
    for day_no in range(1, MOST_DAYS):
        shown_on += ONE_DAY
        if await _is_over(bot):
            return
        await _play_day(bot, person, shown_on, day_no)
    raise _stuck(bot)


async def _play_day(bot: TerminalBot, person: MadeUpPerson, on: date, day_no: int) -> None:
    """Do all that is due on a date; a date without anything is named all the same."""
    say = bot.engine.moments().words
    await bot.screen.say("\n" + say("demo.day", no=day_no, day=say.day(on)))
    happened = False
    while (due_at := await bot.engine.store.transact(loops.next_at)) is not None:
        if local_time(ZONE, due_at).date() > on:
            break
        bot.clock.advance_to(due_at)
        before = bot.screen.shown_count
        await loops.work(bot.engine)
        happened = happened or bot.screen.shown_count > before
        await _answer_all(bot, person)
    if not happened:
        await bot.screen.say(say("demo.nothing"))


async def _answer_all(bot: TerminalBot, person: MadeUpPerson) -> None:
    """Let the person answer until they wait."""
    for _ in range(MOST_PRESSES):
        live = bot.screen.live
        choice = None if live is None else person.answer(live.message)
        if live is None or choice is None:
            return
        update_ref = bot.screen.next_ref()
        typed = choice.label if isinstance(choice, Button) else choice
        await bot.screen.say(PROMPT + typed)
        if isinstance(choice, Button):
            update: Update = ButtonPressed(
                update_ref=update_ref,
                address=CHAT,
                user_ref=USER_REF,
                action=choice.action,
                message_ref=live.message_ref,
            )
        else:
            update = TextReceived(
                update_ref=update_ref, address=CHAT, user_ref=USER_REF, text=choice
            )
        await _receive(bot, update)
    raise _stuck(bot)


def _stuck(bot: TerminalBot) -> DemoStuckError:
    live = bot.screen.live
    title = "" if live is None else words_of(live.message.text).splitlines()[0]
    return DemoStuckError(f"The made-up person did not get beyond this card: {title}")


async def _receive(bot: TerminalBot, update: Update) -> None:
    answer = await loops.receive(bot.engine, update)
    pressed_ref = update.message_ref if isinstance(update, ButtonPressed) else None
    ref = await bot.messenger.show_answer(answer, pressed_ref=pressed_ref)
    if answer.live is not None and ref is not None:
        await loops.shown(bot.engine, answer.live, ref)


async def _is_over(bot: TerminalBot) -> bool:
    return await bot.engine.store.transact(partial(_is_finished))


def _is_finished(tx: Tx) -> bool:
    account = tx.people.account(CHAT.platform, USER_REF)
    newest = None if account is None else tx.enrollments.newest(account.person_id, SESSION_TRACK)
    return newest is not None and newest.state is EnrollmentState.FINISHED


def _evening(bot: TerminalBot) -> str:
    say = bot.engine.moments().words
    return say("demo.evening", day=say.day(local_time(ZONE, START_AT).date()))

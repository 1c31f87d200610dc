import io
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from adapters.terminal_chat.incoming import CHAT
from adapters.terminal_chat.messenger import TerminalMessenger
from adapters.terminal_chat.screen import Screen, TerminalClosedError, colour_wanted
from adapters.terminal_chat.words import TerminalWords
from bot.domain.action import Action
from bot.domain.address import Platform
from bot.domain.delivery import Sent, Unreachable
from bot.domain.ids import DeliveryId
from bot.domain.message import Answer, Button, File, OutgoingMessage, Place, Redraw, card

if TYPE_CHECKING:
    from bot.ports.messenger import Messenger

ONE = DeliveryId(1)


class TornPipe(io.StringIO):
    """A stdout whose reader has gone."""

    def __init__(self) -> None:
        super().__init__()
        self.tries = 0

    def flush(self) -> None:
        self.tries += 1
        raise BrokenPipeError


class NarrowLetters(io.StringIO):
    """A stdout that knows only ASCII."""

    @property
    def encoding(self) -> str:  # type: ignore[override]  # a plain attribute in typeshed
        return "ascii"


class Tty(io.StringIO):
    """A stdout that is a terminal."""

    def isatty(self) -> bool:
        return True


def offered(title: str, *labels: str) -> OutgoingMessage:
    return card(title, rows=(tuple(Button(label, Action("press")) for label in labels),))


@pytest.fixture
def out() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def messenger(out: io.StringIO, tmp_path: Path) -> TerminalMessenger:
    return TerminalMessenger(Screen(out, started=35), tmp_path / "files")


async def sent(messenger: TerminalMessenger, message: OutgoingMessage) -> str:
    outcome = await messenger.send(CHAT, message, ONE)
    assert isinstance(outcome, Sent)
    return outcome.message_ref


def live_ref(messenger: TerminalMessenger) -> str | None:
    live = messenger.screen.live
    return None if live is None else live.message_ref


async def test_a_delivery_is_printed_and_gets_a_ref(
    messenger: TerminalMessenger, out: io.StringIO
) -> None:
    assert await sent(messenger, offered("Today", "Start")) == "z.1"
    assert out.getvalue() == "\nToday\n  1 Start\n"


def test_it_is_a_messenger_of_the_terminal(messenger: TerminalMessenger) -> None:
    as_port: Messenger = messenger
    assert as_port.platform is Platform.TERMINAL


async def test_refs_differ_between_messages_updates_and_starts(
    messenger: TerminalMessenger, tmp_path: Path
) -> None:
    later = TerminalMessenger(Screen(io.StringIO(), started=36), tmp_path)
    refs = [
        await sent(messenger, card("a")),
        messenger.screen.next_ref(),
        await sent(messenger, card("a")),
        await sent(later, card("a")),
        later.screen.next_ref(),
    ]
    assert len(set(refs)) == len(refs)


async def test_the_newest_message_with_buttons_is_the_live_one(
    messenger: TerminalMessenger,
) -> None:
    assert live_ref(messenger) is None
    await sent(messenger, offered("first", "A"))
    second = await sent(messenger, offered("second", "B"))
    await sent(messenger, card("only words"))
    assert live_ref(messenger) == second


async def test_a_closed_terminal_makes_a_delivery_unreachable(tmp_path: Path) -> None:
    messenger = TerminalMessenger(Screen(TornPipe(), started=1), tmp_path)
    outcome = await messenger.send(CHAT, offered("Today", "Start"), ONE)
    assert outcome == Unreachable("terminal closed: BrokenPipeError")
    assert messenger.screen.live is None


async def test_a_terminal_once_closed_is_not_tried_again(tmp_path: Path) -> None:
    out = TornPipe()
    messenger = TerminalMessenger(Screen(out, started=1), tmp_path)
    first = await messenger.send(CHAT, card("Today"), ONE)
    tries = out.tries
    assert await messenger.send(CHAT, card("Again"), ONE) == first
    assert out.tries == tries


async def test_a_stdout_closed_by_ourselves_counts_as_gone_too(tmp_path: Path) -> None:
    out = io.StringIO()
    out.close()
    messenger = TerminalMessenger(Screen(out, started=1), tmp_path)
    assert await messenger.send(CHAT, card("Today"), ONE) == Unreachable(
        "terminal closed: ValueError"
    )


async def test_an_answer_that_nobody_can_read_says_so(tmp_path: Path) -> None:
    messenger = TerminalMessenger(Screen(TornPipe(), started=1), tmp_path)
    with pytest.raises(TerminalClosedError):
        await messenger.show_answer(Answer(message=card("Today")))


async def test_a_redraw_in_a_closed_terminal_is_let_go(tmp_path: Path) -> None:
    out = io.StringIO()
    messenger = TerminalMessenger(Screen(out, started=1), tmp_path)
    ref = await sent(messenger, offered("Step 1", "Next"))
    out.close()
    await messenger.redraw(Redraw(CHAT, ref, offered("Step 2", "Next")))


async def test_what_was_waiting_for_a_torn_pipe_is_not_tried_again(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as out:
        messenger = TerminalMessenger(Screen(out, started=1), tmp_path)
        assert isinstance(await messenger.send(CHAT, card("Today"), ONE), Unreachable)
    assert out.closed


async def test_an_answer_to_a_press_keeps_the_ref_of_the_message_pressed(
    messenger: TerminalMessenger,
) -> None:
    pressed = await sent(messenger, offered("Today", "Start"))
    answer = Answer(message=offered("Step 1", "Next"))
    assert await messenger.show_answer(answer, pressed_ref=pressed) == pressed
    live = messenger.screen.live
    assert live is not None
    assert live.message == answer.message


async def test_an_answer_in_place_without_buttons_takes_the_old_ones_away(
    messenger: TerminalMessenger,
) -> None:
    pressed = await sent(messenger, offered("Today", "Later"))
    await messenger.show_answer(Answer(message=card("See you at 10:31.")), pressed_ref=pressed)
    assert live_ref(messenger) is None


@pytest.mark.parametrize(
    ("place", "pressed_ref"), [(Place.NEW, "z.1"), (Place.HERE, None), (Place.HERE, "of.before")]
)
async def test_any_other_answer_is_a_message_of_its_own(
    messenger: TerminalMessenger, place: Place, pressed_ref: str | None
) -> None:
    first = await sent(messenger, offered("Today", "Later"))
    answer = Answer(message=card("Saved."), place=place)
    ref = await messenger.show_answer(answer, pressed_ref=pressed_ref)
    assert ref not in {None, first, pressed_ref}
    assert live_ref(messenger) == first


async def test_a_notice_stands_above_the_message(
    messenger: TerminalMessenger, out: io.StringIO
) -> None:
    await messenger.show_answer(Answer(message=card("Step 1"), notice="Before: 4"))
    assert out.getvalue() == "Before: 4\n\nStep 1\n"


async def test_an_answer_of_a_notice_alone_has_no_ref(
    messenger: TerminalMessenger, out: io.StringIO
) -> None:
    assert await messenger.show_answer(Answer(notice="Saved: 4.")) is None
    assert out.getvalue() == "Saved: 4.\n"


async def test_a_redraw_is_printed_as_edited_and_its_buttons_count(
    messenger: TerminalMessenger, out: io.StringIO
) -> None:
    ref = await sent(messenger, offered("Step 1", "Next"))
    other = await sent(messenger, offered("Settings", "Hour"))
    assert live_ref(messenger) == other
    await messenger.redraw(Redraw(CHAT, ref, offered("Step 2", "Next")))
    assert out.getvalue().endswith("\n(edited)\nStep 2\n  1 Next\n")
    assert live_ref(messenger) == ref


async def test_a_message_of_an_earlier_run_is_not_redrawn(
    messenger: TerminalMessenger, out: io.StringIO
) -> None:
    await messenger.redraw(Redraw(CHAT, "of.before", offered("Step 2", "Next")))
    assert out.getvalue() == ""
    assert messenger.screen.live is None


async def test_a_redraw_that_changes_nothing_prints_nothing(
    messenger: TerminalMessenger, out: io.StringIO
) -> None:
    step = offered("Step 1", "Next")
    ref = await sent(messenger, step)
    before = out.getvalue()
    await messenger.redraw(Redraw(CHAT, ref, step))
    assert out.getvalue() == before


async def test_letters_that_the_terminal_lacks_become_question_marks(tmp_path: Path) -> None:
    out = NarrowLetters()
    messenger = TerminalMessenger(Screen(out, started=1), tmp_path)
    assert isinstance(await messenger.send(CHAT, card("Bogotá ⏱"), ONE), Sent)
    assert out.getvalue() == "\nBogot? ?\n"


async def test_a_file_is_kept_for_its_owner_alone_and_its_path_shown_whole(
    messenger: TerminalMessenger, out: io.StringIO, tmp_path: Path
) -> None:
    await messenger.show_answer(Answer(file=File("knead-2027-03-10.zip", b"PK")))
    path = tmp_path / "files" / "knead-2027-03-10.zip"
    assert path.read_bytes() == b"PK"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert out.getvalue() == f"Your file, readable only by you:\n{path}\n"


async def test_a_file_that_cannot_be_written_is_said(out: io.StringIO, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")
    words = TerminalWords(file_failed="No room here:")
    messenger = TerminalMessenger(Screen(out, started=1, words=words), tmp_path / "taken")
    await messenger.show_answer(Answer(message=card("Here"), file=File("a.zip", b"")))
    assert out.getvalue() == f"\nHere\nNo room here:\n{tmp_path / 'taken'}\n"


@pytest.mark.parametrize(
    ("out", "environ", "wanted"),
    [
        (Tty(), {"TERM": "xterm"}, True),
        (Tty(), {"TERM": "xterm", "NO_COLOR": ""}, True),
        (Tty(), {"TERM": "xterm", "NO_COLOR": "1"}, False),
        (Tty(), {"TERM": "dumb"}, False),
        (Tty(), {}, False),
        (io.StringIO(), {"TERM": "xterm"}, False),
    ],
)
def test_colour_is_for_real_terminals_of_those_who_want_it(
    out: io.StringIO, environ: dict[str, str], wanted: object
) -> None:
    assert colour_wanted(out, environ) is wanted

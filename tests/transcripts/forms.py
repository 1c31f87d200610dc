"""The forms in which Telegram and the terminal differ, and why; sentences never differ.

Each form takes what it declares off a paragraph of one transcript or both. What is then left of
the two transcripts has to be the same, line for line. `words` names what the terminal says by
itself: only there, and in no transcript but as declared.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from adapters.terminal_chat.outgoing import WIDTH, wrapped

Paragraph = tuple[str, ...]
Off = Callable[[Paragraph], Sequence[Paragraph]]

CLOCK = "── "  # a line of the days, which is no message
CARD = "card:"  # stands above the words of a message
BUTTON = "button: "
ACT = "> "
NOTICE = "notice: "
_NOT_WORDS = (CLOCK, CARD, BUTTON, ACT, NOTICE, "[message ")

_HEAD = re.compile(r"\[message [0-9]+(, edited|, silent)?\]")
_TOAST = re.compile(r"\[toast\] (.+)")
_TAP = re.compile(r"> \[(.+)\]")
_KEYS = re.compile(r"  \[.+\]")
_KEY = re.compile(r"\[(.+?)\](?: |$)")
_BOLD = re.compile(r"\*([^*]+)\*")
_FIRST_CHOICE = re.compile(r"  (1 \S|0   1   2)")
_CHOICE = re.compile(r"[0-9]+ (.+)")
_BETWEEN = "   "


def _as_it_is(paragraph: Paragraph) -> Sequence[Paragraph]:
    return (paragraph,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One difference: why there is one, and what takes it off on either side."""

    name: str
    why: str
    terminal: Off = _as_it_is
    telegram: Off = _as_it_is
    words: tuple[str, ...] = ()  # of the catalog


# layout


def _acts_apart(paragraph: Paragraph) -> Sequence[Paragraph]:
    """Part what stands below a card without an empty line: an act, and the ledger's line."""
    parts: list[list[str]] = [[]]
    for line in paragraph:
        if line.startswith((ACT, "ledger: ")):
            parts.append([])
        parts[-1].append(line)
    return tuple(tuple(part) for part in parts if part)


def _card_begins(paragraph: Paragraph) -> Sequence[Paragraph]:
    if paragraph[0].startswith((CLOCK, ACT, "ledger: ")):
        return (paragraph,)
    return ((CARD, *paragraph),)


def _head_off(paragraph: Paragraph) -> Sequence[Paragraph]:
    if not _HEAD.fullmatch(paragraph[0]):
        return (paragraph,)
    return ((CARD, *paragraph[1:]),)


def _edited_off(paragraph: Paragraph) -> Sequence[Paragraph]:
    return (paragraph[1:] if paragraph[0] == "(edited)" else paragraph,)


def _start_off(paragraph: Paragraph) -> Sequence[Paragraph]:
    return () if paragraph == ("> /start",) else (paragraph,)


# words


def _narrow(paragraph: Paragraph) -> Sequence[Paragraph]:
    lines: list[str] = []
    for line in paragraph:
        lines += [line] if line.startswith(_NOT_WORDS) else _lines_of(line)
    return (tuple(lines),)


@cache
def _lines_of(line: str) -> tuple[str, ...]:
    """Break a line as the terminal does, which is what that form is."""
    return tuple(wrapped(line, WIDTH))


def _plain(paragraph: Paragraph) -> Sequence[Paragraph]:
    return (tuple(_BOLD.sub(r"\1", line) for line in paragraph),)


def _carrier_off(sentence: str) -> Off:
    def off(paragraph: Paragraph) -> Sequence[Paragraph]:
        return (tuple("WHO CARRIES THIS" if line == sentence else line for line in paragraph),)

    return off


# buttons and notices


def _choices_off(paragraph: Paragraph) -> Sequence[Paragraph]:
    first = next((no for no, line in enumerate(paragraph) if _FIRST_CHOICE.match(line)), None)
    if first is None:
        return (paragraph,)
    labels = [label for line in paragraph[first:] for label in line[2:].split(_BETWEEN)]
    is_scale = labels[0] == "0"  # it has no other numbers
    named = labels if is_scale else [_unnumbered(label) for label in labels]
    return ((*paragraph[:first], *(BUTTON + label for label in named)),)


def _unnumbered(label: str) -> str:
    found = _CHOICE.fullmatch(label)
    return found[1] if found else label


def _keys_off(paragraph: Paragraph) -> Sequence[Paragraph]:
    lines: list[str] = []
    for line in paragraph:
        if _KEYS.fullmatch(line):
            lines += [BUTTON + label for label in _KEY.findall(line)]
        else:
            lines.append(line)
    return (tuple(lines),)


def _tap_off(paragraph: Paragraph) -> Sequence[Paragraph]:
    found = _TAP.fullmatch(paragraph[0])
    return ((ACT + found[1],) if found else paragraph,)


def _notice_off(paragraph: Paragraph) -> Sequence[Paragraph]:
    if not paragraph[0].startswith(ACT) or len(paragraph) == 1:
        return (paragraph,)
    return (paragraph[:1], tuple(NOTICE + line for line in paragraph[1:]))


def _toast_off(paragraph: Paragraph) -> Sequence[Paragraph]:
    found = _TOAST.fullmatch(paragraph[0])
    if found is None:
        return (paragraph,)
    return (tuple(NOTICE + line for line in _lines_of(found[1])),)


# What the two weeks show, in the order in which it is taken off.
SHOWN = (
    Form(
        name="paragraphs",
        why="A terminal is one run of lines, and what is typed stands where the last one ended. "
        "On Telegram a tap leaves nothing in the chat; its transcript tells it apart.",
        terminal=_acts_apart,
    ),
    Form(
        name="the first command",
        why="Telegram's own START button sends /start and shows it. A terminal has no such "
        "button; its bot begins by itself.",
        telegram=_start_off,
    ),
    Form(
        name="edited",
        why="What was printed cannot be changed: the terminal prints a step anew and says so. "
        "Telegram marks an edited message itself.",
        terminal=_edited_off,
        words=("terminal.edited",),
    ),
    Form(
        name="which message",
        why="Telegram has messages that stay and change, some without a sound; a terminal has "
        "the newest lines. The transcript of Telegram names them.",
        terminal=_card_begins,
        telegram=_head_off,
    ),
    Form(
        name="bold",
        why="Titles are bold on Telegram. A terminal shows it too, but no file can.",
        telegram=_plain,
    ),
    Form(
        name="numbers",
        why="There is nothing to tap in a terminal: each button has a number to type, but for a "
        "scale, whose labels are numbers. Rows break where a line is full.",
        terminal=_choices_off,
        telegram=_keys_off,
    ),
    Form(
        name="taps",
        why="A tap is written down with the button around it; in a terminal its words are typed.",
        telegram=_tap_off,
    ),
    Form(
        name="toasts",
        why="A short notice appears over the chat on Telegram, and as a line in a terminal.",
        terminal=_notice_off,
        telegram=_toast_off,
    ),
    Form(
        name="72 columns",
        why="A terminal does not break lines between words; Telegram does, as wide as a phone is.",
        telegram=_narrow,
    ),
    Form(
        name="who carries the messages",
        why="Consent has to name who can read along. That is true of each platform in its own "
        "words: the one line of the core that a platform may have for itself.",
        terminal=_carrier_off("You talk to me in this terminal; no chat company carries it."),
        telegram=_carrier_off("Telegram carries these messages and can read them."),
        words=("consent.on_terminal", "consent.on_telegram"),
    ),
)
# What else differs; the two weeks come without it.
ELSEWHERE = (
    Form(
        name="the hint",
        why="Whoever meets a terminal does not know what to type; Telegram shows buttons and a "
        "menu.",
        words=("terminal.hint",),
    ),
    Form(
        name="leaving",
        why="A terminal is left, and tells that nothing is lost. Nobody leaves a chat.",
        words=("terminal.goodbye",),
    ),
    Form(
        name="the timer",
        why="A terminal counts a step down on the line below its prompt. An edit a second is "
        "more than Telegram allows; there the step names the time at which it ends.",
        words=("terminal.time_left",),
    ),
    Form(
        name="the clock of /next",
        why="Only in a terminal can time be moved on by hand, and then it says to when.",
        words=("terminal.went_on", "terminal.nothing_due"),
    ),
    Form(
        name="files",
        why="Telegram sends a file into the chat. A terminal writes it into a folder and says "
        "where, or why it could not.",
        words=("terminal.file_kept", "terminal.file_failed"),
    ),
    Form(
        name="pictures",
        why="A terminal shows no picture: its alternative text stands in brackets above the "
        "words. Where Telegram cannot show one, the same text stands below the words.",
    ),
    Form(
        name="links",
        why="Nothing can be tapped in a terminal, so the page stands in brackets behind its name.",
    ),
    Form(
        name="menus",
        why="Telegram offers the commands behind a button, in the words of /help.",
    ),
)


def from_terminal(text: str, forms: Sequence[Form] = SHOWN) -> list[str]:
    """Give what the terminal's transcript says, without its forms."""
    return _without(text, [form.terminal for form in forms])


def from_telegram(text: str, forms: Sequence[Form] = SHOWN) -> list[str]:
    """Give what Telegram's transcript says, without its forms."""
    return _without(text, [form.telegram for form in forms])


def paragraphs_of(text: str) -> Iterator[Paragraph]:
    """Cut a transcript at its empty lines."""
    for paragraph in text.strip("\n").split("\n\n"):
        yield tuple(paragraph.split("\n"))


def _without(text: str, offs: Sequence[Off]) -> list[str]:
    paragraphs = list(paragraphs_of(text))
    for off in offs:
        paragraphs = [part for paragraph in paragraphs for part in off(paragraph)]
    return [line for paragraph in paragraphs for line in paragraph]

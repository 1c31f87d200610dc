"""A message as lines for a terminal. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from adapters.terminal_chat.buttons import Choice, choices
from adapters.terminal_chat.harmless import columns, harmless, on_one_line, signs
from bot.domain.message import OutgoingMessage
from bot.domain.text import Span, SpanKind, Text

WIDTH = 72
MIN_WIDTH = 38  # what a phone shows of a chat; every card is written to fit it
_INDENT = "  "
_BETWEEN = "   "
_BULLET = "• "
_BOLD, _NOT_BOLD = "\x1b[1m", "\x1b[22m"  # ECMA-48 SGR 1 and 22


@dataclass(frozen=True, slots=True)
class _Sign:
    """One visible sign, how wide it is, and whether it is bold."""

    text: str
    columns: int
    is_bold: bool


def render(message: OutgoingMessage, *, width: int = WIDTH, colour: bool = False) -> list[str]:
    """Lay a message out: picture in words, text, buttons; no line is wider than `width`.

    A width under `MIN_WIDTH` counts as that. The only escapes in it are the two of bold,
    and those only with `colour`.
    """
    width = max(width, MIN_WIDTH)
    lines: list[str] = []
    if message.media is not None:
        lines += wrapped(f"[{on_one_line(message.media.alt_text)}]", width)
    for paragraph in _paragraphs(message.text):
        lines += [_drawn(line, colour=colour) for line in _wrap(paragraph, width)]
    for row in choices(message):
        lines += _button_lines(row, width)
    return lines


def wrapped(text: str, width: int) -> list[str]:
    """Lay out words that have no forms."""
    lines: list[str] = []
    for line in harmless(text).split("\n"):
        lines += [_drawn(part, colour=False) for part in _wrap(_measured(line), width)]
    return lines


def _measured(line: str, *, is_bold: bool = False) -> list[_Sign]:
    return [_Sign(sign, columns(sign), is_bold) for sign in signs(line)]


def _paragraphs(text: Text) -> list[list[_Sign]]:
    """Cut text at its line ends; no text has no lines."""
    if not text:
        return []
    paragraphs: list[list[_Sign]] = [[]]
    for span in text:
        first, *others = _words_of(span).split("\n")
        is_bold = span.kind is SpanKind.BOLD
        paragraphs[-1] += _measured(first, is_bold=is_bold)
        paragraphs += [_measured(line, is_bold=is_bold) for line in others]
    return paragraphs


def _words_of(span: Span) -> str:
    """Give the words of a span; a link's page stands behind them, as nothing can be tapped."""
    words = harmless(span.text)
    page = on_one_line(span.url or "")
    return f"{words} ({page})" if page and page != words else words


def _wrap(line: Sequence[_Sign], width: int) -> Iterator[list[_Sign]]:
    """Break a line at blanks, or inside a word that is wider than the line.

    What follows a bullet stands below its first word. An empty line stays one.
    """
    hang = [_Sign(" ", 1, is_bold=False)] * len(_BULLET)
    is_list = "".join(sign.text for sign in line[: len(_BULLET)]) == _BULLET
    start, indent = 0, hang[:0]
    while True:
        end = _break_at(line, start, width - len(indent))
        yield [*indent, *line[start:end]]
        start = end
        while start < len(line) and line[start].text == " ":
            start += 1
        if start >= len(line):
            return
        indent = hang if is_list else indent


def _break_at(line: Sequence[_Sign], start: int, room: int) -> int:
    """Say where the line that begins at `start` ends: always later than it begins."""
    used, blank = 0, None
    for at in range(start, len(line)):
        if line[at].text == " ":
            blank = at
        used += line[at].columns
        if used > room:
            return blank if blank is not None and blank > start else max(at, start + 1)
    return len(line)


def _drawn(line: Iterable[_Sign], *, colour: bool) -> str:
    parts: list[str] = []
    for is_bold, run in groupby(line, key=lambda sign: sign.is_bold):
        words = "".join(sign.text for sign in run)
        parts.append(f"{_BOLD}{words}{_NOT_BOLD}" if is_bold and colour else words)
    return "".join(parts).rstrip()


def _button_lines(row: Iterable[Choice], width: int) -> list[str]:
    """Set a row of buttons on one line, on more where they do not fit."""
    lines: list[str] = []
    line = ""
    for choice in row:
        words = choice.label if choice.number is None else f"{choice.number} {choice.label}"
        longer = f"{line}{_BETWEEN}{words}" if line else words
        if line and columns(longer) > width - len(_INDENT):
            lines.append(line)
            longer = words
        line = longer
    lines.append(line)
    return [f"{_INDENT}{part}" for long in lines for part in wrapped(long, width - len(_INDENT))]

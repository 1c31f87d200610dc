"""Text as spans: what a person reads, with no markup string anywhere."""

from dataclasses import dataclass
from enum import StrEnum


class SpanKind(StrEnum):
    """How a run of text is shown where the platform can."""

    PLAIN = "plain"
    BOLD = "bold"
    ITALIC = "italic"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text of one kind."""

    text: str
    kind: SpanKind = SpanKind.PLAIN
    url: str | None = None  # only for a link


Text = tuple[Span, ...]


def plain(text: str) -> Text:
    """Make text of one plain span; empty text has no span."""
    return (Span(text),) if text else ()


def bold(text: str) -> Text:
    """Make text of one bold span."""
    return (Span(text, SpanKind.BOLD),)


def link(text: str, url: str) -> Text:
    """Make text that opens a page."""
    return (Span(text, SpanKind.LINK, url),)


def words_of(text: Text) -> str:
    """Give the text without its forms."""
    return "".join(span.text for span in text)


def utf16_units(text: Text) -> int:
    """Count as Telegram and Discord do: in UTF-16 code units; half a character is one too."""
    return sum(len(span.text.encode("utf-16-le", "surrogatepass")) // 2 for span in text)

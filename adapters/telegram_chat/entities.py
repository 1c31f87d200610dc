"""Spans of text as Telegram wants them: plain text, and where its forms lie. Pure."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from telegram import MessageEntity

from adapters.telegram_chat.plain_text import CUT, clean, is_blank, place_of_cut, units
from bot.domain.text import Span, SpanKind, Text, words_of

MAX_URL = 2048  # longer ones are shortened or refused by browsers and clients

# TDLib, LinkManager::check_link: one refused link refuses the message, so these are stricter.
_WEB_PAGE = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*(?::[0-9]{1,5})?"
    r"(?:[/?#]\S*)?",
    re.ASCII | re.IGNORECASE,
)
_IN_TELEGRAM = re.compile(r"tg://[a-z_]+(?:\?[!-~]*)?", re.ASCII)
_TYPES = {
    SpanKind.BOLD: MessageEntity.BOLD,
    SpanKind.ITALIC: MessageEntity.ITALIC,
    SpanKind.LINK: MessageEntity.TEXT_LINK,
}


def laid_out(text: Text, *, limit: int) -> tuple[str, tuple[MessageEntity, ...]]:
    """Give the text of at most `limit` units and its entities, as Telegram would keep them.

    Blanks around it are gone, so the servers have nothing to move. Entities lie in order,
    inside the text, do not touch half a character and are never blank. What is too long ends
    in "…". A link that Telegram would refuse is plain words.
    """
    runs = _trimmed(_runs(text))
    whole = words_of(runs)
    end = place_of_cut(whole, limit)
    if end < len(whole):
        end = len(whole[:end].rstrip())
        runs = (*_window(runs, 0, end), Span(CUT))
    return words_of(runs), tuple(_entities(runs))


def is_link(url: str) -> bool:
    """Say whether Telegram takes a page for a link behind words."""
    if len(url) > MAX_URL or clean(url) != url:
        return False
    return bool(_WEB_PAGE.fullmatch(url) or _IN_TELEGRAM.fullmatch(url))


def _runs(text: Text) -> Text:
    """Clean the spans and join neighbours of one form."""
    cleaned = (_cleaned(span) for span in text)
    by_form = groupby(
        (span for span in cleaned if span.text),
        key=lambda span: (span.kind, span.url),
    )
    return tuple(Span(words_of(tuple(spans)), kind, url) for (kind, url), spans in by_form)


def _cleaned(span: Span) -> Span:
    words = clean(span.text)
    if span.kind is not SpanKind.LINK:
        return Span(words, span.kind)
    is_opened = span.url is not None and is_link(span.url)
    return Span(words, span.kind, span.url) if is_opened else Span(words)


def _trimmed(runs: Text) -> Text:
    whole = words_of(runs)
    start = len(whole) - len(whole.lstrip())
    return _window(runs, start, len(whole.rstrip()))


def _window(runs: Iterable[Span], start: int, end: int) -> Text:
    """Give what lies between two places, counted in code points."""
    kept: list[Span] = []
    at = 0
    for run in runs:
        words = run.text[max(0, start - at) : max(0, end - at)]
        at += len(run.text)
        kept += [Span(words, run.kind, run.url)] if words else []
    return tuple(kept)


def _entities(runs: Text) -> Iterator[MessageEntity]:
    offset = 0
    for run in runs:
        length = units(run.text)
        if run.kind is not SpanKind.PLAIN and not is_blank(run.text):
            yield MessageEntity(_TYPES[run.kind], offset, length, url=run.url)
        offset += length

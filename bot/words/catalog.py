"""Reads the catalogs of a language and fills their messages in."""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from importlib.resources import files
from io import BytesIO

from babel import Locale
from babel.dates import format_date, get_day_names
from babel.lists import format_list
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
# CLDR's order of plural categories; a catalog gives its forms in this order.
_CATEGORIES = ("zero", "one", "two", "few", "many", "other")


class PoWords:
    """All catalogs of one language as one; a key stands in one of them only."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._locale = Locale.parse(language)
        self._messages = read_messages(language)
        self._plural_forms = [
            name for name in _CATEGORIES if name in {*self._locale.plural_form.tags, "other"}
        ]

    @property
    def language(self) -> str:
        """Name the language."""
        return self._language

    def keys(self) -> frozenset[str]:
        """Give all keys."""
        return frozenset(self._messages)

    def __call__(self, key: str, /, **values: str | int) -> str:
        """Give a message with its values filled in."""
        return _fill(self._messages[key][0], values)

    def count(self, key: str, number: int, /, **values: str | int) -> str:
        """Give the plural form for a number, which fills in `{n}`."""
        forms = self._messages[key]
        category = self._locale.plural_form(number)
        index = self._plural_forms.index(category) if len(forms) > 1 else 0
        return _fill(forms[index], {"n": number, **values})

    def day(self, on: date, /) -> str:
        """Write a date."""
        return _day(on, self._language)

    def time(self, minute_of_day: int, /) -> str:
        """Write a time of day."""
        return f"{minute_of_day // 60:02}:{minute_of_day % 60:02}"

    def weekdays(self, days: Iterable[int], /) -> str:
        """Write weekdays as a list."""
        return format_list([self.weekday(day) for day in sorted(days)], locale=self._locale)

    def weekday(self, day: int, /) -> str:
        """Write one weekday."""
        return str(get_day_names("abbreviated", locale=self._locale)[day])

    def number(self, value: float, /) -> str:
        """Write a number with one digit after the point."""
        return format_decimal(value, "0.0", self._locale)


@lru_cache(maxsize=1024)  # few dates are near enough to be spoken of, and each is read slowly
def _day(on: date, language: str) -> str:
    return format_date(on, "EEE d MMMM", language)


def read_messages(language: str) -> dict[str, tuple[str, ...]]:
    """Read every catalog of a language: the forms of each message by its key.

    Raises:
        ValueError: if a key stands twice or has no words.
    """
    found: dict[str, tuple[str, ...]] = {}
    folder = files(__package__ or "bot.words") / language
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".po"):
            continue
        for message in read_po(BytesIO(file.read_bytes()), locale=language):
            if not message.id:
                continue
            key = message.id if isinstance(message.id, str) else message.id[0]
            string = message.string or ""
            forms = (string,) if isinstance(string, str) else tuple(string)
            if key in found or not all(forms):
                msg = f"{file.name}: the message {key!r} stands twice or has no words"
                raise ValueError(msg)
            found[key] = forms
    return found


def _fill(message: str, values: dict[str, str | int]) -> str:
    if "{" not in message:  # as most labels; a search for nothing costs as much as a find
        return message
    return _PLACEHOLDER.sub(lambda found: str(values[found[1]]), message)

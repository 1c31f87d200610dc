"""The bot's own words, in one language, filled in."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol


class Words(Protocol):
    """A catalog of messages by key, and the forms of dates and times in its language."""

    @property
    def language(self) -> str:
        """Name the language, such as en."""
        ...

    def __call__(self, key: str, /, **values: str | int) -> str:
        """Give the message with each `{name}` filled in.

        Raises:
            KeyError: if the catalog has no such message or a value is missing.
        """
        ...

    def count(self, key: str, number: int, /, **values: str | int) -> str:
        """Give the message in the plural form of a number, which also fills in `{n}`."""
        ...

    def day(self, on: date, /) -> str:
        """Write a date as `Mon 1 March`."""
        ...

    def time(self, minute_of_day: int, /) -> str:
        """Write a time of day as `07:30`."""
        ...

    def weekdays(self, days: Iterable[int], /) -> str:
        """Write weekdays (Monday 0) as `Mon, Wed and Fri`."""
        ...

    def weekday(self, day: int, /) -> str:
        """Write one weekday (Monday 0) as `Mon`."""
        ...

    def number(self, value: float, /) -> str:
        """Write a number with one digit after the point."""
        ...

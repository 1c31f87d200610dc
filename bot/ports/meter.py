"""What is counted of the bot's work, for whoever runs it; never about one person."""

from typing import Protocol

from bot.domain.address import Platform
from bot.domain.delivery import SendOutcome


class Meter(Protocol):
    """Counts what happens. No method waits, and none raises."""

    def delivery(self, platform: Platform, outcome: SendOutcome, seconds: float) -> None:
        """Count an attempt to send a delivery; `seconds` since it was due."""
        ...

    def answer(self, platform: Platform, outcome: SendOutcome, seconds: float) -> None:
        """Count an attempt to answer; `seconds` since the update was received."""
        ...

    def set_aside(self, platform: Platform) -> None:
        """Count an update that could not be read or handled."""
        ...

    def polled(self, platform: Platform) -> None:
        """Note that the platform was just asked for updates and replied as it should."""
        ...

    def round_done(self) -> None:
        """Note that a round of due work just ended well."""
        ...


class NoMeter:
    """Counts nothing: for the terminal and for tests."""

    def delivery(self, platform: Platform, outcome: SendOutcome, seconds: float) -> None:
        """Do nothing."""

    def answer(self, platform: Platform, outcome: SendOutcome, seconds: float) -> None:
        """Do nothing."""

    def set_aside(self, platform: Platform) -> None:
        """Do nothing."""

    def polled(self, platform: Platform) -> None:
        """Do nothing."""

    def round_done(self) -> None:
        """Do nothing."""

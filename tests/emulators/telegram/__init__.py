"""A Bot API server on real sockets, written for Knead's own tests. See README.md beside."""

from tests.emulators.telegram.emulator import TelegramEmulator
from tests.emulators.telegram.threaded import ThreadedEmulator

__all__ = ["TelegramEmulator", "ThreadedEmulator"]

"""The one way in: strange and stale buttons, updates seen twice, and handlers that raise."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.action import Action
from bot.domain.address import ChatAddress, Platform
from bot.domain.message import Answer
from bot.domain.update import ButtonPressed, ChatMigrated, ChatOpened, TextReceived
from bot.ports.store import Tx
from bot.service import all_handlers, inbox
from storage.sqlite.runner import SqliteRunner
from tests.service.desk import FIRST_ON
from tests.service.life import Life, labels, words

MON, TUE, WED = (FIRST_ON + timedelta(days=n) for n in range(3))

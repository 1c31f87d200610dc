"""Subscribing: from the first `/start` to a program that begins tomorrow."""

from bot.service import flags
from bot.service.subscribe.press import press_subscribe
from bot.service.subscribe.start import open_start
from bot.service.subscribe.typed import read_subscribe
from bot.service.subscribe.walk import FLOW, VERB
from bot.service.table import Command, Flow, Verb

COMMANDS = (Command(name="start", handler=open_start),)
# The lists' own buttons come from here: nobody is in a program before the lists.
VERBS = (Verb(name=VERB, handler=press_subscribe), *flags.VERBS)
FLOWS = (Flow(name=FLOW, handler=read_subscribe),)

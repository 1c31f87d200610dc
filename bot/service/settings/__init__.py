"""Settings: hour, place, days, quiet hours, reminders and the usual form of a session."""

from bot.domain.message import Answer
from bot.domain.person import Conversation
from bot.service.moment import Turn
from bot.service.settings import city, days, hour, overview, question
from bot.service.settings.city import offer_place
from bot.service.settings.hour import change_hour, offer_hour
from bot.service.table import Flow

__all__ = ["COMMANDS", "FLOWS", "VERBS", "change_hour", "offer_hour", "offer_place"]


def read_setting(turn: Turn, conversation: Conversation, text: str) -> Answer:
    """Take typed words as the answer to the setting that is asked for."""
    if turn.person.wish is None:
        return question.not_begun(turn)
    match conversation.step:
        case question.HOUR_VERB:
            return hour.read_typed_hour(turn, text)
        case question.CITY_VERB:
            return city.read_typed_city(turn, text)
        case _:
            return days.read_typed_days(turn, text)


COMMANDS = overview.COMMANDS
VERBS = (*overview.VERBS, *hour.VERBS, *city.VERBS, *days.VERBS)
FLOWS = (Flow(name=question.FLOW, handler=read_setting),)

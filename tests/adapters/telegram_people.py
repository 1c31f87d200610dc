"""What people of the emulator do to get somewhere with the bot."""

from bot.simulation.made_up_person import CITY, JOINING
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.model import Message
from tests.emulators.telegram.people import Person

JOINED = "1-subscribe-0-right"


def offered(message: Message) -> list[str]:
    """Give what the buttons of a message carry."""
    return [button.data or "" for row in message.buttons for button in row]


def next_step(message: Message) -> str | None:
    """Give the button of a card of subscribing that goes on; None where words are asked for."""
    wanted = (data for name in JOINING for data in offered(message) if data.endswith(f"-{name}"))
    return next(wanted, None)


async def joins(emulator: TelegramEmulator, person: Person) -> None:
    """Let somebody subscribe to the program."""
    person.opens_link("")
    message, data = await emulator.wait_for(lambda: person.chat.last), ""
    while data != JOINED:
        data = next_step(message) or ""
        if data:
            person.presses(message.message_id, data)
        else:
            person.writes(CITY)
        message = await emulator.wait_for(
            lambda shown=message: person.chat.last != shown and person.chat.last
        )

"""Serves alone, with a small console in which a developer writes and presses as a person."""

import argparse
import sys
import threading
from collections.abc import Callable

from tests.emulators.telegram.model import Message
from tests.emulators.telegram.people import Person
from tests.emulators.telegram.threaded import ThreadedEmulator

PERSON_ID = 1001
LONG_S = 24 * 3600.0
HELP = """\
What you type is sent to the bot. Lines that begin with a colon are for this console:
  :p 2           press the second button of the newest message with buttons
  :p Yes         press the button with these words or this data
  :edit 104 ok   change your own message 104
  :photo :voice :sticker    send one
  :block :unblock           stop the bot from writing to you, or let it again
  :later 60      let a minute pass on the emulator's own clock
  :faults        what the bot sent wrongly so far
  :quit
"""


def say(text: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def told(message: Message) -> str:
    """Show a message of the bot with its buttons."""
    again = " (edited)" if message.edited_at else ""
    kind = " [picture]" if message.photo else " [file]" if message.document else ""
    rows = ["   " + "  ".join(f"[{label}]" for label in row) for row in message.labels]
    return "\n".join([f"#{message.message_id}{again}{kind}  {message.text}", *rows])


def follow(emulator: ThreadedEmulator, person: Person, ended: threading.Event) -> None:
    """Print what changes in the chat until the console ends."""
    shown: list[Message] = []
    toasts = 0

    def changed() -> bool:
        return ended.is_set() or (person.chat.from_bot, len(person.chat.toasts)) != (shown, toasts)

    while not ended.is_set():
        emulator.wait_until(changed, LONG_S)
        now, answers = person.chat.from_bot, person.chat.toasts
        for message in now:
            if message not in shown:
                say(told(message))
        for toast in answers[toasts:]:
            if toast.text:
                say(f"   ({toast.text})")
        shown, toasts = now, len(answers)


def press(person: Person, wanted: str) -> None:
    """Press a button of the newest message that has any, by its number or its words."""
    message = next(one for one in reversed(person.chat.from_bot) if one.buttons)
    flat = [button for row in message.buttons for button in row]
    chosen = message.button(wanted) if not wanted.isdigit() else flat[int(wanted) - 1]
    person.presses(message.message_id, chosen.data or chosen.label)


def edit(person: Person, rest: str) -> None:
    """Change an own message."""
    message_id, _, text = rest.partition(" ")
    person.edits(int(message_id), text)


def acts(emulator: ThreadedEmulator, person: Person) -> dict[str, Callable[[str], object]]:
    """Give what each command of the console does."""
    return {
        ":p": lambda rest: press(person, rest),
        ":edit": lambda rest: edit(person, rest),
        ":photo": lambda _: person.sends_photo(),
        ":voice": lambda _: person.sends_voice(),
        ":sticker": lambda _: person.sends_sticker(),
        ":block": lambda _: person.blocks(),
        ":unblock": lambda _: person.unblocks(),
        ":later": lambda rest: emulator.clock.move_on(float(rest)),
        ":faults": lambda _: say("\n".join(emulator.faults_of_ours) or "none"),
        ":help": lambda _: say(HELP),
    }


def converse(emulator: ThreadedEmulator, person: Person) -> None:
    """Do what is typed, line by line."""
    known = acts(emulator, person)
    for line in map(str.strip, sys.stdin):
        name, _, rest = line.partition(" ")
        if name == ":quit":
            return
        try:
            if name.startswith(":"):
                known.get(name, known[":help"])(rest.strip())
            elif line:
                person.writes(line)
        except (LookupError, StopIteration, ValueError) as error:
            say(f"   not done: {error}")


def main() -> None:
    """Serve until the input ends."""
    parser = argparse.ArgumentParser(prog="python -m tests.emulators.telegram")
    parser.add_argument("--port", type=int, default=0)
    with ThreadedEmulator(port=parser.parse_args().port) as emulator:
        say(f"KNEAD_TELEGRAM_TOKEN={emulator.token}")
        say(f"KNEAD_TELEGRAM_API_URL={emulator.url}")
        say(HELP)
        person = emulator.person(PERSON_ID)
        ended = threading.Event()
        shown = threading.Thread(target=follow, args=(emulator, person, ended), daemon=True)
        shown.start()
        try:
            converse(emulator, person)
        except KeyboardInterrupt:
            pass
        finally:
            ended.set()
            emulator.note("the console ends")
            shown.join()


if __name__ == "__main__":
    main()

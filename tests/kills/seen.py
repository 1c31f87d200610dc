"""What the log of the emulator tells: what was acknowledged, and what was answered with."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.emulators.telegram import ThreadedEmulator
from tests.emulators.telegram.log import Request, UpdateConfirmed, UpdateDropped, UpdateMade

SENDS = frozenset({"sendMessage", "sendPhoto", "sendDocument"})
EDITS = frozenset({"editMessageText", "editMessageCaption", "editMessageMedia"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Words that the platform took for a chat, at a place of the log."""

    place: int
    text: str
    is_new: bool


class Seen:
    """Reads the log as it grows."""

    def __init__(self, emulator: ThreadedEmulator) -> None:
        self._log = emulator.log
        self._read = 0
        self.shown: Mapping[int, list[Shown]] = defaultdict(list)  # by chat
        self.confirmed: set[int] = set()
        self.pressed: set[str] = set()  # presses that were acknowledged
        self.dropped: list[UpdateDropped] = []
        self.waiting: set[int] = set()  # updates that are not confirmed

    @property
    def place(self) -> int:
        """Tell where the log ends."""
        self.catch_up()
        return self._read

    def catch_up(self) -> None:
        """Read what is new."""
        for entry in self._log.after(self._read):
            self._read += 1
            match entry:
                case UpdateMade(update_id=update_id):
                    self.waiting.add(update_id)
                case UpdateConfirmed(update_id=update_id):
                    self.confirmed.add(update_id)
                    self.waiting.discard(update_id)
                case UpdateDropped(update_id=update_id):
                    self.dropped.append(entry)
                    self.waiting.discard(update_id)
                case Request(ok=True):
                    self._note(entry)

    def is_all_taken(self) -> bool:
        """Tell whether no update waits for the bot."""
        self.catch_up()
        return not self.waiting

    def since(self, chat_id: int, place: int) -> Sequence[Shown]:
        """Give what was shown in a chat after a place of the log."""
        self.catch_up()
        return [one for one in self.shown[chat_id] if one.place > place]

    def _note(self, request: Request) -> None:
        given = request.given
        if request.method == "answerCallbackQuery":
            self.pressed.add(str(given["callback_query_id"]))
        elif request.method in SENDS | EDITS:
            text = given.get("text") or given.get("caption") or _caption(given)
            one = Shown(place=self._read, text=str(text), is_new=request.method in SENDS)
            self.shown[int(str(given["chat_id"]))].append(one)


def _caption(given: Mapping[str, object]) -> str:
    return str(given.get("media", ""))

"""Updates as Telegram sends them, and the same with something wrong about them."""

import random
from typing import Any

from bot.domain.action import to_base36
from tests.made.texts import ARGUMENTS, CITIES, HOSTILE, HOURS, SCORES, WORDS

Json = dict[str, Any]
BOT = {"id": 99, "is_bot": True, "first_name": "Knead", "username": "Knead_Bot"}
CLUB = -1_001_234
CALM = 5  # people up to this id type nothing that ends their program
KEPT = 0.5  # of all updates nothing is broken: only what they say is hostile
NAMELESS = 0.01  # of all that is broken


def deep(levels: int) -> object:
    """Nest a list as deep as said."""
    value: list[object] = []
    for _ in range(levels):
        value = [value]
    return value


WRONG = (
    *(None, True, False, 0, -1, 1, 7.5, float("nan"), float("inf"), 2**31, 2**53, 2**63, -(2**63)),
    *(
        2**64,
        10**30,
        10**400,
        "",
        "x",
        "5",
        "\ud800",
        "\x00",
        "private",
        "x" * 5000,
        [],
        {},
        [None],
    ),
    *({"id": 1}, {"id": "1"}, {"type": "private"}, ["message"], deep(50), deep(3000)),
)
NAMES = ("message", "callback_query", "my_chat_member", "edited_message", "text", "from", "chat")
# What an attacker would write into a button of their own making.
PACKED = (
    *("", "1", "1-", "1--0-", "1-start", "1-start-0", "1-START-1-", "2-start-1-", "1-start-00-"),
    *("1-start-1-\x00", "1-start-1-é", "1-start-zzzzzzzzzzzzz-", "1-start--1-", "1-start-1-" * 9),
    *("1-" + "a" * 64, "1-start-1-" + "x" * 41, "\ud800", "\u202e1-start-1-", "1-start-1- ", "{}"),
    *("1-delete-0-yes", "1-nothing-1-", "javascript:alert(1)", "1-score-1-b99", "1-score-1-"),
)
VERBS = (
    *("start", "score", "hold", "skip", "later", "hurts", "subscribe", "settings", "delete"),
    *(
        "export",
        "pause",
        "resume",
        "stop",
        "undo",
        "today",
        "why",
        "progress",
        "privacy",
        "program",
    ),
    *("flag", "consent", "place", "hour", "days", "easier", "harder", "done", "next", "back"),
)
TAILS = ("", "b5", "a0", "m10", "yes", "no", "short", "time", "3h", "l1-none", "h-450", "0", "x")


class Maker:
    """Makes updates from one seed; the same seed makes the same."""

    def __init__(self, seed: int, people: int = 20) -> None:
        self._random = random.Random(seed)  # noqa: S311  # no secret
        self._people = people
        self._update_id = 1000
        self._offered: dict[str, list[str]] = {}  # the buttons that each chat was shown last

    def offered(self, chat_ref: str, data: list[str]) -> None:
        """Note the buttons that a chat is shown; they are pressed there, and by others too."""
        self._offered[chat_ref] = data

    def one(self) -> object:
        """Make an update, whole or broken."""
        self._update_id += 1
        kind = self._random.choice((self._message, self._message, self._press, self._other))
        raw: Json = {"update_id": self._update_id, **kind()}
        if self._random.random() < KEPT:
            return raw
        for _ in range(self._random.randint(1, 3)):
            self._break(raw)
        return raw

    def _person(self) -> Json:
        user_id = self._random.randint(1, self._people)
        name = self._random.choice(HOSTILE)
        return {"id": user_id, "is_bot": False, "first_name": name, "language_code": "en"}

    def _words(self, user_id: int) -> str:
        pick = self._random.choice
        if user_id <= CALM:
            return pick((pick(SCORES), pick(HOURS), pick(CITIES), pick(HOSTILE)))
        return pick(
            (
                pick(HOSTILE),
                pick(WORDS),
                pick(SCORES),
                f"/{pick(WORDS).split()[0]}",
                f"/{pick(('stop', 'pause', 'start', 'settings'))}{pick(('', '@everyone'))} "
                + pick(ARGUMENTS),
                pick(HOSTILE) + pick(WORDS) + pick(HOSTILE),
            )
        )

    def _in_chat(self) -> tuple[Json, Json]:
        person = self._person()
        if self._random.random() < 0.1:
            return person, {"id": CLUB, "type": "supergroup", "title": person["first_name"]}
        return person, {"id": person["id"], "type": "private", "first_name": "x"}

    def _message(self) -> Json:
        person, chat = self._in_chat()
        told: Json = {"message_id": self._number(), "date": 1, "chat": chat, "from": person}
        if self._random.random() < 0.9:
            told["text"] = self._words(person["id"])
        else:
            told[self._random.choice(("voice", "photo", "sticker", "document", "story"))] = {}
        return {"message": told}

    def _press(self) -> Json:
        person, chat = self._in_chat()
        shown = {"message_id": self._number(), "date": 0, "chat": chat}
        query = {"id": str(self._random.getrandbits(62)), "from": person, "chat_instance": "1"}
        return {"callback_query": {**query, "message": shown, "data": self._data(str(chat["id"]))}}

    def _data(self, chat_ref: str) -> str:
        pick = self._random.choice
        if self._offered and self._random.random() < 0.7:
            whose = chat_ref if self._random.random() < 0.8 else pick(list(self._offered))
            return pick(self._offered.get(whose) or PACKED)
        if self._random.random() < 0.3:
            return pick(PACKED)
        target = to_base36(pick((0, self._random.randint(1, 60), 2**63 - 1, 2**63)))
        return f"1-{pick(VERBS)}-{target}-{pick(TAILS)}"

    def _other(self) -> Json:
        person, chat = self._in_chat()
        statuses = ("member", "administrator", "owner?", "kicked", "left")
        status = self._random.choice(statuses[: 3 if person["id"] <= CALM else 5])
        change = {
            "chat": chat,
            "from": person,
            "date": 1,
            "old_chat_member": {"status": "member", "user": dict(BOT)},
            "new_chat_member": {"status": status, "user": dict(BOT)},
        }
        kind = self._random.choice(("my_chat_member", "my_chat_member", "edited_message", "poll"))
        return {kind: change}

    def _number(self) -> int:
        return self._random.randint(1, 500)

    def _break(self, raw: Json) -> None:
        """Break one place of an update."""
        holder = raw
        while True:
            names = [name for name in holder if name != "update_id"] or ["x"]
            name = "update_id" if self._random.random() < NAMELESS else self._random.choice(names)
            below = holder.get(name)
            if not isinstance(below, dict) or self._random.random() < 0.2:
                break
            holder = below
        match self._random.randrange(4):
            case 0:
                holder.pop(name, None)
            case 1:
                holder[self._random.choice(NAMES)] = holder.pop(name, None)
            case _:
                wrong = self._random.choice(WRONG)
                holder[name] = dict(wrong) if isinstance(wrong, dict) else wrong

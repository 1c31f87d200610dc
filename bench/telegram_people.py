"""People on Telegram for the bench: what stands of them, and how they press."""

from collections.abc import Mapping, Sequence

from bench.made_database import BEGUN, CARD_AT, PLANNED, STANDING, user_ref_of
from bot.domain.action import Action, pack

PRESSED_AT = CARD_AT + 90
FIRST_UPDATE = 900_000_000
# Nothing is due by itself: what is to happen is handed out, or stands in the queue.
STILL = {name: sql for name, sql in STANDING.items() if name != "due"}


def due(up_to: int) -> dict[str, str]:
    """Give the card that is due, at some second of one minute, to the first so many."""
    return {"due": _narrowed(STANDING["due"], f"i <= {up_to}")}


def begun(after: int = 0) -> dict[str, str]:
    """Give the session that everybody but the first so many has begun, in a message."""
    return {
        **{name: _narrowed(sql, f"i > {after}") for name, sql in BEGUN.items() if "FROM n" in sql},
        "message": "UPDATE delivery SET message_ref = delivery_id, done_at = due_at "
        "WHERE state = 'sent'",
        "day": f"{BEGUN['day']} WHERE enrollment_id > {after}",
    }


def planned(due_at: str, up_to: int) -> dict[str, str]:
    """Give cards in the queue to the first so many; `due_at` is an SQL expression in i."""
    return {
        name: _narrowed(sql, f"i <= {up_to}").replace(f"{CARD_AT},", f"{due_at},")
        for name, sql in PLANNED.items()
    }


def presses(first: int, count: int) -> Sequence[Mapping[str, object]]:
    """Give presses of the score 3 by so many people, as the platform tells of them."""
    return [_press(no) for no in range(first, first + count)]


def _narrowed(sql: str, condition: str) -> str:
    return sql.replace("FROM n", f"FROM n WHERE {condition}")


def _press(no: int) -> Mapping[str, object]:
    user = {"id": int(user_ref_of(no)), "is_bot": False, "first_name": "Anna"}
    row = [{"text": str(score), "callback_data": _score(no, score)} for score in range(6)]
    message = {
        "message_id": no,
        "from": {"id": 4242, "is_bot": True, "first_name": "Knead", "username": "knead_bot"},
        "chat": {"id": user["id"], "first_name": "Anna", "type": "private"},
        "date": CARD_AT,
        "text": "How does the knee feel right now? 0 is no pain, 10 the worst you can think of.",
        "reply_markup": {"inline_keyboard": [row]},
    }
    query = {
        "id": str(4_000_000_000_000 + no),
        "from": {**user, "language_code": "en"},
        "message": message,
        "chat_instance": "-3141592653589793238",
        "data": _score(no, 3),
    }
    return {"update_id": FIRST_UPDATE + no, "callback_query": query}


def _score(no: int, score: int) -> str:
    return pack(Action("score", no, f"b{score}"))

"""A whole life with the bot: days, a deletion, and what must hold at the end of both."""

from collections.abc import Sequence
from pathlib import Path

from tests.crash.books import open_books
from tests.crash.driver import Bots
from tests.crash.goals import DAYS, deletes, pursue, reads_progress
from tests.crash.life import CANARIES, CARD_HOUR, Life, make_database
from tests.crash.points import Kill
from tests.crash.words import says


def live(bots: Bots, folder: Path, kills: Sequence[Kill]) -> Life:
    """Live through the days and the deletion, with a bot that is killed on the way."""
    life = Life(bots, folder, kills)
    try:
        make_database(life.database)
        live_on(life)
    finally:
        life.end()
    return life


def live_on(life: Life) -> None:
    """Go on from a database that may be empty, and hold the bot to all it promised."""
    life.rise()
    pursue(life, DAYS)
    pursue(life, [reads_progress(done=2)])
    _check_days(life)
    with open_books(life.database) as books:
        (person_id,) = books.person_ids
    pursue(life, [deletes(person_id)])
    _check_nothing_is_left(life)
    life.leave()
    _check_nothing_is_left(life)


def _check_days(life: Life) -> None:
    with open_books(life.database) as books:
        assert books.left_over() == [], life.story()
        rows = books.rows()
    given = sum(row.state == "sent" for row in rows)
    assert given <= len(life.delivered), "a message is told as sent, and nobody saw it"
    _check_repeats(life)
    report = life.verify()
    assert report.text.endswith(" 0 problems"), report.text
    assert report.code == 0


def _check_repeats(life: Life) -> None:
    """A session's card may come a second time, once a kill; nothing else ever does."""
    repeats = 0
    for (when, title), times in life.delivered.items():
        is_card = title.startswith(says("card.title")) and CARD_HOUR in when
        assert times <= (2 if is_card else 1), f"{title} at {when}, {times} times"
        repeats += times - 1
    assert repeats <= len(life.killed)


def _check_nothing_is_left(life: Life) -> None:
    for file in life.database.parent.glob("bot.db*"):
        content = file.read_bytes()
        assert not [canary for canary in CANARIES if canary in content], file.name

"""Logs hold ids and facts: never what a person typed, their scores, or a secret."""

import json
import logging
from pathlib import Path

import pytest
import structlog

from bot.config import Config
from bot.domain.days import instant_of
from bot.logs import place_of, set_up_logs
from bot.ports.store import Tx
from bot.service import inbox, loops
from bot.service.moment import Moment
from tests.fakes.clock import FakeClock
from tests.service.shelf import FIRST_ON, ZONE
from tests.shell.room import EVENING, Room, open_room

CANARY = "canary7391"
LOG = structlog.stdlib.get_logger("knead")


class TypedError(Exception):
    """Quotes what was typed."""


def log_to(level: str, form: str = "console") -> None:
    set_up_logs(Config.model_construct(log_level=level, log_format=form))


def raise_in_a_chain() -> None:
    try:
        int(CANARY)
    except ValueError as error:
        raise TypedError(CANARY) from error


def log_an_error() -> None:
    try:
        raise_in_a_chain()
    except TypedError:
        LOG.exception("update set aside", code="K-1")


def test_an_error_is_logged_with_its_kinds_and_places_and_without_its_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log_to("DEBUG")
    log_an_error()
    out, err = capsys.readouterr()
    assert out == ""
    assert "update set aside" in err
    assert "code=K-1" in err
    assert "test_logs.TypedError" in err
    assert "builtins.ValueError" in err
    assert "in raise_in_a_chain" in err
    assert CANARY not in err


def test_json_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    log_to("DEBUG", "json")
    log_an_error()
    LOG.info("two")
    first, second = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (first["event"], first["code"], first["level"]) == ("update set aside", "K-1", "error")
    assert "in raise_in_a_chain" in first["exception"]
    assert CANARY not in str(first)
    assert second["event"] == "two"


def test_what_is_below_the_level_is_not_logged(capsys: pytest.CaptureFixture[str]) -> None:
    log_to("WARNING")
    LOG.info("quiet")
    LOG.warning("loud")
    err = capsys.readouterr().err
    assert "quiet" not in err
    assert "loud" in err


def test_a_cause_that_was_hidden_on_purpose_stays_hidden() -> None:
    try:
        try:
            int(CANARY)
        except ValueError:
            raise TypedError from None
    except TypedError as error:
        told = place_of((type(error), error, error.__traceback__))
    assert "TypedError" in told
    assert "ValueError" not in told


def handle_badly(tx: Tx, update: object, at: Moment) -> None:
    raise TypedError(repr(update))


async def lives_a_whole_life(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Type all that can be typed, go through the whole program, and have everything go wrong."""
    for words in (CANARY, f"my knee {CANARY}", f"/{CANARY}", "9 of 10, it is swollen", "Bogotá"):
        await room.types(words)
    await room.joins()
    await room.lives_until(instant_of(ZONE, FIRST_ON, 8 * 60))
    for words in (CANARY, "7", f"stop {CANARY}", "numb"):
        await room.types(words)
        await room.types("cancel")
    await room.asks("resume")
    with monkeypatch.context() as patched:
        patched.setattr(inbox, "handle", handle_badly)
        await room.types(CANARY)
    with room.kept_busy():
        await room.types(CANARY)
    await room.lives_until(instant_of(ZONE, FIRST_ON, 0) + 18 * 86_400)
    for command in ("progress", "export", "why", "privacy", "settings", "today"):
        await room.asks(command)
    await room.taps(await room.asks("delete"), "Delete all")
    await loops.work(room.engine)


async def test_a_whole_life_leaves_no_word_and_no_score_in_the_log(
    database: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    log_to("DEBUG", "json")
    with caplog.at_level(logging.DEBUG):
        async with open_room(database, FakeClock(EVENING)) as room:
            await lives_a_whole_life(room, monkeypatch)
        async with open_room(database, room.clock, owner="second"):
            pass
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert {line["event"] for line in lines} >= {"update set aside", "update not saved"}
    allowed = {"event", "level", "timestamp", "update_ref", "code", "exception", "reason"}
    assert {key for line in lines for key in line} <= allowed
    held = json.dumps(lines) + caplog.text
    told = [
        CANARY,
        "swollen",
        "score",
        "Bogot",
        "numb",
        "9 of 10",
        "outside",
        "user-ana",
        "chat-ana",
    ]
    assert [word for word in told if word in held] == []

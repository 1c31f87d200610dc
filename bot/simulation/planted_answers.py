"""Planted faults of answering: each maker is given the real function and gives a faulty one."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import structlog

from bot.domain.action import Action
from bot.domain.enrollment import CheckInKind, SessionRun
from bot.domain.message import Answer
from bot.domain.update import ButtonPressed, Update
from bot.ports.store import Tx
from bot.service import inbox
from bot.service.engine import Engine
from bot.service.moment import Moment, Turn
from bot.service.scene import Scene

Real = Callable[..., Any]
Handle = Callable[[Tx, Update, Moment], Answer]


def drop_lower_updates(real: Real) -> Handle:
    """Take an update numbered below the last one for an old one."""
    last: dict[str, int] = {}

    def handle(tx: Tx, update: Update, at: Moment) -> Answer:
        platform, _, number = update.update_ref.rpartition("-")
        if int(number) < last.get(platform, 0):
            return Answer()
        last[platform] = int(number)
        answer: Answer = real(tx, update, at)
        return answer

    return handle


def log_who_wrote(real: Real) -> Handle:
    """Say in the log who wrote."""
    log = structlog.stdlib.get_logger("knead")

    def handle(tx: Tx, update: Update, at: Moment) -> Answer:
        log.info("update", user_ref=update.user_ref)
        answer: Answer = real(tx, update, at)
        return answer

    return handle


class _UndoneError(Exception):
    """Carries an answer out of a transaction of which nothing is kept."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


def answer_before_commit(real: Real) -> Callable[[Engine, Update], Awaitable[Answer]]:
    """Answer first and commit with the next update; who dies in between has lied."""
    late: dict[str, Callable[[Tx], Answer]] = {}

    async def receive(engine: Engine, update: Update) -> Answer:
        waiting = late.pop(engine.owner, None)
        if waiting is not None:
            await engine.store.transact(waiting)
        action = update.action if isinstance(update, ButtonPressed) else None
        if action is None or action.verb != "score":
            answer: Answer = await real(engine, update)
            return answer
        handle = partial(inbox.handle, update=update, at=engine.moments())
        try:
            await engine.store.transact(partial(_undone, handle))
        except _UndoneError as undone:
            late[engine.owner] = handle
            return undone.answer
        return Answer()

    return receive


def _undone(handle: Callable[[Tx], Answer], tx: Tx) -> None:
    raise _UndoneError(handle(tx))


def nobody_is_a_stranger(_real: Real) -> Callable[[Turn, Action], None]:
    """Let anybody press anybody's buttons."""
    return lambda _turn, _action: None


def lose_morning_scores(real: Real) -> Callable[[Turn, Scene, CheckInKind, int], None]:
    """Say that a morning score is saved, and keep none."""

    def replace_score(turn: Turn, scene: Scene, kind: CheckInKind, score: int) -> None:
        if kind is not CheckInKind.MORNING:
            real(turn, scene, kind, score)

    return replace_score


def walk_in_spite_of_pain(_real: Real) -> Callable[[Turn, Scene, SessionRun, int], None]:
    """Begin the session whatever the score before it says."""
    return lambda _turn, _scene, _run, _score: None

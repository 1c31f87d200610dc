"""Reads from an answer what a person was told, and holds the books to it later."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bot.domain.enrollment import CheckInKind
from bot.domain.ids import DeliveryId, EnrollmentId
from bot.domain.message import Answer
from bot.domain.pain import WORST
from bot.domain.text import words_of
from bot.domain.update import ButtonPressed, Update
from bot.ports.store import Tx
from bot.ports.words import Words
from bot.service.moment import SCORES
from bot.simulation.person import MadePerson

_KINDS = {kind[0]: kind for kind in CheckInKind}
_SCORE, _WAS, _DAY = 98_765, 87_654, "@@"  # values that stand for any other in a pattern


class Told:
    """What the bot's words promise; it knows them by the catalog alone."""

    def __init__(self, words: Words) -> None:
        self._words = words

    @cached_property
    def _saved(self) -> tuple[re.Pattern[str], ...]:
        """The lines that say that a score is saved, each with the score as its one group."""
        say = self._words
        lines = (
            say("saved.score", score=_SCORE),
            say("saved.morning", score=_SCORE),
            say("saved.changed", score=_SCORE, was=_WAS),
            say("saved.for_day", score=_SCORE, day=_DAY),
        )
        return tuple(_pattern(line) for line in lines)

    @cached_property
    def _stopped(self) -> str:
        return self._words("stop.title")

    @cached_property
    def _forgotten(self) -> str:
        return self._words("privacy.forgotten")

    @cached_property
    def _erased(self) -> str:
        return self._words("erase.chat")

    @cached_property
    def closed_line(self) -> re.Pattern[str]:
        """Match the line that says that a day is over."""
        return _pattern(self._words("stale.closed", day=_DAY, ends=_DAY))

    def note(self, person: MadePerson, update: Update, answer: Answer) -> "ToldScore | None":
        """Keep in mind what an answer told a person; a score told as saved comes back."""
        text = "" if answer.message is None else words_of(answer.message.text)
        person.is_silenced = self._silence(text)
        if text.startswith(self._forgotten):
            person.scores.clear()
        action = update.action if isinstance(update, ButtonPressed) else None
        if action is None or action.verb != "score":
            return None
        found = next(self._scores((answer.notice, text.split("\n", maxsplit=1)[0])), None)
        kind = _KINDS.get(action.argument[:1])
        if kind is None:
            return None
        return ToldScore(DeliveryId(action.target), kind, found)

    def _silence(self, text: str) -> str:
        if text.startswith(self._stopped):
            return "it was stopped"
        return "everything was erased" if self._erased in text else ""

    def _scores(self, lines: tuple[str, ...]) -> Iterator[int]:
        for line in lines:
            for pattern in self._saved:
                found = pattern.fullmatch(line)
                if found is not None and int(found[1]) <= WORST:
                    yield int(found[1])


def _pattern(line: str) -> re.Pattern[str]:
    """Match a line with any values in it; the score is the one group."""
    escaped = re.escape(line).replace(str(_SCORE), r"(\d+)").replace(str(_WAS), r"\d+")
    return re.compile(escaped.replace(_DAY, ".+"))


@dataclass(frozen=True, slots=True)
class ToldScore:
    """A score that a person gave: told as saved, or answered with something more urgent (None)."""

    delivery_id: DeliveryId
    kind: CheckInKind
    score: int | None

    def keep(self, tx: Tx, person: MadePerson) -> None:
        """Keep it in mind under the session that it is about; what was told before binds no more."""
        row = tx.deliveries.find(self.delivery_id)
        if row is None:
            return
        is_morning = self.kind is CheckInKind.MORNING
        key = (row.enrollment_id, row.day_no - is_morning, self.kind)
        person.scores.pop(key, None)
        if not is_morning:
            # One answer may serve as the morning's score too.
            person.scores.pop((row.enrollment_id, row.day_no - 1, CheckInKind.MORNING), None)
        if self.score is not None:
            person.scores[key] = self.score


def lost_scores(tx: Tx, person: MadePerson) -> list[str]:
    """Name each score that a person was told is saved and that the books do not have."""
    account = tx.people.account(person.address.platform, person.user_ref)
    if account is None or tx.consents.active(account.person_id, SCORES) is None:
        return []
    lost: list[str] = []
    for (enrollment_id, day_no, kind), score in person.scores.items():
        kept = tx.check_ins.current(EnrollmentId(enrollment_id), day_no, kind)
        if kept is None or kept.score != score:
            found = "nothing" if kept is None else str(kept.score)
            lost.append(f"person {person.no}: {kind} {score} of day {day_no}, kept {found}")
    return lost

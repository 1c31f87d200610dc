"""Keeps answers until the platform has taken them."""

from collections.abc import Sequence

from bot.domain.address import ChatAddress, Platform
from bot.domain.ids import PersonId
from bot.domain.owed import OwedAnswer, ReplyTo
from storage.answer_codec import answer_from_json, answer_to_json
from storage.sql import Sql


class SqlOwedAnswers:
    """Fulfils `OwedAnswers`."""

    __slots__ = ("_sql",)

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def put(self, owed: OwedAnswer) -> None:
        """Keep an answer, in place of an earlier one to the same update."""
        to = owed.to
        self._sql.run_on_one(
            "owed_put",
            platform=to.address.platform,
            update_ref=to.update_ref,
            person_id=owed.person_id,
            chat_ref=to.address.chat_ref,
            thread_ref=to.address.thread_ref,
            message_ref=to.message_ref,
            press_ref=to.press_ref,
            made_at=owed.made_at,
            body=answer_to_json(owed.answer),
        )

    def drop(self, to: ReplyTo) -> None:
        """Let go of an answer that was taken, or that nobody waits for any more."""
        self._sql.run("owed_drop", platform=to.address.platform, update_ref=to.update_ref)

    def drop_of(self, person_id: PersonId) -> None:
        """Let go of all answers to a person."""
        self._sql.run("erase_owed_answers", person_id=person_id)

    def drop_made_before(self, at: int) -> int:
        """Let go of what was made before an instant of real time; give how many."""
        return self._sql.run("owed_drop_made_before", at=at)

    def drop_all(self) -> None:
        """Let go of all."""
        self._sql.run("owed_drop_all")

    def of(self, platform: Platform) -> Sequence[OwedAnswer]:
        """Give what is owed on a platform, in the order in which it was asked for."""
        found: list[OwedAnswer] = []
        for row in self._sql.many("owed_of", platform=platform):
            answer = answer_from_json(row["body"])
            if answer is None:
                continue
            address = ChatAddress(platform, row["chat_ref"], row["thread_ref"])
            to = ReplyTo(
                update_ref=row["update_ref"],
                address=address,
                message_ref=row["message_ref"],
                press_ref=row["press_ref"],
            )
            person_id = None if row["person_id"] is None else PersonId(row["person_id"])
            found.append(
                OwedAnswer(to=to, person_id=person_id, made_at=row["made_at"], answer=answer)
            )
        return found

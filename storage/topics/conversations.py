"""Keeps the one open question of each person."""

from bot.domain.address import ChatAddress, Platform
from bot.domain.ids import PersonId
from bot.domain.person import Conversation
from storage.sql import Row, Sql


class SqlConversations:
    """Fulfils `Conversations`."""

    __slots__ = ("_sql",)

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def of(self, person_id: PersonId) -> Conversation | None:
        """Give the open question of a person."""
        return self._sql.found("conversation_of", _conversation, person_id=person_id)

    def put(self, conversation: Conversation) -> None:
        """Keep a question as the open one, in place of any other."""
        self._sql.run_on_one(
            "conversation_put",
            person_id=conversation.person_id,
            platform=conversation.address.platform,
            chat_ref=conversation.address.chat_ref,
            thread_ref=conversation.address.thread_ref,
            flow=conversation.flow,
            step=conversation.step,
            draft=conversation.draft,
            waits_for=conversation.waits_for,
            updated_at=conversation.updated_at,
        )

    def end(self, person_id: PersonId) -> None:
        """Leave no question open."""
        self._sql.run("conversation_end", person_id=person_id)


def _conversation(row: Row) -> Conversation:
    return Conversation(
        person_id=PersonId(row["person_id"]),
        address=ChatAddress(Platform(row["platform"]), row["chat_ref"], row["thread_ref"]),
        flow=row["flow"],
        step=row["step"],
        draft=row["draft"],
        waits_for=row["waits_for"],
        updated_at=row["updated_at"],
    )

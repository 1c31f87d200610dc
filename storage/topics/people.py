"""Keeps people and their accounts, and erases all that is about a person."""

from bot.domain.address import ChatAddress, Platform
from bot.domain.ids import PersonId
from bot.domain.person import Account, Person, Reach
from bot.domain.wish import Wish, pack_weekdays, unpack_weekdays
from storage.sql import Row, Sql


class SqlPeople:
    """Fulfils `People`."""

    __slots__ = ("_sql",)

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def account(self, platform: Platform, user_ref: str) -> Account | None:
        """Give the account that a platform names so."""
        return self._sql.found("account_by_user", _account, platform=platform, user_ref=user_ref)

    def account_of(self, person_id: PersonId) -> Account | None:
        """Give the account of a person."""
        return self._sql.found("account_by_person", _account, person_id=person_id)

    def accounts(self) -> tuple[Account, ...]:
        """Give all accounts."""
        return tuple(_account(row) for row in self._sql.many("account_all"))

    def unseen_since(self, at: int, purpose: str, limit: int) -> tuple[Account, ...]:
        """Give accounts of people last seen before an instant whose consent still stands."""
        rows = self._sql.many("account_unseen_since", at=at, purpose=purpose, limit=limit)
        return tuple(_account(row) for row in rows)

    def person(self, person_id: PersonId) -> Person:
        """Give a person.

        Raises:
            LookupError: if there is none of this id.
        """
        found = self._sql.found("person_by_id", _person, person_id=person_id)
        if found is None:
            msg = f"there is no person {person_id}"
            raise LookupError(msg)
        return found

    def add(self, address: ChatAddress, user_ref: str, language: str, at: int) -> Person:
        """Make a person with one account, reachable at the address."""
        person_id = PersonId(self._sql.value("person_add", language=language, at=at))
        self._sql.run_on_one(
            "account_add",
            platform=address.platform,
            user_ref=user_ref,
            person_id=person_id,
            chat_ref=address.chat_ref,
            thread_ref=address.thread_ref,
            reach=Reach.OPEN,
            at=at,
        )
        return Person(person_id=person_id, language=language, wish=None, created_at=at, seen_at=at)

    def seen(self, person_id: PersonId, address: ChatAddress, at: int) -> None:
        """Note that the person wrote, and where they are reached.

        Raises:
            LookupError: if there is no such person.
        """
        self._sql.run_on_one("person_seen", person_id=person_id, at=at)
        self._sql.run(
            "account_moved",
            person_id=person_id,
            platform=address.platform,
            chat_ref=address.chat_ref,
            thread_ref=address.thread_ref,
        )

    def set_wish(self, person_id: PersonId, wish: Wish) -> None:
        """Keep when the person wants to hear from the bot.

        Raises:
            LookupError: if there is no such person.
        """
        self._sql.run_on_one(
            "person_set_wish",
            person_id=person_id,
            zone=wish.zone,
            hour_min=wish.hour_min,
            weekdays=pack_weekdays(wish.weekdays),
            quiet_from=wish.quiet_from_min,
            quiet_to=wish.quiet_to_min,
            day_ends_min=wish.day_ends_min,
            reminders=int(wish.reminders),
        )

    def set_reach(self, person_id: PersonId, reach: Reach, at: int) -> None:
        """Note whether unasked messages get through to the person."""
        self._sql.run("account_set_reach", person_id=person_id, reach=reach, at=at)

    def erase(self, person_id: PersonId) -> int:
        """Delete every row that is about the person, in all tables; give how many.

        What the person sent stays named as handled, without where it came from.
        """
        sql = self._sql
        sql.let_go()
        sql.run("erase_actor", person_id=person_id)
        sql.run("erase_seen_chats", person_id=person_id)
        # Children first: foreign keys are checked at each statement.
        return (
            sql.run("erase_queue", person_id=person_id)
            + sql.run("erase_due", person_id=person_id)
            + sql.run("erase_changes", person_id=person_id)
            + sql.run("erase_deliveries", person_id=person_id)
            + sql.run("erase_check_ins", person_id=person_id)
            + sql.run("erase_runs", person_id=person_id)
            + sql.run("erase_safety_stops", person_id=person_id)
            + sql.run("erase_enrollments", person_id=person_id)
            + sql.run("erase_consents", person_id=person_id)
            + sql.run("erase_conversation", person_id=person_id)
            + sql.run("erase_owed_answers", person_id=person_id)
            + sql.run("erase_accounts", person_id=person_id)
            + sql.run("erase_person", person_id=person_id)
        )


def _account(row: Row) -> Account:
    return Account(
        person_id=PersonId(row["person_id"]),
        user_ref=row["user_ref"],
        address=ChatAddress(Platform(row["platform"]), row["chat_ref"], row["thread_ref"]),
        reach=Reach(row["reach"]),
        reach_at=row["reach_at"],
    )


def _person(row: Row) -> Person:
    return Person(
        person_id=PersonId(row["person_id"]),
        language=row["language"],
        wish=None if row["zone"] is None else _wish(row),
        created_at=row["created_at"],
        seen_at=row["seen_at"],
    )


def _wish(row: Row) -> Wish:
    return Wish(
        zone=row["zone"],
        hour_min=row["hour_min"],
        weekdays=unpack_weekdays(row["weekdays"]),
        quiet_from_min=row["quiet_from"],
        quiet_to_min=row["quiet_to"],
        day_ends_min=row["day_ends_min"],
        reminders=bool(row["reminders"]),
    )

"""What holds after whatever somebody sends: looked up in the rows by queries of its own."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from bot.domain.message import Answer, OutgoingMessage
from bot.domain.text import words_of
from bot.service import all_handlers
from tests.made.world import World, look_at
from tests.service.card_rules import LONGEST_NOTICE

# Each gives rows only where it is broken.
_BROKEN = {
    "an update was set aside": "SELECT body FROM seen_update WHERE state = 'set_aside'",
    "two live programs of one person": """
        SELECT person_id FROM enrollment WHERE state IN ('running', 'paused')
        GROUP BY person_id, track HAVING COUNT(*) > 1""",
    "a session runs while a red flag is open": """
        SELECT enrollment_id, session_run.day_no FROM session_run JOIN enrollment USING (enrollment_id)
        WHERE session_run.state = 'started' AND person_id IN (
            SELECT person_id FROM safety_stop WHERE tier <> 0 AND cleared_at IS NULL)""",
    "a program runs while a red flag is open": """
        SELECT enrollment_id FROM enrollment WHERE state = 'running' AND person_id IN (
            SELECT person_id FROM safety_stop WHERE tier <> 0 AND cleared_at IS NULL)""",
    "a score without a consent that stands": """
        SELECT check_in_id FROM check_in
        JOIN enrollment USING (enrollment_id) JOIN consent USING (consent_id)
        WHERE withdrawn_at IS NOT NULL OR consent.person_id <> enrollment.person_id""",
    "the queue is not what is unfinished": """
        SELECT delivery_id, state FROM delivery LEFT JOIN queue USING (delivery_id)
        WHERE (state IN ('planned', 'claimed', 'attempting')) <> (lane IS NOT NULL)""",
    "something is due of a program that is over": """
        SELECT subject_id, what FROM due JOIN enrollment ON enrollment_id = subject_id
        WHERE state IN ('stopped', 'finished')""",
    "a step that turns is not due, or is due and does not turn": """
        SELECT enrollment_id, day_no FROM session_run AS run
        LEFT JOIN due ON subject = 'enrollment' AND subject_id = enrollment_id AND what = 'step'
        WHERE step_ends_at IS NOT NULL AND due_at IS NOT step_ends_at""",
    "a session that is over has a step that turns": """
        SELECT enrollment_id, day_no FROM session_run
        WHERE state <> 'started' AND step_ends_at IS NOT NULL""",
    "a person without an account": """
        SELECT person_id FROM person WHERE person_id NOT IN (SELECT person_id FROM account)""",
}
_ALL_BROKEN = " UNION ALL ".join(
    f"SELECT '{name}' WHERE EXISTS ({sql})"  # texts of this file
    for name, sql in _BROKEN.items()
)
# Whose row it is, for each table that has rows of people.
_OF_ENROLLMENT = "(SELECT person_id FROM enrollment WHERE enrollment_id = {row}.enrollment_id)"
_OF_SUBJECT = "(SELECT person_id FROM enrollment WHERE enrollment_id = {row}.subject_id)"
_OWNERS = {
    **dict.fromkeys(
        ("person", "account", "conversation", "consent", "enrollment", "delivery", "safety_stop"),
        "{row}.person_id",
    ),
    "session_run": _OF_ENROLLMENT,
    "check_in": _OF_ENROLLMENT,
    "due": _OF_SUBJECT,
    "queue": "(SELECT person_id FROM delivery WHERE delivery_id = {row}.delivery_id)",
    "change": f"CASE {{row}}.subject WHEN 'person' THEN {{row}}.subject_id ELSE {_OF_SUBJECT} END",
}
CHAT_EVENTS = frozenset({"ChatClosed", "ChatOpened", "ChatMigrated"})
# What no text of ours holds: controls, what turns the direction of writing, half characters.
_HARMFUL = frozenset(
    chain(range(9), range(11, 32), range(0x7F, 0xA0), range(0x202A, 0x202F), range(0x2066, 0x206A))
)


@dataclass
class Watch:
    """Sees every row that is written and whose it was, and what is shown."""

    world: World
    touched: list[tuple[str, int | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        sql = self.world.sql
        sql.execute("CREATE TEMP TABLE touched (what TEXT, person_id INTEGER)")
        for table, owner in _OWNERS.items():
            for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
                sql.execute(
                    f"CREATE TEMP TRIGGER touched_{table}_{event} AFTER {event} ON main.{table} "  # noqa: S608  # texts of this file
                    f"BEGIN INSERT INTO touched VALUES ('{table}', {owner.format(row=row)}); END"
                )

    def forget(self) -> None:
        """Begin to look anew, before an update."""
        self.world.sql.execute("DELETE FROM touched")

    def owners(self) -> set[int | None]:
        """Give whose rows were written since."""
        return {row[0] for row in self.world.rows("SELECT DISTINCT person_id FROM touched")}

    def assert_whole(self) -> None:
        """Hold all rows to what holds at any time."""
        broken = [row[0] for row in self.world.rows(_ALL_BROKEN)]
        assert not broken, [(name, *map(tuple, self.world.rows(_BROKEN[name]))) for name in broken]


def assert_shown_well(answer: Answer) -> None:
    """Hold an answer to the rules of form; each button must lead somewhere."""
    assert len(answer.notice) <= LONGEST_NOTICE, answer.notice
    assert_harmless(answer.notice)
    if answer.message is not None:
        look_at(answer.message)
        assert_leads_on(answer.message)
        assert_harmless(words_of(answer.message.text))


def assert_leads_on(message: OutgoingMessage) -> None:
    for button in message.buttons():
        assert button.action.verb in all_handlers.VERBS, f"{button.label} leads nowhere"
        assert_harmless(button.label)
    if message.question is not None:
        assert message.question.action.verb in all_handlers.VERBS
        assert_harmless(message.question.prompt + message.question.example)


def assert_harmless(words: str) -> None:
    words.encode()  # no half of a character
    assert _HARMFUL.isdisjoint(map(ord, words)), ascii(words)


def is_something(answer: Answer) -> bool:
    return bool(answer.message or answer.notice or answer.file)


def people(world: World) -> Iterator[tuple[str, int]]:
    """Give who has an account, and as whom."""
    for row in world.rows("SELECT user_ref, person_id FROM account"):
        yield row[0], row[1]

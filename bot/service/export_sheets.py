"""All that is kept about one person, as tables; writing them to a file is `export.py`'s."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from bot.domain.change import Change
from bot.domain.days import in_utc, local_time
from bot.domain.enrollment import Enrollment
from bot.domain.wish import pack_weekdays
from bot.service.moment import Turn
from bot.service.plan_rows import SUBJECT

Cell = str | int | bool | None
Named = tuple[str, Cell]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its name, its columns, and a row for each thing."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class _Zone:
    """Writes instants: in UTC, and on the person's own clock where their place is known."""

    zone: str | None

    def times(self, name: str, at: int | None) -> tuple[Named, Named]:
        """Give an instant as `<name>_at` in UTC and `<name>_local`."""
        return (f"{name}_at", utc_text(at)), (f"{name}_local", self._local_text(at))

    def _local_text(self, at: int | None) -> str | None:
        if at is None or self.zone is None:
            return None
        return local_time(self.zone, at).isoformat()


def utc_text(at: int | None) -> str | None:
    """Write an instant as ISO 8601 in UTC."""
    return None if at is None else in_utc(at).isoformat().replace("+00:00", "Z")


def sheets_of(turn: Turn) -> tuple[Sheet, ...]:
    """Give everything that is kept about the person; tables without rows are there too."""
    zone = _Zone(turn.person.wish.zone if turn.person.wish else None)
    enrollments = turn.tx.enrollments.all_of(turn.person.person_id)
    return (
        _sheet("person", [_person(turn, zone)]),
        _sheet("accounts", [_account(turn, zone)]),
        _sheet("consents", _consents(turn, zone)),
        _sheet("enrollments", (_enrollment(turn, each) for each in enrollments)),
        _sheet("sessions", _sessions(turn, enrollments, zone)),
        _sheet("scores", _scores(turn, enrollments, zone)),
        _sheet("stop_signs", _stop_signs(turn, zone)),
        _sheet("messages", _messages(turn, enrollments, zone)),
        _sheet("changes", _changes(turn, enrollments, zone)),
        _sheet("next", _dues(turn, enrollments, zone)),
        _sheet("open_question", _open_question(turn, zone)),
    )


def _sheet(name: str, rows: Iterable[tuple[Named, ...]]) -> Sheet:
    """Make a table of named cells; its columns are those of its first row."""
    kept = list(rows)
    columns = tuple(column for column, _ in kept[0]) if kept else ()
    return Sheet(name, columns, tuple(tuple(cell for _, cell in row) for row in kept))


def _person(turn: Turn, zone: _Zone) -> tuple[Named, ...]:
    person, wish = turn.person, turn.person.wish
    return (
        ("person_id", person.person_id),
        ("language", person.language),
        ("zone", wish.zone if wish else None),
        ("hour_min", wish.hour_min if wish else None),
        ("weekdays_monday_is_0", pack_weekdays(wish.weekdays) if wish else None),
        ("quiet_from_min", wish.quiet_from_min if wish else None),
        ("quiet_to_min", wish.quiet_to_min if wish else None),
        ("day_ends_min", wish.day_ends_min if wish else None),
        ("reminders", wish.reminders if wish else None),
        *zone.times("created", person.created_at),
        *zone.times("seen", person.seen_at),
    )


def _account(turn: Turn, zone: _Zone) -> tuple[Named, ...]:
    account = turn.account
    return (
        ("platform", account.address.platform.value),
        ("user_ref", account.user_ref),
        ("chat_ref", account.address.chat_ref),
        ("thread_ref", account.address.thread_ref),
        ("reach", account.reach.value),
        *zone.times("reach", account.reach_at),
    )


def _consents(turn: Turn, zone: _Zone) -> Iterator[tuple[Named, ...]]:
    for consent in turn.tx.consents.all_of(turn.person.person_id):
        yield (
            ("consent_id", consent.consent_id),
            ("purpose", consent.purpose),
            ("text_version", consent.text_version),
            ("text_hash", consent.text_hash),
            ("language", consent.language),
            *zone.times("given", consent.given_at),
            *zone.times("withdrawn", consent.withdrawn_at),
        )


def _enrollment(turn: Turn, enrollment: Enrollment) -> tuple[Named, ...]:
    version = turn.at.catalog.version(enrollment.version_id)
    until_on = enrollment.paused_until_on
    return (
        ("enrollment_id", enrollment.enrollment_id),
        ("program", version.program.name),
        ("program_key", version.program.key),
        ("program_hash", version.content_hash),
        ("version_id", enrollment.version_id),
        ("track", enrollment.track),
        ("state", enrollment.state.value),
        ("reason", enrollment.reason.value),
        ("paused_until_on", None if until_on is None else until_on.isoformat()),
        ("started_on", enrollment.started_on.isoformat()),
        ("day_no", enrollment.day_no),
        ("session_no", enrollment.session_no),
        ("level", enrollment.level),
        ("softness", enrollment.softness),
        ("form", enrollment.form),
        ("place", enrollment.place),
        ("on_date", enrollment.on_date.isoformat()),
    )


def _sessions(
    turn: Turn, enrollments: Iterable[Enrollment], zone: _Zone
) -> Iterator[tuple[Named, ...]]:
    for enrollment in enrollments:
        for run in turn.tx.runs.all_of(enrollment.enrollment_id):
            yield (
                ("enrollment_id", run.enrollment_id),
                ("day_no", run.day_no),
                ("session_no", run.session_no),
                ("local_on", run.local_on.isoformat()),
                ("form", run.form),
                ("level", run.level),
                ("softness", run.softness),
                ("state", run.state.value),
                ("reason", run.reason),
                ("step_no", run.step_no),
                ("step_left_s", run.step_left_s),
                *zone.times("step_ends", run.step_ends_at),
                *zone.times("started", run.started_at),
                *zone.times("ended", run.ended_at),
            )


def _scores(
    turn: Turn, enrollments: Iterable[Enrollment], zone: _Zone
) -> Iterator[tuple[Named, ...]]:
    for enrollment in enrollments:
        for check_in in turn.tx.check_ins.all_of(enrollment.enrollment_id):
            yield (
                ("check_in_id", check_in.check_in_id),
                ("enrollment_id", check_in.enrollment_id),
                ("day_no", check_in.day_no),
                ("kind", check_in.kind.value),
                ("score", check_in.score),
                ("consent_id", check_in.consent_id),
                *zone.times("answered", check_in.answered_at),
                *zone.times("replaced", check_in.replaced_at),
            )


def _stop_signs(turn: Turn, zone: _Zone) -> Iterator[tuple[Named, ...]]:
    for stop in turn.tx.safety_stops.all_of(turn.person.person_id):
        yield (
            ("stop_id", stop.stop_id),
            ("enrollment_id", stop.enrollment_id),
            ("tier", stop.tier),
            ("flag", stop.flag),
            ("lists_version", stop.lists_version),
            *zone.times("asked", stop.at),
            *zone.times("cleared", stop.cleared_at),
        )


def _messages(
    turn: Turn, enrollments: Iterable[Enrollment], zone: _Zone
) -> Iterator[tuple[Named, ...]]:
    for enrollment in enrollments:
        for row in turn.tx.deliveries.all_of(enrollment.enrollment_id):
            yield (
                ("delivery_id", row.delivery_id),
                ("enrollment_id", row.enrollment_id),
                ("day_no", row.day_no),
                ("slot", row.slot),
                ("kind", row.kind.value),
                ("platform", row.address.platform.value),
                ("chat_ref", row.address.chat_ref),
                ("thread_ref", row.address.thread_ref),
                ("message_ref", row.message_ref),
                ("local_on", row.local_on.isoformat()),
                ("args", " ".join(str(number) for number in row.args)),
                ("rule", row.rule),
                ("state", row.state.value),
                ("reason", row.reason),
                ("attempts", row.attempts),
                *zone.times("due", row.due_at),
                *zone.times("late_until", row.late_until),
                *zone.times("first_attempt", row.first_attempt_at),
                *zone.times("done", row.done_at),
            )


def _changes(
    turn: Turn, enrollments: Iterable[Enrollment], zone: _Zone
) -> Iterator[tuple[Named, ...]]:
    changes = turn.tx.changes
    own = changes.of_subject("person", turn.person.person_id)
    of_enrollments = chain.from_iterable(
        changes.of_subject(SUBJECT, each.enrollment_id) for each in enrollments
    )
    for change in (*own, *of_enrollments):
        yield (
            ("subject", change.subject),
            ("subject_id", change.subject_id),
            ("by", _actor(turn, change)),
            ("what", change.what.value),
            ("old", change.old),
            ("new", change.new),
            *zone.times("changed", change.at),
        )


def _actor(turn: Turn, change: Change) -> str:
    if change.actor_person_id is None:
        return "bot"
    return "you" if change.actor_person_id == turn.person.person_id else "somebody else"


def _dues(
    turn: Turn, enrollments: Iterable[Enrollment], zone: _Zone
) -> Iterator[tuple[Named, ...]]:
    for enrollment in enrollments:
        for due in turn.tx.dues.of(SUBJECT, enrollment.enrollment_id):
            yield (
                ("enrollment_id", enrollment.enrollment_id),
                ("what", due.what.value),
                *zone.times("due", due.due_at),
            )


def _open_question(turn: Turn, zone: _Zone) -> Iterator[tuple[Named, ...]]:
    conversation = turn.conversation()
    if conversation is not None:
        yield (
            ("flow", conversation.flow),
            ("step", conversation.step),
            ("draft", conversation.draft),
            ("waits_for", conversation.waits_for),
            *zone.times("updated", conversation.updated_at),
        )

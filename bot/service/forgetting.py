"""Forgets all health data of a person at once; the program goes on."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.enrollment import Enrollment, EnrollmentState, PauseReason, RunState, SessionRun
from bot.domain.pain import LEAST_LEVEL, SOFTEST_TOOL, USUAL_LEVEL, USUAL_TOOL
from bot.service import adapting, consenting, runs
from bot.service.moment import Turn


def forget_health_data(turn: Turn) -> int:
    """Take the consent back and leave nothing that it covered; give how many scores went.

    Sessions are as written again. After a stop for pain, which is known without any score, the
    next one stays soft. A pause for hard days keeps its reason, so that the lists come first.
    """
    for enrollment in turn.tx.enrollments.all_of(turn.person.person_id):
        kept = [_forget_run(turn, run) for run in turn.tx.runs.all_of(enrollment.enrollment_id)]
        turn.tx.enrollments.save(_forget_level(enrollment, kept))
    if turn.conversation() is not None:
        # A half-answered question may hold where it hurts.
        turn.tx.conversations.end(turn.person.person_id)
    address = turn.account.address
    # What could not be handled may hold a typed score.
    turn.tx.seen_updates.forget_bodies(address.platform, address.chat_ref)
    # An answer on its way goes out; should this process die first, it does not.
    turn.tx.owed_answers.drop_of(turn.person.person_id)
    return consenting.withdraw_consent(turn)


def _forget_run(turn: Turn, run: SessionRun) -> SessionRun:
    """Take level, tool and reason out of a session; one that asks for a score begins anew."""
    kept = replace(run, level=USUAL_LEVEL, softness=USUAL_TOOL, reason="")
    if run.reason == runs.LISTS_OPEN:  # what a stop may keep without consent: that it stands
        kept = replace(kept, reason=runs.LISTS_OPEN)
    if adapting.is_stopped_for_pain(run):
        kept = replace(kept, state=RunState.STOPPED)
    if run.state is RunState.STARTED and run.step_no <= runs.ASKS_BEFORE:
        kept = replace(kept, state=RunState.OPEN, step_no=runs.ASKS_BEFORE, started_at=None)
    turn.tx.runs.save(kept)
    return kept


def _forget_level(enrollment: Enrollment, kept: Sequence[SessionRun]) -> Enrollment:
    is_live = enrollment.state in (EnrollmentState.RUNNING, EnrollmentState.PAUSED)
    is_soft = is_live and bool(kept) and kept[-1].state is RunState.STOPPED
    reason = enrollment.reason
    return replace(
        enrollment,
        level=LEAST_LEVEL if is_soft else USUAL_LEVEL,
        softness=SOFTEST_TOOL if is_soft else USUAL_TOOL,
        place="",
        reason=PauseReason.ASKED if reason is PauseReason.ILL else reason,
    )

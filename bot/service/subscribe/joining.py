"""The end of subscribing: the wish, the enrollment, and when the first card comes."""

from bot.domain.action import Action
from bot.domain.change import Change, What
from bot.domain.days import ONE_DAY, local_time
from bot.domain.enrollment import SESSION_TRACK, Enrollment, EnrollmentState, PauseReason
from bot.domain.ids import EnrollmentId
from bot.domain.message import Answer, Button, card
from bot.domain.schedule import next_card
from bot.domain.wish import Wish
from bot.service import flags, wishes
from bot.service.plan_rows import SUBJECT, set_card_due
from bot.service.subscribe.walk import Walk


def join(walk: Walk) -> Answer:
    """Begin the program tomorrow; every question was answered before."""
    turn, wish = walk.turn, walk.wish_at(walk.draft.hour_min or 0)
    days = wishes.first_days(turn, walk.program, wish)
    if turn.person.wish != wish:
        wishes.keep_wish(turn, turn.person.wish, wish)
    enrollment = _enroll(walk, wish)
    turn.tx.safety_stops.clear(turn.person.person_id, turn.at.now)
    flags.keep_pass(turn, enrollment)
    set_card_due(turn.tx, enrollment, wish)
    turn.tx.conversations.end(turn.person.person_id)
    say = turn.say
    when = f"{say.day(days[0].on)}, {say.time(wish.hour_min)}"
    return Answer(
        message=card(
            say("subscribe.in"),
            say("subscribe.first", when=when),
            say("subscribe.always"),
            rows=((Button(say("button.today"), Action("today")),),),
        ),
    )


def _enroll(walk: Walk, wish: Wish) -> Enrollment:
    turn = walk.turn
    today_on = local_time(wish.zone, turn.at.now).date()
    started_on, _ = next_card(wish, today_on)
    place = walk.draft.place if turn.has_scores() else None
    enrollment = turn.tx.enrollments.add(
        Enrollment(
            enrollment_id=EnrollmentId(0),
            person_id=turn.person.person_id,
            version_id=walk.version_id,
            track=SESSION_TRACK,
            state=EnrollmentState.RUNNING,
            reason=PauseReason.NONE,
            paused_until_on=None,
            started_on=started_on,
            day_no=0,
            session_no=0,
            level=0,
            softness=0,
            form="",
            place="" if place is None else place.value,
            on_date=started_on - ONE_DAY,
        ),
    )
    turn.tx.changes.add(
        Change(
            subject=SUBJECT,
            subject_id=enrollment.enrollment_id,
            actor_person_id=turn.person.person_id,
            at=turn.at.now,
            what=What.ENROLLED,
            new=started_on.isoformat(),
        ),
    )
    return enrollment

"""`/why`: which day, rule and hour made a message come, and what changed in it."""

from dataclasses import replace

from bot.domain.action import Action
from bot.domain.days import local_time
from bot.domain.delivery import GIVEN, Delivery, DeliveryState
from bot.domain.message import Answer, Button, OutgoingMessage, card
from bot.domain.pain import Verdict
from bot.service import adapting, opening, telling
from bot.service.moment import Turn
from bot.service.pick.place import label_of
from bot.service.scene import Scene, scene_of
from bot.service.table import Command, Verb


def open_why(turn: Turn, _argument: str = "") -> Answer:
    """Explain the last message that came unasked."""
    last = turn.tx.deliveries.last_sent(turn.person.person_id)
    if last is None:
        return Answer(message=card(turn.say("why.nothing"), turn.say("why.nothing_line")))
    return Answer(message=_why_card(turn, last))


def press_why(turn: Turn, action: Action) -> Answer:
    """Explain the message that a button names, without a number the last one."""
    if not action.target:
        return open_why(turn)
    refused = opening.refuse_strangers(turn, action)
    if refused is not None:
        return refused
    back = (Button(turn.say("button.back"), Action("today", action.target)),)
    explained = _why_card(turn, opening.delivery_of(turn, action))
    return Answer(message=replace(explained, rows=(*explained.rows, back)))


def _why_card(turn: Turn, delivery: Delivery) -> OutgoingMessage:
    scene = scene_of(turn.tx, turn.at, delivery)
    return card(
        turn.say("why.title"),
        _rule_line(scene, delivery),
        _time_line(scene, delivery),
        *_change_lines(scene, delivery),
        rows=(
            (
                Button(turn.say("why.rule"), Action("rule", delivery.delivery_id)),
                Button(turn.say("why.settings"), Action("settings")),
            ),
        ),
    )


def _rule_line(scene: Scene, delivery: Delivery) -> str:
    """Name the day, and the rule that made the message."""
    return scene.say(
        f"why_rule.{delivery.kind}",
        day_no=delivery.day_no,
        program=scene.program.name,
        days=scene.say.weekdays(scene.wish.weekdays),
        no=delivery.args[0] if delivery.args else 0,
        of=len(scene.program.sessions),
    )


def _time_line(scene: Scene, delivery: Delivery) -> str:
    """Name the hour and the place, when it was due, and when it went out."""
    due = local_time(scene.wish.zone, delivery.due_at)
    is_out = delivery.state in GIVEN and delivery.done_at is not None
    sent = local_time(scene.wish.zone, delivery.done_at or 0).strftime("%H:%M:%S")
    key = "why.time_unclear" if delivery.state is DeliveryState.UNKNOWN else "why.time"
    return scene.say(
        key if is_out else "why.time_due",
        day=scene.say.day(due.date()),
        due=due.strftime("%H:%M:%S"),
        sent=sent,
        place=label_of(scene.wish.zone),
        hour=scene.say.time(scene.wish.hour_min),
    )


def _change_lines(scene: Scene, delivery: Delivery) -> tuple[str, ...]:
    """Say what differed from the program as written, and which line of the rule did that."""
    run = scene.tx.runs.find(scene.enrollment.enrollment_id, delivery.day_no)
    if run is None:
        return ()
    if not run.level and not run.softness:
        return (scene.say("why.as_written"),)
    cause = adapting.made_by(scene.tx, scene.enrollment, run).cause
    if cause.verdict is Verdict.NOTHING:
        return (telling.plan_changes(scene, run),)
    return (telling.plan_changes(scene, run), scene.say(f"why_because.{cause.because}"))


COMMANDS = (Command(name="why", handler=open_why),)
VERBS = (Verb(name="why", handler=press_why),)

"""Draws a delivery from the row that names it, at the moment when it goes out."""

from dataclasses import replace

from bot.domain.delivery import Delivery, DeliveryKind
from bot.domain.enrollment import CheckInKind, RunState
from bot.domain.message import OutgoingMessage, card
from bot.ports.store import Tx
from bot.service import finish, session_view
from bot.service.moment import Moment
from bot.service.scene import Scene, scene_of


def message_of(tx: Tx, at: Moment, delivery: Delivery) -> OutgoingMessage:
    """Give the words of a delivery, with its id in each button."""
    scene = scene_of(tx, at, delivery)
    match delivery.kind:
        case DeliveryKind.SESSION | DeliveryKind.LATER | DeliveryKind.MAKEUP:
            return session_view.draw(scene)
        case DeliveryKind.MORNING:
            return morning_card(scene)
        case DeliveryKind.REMINDER:
            return reminder_card(scene)
        case DeliveryKind.FINISH:
            return finish.finish_card(scene)


def morning_card(scene: Scene) -> OutgoingMessage:
    """Draw the one question of a rest day."""
    question = session_view.question(scene, CheckInKind.MORNING)
    is_last = scene.enrollment.session_no >= len(scene.program.sessions)
    lead = scene.say("morning.last" if is_last else "morning.rest")
    return replace(question, text=card("", lead + "\n").text + question.text, silent=True)


def reminder_card(scene: Scene) -> OutgoingMessage:
    """Draw the one reminder of a day: for what is still open of it."""
    say, run = scene.say, scene.run()
    ends = say.time(scene.wish.day_ends_min)
    if run.state is RunState.STARTED:
        if run.step_no > len(scene.plan().steps):
            return session_view.draw(scene)
        return card(
            say("reminder.begun"),
            say("reminder.until", ends=ends),
            rows=((scene.main("go_on", "today"),), (scene.danger("hurts", "hurts"),)),
        )
    return card(
        say("reminder.open"),
        say("reminder.until", ends=ends),
        rows=(
            (scene.main("start", "start"), scene.button("short", "start", "short")),
            (scene.button("not_today", "skip"), scene.danger("hurts", "hurts")),
        ),
    )

"""Opens the session that a button names: whose it is, whether it still counts."""

from datetime import date

from bot.domain.action import Action
from bot.domain.delivery import UNFINISHED, Delivery, Sent
from bot.domain.enrollment import EnrollmentState
from bot.domain.ids import DeliveryId
from bot.domain.message import Answer, OutgoingMessage
from bot.domain.schedule import day_closes_at
from bot.service import outbox, session_view
from bot.service.moment import Turn
from bot.service.scene import Scene, scene_of


def refuse_strangers(turn: Turn, action: Action) -> Answer | None:
    """Refuse a button of a card that is not the presser's, without a word about its owner."""
    if turn.owns(action.target):
        return None
    return Answer(notice=turn.say("stale.not_yours"))


def delivery_of(turn: Turn, action: Action) -> Delivery:
    """Give the delivery that a button names; a press on it proves that it was sent."""
    delivery = turn.tx.deliveries.get(DeliveryId(action.target))
    if delivery.state in UNFINISHED and turn.pressed_ref is not None:
        return outbox.take_as_sent(turn.tx, delivery, Sent(turn.pressed_ref), turn.at)
    return delivery


def open_scene(turn: Turn, action: Action) -> Scene | Answer:
    """Set the scene of a button, or say why it no longer counts."""
    delivery = delivery_of(turn, action)
    scene = scene_of(turn.tx, turn.at, delivery)
    closes_at = day_closes_at(scene.wish, delivery.local_on)
    if turn.at.now >= closes_at or scene.enrollment.state is not EnrollmentState.RUNNING:
        return _closed(turn, scene, delivery.local_on)
    return scene


def _closed(turn: Turn, scene: Scene, on: date) -> Answer:
    if scene.enrollment.state is not EnrollmentState.RUNNING:
        return Answer(notice=turn.say(f"stale.{scene.enrollment.state}"))
    day = turn.say.day(on)
    ends = turn.say.time(scene.wish.day_ends_min)
    return Answer(notice=turn.say("stale.closed", day=day, ends=ends))


def shown(turn: Turn, scene: Scene, message: OutgoingMessage | None = None) -> Answer:
    """Answer with the session as it stands; its message is the live one from now on."""
    if turn.pressed_ref is not None:
        outbox.note_live(turn.tx, scene, turn.pressed_ref)
    drawn = message or session_view.draw(scene)
    return Answer(message=drawn, live=scene.delivery_id)

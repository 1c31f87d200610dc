"""Opens the session that a button names: whose it is, whether it still counts."""

from bot.domain.action import Action
from bot.domain.delivery import UNFINISHED, Delivery, Sent
from bot.domain.enrollment import EnrollmentState
from bot.domain.ids import DeliveryId
from bot.domain.message import Answer, OutgoingMessage
from bot.domain.schedule import day_closes_at
from bot.service import cards, outbox, runs, session_view
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
    if scene.enrollment.state is not EnrollmentState.RUNNING:
        return Answer(notice=turn.say(f"stale.{scene.enrollment.state}"))
    if is_closed(scene):
        return Answer(notice=closed_line(scene))
    return caught_up(scene)


def is_closed(scene: Scene) -> bool:
    """Tell whether nothing counts for the day of a scene any more."""
    return scene.at.now >= day_closes_at(scene.wish, scene.local_on)


def closed_line(scene: Scene) -> str:
    """Say which day was over, and since when."""
    say = scene.say
    return say("stale.closed", day=say.day(scene.local_on), ends=say.time(scene.wish.day_ends_min))


def caught_up(scene: Scene) -> Scene:
    """Turn the steps that have run out and that nothing has turned yet."""
    run = scene.tx.runs.find(scene.enrollment.enrollment_id, scene.day_no)
    if run is not None and run.step_ends_at is not None and run.step_ends_at <= scene.at.now:
        runs.turn_step(scene.tx, scene.enrollment, scene.at)
    return scene


def shown(turn: Turn, scene: Scene, message: OutgoingMessage | None = None) -> Answer:
    """Answer with the day as it stands; its message is the live one from now on."""
    drawn = message or _drawn(scene)
    if drawn is None:
        return Answer(notice=turn.say("stale.no_session"))
    if turn.pressed_ref is not None:
        outbox.note_live(turn.tx, scene, turn.pressed_ref)
    return Answer(message=drawn, live=scene.delivery_id)


def _drawn(scene: Scene) -> OutgoingMessage | None:
    """Draw the session of the day, or the question of a rest day; None where there is neither."""
    if scene.tx.runs.find(scene.enrollment.enrollment_id, scene.day_no) is not None:
        return session_view.draw(scene)
    return cards.morning_card(scene) if scene.owes_morning() else None

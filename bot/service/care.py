"""What to take care of: of today's session, and of each technique in it."""

from bot.domain.action import Action
from bot.domain.message import Answer, Button, OutgoingMessage, card
from bot.domain.technique import Technique
from bot.service.moment import Turn
from bot.service.opening import open_scene, shown
from bot.service.scene import Scene
from bot.service.session_view import parts_of
from bot.service.table import Verb

MORE = "m"
BUTTONS_A_ROW = 3


def press_care(turn: Turn, action: Action) -> Answer:
    """Show the cautions of the session, or of the step that the button names."""
    scene = open_scene(turn, action)
    if isinstance(scene, Answer):
        return scene
    run = turn.tx.runs.find(scene.enrollment.enrollment_id, scene.day_no)
    if run is None:
        return Answer(notice=turn.say("stale.no_session"))
    number = action.argument.removesuffix(MORE)
    names = _techniques(scene)
    if not number.isdecimal() or not 1 <= int(number) <= len(names):
        return shown(turn, scene, _session_care(scene, len(names)))
    technique = scene.program.technique(names[int(number) - 1])
    if action.argument.endswith(MORE):
        return shown(turn, scene, _more_care(scene, technique, number))
    return shown(turn, scene, _technique_care(scene, technique, number))


def _techniques(scene: Scene) -> list[str]:
    """Give the techniques of the session by their step numbers."""
    by_number = {step.no: step.technique for step in scene.plan().steps}
    return [by_number[number] for number in sorted(by_number)]


def _session_care(scene: Scene, count: int) -> OutgoingMessage:
    outline = scene.program.session(scene.run().session_no)
    buttons = [
        Button(scene.say("care.step", no=number), _action(scene, str(number)))
        for number in range(1, count + 1)
    ]
    rows = [
        tuple(buttons[start : start + BUTTONS_A_ROW])
        for start in range(0, len(buttons), BUTTONS_A_ROW)
    ]
    return card(
        scene.say("care.title"),
        *scene.program.cautions,
        *outline.cautions,
        scene.say("care.stop"),
        parts_of(scene.plan()),
        rows=(*rows, (scene.button("back", "today"), scene.danger("hurts", "hurts"))),
    )


def _technique_care(scene: Scene, technique: Technique, number: str) -> OutgoingMessage:
    more = Button(scene.say("care.more"), _action(scene, f"{number}{MORE}"))
    return card(
        scene.say("care.of", name=technique.name),
        technique.purpose,
        *technique.never,
        *([scene.say("care.stop_when"), *technique.stop_when] if technique.stop_when else []),
        rows=((more, scene.button("back", "today")), (scene.danger("hurts", "hurts"),)),
    )


def _more_care(scene: Scene, technique: Technique, number: str) -> OutgoingMessage:
    titles = ", ".join(source.title for source in technique.sources)
    back = Button(scene.say("button.back"), _action(scene, number))
    return card(
        scene.say("care.of", name=technique.name),
        *([scene.say("care.not_for"), *technique.not_for] if technique.not_for else []),
        scene.say("care.evidence", line=technique.evidence.line),
        scene.say("care.sources", titles=titles),
        rows=((back,), (scene.danger("hurts", "hurts"),)),
    )


def _action(scene: Scene, argument: str) -> Action:
    return Action("care", scene.delivery_id, argument)


VERBS = (Verb(name="care", handler=press_care),)

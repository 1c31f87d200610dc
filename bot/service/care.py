"""What to take care of: of today's session, and of each technique in it."""

from bot.domain.action import Action
from bot.domain.message import Answer, Button, OutgoingMessage, card
from bot.domain.technique import Technique
from bot.service.moment import Turn
from bot.service.opening import open_scene, shown
from bot.service.scene import Scene
from bot.service.session_view import parts_of
from bot.service.table import Verb

NOT_FOR, KNOWN = "w", "e"
BUTTONS_A_ROW = 3


def press_care(turn: Turn, action: Action) -> Answer:
    """Show the cautions of the session, or of the step that the button names."""
    scene = open_scene(turn, action)
    if isinstance(scene, Answer):
        return scene
    run = turn.tx.runs.find(scene.enrollment.enrollment_id, scene.day_no)
    if run is None:
        return Answer(notice=turn.say("stale.no_session"))
    number, page = action.argument.rstrip(NOT_FOR + KNOWN), action.argument[-1:]
    names = _techniques(scene)
    if not number.isdecimal() or not 1 <= int(number) <= len(names):
        return shown(turn, scene, _session_care(scene, len(names)))
    technique = scene.program.technique(names[int(number) - 1])
    if page == NOT_FOR:
        return shown(turn, scene, _not_for(scene, technique, number))
    if page == KNOWN:
        return shown(turn, scene, _known(scene, technique, number))
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
    who = Button(scene.say("care.who"), _action(scene, f"{number}{NOT_FOR}"))
    known = Button(scene.say("care.known"), _action(scene, f"{number}{KNOWN}"))
    return card(
        scene.say("care.of", name=technique.name),
        technique.purpose,
        *technique.never,
        *([scene.say("care.stop_when"), *technique.stop_when] if technique.stop_when else []),
        rows=((who, known, scene.button("back", "today")), (scene.danger("hurts", "hurts"),)),
    )


def _not_for(scene: Scene, technique: Technique, number: str) -> OutgoingMessage:
    return card(
        scene.say("care.not_for", name=technique.name),
        *(technique.not_for or (scene.say("care.for_all"),)),
        rows=_back(scene, number),
    )


def _known(scene: Scene, technique: Technique, number: str) -> OutgoingMessage:
    return card(
        scene.say("care.evidence", name=technique.name),
        technique.evidence.line,
        *(f"• {source.title}" for source in technique.sources),
        rows=_back(scene, number),
    )


def _back(scene: Scene, number: str) -> tuple[tuple[Button, ...], ...]:
    back = Button(scene.say("button.back"), _action(scene, number))
    return ((back,), (scene.danger("hurts", "hurts"),))


def _action(scene: Scene, argument: str) -> Action:
    return Action("care", scene.delivery_id, argument)


VERBS = (Verb(name="care", handler=press_care),)

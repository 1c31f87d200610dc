"""What a made-up person does with the message shown last, with nothing else in mind."""

from bot.domain.enrollment import CheckInKind
from bot.domain.message import Button
from bot.simulation.chat import Shown
from bot.simulation.person import MadePerson

KINDS = {kind[0]: kind for kind in CheckInKind}
# The buttons of subscribing by how their arguments begin; the first that a card has is pressed.
JOINING = ("begin", "go", "l1-none", "l2-none", "sy", "at-", "right")
CURIOUS = 0.04  # the chance to press any button at all
GIVES_FLAG = 0.02  # the chance that a red flag is true today


def choose(person: MadePerson) -> tuple[str, Button] | str | None:
    """Give the button to press, the words to type, or None to leave it."""
    last = person.chat.last()
    if last is None:
        return None
    ref, shown = last
    buttons = shown.buttons
    if "subscribe" in shown.verbs:
        joined = _join(person, shown)
        return (ref, joined) if isinstance(joined, Button) else joined
    if not buttons:
        return None
    if person.rng.random() < CURIOUS:
        return ref, person.rng.choice(buttons)
    pressed = _answer(person, shown)
    return None if pressed is None else (ref, pressed)


def _join(person: MadePerson, shown: Shown) -> Button | str | None:
    buttons = [each for each in shown.buttons if each.action.verb == "subscribe"]
    by_argument = {each.action.argument: each for each in buttons}
    consent = by_argument.get("consent-yes" if person.agrees else "consent-no")
    if consent is not None:
        return consent
    if any(argument.startswith("h-") for argument in by_argument):
        return person.hour
    for begin in JOINING:
        for argument, button in by_argument.items():
            if argument.startswith(begin):
                return button
    if shown.asks_to_type:
        return person.city
    return person.rng.choice(buttons)


def _answer(person: MadePerson, shown: Shown) -> Button | None:
    """Answer a card as it asks: scores, lists, a session and its steps, its end."""
    by_meaning = {(b.action.verb, b.action.argument): b for b in shown.buttons}
    verbs = shown.verbs
    listed = next((b for (_, a), b in by_meaning.items() if a in ("l1-none", "l2-none")), None)
    if listed is not None:
        is_true = person.rng.random() < GIVES_FLAG
        yes = (listed.action.verb, listed.action.argument.replace("none", "yes"))
        return by_meaning.get(yes, listed) if is_true else listed
    flag = next((b for (_, a), b in by_meaning.items() if a.startswith("is-")), None)
    if flag is not None:
        return flag
    if "score" in verbs:
        return _score(person, shown)
    if "hold" in verbs:
        return _step(person, shown)
    for verb, argument in (("go", ""), ("done", "yes"), ("start", ""), ("makeup", "")):
        for (found, given), button in by_meaning.items():
            if found == verb and given.startswith(argument):
                return _finish_here(shown) if verb == "go" else button
    return None


def _score(person: MadePerson, shown: Shown) -> Button | None:
    scores = [each for each in shown.buttons if each.action.verb == "score"]
    kind = KINDS[scores[0].action.argument[0]]
    wanted = f"{kind[0]}{person.feels(kind)}"
    return next((each for each in scores if each.action.argument == wanted), None)


def _step(person: MadePerson, shown: Shown) -> Button | None:
    """Let the step run, or hold it, which leads to the way out."""
    if person.rng.random() < person.habit.watches:
        return None
    return next(each for each in shown.buttons if each.action.verb == "hold")


def _finish_here(shown: Shown) -> Button | None:
    return next((each for each in shown.buttons if each.action.verb == "step"), None)

"""`/privacy`: what is kept, who sees it, and the consent that can be given and taken back."""

from bot.domain.action import Action
from bot.domain.days import local_time
from bot.domain.message import Answer, Button, OutgoingMessage, Weight, card
from bot.domain.person import Consent
from bot.service import consenting
from bot.service.forgetting import forget_health_data
from bot.service.moment import SCORES, Turn
from bot.service.table import Command, Verb


def open_privacy(turn: Turn, _argument: str = "") -> Answer:
    """Show what is kept."""
    return Answer(message=_privacy_card(turn))


def press_privacy(turn: Turn, action: Action) -> Answer:
    """Show all of it, or ask for the consent, or take a yes."""
    match action.argument:
        case "all":
            return Answer(message=_full_card(turn))
        case "ask" if _consent(turn) is None:
            return Answer(message=_ask_card(turn))
        case "text" if _consent(turn) is None:
            return Answer(message=_ask_card(turn, is_full=True))
        case "agree":
            return _agree(turn)
        case _:
            return open_privacy(turn)


def _consent(turn: Turn) -> Consent | None:
    return turn.tx.consents.active(turn.person.person_id, SCORES)


def _privacy_card(turn: Turn) -> OutgoingMessage:
    say, consent = turn.say, _consent(turn)
    kept: tuple[str, ...]
    if consent is None:
        kept = (say("privacy.no_scores"),)
        first = Button(say("privacy.store"), Action("privacy", 0, "ask"))
    else:
        since = say("privacy.scores", day=_day(turn, consent.given_at))
        kept = (since, say("privacy.scores_until"))
        first = Button(say("privacy.forget"), Action("forget", consent.consent_id))
    return card(
        say("privacy.title"),
        say("privacy.always"),
        *kept,
        say("privacy.who", operator=turn.at.house.operator_name),
        say("privacy.how_long"),
        rows=(
            (first,),
            (Button(say("privacy.all"), Action("privacy", 0, "all")),),
            (
                Button(say("privacy.export"), Action("export")),
                Button(say("privacy.delete"), Action("delete"), Weight.DANGER),
            ),
        ),
    )


def _day(turn: Turn, at: int) -> str:
    zone = turn.person.wish.zone if turn.person.wish else "UTC"
    return turn.say.day(local_time(zone, at).date())


def _full_card(turn: Turn) -> OutgoingMessage:
    """Say all that is kept, line by line."""
    say = turn.say
    return card(
        say("privacy.all_title"),
        say("privacy.all_settings"),
        say("privacy.all_sessions"),
        say("privacy.all_messages"),
        say("privacy.all_typed"),
        say("privacy.all_health"),
        say("privacy.all_never"),
        say("privacy.all_deleted"),
        rows=(_back(turn),),
    )


def _back(turn: Turn) -> tuple[Button, ...]:
    return (Button(turn.say("button.back"), Action("privacy")),)


def _ask_card(turn: Turn, *, is_full: bool = False) -> OutgoingMessage:
    """Ask for the consent; yes and no weigh the same."""
    say = turn.say
    agree = (Button(say("privacy.agree"), Action("privacy", 0, "agree")),)
    without = (Button(say("privacy.without"), Action("privacy")),)
    if is_full:
        back = (Button(say("button.back"), Action("privacy", 0, "ask")),)
        return consenting.full_card(turn, (agree, without, back))
    text = (Button(say("privacy.text"), Action("privacy", 0, "text")),)
    return consenting.consent_card(turn, (agree, without, text))


def _agree(turn: Turn) -> Answer:
    consenting.give_consent(turn)
    message = card(turn.say("privacy.agreed"), turn.say("privacy.undo"), rows=(_back(turn),))
    return Answer(message=message)


def press_forget(turn: Turn, action: Action) -> Answer:
    """Ask once, then forget; the button names the consent, so an old one takes back no new yes."""
    consent = _consent(turn)
    if consent is None or consent.consent_id != action.target:
        return open_privacy(turn)
    if action.argument != "yes":
        return Answer(message=_forget_card(turn, consent))
    count = forget_health_data(turn)
    lines = (turn.say.count("privacy.forgotten_count", count), turn.say("privacy.forgotten_plan"))
    return Answer(message=card(turn.say("privacy.forgotten"), *lines, rows=(_back(turn),)))


def _forget_card(turn: Turn, consent: Consent) -> OutgoingMessage:
    say = turn.say
    return card(
        say("privacy.forget_ask"),
        say("privacy.forget_what"),
        say("privacy.forget_then"),
        rows=(
            (Button(say("privacy.forget_yes"), Action("forget", consent.consent_id, "yes")),),
            (Button(say("privacy.forget_no"), Action("privacy")),),
        ),
    )


COMMANDS = (Command(name="privacy", handler=open_privacy),)
VERBS = (
    Verb(name="privacy", handler=press_privacy),
    Verb(name="forget", handler=press_forget),
)

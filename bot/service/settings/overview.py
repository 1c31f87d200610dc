"""All settings on one card; quiet hours, reminders and the usual form of a session."""

from collections.abc import Iterator
from dataclasses import replace

from bot.domain.action import Action
from bot.domain.enrollment import Enrollment
from bot.domain.message import Answer, Button, OutgoingMessage, card
from bot.domain.session_plan import FormFlag, SessionForm, form_from_text, form_to_text
from bot.domain.wish import MINUTES_A_DAY, Wish
from bot.service import wishes
from bot.service.moment import Turn
from bot.service.pausing import wish_of
from bot.service.pick.hour import QUIET_CHOICES_MIN, quiet_around
from bot.service.pick.place import label_of
from bot.service.pick.rows import Rows
from bot.service.settings.question import (
    CITY_VERB,
    DAYS_VERB,
    HOUR_VERB,
    UNDO,
    VERB,
    asking_by,
    changed,
    end_question,
    not_begun,
)
from bot.service.table import Command, Verb

_QUIET, _QUIET_IS = "quiet", "quiet-"
_REMIND, _FORM = "remind-", "form-"
_SEPARATOR = "_"


def open_settings(turn: Turn, _argument: str = "") -> Answer:
    """Show all settings."""
    wish = turn.person.wish
    if wish is None:
        return not_begun(turn)
    end_question(turn)
    return Answer(message=_overview(turn, wish))


def _overview(turn: Turn, wish: Wish) -> OutgoingMessage:
    say, live = turn.say, turn.live()
    form = form_from_text(live.form) if live is not None else None
    remind = "on" if wish.reminders else "off"
    return card(
        say("settings.title"),
        say("settings.place_is", hour=say.time(wish.hour_min), place=label_of(wish.zone)),
        say("settings.days_are", days=say.weekdays(wish.weekdays)),
        _quiet_line(turn, wish),
        say(f"settings.reminder_{remind}"),
        "" if form is None else say(f"settings.form_{_named(form)}"),
        rows=_overview_rows(turn, wish, form),
    )


def _overview_rows(turn: Turn, wish: Wish, form: SessionForm | None) -> Rows:
    say = turn.say
    first = tuple(
        Button(say(f"settings.{verb}"), Action(verb)) for verb in (HOUR_VERB, CITY_VERB, DAYS_VERB)
    )
    other = "off" if wish.reminders else "on"
    second = (
        _button(turn, "quiet", _QUIET),
        _button(turn, f"remind_{other}", f"{_REMIND}{other}"),
    )
    if form is None:
        return (first, second)
    toggles = (form ^ {flag} for flag in (FormFlag.SHORT, FormFlag.HANDS))
    labels = (
        "long" if FormFlag.SHORT in form else "short",
        "tools" if FormFlag.HANDS in form else "hands",
    )
    third = tuple(
        _button(turn, label, f"{_FORM}{_named(toggled)}")
        for label, toggled in zip(labels, toggles, strict=True)
    )
    return (first, second, third)


def _button(turn: Turn, key: str, argument: str) -> Button:
    return Button(turn.say(f"settings.{key}"), Action(VERB, 0, argument))


def _named(form: SessionForm) -> str:
    """Name a form as keys of words and arguments of buttons can; "usual" as written."""
    kept = form & {FormFlag.SHORT, FormFlag.HANDS}
    return form_to_text(kept).replace("+", _SEPARATOR) or "usual"


def _quiet_line(turn: Turn, wish: Wish) -> str:
    say = turn.say
    if wish.quiet_from_min == wish.quiet_to_min:
        return say("settings.quiet_none")
    return say(
        "settings.quiet_is",
        start=say.time(wish.quiet_from_min),
        end=say.time(wish.quiet_to_min),
    )


def press_settings(turn: Turn, action: Action) -> Answer:
    """Show all settings, or do what the button names."""
    wish, argument = turn.person.wish, action.argument
    if wish is None:
        return not_begun(turn)
    if argument == _QUIET:
        return _ask_quiet(turn, wish)
    for prefix, answer in (
        (_QUIET_IS, _take_quiet),
        (_REMIND, _take_reminders),
        (_FORM, _take_form),
        (UNDO, _undo),
    ):
        if argument.startswith(prefix):
            answered = answer(turn, argument.removeprefix(prefix))
            return open_settings(turn) if answered is None else answered
    return open_settings(turn)


def _ask_quiet(turn: Turn, wish: Wish) -> Answer:
    say = turn.say
    end_question(turn)
    choices = [
        replace(wish, quiet_from_min=start, quiet_to_min=end)
        for start, end in dict.fromkeys(
            quiet_around(wish, start, end) for start, end in QUIET_CHOICES_MIN
        )
    ]
    rows = [
        (
            _quiet_button(
                choice,
                say(
                    "settings.quiet_choice",
                    start=say.time(choice.quiet_from_min),
                    end=say.time(choice.quiet_to_min),
                ),
            ),
        )
        for choice in choices
    ]
    none = replace(wish, quiet_from_min=0, quiet_to_min=0)
    last = (_quiet_button(none, say("settings.quiet_no")), asking_by(turn, "").back)
    return Answer(
        message=card(say("settings.quiet_ask"), say("settings.quiet_why"), rows=(*rows, last)),
    )


def _quiet_button(wish: Wish, label: str) -> Button:
    argument = f"{_QUIET_IS}{wish.quiet_from_min}-{wish.quiet_to_min}"
    return Button(label, Action(VERB, 0, argument))


def _take_quiet(turn: Turn, typed: str) -> Answer | None:
    minutes = [int(part) for part in typed.split("-") if part.isascii() and part.isdecimal()]
    match minutes:
        case [start, end] if max(start, end) < MINUTES_A_DAY:
            pass
        case _:
            return None
    wish = wish_of(turn)
    start, end = quiet_around(wish, start, end)
    quiet = replace(wish, quiet_from_min=start, quiet_to_min=end)
    return changed(turn, quiet, _quiet_line(turn, quiet))


def _take_reminders(turn: Turn, typed: str) -> Answer | None:
    if typed not in ("on", "off"):
        return None
    wish = replace(wish_of(turn), reminders=typed == "on")
    return changed(turn, wish, turn.say(f"settings.reminder_{typed}"))


def _take_form(turn: Turn, typed: str) -> Answer | None:
    live = turn.live()
    form = next((one for one in _forms() if _named(one) == typed), None)
    if live is None or form is None:
        return None
    end_question(turn)
    _keep_form(turn, live, form)
    said = turn.say(f"settings.form_{_named(form)}")
    lines = wishes.next_lines(turn)
    back = (asking_by(turn, "").back,)
    return Answer(message=card(said, turn.say("settings.form_from"), *lines, rows=(back,)))


def _forms() -> Iterator[SessionForm]:
    short, hands = frozenset({FormFlag.SHORT}), frozenset({FormFlag.HANDS})
    yield from (frozenset(), short, hands, short | hands)


def _keep_form(turn: Turn, live: Enrollment, form: SessionForm) -> None:
    others = form_from_text(live.form) - {FormFlag.SHORT, FormFlag.HANDS}
    turn.tx.enrollments.save(replace(live, form=form_to_text(form | others)))


def _undo(turn: Turn, typed: str) -> Answer | None:
    """Take a change back, if it is still the last one."""
    change_no = int(typed) if typed.isascii() and typed.isdecimal() else 0
    old = wishes.wish_before(turn, change_no)
    if old is None:
        return None
    return changed(turn, old, turn.say("settings.undone"))


COMMANDS = (Command(name="settings", handler=open_settings),)
VERBS = (Verb(name=VERB, handler=press_settings),)

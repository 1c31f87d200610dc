"""The one way in: an update becomes an answer inside one transaction."""

from bot.domain.action import Action, unpack
from bot.domain.enrollment import PauseReason
from bot.domain.message import Answer, OutgoingMessage, Place, card
from bot.domain.person import Account, Reach
from bot.domain.stop_words import PainWords, is_help, is_stop, read_pain_words
from bot.domain.text import link, plain
from bot.domain.typed_hour import HourKnown, read_hour
from bot.domain.update import (
    ButtonPressed,
    ChatClosed,
    ChatMigrated,
    ChatOpened,
    CommandReceived,
    TextReceived,
    UnreadableReceived,
    Update,
)
from bot.ports.store import Tx
from bot.service import (
    all_handlers,
    check_in,
    erase,
    hurts,
    opening,
    pausing,
    settings,
    small_talk,
    stopping,
)
from bot.service.moment import Moment, Turn

LONGEST_WORD_COMMAND = 40
LARGEST_ID = 2**63 - 1  # of any row; a button that somebody made up may name more
LINKED = "start"  # the command that a link into the chat gives: t.me/bot?start=...
NOTHING = Answer()


def handle(tx: Tx, update: Update, at: Moment) -> Answer:
    """Answer one update. An update seen before changes nothing and gets no second answer."""
    address = update.address
    is_new = tx.seen_updates.add(address.platform, update.update_ref, address.chat_ref, at.now)
    if not update.private:
        return _in_group(update, at) if is_new else NOTHING
    if isinstance(update, ButtonPressed) and not _is_known(tx, update):
        # Also where it comes again: a process may have died before it said that all is deleted.
        return erase.answer_nothing_kept(at)
    if not is_new and not _erases(tx, update):
        return NOTHING
    if isinstance(update, ChatClosed | ChatOpened) and not _is_known(tx, update):
        return NOTHING
    update = _followed(tx, update)
    turn = _turn_of(tx, update, at)
    return _answer(turn, update)


def _in_group(update: Update, at: Moment) -> Answer:
    """Say in one line how to write in private; of a group and its members nothing is kept."""
    # Another bot of the group may be meant by a name that is not ours.
    if not isinstance(update, CommandReceived) or update.name not in all_handlers.COMMANDS:
        return NOTHING
    say = at.words
    way_in = link(say("group.open"), update.way_in) if update.way_in else ()
    text = plain(say("group.privately") + (" " if way_in else "")) + way_in
    return Answer(message=OutgoingMessage(text=text, silent=True), place=Place.NEW)


def _erases(tx: Tx, update: Update) -> bool:
    """Tell whether a press asks for an erasure that was not carried out yet.

    It counts again where it comes again: a process may have died before it marked anybody.
    """
    account = tx.people.account(update.address.platform, update.user_ref)
    return (
        account is not None
        and isinstance(update, ButtonPressed)
        and update.action == erase.confirmed(account.person_id)
    )


def _followed(tx: Tx, update: Update) -> Update:
    """Take a link that carries a button for a press of it, by somebody who is known."""
    if not isinstance(update, CommandReceived) or update.name != LINKED:
        return update
    action = unpack(update.argument)
    if action is None or action.verb not in all_handlers.OPENED_BY_LINK:
        return update
    if not _is_known(tx, update):
        return update
    return ButtonPressed(
        update_ref=update.update_ref,
        address=update.address,
        user_ref=update.user_ref,
        action=action,
        message_ref="",
    )


def _answer(turn: Turn, update: Update) -> Answer:
    match update:
        case CommandReceived():
            name, argument = _whole(update.name), _whole(update.argument)
            return _command(turn, name.casefold(), argument.strip())
        case ButtonPressed():
            return _press(turn, update)
        case TextReceived():
            return _text(turn, _whole(update.text).strip())
        case UnreadableReceived():
            return small_talk.answer_unreadable(turn, update.kind)
        case ChatClosed():
            return _closed(turn)
        case ChatOpened() | ChatMigrated():
            return NOTHING


def _whole(text: str) -> str:
    """Leave halves of characters out: no database and no platform can hold them."""
    return text.encode("utf-8", "ignore").decode()


def _is_known(tx: Tx, update: Update) -> bool:
    return tx.people.account(update.address.platform, update.user_ref) is not None


def _turn_of(tx: Tx, update: Update, at: Moment) -> Turn:
    address = update.address
    account = tx.people.account(address.platform, update.user_ref)
    if account is None:
        person = tx.people.add(address, update.user_ref, at.words.language, at.now)
        account = Account(
            person_id=person.person_id,
            user_ref=update.user_ref,
            address=address,
            reach=Reach.OPEN,
            reach_at=at.now,
        )
    else:
        tx.people.seen(account.person_id, address, at.now)
        person = tx.people.person(account.person_id)
    turn = Turn(
        tx=tx,
        at=at,
        person=person,
        account=account,
        pressed_ref=(update.message_ref or None) if isinstance(update, ButtonPressed) else None,
    )
    if account.reach is Reach.CLOSED and not isinstance(update, ChatClosed):
        _reached_again(turn)
    return turn


def _reached_again(turn: Turn) -> None:
    """Go on for somebody who comes back after their chat was closed."""
    turn.tx.people.set_reach(turn.person.person_id, Reach.OPEN, turn.at.now)
    live = turn.live()
    if live is not None and live.reason is PauseReason.UNREACHABLE:
        pausing.go_on(turn, live)


def _closed(turn: Turn) -> Answer:
    turn.tx.people.set_reach(turn.person.person_id, Reach.CLOSED, turn.at.now)
    live = turn.live()
    if live is not None and live.reason is PauseReason.NONE:
        pausing.pause(turn, live, PauseReason.UNREACHABLE)
    return NOTHING


def _command(turn: Turn, name: str, argument: str) -> Answer:
    command = all_handlers.COMMANDS.get(name)
    if command is None:
        return small_talk.answer_unknown_command(turn, name)
    conversation = turn.conversation()
    if conversation is not None and conversation.flow not in all_handlers.TAKEN_UP_AGAIN:
        turn.tx.conversations.end(turn.person.person_id)
    return command.handler(turn, argument)


def _press(turn: Turn, update: ButtonPressed) -> Answer:
    action = update.action
    verb = None if action is None else all_handlers.VERBS.get(action.verb)
    if action is None or verb is None or action.target > LARGEST_ID:
        return small_talk.answer_old_button(turn)
    if action.verb in all_handlers.OF_A_DELIVERY:
        refused = opening.refuse_strangers(turn, action)
        if refused is not None:
            return refused
    return verb.handler(turn, action)


def _text(turn: Turn, text: str) -> Answer:
    """Answer typed words: what stops or hurts first, then the open question, then the rest."""
    if is_stop(text):
        return stopping.answer_stop_word(turn)
    pain = read_pain_words(text)
    if pain is PainWords.EMERGENCY:
        return hurts.answer_emergency(turn)
    if is_help(text):
        return _command(turn, "help", "")
    asked = turn.conversation()
    flow = None if asked is None or not asked.waits_for else all_handlers.FLOWS.get(asked.flow)
    if pain is not None and (flow is None or flow.name not in all_handlers.ASK_THE_LISTS):
        return hurts.press_hurts(turn, Action("hurts"))
    if asked is not None and flow is not None:
        return flow.handler(turn, asked, text)
    return _loose_text(turn, text)


def _loose_text(turn: Turn, text: str) -> Answer:
    """Answer words that no question waited for: a command, a score, an hour, a place."""
    first, _, rest = text.lstrip("/").partition(" ")
    command = all_handlers.COMMANDS.get(first.casefold())
    if command is not None and len(text) <= LONGEST_WORD_COMMAND:
        return command.handler(turn, rest.strip())
    if turn.newest() is None and turn.conversation() is None:
        return _command(turn, "start", "")
    scored = check_in.answer_typed_score(turn, text)
    if scored is not None:
        return scored
    if turn.live() is not None:
        hour = read_hour(text)
        if isinstance(hour, HourKnown):
            return settings.offer_hour(turn, hour.minute_of_day)
        offered = settings.offer_place(turn, text)
        if offered is not None:
            return offered
    return small_talk.answer_unknown_words(turn, text)


def answer_failure(at: Moment, code: str) -> Answer:
    """Say that nothing was saved because of a fault of ours; the code is in the log."""
    return Answer(message=card("", at.words("failed.bug", code=code)), place=Place.NEW)


def answer_not_shown(at: Moment, code: str) -> Answer:
    """Say that what was sent is kept, and that its answer is what broke."""
    return Answer(message=card("", at.words("failed.not_shown", code=code)), place=Place.NEW)


def answer_not_saved(at: Moment) -> Answer:
    """Say that there was no room, or no quiet, to save it."""
    return Answer(message=card("", at.words("failed.not_saved")), place=Place.NEW)


def answer_erased_later(at: Moment) -> Answer:
    """Say that the erasure is noted for good, and ended as soon as anything can be saved."""
    return Answer(message=card("", at.words("failed.erase")), place=Place.NEW)

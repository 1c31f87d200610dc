"""`/delete`: one confirmation, then everything about a person goes, with a receipt."""

from base64 import b32encode
from hashlib import sha256

from bot.domain.action import Action
from bot.domain.days import local_time
from bot.domain.ids import PersonId
from bot.domain.message import Answer, Button, Weight, card
from bot.ports.store import Tx
from bot.service.moment import Moment, Turn
from bot.service.table import Command, Verb

YES, KEEP = "yes", "keep"
RECEIPT_CHARS, RECEIPT_BREAK = 6, 4


def open_delete(turn: Turn, _argument: str = "") -> Answer:
    """Ask once, naming what goes."""
    say, me = turn.say, turn.person.person_id
    delete = Button(say("erase.yes"), confirmed(me), Weight.DANGER)
    return Answer(
        message=card(
            say("erase.ask"),
            *(say("erase.line", what=what) for what in _what_goes(turn)),
            say("erase.for_good"),
            rows=(
                (delete,),
                (
                    Button(say("erase.export"), Action("export")),
                    Button(say("erase.keep"), Action("delete", me, KEEP)),
                ),
            ),
        ),
    )


def _what_goes(turn: Turn) -> list[str]:
    """Name what is kept, with its counts; at the least the account itself."""
    tx, say, me = turn.tx, turn.say, turn.person.person_id
    enrollments = tx.enrollments.all_of(me)
    days = sum(enrollment.day_no for enrollment in enrollments)
    scores = sum(len(tx.check_ins.all_of(each.enrollment_id)) for each in enrollments)
    goes = [say("erase.account")]
    if enrollments:
        goes.append(say.count("erase.days", days))
    if scores:
        goes.append(say.count("erase.scores", scores))
    if turn.person.wish is not None:
        goes.append(say("erase.settings"))
    if tx.consents.all_of(me):
        goes.append(say("erase.consent"))
    return goes


def press_delete(turn: Turn, action: Action) -> Answer:
    """Delete, keep, or ask; a button of an account that is gone deletes no new one."""
    if action.argument == KEEP:
        return Answer(message=card(turn.say("erase.kept"), turn.say("erase.kept_line")))
    if action != confirmed(turn.person.person_id):
        return open_delete(turn)
    zone = turn.person.wish.zone if turn.person.wish else "UTC"
    local = local_time(zone, turn.at.now)
    done = turn.say(
        "erase.done",
        day=turn.say.day(local.date()),
        year=local.year,
        time=turn.say.time(local.hour * 60 + local.minute),
        zone="" if turn.person.wish else " UTC",
    )
    receipt = turn.say("erase.receipt", code=receipt_of(turn.person.person_id, turn.at.now))
    message = card(done, receipt, turn.say("erase.chat"))
    return Answer(message=message, erase=turn.person.person_id)


def confirmed(person_id: PersonId) -> Action:
    """Give the press by which somebody has everything about them deleted."""
    return Action("delete", person_id, YES)


def receipt_of(person_id: PersonId, at: int) -> str:
    """Make a receipt that nothing kept can be traced back from: `7F3K-Q2`."""
    code = b32encode(sha256(f"{person_id} {at}".encode()).digest()).decode()[:RECEIPT_CHARS]
    return f"{code[:RECEIPT_BREAK]}-{code[RECEIPT_BREAK:]}"


def erase_person(tx: Tx, person_id: PersonId, at: int) -> str:
    """Erase every row about a person, and give the receipt of that; again is harmless."""
    tx.people.erase(person_id)
    return receipt_of(person_id, at)


def answer_nothing_kept(at: Moment) -> Answer:
    """Answer a button of somebody about whom nothing is kept."""
    return Answer(notice=at.words("erase.nothing"))


COMMANDS = (Command(name="delete", handler=open_delete),)
VERBS = (Verb(name="delete", handler=press_delete),)

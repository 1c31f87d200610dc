"""Counts what came unasked: nothing is told as sent that nobody saw, and no nudge comes twice."""

from collections import Counter
from collections.abc import Sequence

from tests.crash.words import says
from tests.kills.books import Books, person_id
from tests.kills.people import Somebody
from tests.kills.seen import Seen, Shown

CARD, NUDGE = "card", "nudge"
# How what comes unasked begins, and of which kind it is. No answer is a new message with these.
BEGINNINGS = {
    says("card.title"): CARD,
    **{
        says(key): NUDGE
        for key in (
            *("morning.rest", "morning.last", "reminder.open", "reminder.begun", "ask.after"),
            *("finish.title_done", "finish.title_over"),
        )
    },
}
KINDS = {"session": CARD, "later": CARD, "morning": NUDGE, "reminder": NUDGE, "finish": NUDGE}


class Tally:
    """Holds what the chats show against the rows that tell of it, while people's time stands still.

    A kill leaves unclear what was on its way then, at most one message a chat. Of those each
    card comes a second time, and nothing else does.
    """

    def __init__(self, people: Sequence[Somebody], seen: Seen) -> None:
        self._people = people
        self._seen = seen
        self._ids: dict[int, object] = {}  # who somebody is; another one after an erasure
        self._since: dict[int, tuple[int, int]] = {}  # then: the place of the log, and kills

    def wrong(self, books: Books, killed: int) -> list[str]:
        """Tell what is wrong."""
        rows = books.tried()
        wrong: list[str] = []
        for each in self._people:
            self._get_to_know(books, each, killed)
            place, killed_before = self._since[each.user_id]
            shown = Counter(kinds_of(self._seen.since(each.user_id, place)))
            mine = [row[1:] for row in rows if row[0] == str(each.user_id)]
            for kind in (CARD, NUDGE):
                of_kind = [row for row in mine if KINDS[row[0]] == kind]
                kills = killed - killed_before
                if not _is_honest(shown[kind], of_kind, kills):
                    told = f"{kind} shown {shown[kind]} times in {kills} kills, by {of_kind}"
                    wrong.append(f"{each.user_id}: {told}")
        return wrong

    def _get_to_know(self, books: Books, each: Somebody, killed: int) -> None:
        """Count anew for somebody who was erased: the rows went with the one who was before."""
        found = books.read(person_id(each.user_id))
        if found != self._ids.get(each.user_id) or each.user_id not in self._since:
            self._ids[each.user_id] = found
            self._since[each.user_id] = (self._seen.place, killed)


def _is_honest(shown: int, rows: Sequence[tuple[str, str, int]], kills: int) -> bool:
    sent = sum(state == "sent" for _, state, _ in rows)
    again = sum(attempts - 1 for _, _, attempts in rows)
    return sent <= shown <= len(rows) + again and again <= kills and all(map(_is_fair, rows))


def _is_fair(row: tuple[str, str, int]) -> bool:
    """Tell whether a message was begun as often as it may, and left unclear only after that."""
    kind, state, attempts = row
    most = 2 if kind == "session" else 1
    return attempts == most if state == "unknown" else attempts <= most


def kinds_of(shown: Sequence[Shown]) -> list[str]:
    """Give the kind of each message that came unasked."""
    return [
        kind
        for one in shown
        if one.is_new
        for beginning, kind in BEGINNINGS.items()
        if one.text.startswith(beginning)
    ]

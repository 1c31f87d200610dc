"""What people asked for and were told: facts that must stay, and answers that must have come."""

from collections.abc import Sequence

from tests.kills.books import Books
from tests.kills.people import Act, Done
from tests.kills.seen import Seen
from tests.kills.tally import kinds_of


class Promises:
    """The acts since all was last settled, and what each of them must have become.

    An update is acknowledged when the platform was told not to bring it again, or when it took
    any answer to it.
    """

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self._under_way: list[Done] = []
        self._before: dict[tuple[int, str], object] = {}  # what facts were before they were asked
        self._kills = 0

    @property
    def is_any_open(self) -> bool:
        """Tell whether anybody did anything."""
        return bool(self._under_way)

    def ask(self, act: Act, books: Books) -> None:
        """Note what facts are, right before an act that is to change them."""
        for hope in act.hopes:
            self._before.setdefault((hope.fact.user_id, hope.fact.name), books.read(hope.fact))

    def note(self, done: Done) -> None:
        """Note an act."""
        self._under_way.append(done)

    def broken_by_a_kill(self, books: Books) -> list[str]:
        """Name what was acknowledged and is not on disk; what was not may be there or not."""
        self._kills += 1
        self._seen.catch_up()
        return [
            line
            for done in self._under_way
            for line in self._lost(books, done, is_told=self._is_acknowledged(done))
        ]

    def broken_when_settled(self, books: Books) -> list[str]:
        """Name what is lost, unanswered or answered too often, now that all should be done."""
        wrong: list[str] = []
        for done in self._under_way:
            wrong += self._lost(books, done, is_told=True)
            wrong += self._unanswered(done)
        for chat_id in {done.chat_id for done in self._under_way}:
            wrong += self._answered_again(chat_id)
        self._under_way.clear()
        self._before.clear()
        self._kills = 0
        return wrong

    def _is_acknowledged(self, done: Done) -> bool:
        return any(
            deed.update_id in self._seen.confirmed or deed.query_id in self._seen.pressed
            for deed in done.deeds
        )

    def _lost(self, books: Books, done: Done, *, is_told: bool) -> list[str]:
        wrong: list[str] = []
        for hope in done.act.hopes:
            found = books.read(hope.fact)
            before = self._before[hope.fact.user_id, hope.fact.name]
            honest = (hope.value,) if is_told else (hope.value, before)
            if found not in honest:
                what = f"{hope.fact.user_id}: {hope.fact.name} is {found!r}, not {honest!r}"
                wrong.append(f"{what}, after {done.act}")
        return wrong

    def _unanswered(self, done: Done) -> list[str]:
        shown = self._seen.since(done.chat_id, done.place)
        is_answered = bool(shown) or all(
            deed.query_id is not None and deed.query_id in self._seen.pressed
            for deed in done.deeds
        )
        if not is_answered:
            return [f"not answered: {done}"]
        if done.act.said and not any(done.act.said in one.text for one in shown):
            return [f"not told: {done}; instead {_texts(shown)}"]
        return []

    def _answered_again(self, chat_id: int) -> list[str]:
        """Allow each answer once more a kill: what was sent, and not noted, is sent again."""
        acts = [done for done in self._under_way if done.chat_id == chat_id]
        asked = sum(len(done.deeds) for done in acts)
        shown = self._seen.since(chat_id, min(done.place for done in acts))
        answers = [one for one in shown if one.is_new and not kinds_of([one])]
        if len(answers) <= asked * (1 + self._kills):
            return []
        return [f"answered too often: {acts}, by {_texts(answers)}"]


def _texts(shown: Sequence[object]) -> list[str]:
    return [str(one) for one in shown]

"""What the bot has said is saved, and what it may hold for all that was said."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.crash.books import Books


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that the books tell."""

    name: str
    read: Callable[[Books], object]


def score(day_no: int, kind: str) -> Fact:
    """Name a score, kept under the day of its session."""
    return Fact(f"score {kind} of day {day_no}", lambda books: books.score(day_no, kind))


def run(day_no: int) -> Fact:
    """Name what became of the session of a day."""
    return Fact(f"session of day {day_no}", lambda books: books.run(day_no))


def logged(what: str) -> Fact:
    """Name how often something stands in the change log."""
    return Fact(f"'{what}' in the log", lambda books: books.changes(what))


def person(person_id: int) -> Fact:
    """Tell whether somebody is known."""
    return Fact(f"person {person_id}", lambda books: person_id in books.person_ids)


STANDING = Fact("standing", lambda books: books.standing)
SUBSCRIBING = Fact("step of subscribing", lambda books: books.step_of_subscribing)


@dataclass(frozen=True, slots=True)
class Hope:
    """That a fact becomes a value, and the words on the screen that promise it."""

    fact: Fact
    value: object
    said: str


class Promises:
    """For each fact the values that are honest: the one told, and the one asked for since."""

    def __init__(self) -> None:
        self._honest: dict[str, tuple[Fact, set[object]]] = {}

    def ask(self, fact: Fact, value: object, before: object = None) -> None:
        """Note that a fact may become a value; `before` is what it is if nothing was told yet."""
        _, values = self._honest.setdefault(fact.name, (fact, {before}))
        values.add(value)

    def told(self, fact: Fact, value: object) -> None:
        """Note that the screen showed a fact as saved."""
        self._honest[fact.name] = (fact, {value})

    def forget(self) -> None:
        """Take all back: the person asked for that."""
        self._honest.clear()

    def broken(self, books: Books) -> list[str]:
        """Name each promise that is broken; what is read becomes what must stay."""
        wrong: list[str] = []
        for name, (fact, values) in self._honest.items():
            found = fact.read(books)
            if found not in values:
                wrong.append(f"{name}: {found!r} instead of {values!r}")
            self._honest[name] = (fact, {found})
        return wrong

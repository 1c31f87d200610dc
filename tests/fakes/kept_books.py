"""Books of a whole program, and of its beginning, that nothing is wrong with."""

from dataclasses import replace

from tests.fakes.books import Keeper


def two_sessions() -> Keeper:
    """Keep the books of the whole program: four days, all answered, finished in the evening."""
    keeper = Keeper()
    keeper.joins()
    keeper.session_done(1, "2027-03-01", 1)
    keeper.morning(2, "2027-03-02")
    keeper.score(1, "morning", "2027-03-02 09:00")
    keeper.session_done(3, "2027-03-03", 2)
    keeper.morning(4, "2027-03-04")
    keeper.planned(4, "finish", "finish", "2027-03-04 19:00", "2027-03-04 22:00")
    keeper.tried("2027-03-04 19:00")
    keeper.line("finished", "2027-03-04 19:00")
    keeper.stands("2027-03-04", 4, 2, state="finished")
    return keeper


def second_day() -> Keeper:
    """Keep the books up to Tuesday noon: one session done, its morning answered."""
    keeper = Keeper()
    keeper.joins()
    keeper.session_done(1, "2027-03-01", 1)
    keeper.morning(2, "2027-03-02")
    keeper.score(1, "morning", "2027-03-02 09:00")
    keeper.due("card", "2027-03-03 07:30")
    keeper.stands("2027-03-02", 2, 1)
    return keeper


def joined(on: str = "2027-03-01", **wish: object) -> Keeper:
    """Keep the books of the evening before: joined, and nothing due yet but the first card."""
    keeper = Keeper()
    keeper.wish = replace(keeper.wish, **wish)
    keeper.joins(first_on=on)
    return keeper


def first_card_sent() -> Keeper:
    """Keep the books of Monday morning: the card is out, the session open."""
    keeper = joined()
    keeper.card(1, "2027-03-01", 1)
    keeper.due("card", "2027-03-02 07:30")
    keeper.due("reminder", "2027-03-01 19:00")
    keeper.stands("2027-03-01", 1, 1)
    return keeper

"""How near two names are, for what was misspelt."""

SHORTEST = 4
LONGEST_OF_ONE_SLIP = 7


def most_slips(name: str) -> int:
    """Give how many slips a name may have to be taken for another: none, one or two."""
    if len(name) < SHORTEST:
        return 0
    return 1 if len(name) <= LONGEST_OF_ONE_SLIP else 2


def slips(one: str, other: str) -> int:
    """Count the letters added, left out, changed, or swapped with their neighbour.

    No part is changed twice (optimal string alignment).
    """
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        current = [row]
        for column, other_letter in enumerate(other, start=1):
            least = min(
                last[column] + 1,
                current[column - 1] + 1,
                last[column - 1] + (letter != other_letter),
            )
            if (
                row > 1
                and column > 1
                and letter == other[column - 2]
                and one[row - 2] == other_letter
            ):
                least = min(least, before_last[column - 2] + 1)
            current.append(least)
        before_last, last = last, current
    return last[-1]

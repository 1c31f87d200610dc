"""The wall clock of a zone as a list of stretches: an oracle that shares no code with the bot.

An instant always has one wall clock; only the way back is hard. So the stretches of one offset
are found going forward, and a wall clock is looked up in them by subtraction.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

EPOCH_ON = date(1970, 1, 1)
A_DAY_S = 86_400
PROBE_S = 12 * 3600
MARGIN = timedelta(days=4)  # longer than any gap, so that no wall clock falls off the end


def wall_of(on: date, minute: int = 0) -> int:
    """Count the seconds that a wall clock has gone on since the first of January 1970."""
    return (on - EPOCH_ON).days * A_DAY_S + minute * 60


@dataclass(frozen=True, slots=True)
class Stretch:
    """From one instant up to, not including, another the clock is this far ahead of UTC."""

    begin: int
    end: int
    offset: int


class ZoneClock:
    """The wall clock of a zone between two dates."""

    def __init__(self, zone: str, first_on: date, last_on: date) -> None:
        self._place = ZoneInfo(zone)
        begin, end = wall_of(first_on - MARGIN), wall_of(last_on + MARGIN)
        borders = [begin, *self._find_jumps(begin, end), end]
        self.stretches = tuple(Stretch(a, b, self._offset(a)) for a, b in pairwise(borders))

    @property
    def jumps(self) -> tuple[int, ...]:
        """Give the first instants of a new offset."""
        return tuple(stretch.begin for stretch in self.stretches[1:])

    def shows(self, at: int) -> int:
        """Give the wall clock at an instant, as `wall_of` counts."""
        return at + self._offset(at)

    def date_shown(self, at: int) -> date:
        return EPOCH_ON + timedelta(days=self.shows(at) // A_DAY_S)

    def minute_shown(self, at: int) -> int:
        return self.shows(at) % A_DAY_S // 60

    def is_in_gap(self, wall: int) -> bool:
        """Tell whether the clock never shows this."""
        return not any(s.begin <= wall - s.offset < s.end for s in self.stretches)

    def first_at(self, wall: int) -> int:
        """Give the first instant that shows this, or else the first one after the gap."""
        for s in self.stretches:
            if wall - s.offset < s.end:
                return max(wall - s.offset, s.begin)
        raise AssertionError(wall)

    def is_lived(self, on: date) -> bool:
        """Tell whether the clock ever shows this date."""
        midnight = wall_of(on)
        return any(
            s.begin + s.offset < midnight + A_DAY_S and midnight < s.end + s.offset
            for s in self.stretches
        )

    def _offset(self, at: int) -> int:
        offset = datetime.fromtimestamp(at, UTC).astimezone(self._place).utcoffset()
        assert offset is not None
        return int(offset.total_seconds())

    def _find_jumps(self, begin: int, end: int) -> list[int]:
        jumps: list[int] = []
        offset = self._offset(begin)
        for probe in range(begin, end, PROBE_S):
            if self._offset(probe) == offset:
                continue
            low, high = probe - PROBE_S, probe
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if self._offset(middle) == offset else (low, middle)
            jumps.append(high)
            offset = self._offset(high)
        return jumps

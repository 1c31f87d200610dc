"""Crash points that count, or that end a transaction in place of the process."""

from collections import Counter


class SimulatedCrashError(BaseException):
    """The process would be gone here."""


class CountedPoints:
    """Counts the points passed; crashes at one of them if asked to."""

    def __init__(self) -> None:
        self.passed: Counter[str] = Counter()
        self.crash_at: str | None = None

    def __call__(self, point: str) -> None:
        self.passed[point] += 1
        if point == self.crash_at:
            raise SimulatedCrashError(point)

"""Time that stands still until a test moves it."""


class StandingTicker:
    """Real time, as the emulator is made to believe."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

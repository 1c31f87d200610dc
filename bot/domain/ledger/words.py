"""How findings name rows and instants."""

from datetime import UTC, datetime

_NAMES = {
    "session": "session card",
    "morning": "morning question",
    "finish": "closing message",
    "reminder": "reminder",
    "later": "card asked for later",
    "makeup": "made-up session",
}


def name_of(kind: str) -> str:
    """Name a kind of delivery."""
    return _NAMES.get(kind, f"row of kind {kind!r}")


def when(at: int) -> str:
    """Write an instant, whatever number stands there."""
    try:
        return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    except (ValueError, OverflowError, OSError):
        return f"instant {at}"

"""Local dates as they stand in a row: ISO text."""

from datetime import date


def text_of_date(value: date | None) -> str | None:
    """Write a date for a column, or none."""
    return None if value is None else value.isoformat()


def date_or_none(text: str | None) -> date | None:
    """Read a column that may hold no date."""
    return None if text is None else date.fromisoformat(text)

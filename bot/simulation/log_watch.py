"""Reads every line that the bot logs while a world lives."""

from collections.abc import Mapping, MutableMapping
from types import TracebackType
from typing import Any

import structlog

from bot.simulation.rules import Rule, Tally

MARK = "canary"  # stands in every account and in the words that made-up people type


class LogWatch:
    """Holds each line to the rules; the log itself stays silent meanwhile."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._before: dict[str, Any] = {}

    def __enter__(self) -> None:
        self._before = structlog.get_config()
        structlog.configure(
            processors=[structlog.processors.format_exc_info, self._read],
            wrapper_class=structlog.make_filtering_bound_logger(0),
            cache_logger_on_first_use=False,
        )

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        structlog.configure(**self._before)

    def _read(
        self, _logger: object, method: str, line: MutableMapping[str, Any]
    ) -> Mapping[str, Any]:
        text = " ".join(f"{key}={value}" for key, value in line.items())
        self._tally.hold(Rule.PRIVATE, MARK not in text, lambda: f"logged: {text[:300]}")
        if method in ("error", "exception", "critical"):
            self._tally.breaks(Rule.HANDLED, text[-600:])
        raise structlog.DropEvent

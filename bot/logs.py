"""Where logs go, and what never goes into them: a person's words."""

import logging
import sys
import traceback
from types import TracebackType

import structlog

from bot.config import Config

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def set_up_logs(config: Config) -> None:
    """Send logs to stderr: ids and facts alone."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if config.log_format == "json"
        else structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback
        )
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.ExceptionRenderer(place_of),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[config.log_level]
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def place_of(exc_info: ExcInfo) -> str:
    """Tell the kinds of an error and its causes, and the lines of code that they came through.

    Their messages are left out: one may quote what a person typed.
    """
    told: list[str] = []
    error: BaseException | None = exc_info[1]
    while error is not None:
        kind = type(error)
        told += [
            f"{kind.__module__}.{kind.__qualname__}\n",
            *traceback.format_tb(error.__traceback__),
        ]
        cause = error.__cause__
        error = cause if cause or error.__suppress_context__ else error.__context__
    return "".join(told).rstrip()

"""The `knead` command. Each error is one clear line; the exit code says what it was."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import structlog
import typer

from bot.config import Config, SettingError, read_config
from bot.logs import set_up_logs
from bot.ports.store import StorageError

LOG = structlog.stdlib.get_logger("knead")
EXIT_PROBLEM = 1
EXIT_SETTING = 2
NO_PLATFORM = (
    "No chat platform is set and no terminal is attached.\n"
    "Run `knead chat` in a terminal, or `knead demo` to see it at work.\n"
    "KNEAD_TELEGRAM_TOKEN and KNEAD_DISCORD_TOKEN will set a platform in a later version."
)
NOT_YET = (
    "A chat platform's token is set, and this version only speaks in the terminal.\n"
    "Unset KNEAD_TELEGRAM_TOKEN and KNEAD_DISCORD_TOKEN, or wait for the next version."
)
FAULT = "Knead stopped because of a fault of its own. What was saved is safe; start it again."

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Multi-day self-care programs for sore knees, in the chat apps people already have.",
)
ledger_app = typer.Typer(no_args_is_help=True, help="The book of what was planned and sent.")
app.add_typer(ledger_app, name="ledger")

ClockSpeed = Annotated[
    int, typer.Option("--clock-speed", min=0, help="Run people's time this many times as fast.")
]


@app.command()
def run(clock_speed: ClockSpeed = 0) -> None:
    """Start the bot: in this terminal, where no chat platform is set."""
    config = read_config()
    if config.names_a_platform:
        raise SettingError(NOT_YET)
    if not sys.stdin.isatty():
        raise SettingError(NO_PLATFORM)
    _chat(config, clock_speed)


@app.command()
def chat(clock_speed: ClockSpeed = 0) -> None:
    """Talk with the bot here, line by line, also through a pipe."""
    _chat(read_config(), clock_speed)


def _chat(config: Config, clock_speed: int) -> None:
    from bot.wiring import run_terminal  # noqa: PLC0415  # the check command needs none of it

    set_up_logs(config)
    asyncio.run(run_terminal(config, clock_speed))


@app.command()
def demo() -> None:
    """Play a made-up person's whole program at a fast clock, on a database of its own."""
    from bot.demo import DemoStuckError, play_demo  # noqa: PLC0415  # as above

    config = read_config()
    set_up_logs(config)
    try:
        is_whole = asyncio.run(play_demo(config))
    except DemoStuckError as error:
        typer.echo(str(error), err=True)
        is_whole = False
    if not is_whole:
        raise typer.Exit(EXIT_PROBLEM)


@app.command()
def check(paths: Annotated[list[Path] | None, typer.Argument()] = None) -> None:
    """Check program and technique files; tells every problem with its line and column."""
    from bot.wiring import check_programs  # noqa: PLC0415  # loaded when it is needed

    lines = check_programs(paths or [read_config().programs_dir])
    for line in lines:
        typer.echo(line)
    if lines:
        raise typer.Exit(EXIT_PROBLEM)
    typer.echo("No problems.")


@ledger_app.command()
def verify(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,  # noqa: FBT002  # a flag of the command line
) -> None:
    """Work out anew what every day should have held, and compare it with what is kept."""
    from bot.wiring import verify_ledger  # noqa: PLC0415  # loaded when it is needed

    report = verify_ledger(read_config())
    typer.echo(report.as_json() if as_json else report.as_text())
    if report.findings:
        raise typer.Exit(EXIT_PROBLEM)


def main() -> None:
    """Run the command; faults of settings and storage are one line and an exit code."""
    set_up_logs(Config.model_construct())  # until the settings are read
    try:
        app(prog_name="knead")
    except SettingError as error:
        typer.echo(str(error), err=True)
        sys.exit(EXIT_SETTING)
    except StorageError as error:
        typer.echo(str(error) or (type(error).__doc__ or "").strip(), err=True)
        sys.exit(EXIT_PROBLEM)
    except Exception:  # its message may quote what a person typed, so Python may not print it
        LOG.exception("stopped")
        typer.echo(FAULT, err=True)
        sys.exit(EXIT_PROBLEM)


if __name__ == "__main__":
    main()

"""The `knead` command. Each error is one clear line; the exit code says what it was."""

import asyncio
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime
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
    "Set KNEAD_TELEGRAM_TOKEN to run it on Telegram."
)
NOT_YET = (
    "KNEAD_DISCORD_TOKEN is set, and this version does not speak on Discord yet.\n"
    "Unset it, or wait for the next version."
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

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
WithFaults = Annotated[bool, typer.Option("--faults", help="Crashes, lost sends, time away.")]
BackupFile = Annotated[Path, typer.Argument(help="The file of the backup.")]


@app.command()
def run(clock_speed: ClockSpeed = 0) -> None:
    """Start the bot on the chat platform that is set; in this terminal, where none is."""
    config = read_config()
    if config.names_discord:
        raise SettingError(NOT_YET)
    if config.names_telegram:
        from bot.live import run_live  # noqa: PLC0415  # the terminal needs none of it

        set_up_logs(config)
        asyncio.run(run_live(config, clock_speed, say=typer.echo))
        return
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


@app.command()
def backup(file: BackupFile) -> None:
    """Write a checked copy of the database to a new file, also while the bot runs."""
    from bot.upkeep.backing_up import make_backup  # noqa: PLC0415  # loaded when it is needed

    _tell(make_backup(read_config(), file, _host_now()).lines())


@app.command()
def restore(
    file: BackupFile,
    down_since: Annotated[
        datetime | None,
        typer.Option(
            "--down-since",
            metavar="TIME",
            formats=["%Y-%m-%dT%H:%M"],
            help="Since then (UTC, such as 2027-03-01T09:30) no bot ran: what came due later is "
            "not taken as sent.",
        ),
    ] = None,
    even_old: Annotated[  # noqa: FBT002  # a flag of the command line
        bool,
        typer.Option("--even-old", help="Also a backup that may bring erased people back."),
    ] = False,
) -> None:
    """Put a backup in the place of the database; what may have been sent is not sent again."""
    from bot.upkeep.restoring import RestoreOrder, restore_backup  # noqa: PLC0415  # as above

    since = None if down_since is None else int(down_since.replace(tzinfo=UTC).timestamp())
    order = RestoreOrder(backup=file, down_since=since, even_old=even_old)
    _tell(restore_backup(read_config(), order, _host_now()).lines())


@app.command()
def migrate() -> None:
    """Bring the database up to date, after a copy of it was made."""
    from bot.upkeep.migrating import migrate_database  # noqa: PLC0415  # loaded when it is needed

    _tell(migrate_database(read_config(), _host_now()))


@app.command()
def erase(
    account: Annotated[str, typer.Argument(help="Such as telegram:123 or terminal:local.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,  # noqa: FBT002  # a flag of the command line
) -> None:
    """Erase everything about one person, also while the bot runs."""
    from bot.upkeep.erasing import check_known, erase_account, read_account  # noqa: PLC0415  # as above

    config, name = read_config(), read_account(account)
    check_known(config, name, _host_now())
    if not yes and not typer.confirm(f"Erase everything about {name}? It cannot be undone."):
        typer.echo("Nothing was erased.")
        raise typer.Exit(EXIT_PROBLEM)
    _tell(erase_account(config, name, _host_now(), time.sleep))


@app.command()
def doctor(as_json: AsJson = False) -> None:  # noqa: FBT002  # a flag of the command line
    """Look at settings, database, programs, zones, clock, disk and backup; changes nothing."""
    from bot.upkeep.doctor import examine  # noqa: PLC0415  # loaded when it is needed

    checkup = examine(_host_now())
    typer.echo(checkup.as_json() if as_json else checkup.as_text())
    if not checkup.is_well:
        raise typer.Exit(EXIT_PROBLEM)


def _host_now() -> int:
    from adapters.system_clock import SystemClock  # noqa: PLC0415  # loaded when it is needed

    return SystemClock().now()


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)


@app.command()
def simulate(  # noqa: PLR0913, PLR0917  # each is an option of the command line
    people: Annotated[int, typer.Option(min=1, help="How many made-up people.")] = 200,
    days: Annotated[int, typer.Option(min=1, help="How many days they live.")] = 28,
    seed: Annotated[int, typer.Option(help="The same seed lives the same lives.")] = 1,
    faults: WithFaults = False,  # noqa: FBT002  # a flag of the command line
    plant: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="Plant a fault, which must be noticed; `list` gives their names."
        ),
    ] = "",
    world: Annotated[
        int | None, typer.Option(min=0, help="Only this one of the worlds, to replay it.")
    ] = None,
    as_json: AsJson = False,  # noqa: FBT002  # a flag of the command line
) -> None:
    """Live made-up people's weeks on the real steps, and hold them to every promise."""
    from bot.simulate import Order, plant_names, run_order  # noqa: PLC0415  # loaded when it is needed

    if plant == "list":
        _tell(plant_names())
        return
    if plant and plant not in plant_names():
        msg = f"--plant: there is no fault called {plant}. See `knead simulate --plant list`."
        raise SettingError(msg)
    order = Order(
        people=people, days=days, seed=seed, has_faults=faults, plant=plant, only_world=world
    )
    outcome = run_order(read_config(), order)
    _tell([outcome.as_json() if as_json else outcome.report.as_text()])
    if outcome.report.broken:
        typer.echo("\n".join(f"replay: {command}" for command in outcome.replays()), err=True)
        raise typer.Exit(EXIT_PROBLEM)


@ledger_app.command()
def verify(
    as_json: AsJson = False,  # noqa: FBT002  # a flag of the command line
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

"""The command line: what each command does, its exit code, and one clear line for each fault."""

import shutil

import pytest

import bot.wiring
from bot import cli
from bot.ports.store import DatabaseDamagedError
from bot.service import clocks, loops
from storage.sqlite.runner import SqliteRunner
from tests.fakes.program_folder import ProgramFolder
from tests.service.shelf import english
from tests.shell.command_line import PATIENCE_S, PROGRAMS, Ended, Knead, one_line

CANARY = "canary7391"
WALK = "I am 18 or over, begin\nSessions only, no scores\nNone of these\n"


# run


def test_run_without_terminal_or_platform_names_the_settings(knead: Knead) -> None:
    ended = knead("run")
    assert ended.code == cli.EXIT_SETTING == 2
    assert ended.out == ""
    for named in ("KNEAD_TELEGRAM_TOKEN", "knead chat", "knead demo"):
        assert named in ended.err
    assert list(knead.folder.iterdir()) == []


@pytest.mark.parametrize("setting", ["discord_token", "discord_token_file"])
def test_run_refuses_discord_rather_than_stay_silent(knead: Knead, setting: str) -> None:
    knead.set(**{setting: CANARY})
    ended = knead("run")
    assert ended.code == 2
    assert "this version does not speak on Discord yet" in ended.err
    assert CANARY not in ended.out + ended.err
    assert list(knead.folder.iterdir()) == []


def test_a_token_that_is_none_is_refused_and_not_shown(knead: Knead) -> None:
    knead.set(telegram_token=CANARY, operator_name="the tests", emergency_number="112")
    ended = knead("run")
    assert ended.code == 2
    assert "KNEAD_TELEGRAM_TOKEN: this is not a token of BotFather" in ended.err
    assert CANARY not in ended.out + ended.err


def test_an_empty_token_is_none(knead: Knead) -> None:
    knead.set(telegram_token="")
    assert "no terminal is attached" in knead("run").err


def test_run_speaks_in_the_terminal_that_is_attached(
    knead: Knead, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen: list[int] = []

    async def run_terminal(_config: object, clock_speed: int) -> None:
        chosen.append(clock_speed)

    class Terminal:
        """Says that it is a terminal."""

        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(bot.wiring, "run_terminal", run_terminal)
    monkeypatch.setattr(cli.sys, "stdin", Terminal())
    monkeypatch.setattr(cli.sys, "argv", ["knead", "run", "--clock-speed", "60"])
    with pytest.raises(SystemExit, match="0"):
        cli.main()
    assert chosen == [60]


# chat


def test_chat_talks_through_pipes_and_takes_it_up_after_a_restart(knead: Knead) -> None:
    first = knead("chat", typed=WALK + "None of these\n")
    assert (first.code, first.err) == (0, "")
    assert first.out.splitlines()[-2:] == ["  1 Back", english()("terminal.goodbye")]
    assert "> Sessions only, no scores\n" in first.out
    second = knead("chat", typed="1\nbogota\n/quit\nnever read\n")
    assert second.code == 0
    assert "You stopped at" in second.out
    assert "Bogotá" in second.out
    assert "never read" not in second.out


def test_chat_keeps_its_database_for_its_owner_alone(knead: Knead) -> None:
    knead("chat")
    assert {path.name for path in knead.database.parent.iterdir()} == {
        "knead.db",
        "knead.db.lock",
        "knead.db.secret",
    }
    assert {path.stat().st_mode & 0o77 for path in knead.database.parent.iterdir()} == {0}


def test_a_second_bot_on_the_same_database_is_refused(knead: Knead) -> None:
    first = knead.starts("chat")
    try:
        assert first.stdout is not None
        assert first.stdout.readline()
        line = one_line(knead("chat"), 1)
    finally:
        _out, err = first.communicate("/quit\n", timeout=PATIENCE_S)
    assert line.startswith(f"Another bot (process {first.pid}) runs on data/knead.db.")
    assert "KNEAD_DATABASE_URL" in line
    assert (first.returncode, err) == (0, "")
    assert knead("chat").code == 0


def test_a_host_clock_that_was_set_back_stops_the_start(knead: Knead) -> None:
    knead("chat")
    runner = SqliteRunner.open(knead.database)
    runner.run(lambda tx: tx.meta.put(clocks.LAST_AT, str(1 << 40)))
    runner.close()
    line = one_line(knead("chat"), 1)
    assert line.startswith("The host's clock is ")
    assert line.endswith(" h behind the last time kept here. Set it right first.")


def test_a_database_that_is_torn_while_the_bot_runs_ends_it_with_one_line(
    knead: Knead, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run(_engine: object) -> None:
        raise DatabaseDamagedError("The database is damaged (torn page).")

    monkeypatch.setattr(loops, "run", run)
    ended = knead("chat", typed=None)
    assert (ended.code, ended.err) == (1, "The database is damaged (torn page).\n")


# check


def test_check_finds_nothing_wrong_with_what_is_shipped(knead: Knead) -> None:
    assert knead("check") == Ended(0, "No problems.\n", "")


def test_check_tells_all_problems_at_once_with_their_places(knead: Knead) -> None:
    folder = ProgramFolder(knead.folder / "mine")
    folder.edit(folder.technique("bridge"), "muscle: buttocks", "muscles: buttocks")
    folder.edit(folder.program(), "technique: hip-ball", "technique: hip-bell")
    ended = knead("check", "mine")
    assert (ended.code, ended.err) == (1, "")
    lines = ended.out.splitlines()
    assert any(line.startswith("mine/techniques/bridge.yaml:3:1: ") for line in lines)
    assert any(line.startswith("mine/programs/sample.yaml:") for line in lines)
    assert "No problems." not in lines


def test_check_takes_several_paths_and_names_one_that_is_not_there(knead: Knead) -> None:
    folder = ProgramFolder(knead.folder / "mine")
    assert knead("check", "mine", str(PROGRAMS)).code == 0
    assert knead("check", str(folder.technique())).code == 0
    ended = knead("check", "mine", "nowhere")
    assert ended.code == 1
    assert "nowhere" in ended.out


def test_a_start_without_programs_says_where_they_should_be(knead: Knead) -> None:
    knead.set(programs_dir="nowhere")
    line = one_line(knead("chat"), 2)
    assert line.startswith("KNEAD_PROGRAMS_DIR: there is no folder nowhere.")


def test_a_start_with_a_broken_program_names_the_place(knead: Knead) -> None:
    folder = ProgramFolder(knead.folder / "mine")
    folder.edit(folder.technique("bridge"), "muscle: buttocks", "muscles: buttocks")
    knead.set(programs_dir="mine")
    ended = knead("chat")
    assert ended.code == 2
    assert "mine/techniques/bridge.yaml:3:1: " in ended.err
    assert not knead.database.exists()


# what goes wrong


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("bogus",), "No such command 'bogus'"),
        (("run", "--clock-speed", "fast"), "Invalid value for '--clock-speed'"),
        (("chat", "--clock-speed", "-1"), "Invalid value for '--clock-speed'"),
        (("ledger", "verify", "--jso"), "No such option: --jso"),
        (("demo", "surplus"), "(surplus)"),
    ],
)
def test_a_slip_in_the_command_is_told_with_what_it_should_be(
    knead: Knead, words: tuple[str, ...], told: str
) -> None:
    ended = knead(*words)
    assert ended.code == 2
    assert ended.err.startswith("Usage: knead ")
    assert "Traceback" not in ended.err
    assert told in ended.err


@pytest.mark.parametrize("words", [(), ("--help",), ("ledger",), ("run", "--help")])
def test_help_is_there_for_the_asking(knead: Knead, words: tuple[str, ...]) -> None:
    ended = knead(*words)
    assert "Usage: knead" in ended.out + ended.err


def test_a_fault_of_our_own_is_one_line_and_its_words_stay_out_of_the_log(
    knead: Knead, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check_programs(_paths: object) -> tuple[str, ...]:
        typed = CANARY
        raise ValueError(typed)

    monkeypatch.setattr(bot.wiring, "check_programs", check_programs)
    ended = knead("check")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.endswith(f"{cli.FAULT}\n")
    assert "builtins.ValueError" in ended.err
    assert CANARY not in ended.err


def test_a_storage_error_without_words_of_its_own_is_told_by_its_kind(
    knead: Knead, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check_programs(_paths: object) -> tuple[str, ...]:
        raise DatabaseDamagedError

    monkeypatch.setattr(bot.wiring, "check_programs", check_programs)
    assert one_line(knead("check"), 1).startswith("The file is not a whole database of Knead")


def test_each_setting_that_cannot_be_used_is_named_before_anything_is_made(knead: Knead) -> None:
    knead.set(log_level="LOUD", database_url=f"postgresql://me:{CANARY}@host/db", datbase_url="x")
    ended = knead("chat")
    assert ended.code == 2
    assert [line.partition(":")[0] for line in ended.err.splitlines()] == [
        "KNEAD_DATABASE_URL",
        "KNEAD_DATBASE_URL",
        "KNEAD_LOG_LEVEL",
    ]
    assert CANARY not in ended.err
    assert list(knead.folder.iterdir()) == []


def test_the_command_is_there_as_a_module_too(knead: Knead) -> None:
    shutil.rmtree(knead.folder / "data", ignore_errors=True)
    ended = knead.runs("run")
    assert ended.code == 2
    assert "no terminal is attached" in ended.err

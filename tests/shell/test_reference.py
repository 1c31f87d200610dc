"""The reference says what there is: every setting and command, and none besides."""

import re
from pathlib import Path

import typer
from typer.main import get_command

from bot.cli import app
from bot.config import LATER, PREFIX, Config, setting_names
from bot.service import all_handlers, small_talk
from bot.words.catalog import read_messages

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"
TRANSCRIPT = Path(__file__).resolve().parents[1] / "transcripts" / "two_weeks.txt"
SETTINGS = (REFERENCE / "settings.md").read_text(encoding="utf-8")
COMMANDS = (REFERENCE / "commands.md").read_text(encoding="utf-8")
NAME = re.compile(rf"`({PREFIX}[A-Z_]+)`")


def rows(text: str) -> list[list[str]]:
    """Give the cells of each line of the tables."""
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def test_the_reference_names_every_setting_and_no_other() -> None:
    assert set(NAME.findall(SETTINGS)) == setting_names() | LATER


def test_the_reference_gives_each_default() -> None:
    told = {NAME.findall(cells[0])[0]: cells[1] for cells in rows(SETTINGS) if PREFIX in cells[0]}
    for name, default in told.items():
        kept = Config.model_fields[name.removeprefix(PREFIX).lower()].default
        unset = "made at the first start" if name == f"{PREFIX}SECRET" else "none"
        assert default == (unset if kept is None else f"`{kept}`"), name
    later = {"DISCORD_TOKEN"}
    left_out = setting_names() - set(NAME.findall("".join(cells[0] for cells in rows(SETTINGS))))
    assert left_out == {f"{PREFIX}{name}{end}" for name in later for end in ("", "_FILE")}


def test_the_reference_and_the_help_name_every_chat_command_and_no_other() -> None:
    part = COMMANDS.partition("## Of the command line")[0]
    told = {name for cells in rows(part) for name in re.findall(r"`/([a-z]+)", cells[0])}
    assert told == set(all_handlers.COMMANDS)
    helped = [name for _group, names in small_talk.HELP_GROUPS for name in names]
    assert sorted(helped) == sorted(all_handlers.COMMANDS)
    assert {f"command.{name}" for name in helped} <= set(read_messages("en"))


def test_the_reference_names_every_command_of_the_command_line_with_its_options() -> None:
    part = COMMANDS.partition("## Of the command line")[2]
    told = {cells[0].strip("`").replace(r"\|", "|") for cells in rows(part)}
    assert told == set(usages())


def usages() -> list[str]:
    """Write each command as the reference does."""
    group = get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    found: list[str] = []
    for name, command in group.commands.items():
        if isinstance(command, typer.core.TyperGroup):
            for inner, its_command in command.commands.items():
                found.append(usage(f"{name} {inner}", its_command))
        else:
            found.append(usage(name, command))
    return found


def usage(name: str, command: object) -> str:
    parts = ["knead", name]
    for parameter in command.params:  # type: ignore[attr-defined]  # a command of typer has them
        if isinstance(parameter, typer.core.TyperArgument):
            name = parameter.name.removesuffix("s").upper()
            parts.append(name if parameter.required else f"[{name}…]")
        elif parameter.is_flag:
            parts.append(f"[{parameter.opts[0]}]")
        else:
            parts.append(f"[{parameter.opts[0]} {parameter.metavar or 'N'}]")
    return " ".join(parts)


def test_the_quickstart_tells_the_last_line_that_the_demo_prints() -> None:
    quickstart = (REFERENCE.parent / "quickstart.md").read_text(encoding="utf-8")
    kept = TRANSCRIPT.read_text(encoding="utf-8").splitlines()[-1]
    assert re.findall(r"^ledger: .*$", quickstart, re.MULTILINE) == [kept]

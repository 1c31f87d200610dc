"""The demo: a whole program as a person sees it, on a database of its own, ending in the ledger."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

import bot.demo
from bot.domain.message import Button, OutgoingMessage
from bot.simulation.made_up_person import MadeUpPerson
from tests.fakes.program_folder import PROGRAM, ProgramFolder
from tests.service.shelf import FIRST_ON, english, shipped
from tests.shell.command_line import Knead
from tests.shell.played import Played, play, programs_copy

DAY = re.compile(r"^── Day (\d+), (.+) ──$", re.MULTILINE)
LEDGER = re.compile(r"ledger: 1 person, (\d+) days, (\d+) occurrences, 0 problems")


def test_the_demo_plays_to_its_end_and_the_ledger_is_whole(played: Played) -> None:
    assert played.is_whole
    assert LEDGER.fullmatch(played.text.splitlines()[-1])


def test_every_date_is_named_in_order_from_day_1_to_the_last(played: Played) -> None:
    named = DAY.findall(played.text)
    days = len(named)
    assert days >= 14
    say = english()
    expected = [(str(no + 1), say.day(FIRST_ON + timedelta(days=no))) for no in range(days)]
    assert named == expected
    assert played.text.splitlines()[-1].startswith(f"ledger: 1 person, {days} days, ")


def test_every_session_is_shown_in_order_and_then_the_finish(played: Played) -> None:
    titles = [session.title for session in shipped().program.sessions]
    assert len(titles) == 8
    shown = re.findall(r"^Today: (.+?),", played.text, re.MULTILINE)
    assert list(dict.fromkeys(shown)) == titles
    done = played.text.index("✅ Program done.")
    assert done > played.text.index(f"Today: {titles[-1]},")


def test_what_gets_in_the_way_is_shown_too(played: Played) -> None:
    presses = re.findall(r"^> (.+)$", played.text, re.MULTILINE)
    for said in ("bogota", "In 3 hours", "No time", "It hurts: stop", "Only sore muscle"):
        assert said in presses, said


def test_the_demo_needs_no_network_and_leaves_nothing_behind(played: Played) -> None:
    assert played.calls_out == ()
    assert played.left_behind == ()


def test_another_run_in_a_process_of_its_own_prints_the_same(
    knead: Knead, played: Played, tmp_path: Path
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    knead.monkeypatch.setenv("TMPDIR", str(temporary))
    ended = knead.runs("demo")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == played.text
    assert list(temporary.iterdir()) == []
    assert [path.name for path in tmp_path.iterdir()] == ["temporary"]


def test_a_changed_word_of_a_program_is_seen_in_the_demo(tmp_path: Path, played: Played) -> None:
    programs = programs_copy(tmp_path)
    change(programs / "programs" / "two-week-reset.yaml", "Two-week reset", "Fortnight of calm")
    change(programs / "techniques" / "clamshell.yaml", "shell", "cockle")
    changed = play(tmp_path / "temporary", programs)
    assert changed.is_whole
    for old, new in (("Two-week reset", "Fortnight of calm"), (" shell", " cockle")):
        assert old in played.text
        assert new not in played.text
        assert old not in changed.text
        assert new in changed.text


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    words = re.compile(rf"(?<![\w-]){re.escape(old)}(?![\w-])")
    assert words.search(text), f"{path.name} has no {old!r}"
    path.write_text(words.sub(new, text), encoding="utf-8")


def test_a_broken_program_is_named_with_its_place(knead: Knead, tmp_path: Path) -> None:
    folder = ProgramFolder(tmp_path / "mine")
    folder.edit(folder.technique("bridge"), "muscle: buttocks", "muscles: buttocks")
    knead.set(programs_dir="mine")
    ended = knead("demo")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("mine/techniques/bridge.yaml:3:1: ")


def test_another_program_is_played_to_its_end_too(tmp_path: Path) -> None:
    ProgramFolder(tmp_path / "mine")
    other = play(tmp_path / "temporary", tmp_path / "mine")
    assert other.is_whole
    assert "Today: Side of the hip," in other.text
    assert "✅ Program done." in other.text


def test_a_person_who_goes_in_circles_ends_the_demo_with_a_line(
    knead: Knead, monkeypatch: pytest.MonkeyPatch
) -> None:
    def press_first(_self: MadeUpPerson, message: OutgoingMessage) -> Button:
        return message.buttons()[-1]

    monkeypatch.setattr(MadeUpPerson, "answer", press_first)
    ended = knead("demo")
    assert ended.code == 1
    [line] = ended.err.splitlines()
    assert line.startswith("The made-up person did not get beyond this card: ")
    assert not ended.out.splitlines()[-1].startswith("ledger:")


def test_a_program_that_never_ends_is_given_up(
    knead: Knead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.demo, "MOST_DAYS", 2)
    ended = knead("demo")
    assert ended.code == 1
    assert ended.err.startswith("The made-up person did not get beyond this card: ")
    assert DAY.findall(ended.out) == [("1", english().day(date(2027, 3, 1)))]


def test_a_day_on_which_nothing_comes_is_named_all_the_same(tmp_path: Path) -> None:
    folder = ProgramFolder(tmp_path / "mine")
    folder.edit(folder.program(), "[mon, wed, fri]", "[mon, thu, sat]")
    again = PROGRAM.partition("sessions:\n")[2].replace("key: one", "key: two")
    with folder.program().open("a", encoding="utf-8") as file:
        file.write(again)
    text = play(tmp_path / "temporary", tmp_path / "mine").text
    second, third, fourth = (text.index(f"── Day {no}, ") for no in (2, 3, 4))
    nothing = english()("demo.nothing")
    assert nothing not in text[second:third]
    assert text[third:fourth].splitlines()[1:] == [nothing, ""]
    assert "✅ Program done." in text


def test_a_ledger_with_a_problem_ends_the_demo_with_1(
    knead: Knead, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def play_demo(_config: object) -> bool:
        return False

    monkeypatch.setattr(bot.demo, "play_demo", play_demo)
    ended = knead("demo")
    assert (ended.code, ended.err) == (1, "")


def test_a_reader_who_goes_away_ends_the_demo_without_a_word(knead: Knead) -> None:
    running = knead.starts("demo")
    assert running.stdout is not None
    assert running.stdout.readline()
    running.stdout.close()
    assert running.stderr is not None
    assert running.stderr.read() == ""
    assert running.wait(120) == 1
    running.stderr.close()
    assert running.stdin is not None
    running.stdin.close()

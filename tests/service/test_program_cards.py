"""What a program holds, what it is based on, and the rule it follows."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.domain.action import Action
from bot.domain.program import ProgramVersion
from bot.domain.technique import SEED
from bot.domain.text import SpanKind
from bot.service.pick.pages import page_no, pages_of
from storage.program_files.codec import version_of
from tests.service.desk import shipped
from tests.service.visitor import Visitor, visiting


@pytest.fixture
def ana() -> Iterator[Visitor]:
    with visiting() as visitor:
        yield visitor


def another() -> ProgramVersion:
    return version_of(replace(shipped().program, key="another", name="Another one"))


def walk_pages(visitor: Visitor) -> list[str]:
    """Give the lines of every page, until the first one comes again."""
    first, found = visitor.words(), []
    while not found or visitor.words() != first:
        found += visitor.words().split("\n")[1:]
        if "More" not in visitor.labels():
            break
        visitor.press("More")
    return found


def test_the_program_is_shown_session_by_session(ana: Visitor) -> None:
    ana.command("program")
    assert ana.title() == "Two-week reset"
    assert "8 sessions, 3 to 5 a week." in ana.words()
    titles = [session.title for session in shipped().program.sessions]
    for no, title in enumerate(titles[:4], start=1):
        assert f"{no}. {title}, " in ana.words()
    ana.press("Week 2")
    for no, title in enumerate(titles[4:], start=5):
        assert f"{no}. {title}, " in ana.words()
    ana.press("Week 1")
    assert f"1. {titles[0]}" in ana.words()


def test_ones_own_program_says_how_far_it_has_come(ana: Visitor) -> None:
    ana.subscribe()
    ana.command("program")
    assert "So far 0 of 8 have come." in ana.words()
    assert "Choose this one" not in ana.labels()
    live = ana.live()
    assert live is not None
    ana.run(lambda tx: tx.enrollments.save(replace(live, session_no=4)))
    ana.command("program")
    assert "Week 2 of 2:" in ana.words()


def test_a_finished_program_is_shown_at_its_last_week(ana: Visitor) -> None:
    ana.subscribe()
    live = ana.live()
    assert live is not None
    ana.run(lambda tx: tx.enrollments.save(replace(live, session_no=8)))
    ana.command("program")
    assert "Week 2 of 2:" in ana.words()


def test_the_list_names_every_program_and_leads_to_each(ana: Visitor) -> None:
    ana.programs = (shipped(), another())
    ana.command("programs")
    assert ana.labels() == ["Another one", "Two-week reset"]
    ana.press("Another one")
    ana.press("Choose this one")
    ana.press("Other programs")
    ana.press("Back")
    ana.press("I am 18 or over, begin")
    for label in ("Sessions only, no scores", "None of these", "None of these"):
        ana.press(label)
    ana.type("bogota")
    ana.press("07:30")
    assert ana.title() == "Another one, from tomorrow"
    ana.press("Program")
    ana.press("Two-week reset")
    assert ana.title() == "Two-week reset, from tomorrow"


def test_with_several_programs_the_command_lists_them(ana: Visitor) -> None:
    ana.programs = (shipped(), another())
    ana.command("program")
    assert ana.title() == "Programs"
    ana.act(Action("program", 999))
    assert ana.title() == "Programs"


def test_ones_own_version_is_shown_after_a_newer_one_came(ana: Visitor) -> None:
    ana.subscribe()
    newer = version_of(replace(shipped().program, summary="Newer."))
    with visiting() as later:
        later.runner, later.updates, later.programs = ana.runner, 99, (newer,)
        later.command("program")
        later.press("Week 2")
        assert "So far 0 of 8 have come." in later.words()


def test_a_program_that_is_gone_is_asked_again(ana: Visitor) -> None:
    ana.subscribe()
    ana.command("stop")
    ana.command("start")
    ana.press("Begin anew")
    ana.act(Action("subscribe", 999, "program"))
    assert ana.title() == "Knead: short knee-care sessions"


def test_everything_it_is_based_on_can_be_read(ana: Visitor) -> None:
    program = shipped().program
    ana.command("program")
    ana.press("What it is based on")
    assert walk_pages(ana) == list(program.why)
    ana.press("Evidence")
    said = " ".join(walk_pages(ana))
    assert all(technique.name in said for technique in program.techniques)
    ana.press("Sources")
    assert walk_pages(ana) == [source.title for source in program.sources]
    ana.press("Back")
    assert ana.title() == program.name


def test_sources_are_links_and_practice_articles_are_none(ana: Visitor) -> None:
    ana.command("program")
    ana.press("What it is based on")
    ana.press("Sources")
    spans = {span.text: span for span in ana.shown[-1].text}
    ana.press("More")
    spans |= {span.text: span for span in ana.shown[-1].text}
    for source in shipped().program.sources:
        span = spans[source.title]
        assert span.kind is (SpanKind.PLAIN if source.url == SEED else SpanKind.LINK)
        assert span.url == (None if source.url == SEED else source.url)


def test_the_rule_is_printed_whole(ana: Visitor) -> None:
    ana.command("program")
    ana.press("The whole rule")
    for part in ("Above 5", "3 to 5", "0 to 2", "half as long", "Two hard ones", "3 weeks"):
        assert part in ana.words()
    ana.press("Back")
    assert ana.title() == "Two-week reset"
    ana.act(Action("rule"))
    assert ana.labels() == []


@pytest.mark.parametrize("argument", ["why9", "sources99", "evidencex", "other", "w0", ""])
def test_a_made_up_page_shows_the_first(ana: Visitor, argument: str) -> None:
    ana.command("program")
    version_id = ana.button("What it is based on").action.target
    ana.act(Action("based", version_id, argument))
    assert ana.title() in ("What it is based on", "Sources", "How well each move is supported")
    ana.act(Action("based", 999, argument))
    assert ana.title() == "Two-week reset"
    ana.act(Action("program", version_id, "w99"))
    assert "Week 1 of 2:" in ana.words()


def test_pages_keep_every_line_in_order_and_none_is_empty() -> None:
    lines = ["x" * length for length in (10, 400, 38, 39, 76, 300, 1)]
    pages = pages_of(lines)
    assert [line for page in pages for line in page] == lines
    assert all(pages)
    assert pages_of([]) == ((),)
    assert [page_no(digits, 3) for digits in ("0", "2", "3", "-1", "", "²")] == [0, 2, 0, 0, 0, 0]

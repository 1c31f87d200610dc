"""The programs that come with the bot: clean, dosed, honest and plain."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from textwrap import dedent

import pytest

from bot.domain.program import Program
from bot.domain.session_plan import AS_WRITTEN, FormFlag, SessionForm, plan_session
from bot.domain.technique import BOUGHT_TOOLS, Area, NoGo, Technique, Tool
from storage.program_files.loader import load_programs
from tests.fakes.program_folder import ProgramFolder

ROOT = Path(__file__).resolve().parents[2]
LOAD = load_programs(ROOT / "programs")
RESET = next(each.program for each in LOAD.programs if each.program.key == "two-week-reset")
SESSIONS = range(1, len(RESET.sessions) + 1)
FORMS = [
    frozenset(flag for flag, wished in zip(FormFlag, wishes, strict=True) if wished)
    for wishes in product([False, True], repeat=len(FormFlag))
]
NEVER_SAID = (
    "cure|fix|heal|release|lengthen|align|detox|normal|safe|adhesion|knot|yank|dumb|spasm|toxin",
    "guarantee|painless|miracle|break up|trigger point|scar tissue|pain[- ]free|no risk",
    "no pain,? no gain|good pain|nothing serious|as much pressure|as hard as",
)


def sentences(*texts: str) -> list[str]:
    parts = (part for text in texts for part in re.split(r"(?<=[.?!;:])\s+", text))
    return [part.strip(" .?!;:").lower() for part in parts if part]


def doing_texts(technique: Technique) -> Iterator[str]:
    """Yield what is said about this technique alone; stop signs and exclusions may be shared."""
    yield technique.purpose
    for form in technique.forms:
        yield from form.lines
    yield from (technique.easier, technique.harder, *technique.never)
    yield from (technique.evidence.line, technique.alt_text)


def said_by(program: Program) -> Iterator[tuple[str, str]]:
    """Yield every text that a person may read, with the key of its owner."""
    own = (program.summary, program.have_ready, *program.why, *program.cautions, *program.closing)
    yield from ((program.key, text) for text in own)
    for session in program.sessions:
        yield from ((session.key, text) for text in (session.focus, *session.cautions))
    for technique in program.techniques:
        texts = (*doing_texts(technique), *technique.stop_when, *technique.not_for)
        yield from ((technique.key, text) for text in texts if text)


def test_the_shipped_files_have_no_problem() -> None:
    assert [str(problem) for problem in LOAD.problems] == []


def test_the_reset_has_two_weeks_of_four_sessions_and_days_of_rest() -> None:
    assert [session.week for session in RESET.sessions] == [1] * 4 + [2] * 4
    days = RESET.days_per_week
    assert (days.least, days.most, days.usual) == (3, 5, frozenset({0, 2, 4, 6}))
    assert len({session.title for session in RESET.sessions}) == 8


@pytest.mark.parametrize(
    ("week", "areas"),
    [
        (1, {Area.SIDE_OF_HIP, Area.FRONT_OF_HIP, Area.BUTTOCK, Area.OUTER_THIGH}),
        (2, {Area.FRONT_THIGH, Area.INNER_THIGH}),
    ],
)
def test_each_week_works_mostly_on_its_own_areas(week: int, areas: set[Area]) -> None:
    for session in RESET.sessions:
        if session.week == week:
            massages = [
                technique
                for technique in (RESET.technique(block.technique) for block in session.blocks)
                if technique.is_massage
            ]
            assert sum(technique.area in areas for technique in massages) >= 2
            assert massages[0].area in areas


@pytest.mark.parametrize("session_no", SESSIONS)
@pytest.mark.parametrize("form", FORMS, ids=lambda form: "+".join(sorted(form)) or "as-written")
def test_every_form_of_every_session_ends_with_strength_and_keeps_its_length(
    session_no: int, form: SessionForm
) -> None:
    for level, softness in product((-1, 0, 1), (0, 1, 2)):
        plan = plan_session(RESET, session_no, level=level, softness=softness, form=form)
        assert plan.steps[-1].is_strength
        assert plan.seconds <= 15 * 60
        assert all(step.seconds <= 120 for step in plan.steps)
        if level == 0:
            least, most = (240, 390) if FormFlag.SHORT in form else (600, 900)
            assert least <= plan.seconds <= most
        if FormFlag.HANDS in form:
            assert BOUGHT_TOOLS.isdisjoint(plan.tools)
        if FormFlag.OFF_FLOOR in form:
            assert Tool.FLOOR not in plan.tools


def test_softer_and_shorter_are_really_softer_and_shorter() -> None:
    for session_no in SESSIONS:
        usual = plan_session(RESET, session_no)
        assert plan_session(RESET, session_no, softness=1).tools != usual.tools
        assert plan_session(RESET, session_no, level=-1).seconds < usual.seconds * 0.65
        assert BOUGHT_TOOLS.isdisjoint(plan_session(RESET, session_no, softness=2).tools)
        assert plan_session(RESET, session_no, form=AS_WRITTEN | {FormFlag.SWAP}) != usual


def test_no_two_techniques_share_a_sentence() -> None:
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for technique in RESET.techniques:
        for sentence in sentences(*doing_texts(technique)):
            if sentence not in {"easier", "harder"}:
                owners[sentence].add(technique.key)
    assert {text: keys for text, keys in owners.items() if len(keys) > 1} == {}


def test_sentences_stay_short() -> None:
    long = [
        (owner, sentence)
        for owner, text in said_by(RESET)
        for sentence in sentences(text)
        if len(sentence.split()) > 15
    ]
    assert long == []


@pytest.mark.parametrize("owner", sorted({owner for owner, _ in said_by(RESET)}))
def test_every_file_reads_for_a_child_of_twelve(owner: str) -> None:
    """Automated Readability Index (Senter and Smith 1967): grade 7 is read at 12."""
    texts = [text for key, text in said_by(RESET) if key == owner]
    told = sentences(*texts)
    words = [word for sentence in told for word in sentence.split()]
    letters = sum(char.isalnum() for word in words for char in word)
    index = 4.71 * letters / len(words) + 0.5 * len(words) / len(told) - 21.43
    assert index <= 7


@pytest.mark.parametrize("words", NEVER_SAID)
def test_what_is_never_said_is_not_said(words: str) -> None:
    pattern = re.compile(rf"\b({words})(s|d|ed|ing)?\b", re.IGNORECASE)
    assert [text for _, text in said_by(RESET) if pattern.search(text)] == []


def test_every_massage_names_where_it_never_goes_and_who_should_ask_first() -> None:
    for technique in RESET.techniques:
        if technique.is_massage:
            assert {NoGo.KNEECAP, NoGo.JOINT_LINE, NoGo.BACK_OF_KNEE, NoGo.BONE} <= set(
                technique.never_on
            )
            assert any("blood thinners" in line for line in technique.not_for)
            assert technique.feel is not None
            assert technique.feel.high <= 5


def test_every_session_warns_of_the_back_of_the_knee_and_of_broken_skin() -> None:
    for session_no in SESSIONS:
        cautions = " ".join(plan_session(RESET, session_no).cautions)
        assert "back of the knee" in cautions
        assert "kneecap" in cautions
        assert "bruised skin" in cautions


def test_standing_work_has_a_wall_or_a_chair() -> None:
    for technique in RESET.techniques:
        for form in technique.forms:
            assert {Tool.WALL, Tool.CHAIR, Tool.FLOOR} & set(form.needs), technique.key


def test_the_example_of_the_how_to_is_a_technique_without_problems(tmp_path: Path) -> None:
    how_to = (ROOT / "docs" / "how-to" / "write-a-program.md").read_text(encoding="utf-8")
    example = dedent(how_to.split("```yaml\n")[1].split("```")[0])
    folder = ProgramFolder(tmp_path)
    folder.technique("calf-press").write_text(example, encoding="utf-8")
    assert folder.problems() == []
    for old, new in (("muscle:", "muscel:"), ("seconds: 60", "seconds: 300")):
        folder.edit(folder.technique("calf-press"), old, new)
    told = [line.split("calf-press.yaml:")[1] for line in folder.problems()]
    assert [line in how_to for line in told] == [True, True]

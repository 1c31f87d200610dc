"""The pain rule as docs/discussion/pain-rule.md prints it, row by row."""

from dataclasses import replace
from itertools import takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.pain import WORST, Because, Judgement, Scores, Verdict, adapt, judge

RED, AMBER, GREEN, NOTHING = Verdict.RED, Verdict.AMBER, Verdict.GREEN, Verdict.NOTHING

# before, after, next morning, stopped for pain; what the rule says, why, and from what to what
TABLE = [
    # red: b above 5
    (6, None, None, False, RED, Because.BEFORE_HIGH, 0, 6),
    (10, 0, 0, False, RED, Because.BEFORE_HIGH, 0, 10),
    (6, 9, 9, True, RED, Because.BEFORE_HIGH, 0, 6),
    (5, None, None, False, AMBER, Because.MIDDLE, 0, 5),
    # red: a above 5
    (None, 6, None, False, RED, Because.AFTER_HIGH, 0, 6),
    (0, 6, 0, False, RED, Because.AFTER_HIGH, 0, 6),
    (1, 7, 3, True, RED, Because.AFTER_HIGH, 0, 7),
    (0, 5, 0, False, AMBER, Because.MIDDLE, 0, 5),
    # red: m at least 2 above b
    (0, None, 2, False, RED, Because.MORNING_ROSE, 0, 2),
    (0, 1, 2, False, RED, Because.MORNING_ROSE, 0, 2),
    (3, 4, 5, False, RED, Because.MORNING_ROSE, 3, 5),
    (5, 5, 7, True, RED, Because.MORNING_ROSE, 5, 7),
    (0, 0, 10, False, RED, Because.MORNING_ROSE, 0, 10),
    (3, 4, 4, False, AMBER, Because.MIDDLE, 0, 4),
    (1, 1, 2, False, GREEN, Because.LOW, 0, 2),
    (0, 1, 1, False, GREEN, Because.LOW, 0, 1),
    # red: stopped for pain
    (None, None, None, True, RED, Because.STOPPED, 0, 0),
    (0, 0, 0, True, RED, Because.STOPPED, 0, 0),
    (3, None, None, True, RED, Because.STOPPED, 0, 0),
    # amber: the highest is 3 to 5
    (3, None, None, False, AMBER, Because.MIDDLE, 0, 3),
    (None, 3, None, False, AMBER, Because.MIDDLE, 0, 3),
    (None, None, 3, False, AMBER, Because.MIDDLE, 0, 3),
    (2, 3, 2, False, AMBER, Because.MIDDLE, 0, 3),
    (5, 4, 3, False, AMBER, Because.MIDDLE, 0, 5),
    (2, 2, 3, False, AMBER, Because.MIDDLE, 0, 3),
    # red too: a morning above 5 that did not rise by 2, or not from anything known
    (5, 5, 6, False, RED, Because.MORNING_HIGH, 0, 6),
    (None, 2, 9, False, RED, Because.MORNING_HIGH, 0, 9),
    (None, None, 6, False, RED, Because.MORNING_HIGH, 0, 6),
    (None, None, 5, False, AMBER, Because.MIDDLE, 0, 5),
    # green: the highest is 0 to 2, of at least two scores
    (0, 0, None, False, GREEN, Because.LOW, 0, 0),
    (2, None, 2, False, GREEN, Because.LOW, 0, 2),
    (None, 1, 2, False, GREEN, Because.LOW, 0, 2),
    (2, 2, 2, False, GREEN, Because.LOW, 0, 2),
    # a missing score decides nothing
    (None, None, None, False, NOTHING, Because.TOO_FEW, 0, 0),
    (0, None, None, False, NOTHING, Because.TOO_FEW, 0, 0),
    (None, 2, None, False, NOTHING, Because.TOO_FEW, 0, 0),
    (None, None, 2, False, NOTHING, Because.TOO_FEW, 0, 0),
]

CALM = Scores(before=1, after=1, morning=1)
MIDDLE = Scores(before=3, after=4, morning=3)
HARD = Scores(before=2, after=6)
STOPPED = Scores(stopped=True)
SILENT = Scores(before=1)

points = st.none() | st.integers(0, WORST)
any_scores = st.builds(
    Scores,
    before=points,
    after=points,
    morning=points,
    stopped=st.booleans(),
    is_asked_again=st.booleans(),
)
# Drawn by verdict, so that rows of three greens and of two reds come up often.
sessions = st.sampled_from([CALM, CALM, MIDDLE, HARD, STOPPED, SILENT]) | any_scores
histories = st.lists(sessions, max_size=16)


@pytest.mark.parametrize(
    ("before", "after", "morning", "stopped", "verdict", "because", "was", "now"), TABLE
)
def test_a_session_is_judged_as_the_table_says(  # noqa: PLR0913  # a row of the table
    *,
    before: int | None,
    after: int | None,
    morning: int | None,
    stopped: bool,
    verdict: Verdict,
    because: Because,
    was: int,
    now: int,
) -> None:
    scores = Scores(before=before, after=after, morning=morning, stopped=stopped)
    assert judge(scores) == Judgement(verdict, because, was, now)


def test_pain_is_told_from_none_to_ten() -> None:
    assert WORST == 10


@given(any_scores)
def test_every_session_is_judged_by_the_printed_rule(scores: Scores) -> None:
    b, a, m = scores.before, scores.after, scores.morning
    given_scores = [score for score in (b, a, m) if score is not None]
    rose = b is not None and m is not None and m - b >= 2
    if (b or 0) > 5 or (a or 0) > 5 or (m or 0) > 5 or rose or scores.stopped:
        expected = RED
    elif max(given_scores, default=0) >= 3:
        expected = AMBER
    else:
        expected = GREEN if len(given_scores) >= 2 else NOTHING
    assert judge(scores).verdict is expected


@given(any_scores, st.booleans())
def test_when_the_red_flags_were_asked_changes_no_judgement(
    scores: Scores,
    again: bool,  # noqa: FBT001  # hypothesis fills positions
) -> None:
    assert judge(replace(scores, is_asked_again=again)) == judge(scores)


# what happened, oldest first; then the level, the tool (0 usual to 2 softest), pause or not
STORIES = [
    ("no session yet", [], 0, 0, False),
    ("sessions without scores", [SILENT, Scores()], 0, 0, False),
    ("one green", [CALM], 0, 0, False),
    ("two greens", [CALM] * 2, 0, 0, False),
    ("three greens: one up", [CALM] * 3, 1, 0, False),
    ("six greens: at most +1", [CALM] * 6, 1, 0, False),
    ("nine greens: at most +1", [CALM] * 9, 1, 0, False),
    ("an amber breaks the greens", [CALM, CALM, MIDDLE, CALM], 0, 0, False),
    ("three greens after an amber", [CALM, MIDDLE, *[CALM] * 3], 1, 0, False),
    ("silence does not break the greens", [CALM, SILENT, CALM, SILENT, CALM], 1, 0, False),
    ("an amber: same level, softer tool", [MIDDLE], 0, 1, False),
    ("two ambers: not softer still", [MIDDLE] * 2, 0, 1, False),
    ("an amber keeps +1", [*[CALM] * 3, MIDDLE], 1, 1, False),
    ("a green at +1 takes the usual tool again", [*[CALM] * 3, MIDDLE, CALM], 1, 0, False),
    ("a green takes the usual tool again", [MIDDLE, CALM], 0, 0, False),
    ("silence changes no tool", [MIDDLE, SILENT], 0, 1, False),
    ("a red: halved, softest tool", [HARD], -1, 2, False),
    ("a stop for pain is a red", [STOPPED], -1, 2, False),
    ("a red from +1 halves too", [*[CALM] * 3, HARD], -1, 2, False),
    ("a red breaks the greens", [CALM, CALM, HARD, CALM], -1, 2, False),
    ("an amber after a red keeps the softest tool", [HARD, MIDDLE], -1, 2, False),
    ("two greens after a red: still half, still softest", [HARD, CALM, CALM], -1, 2, False),
    ("three greens after a red: back to usual", [HARD, *[CALM] * 3], 0, 0, False),
    ("five greens after a red", [HARD, *[CALM] * 5], 0, 0, False),
    ("six greens after a red: +1", [HARD, *[CALM] * 6], 1, 0, False),
    ("two reds running: pause", [HARD, HARD], -1, 2, True),
    ("three reds running: pause", [HARD, STOPPED, HARD], -1, 2, True),
    ("silence between two reds", [HARD, SILENT, HARD], -1, 2, True),
    ("silence after two reds", [HARD, HARD, SILENT], -1, 2, True),
    ("an amber between two reds", [HARD, MIDDLE, HARD], -1, 2, False),
    ("a green between two reds", [HARD, CALM, HARD], -1, 2, False),
    ("a green after two reds", [HARD, HARD, CALM], -1, 2, False),
    ("an amber after two reds", [HARD, HARD, MIDDLE], -1, 2, False),
]


@pytest.mark.parametrize(
    ("history", "level", "softness", "pause"),
    [story[1:] for story in STORIES],
    ids=[story[0] for story in STORIES],
)
def test_the_next_session_follows_from_all_before(
    history: list[Scores], level: int, softness: int, *, pause: bool
) -> None:
    found = adapt(history)
    assert (found.level, found.softness, found.is_pause_due) == (level, softness, pause)


def passed(scores: Scores) -> Scores:
    """Make a session one that came before the red flags were last asked."""
    return replace(scores, is_asked_again=False)


def test_reds_before_the_red_flags_were_asked_again_no_longer_pause() -> None:
    assert not adapt([passed(HARD), passed(HARD)]).is_pause_due
    assert not adapt([passed(HARD), passed(HARD), HARD]).is_pause_due
    assert adapt([passed(HARD), passed(HARD), HARD, HARD]).is_pause_due
    assert not adapt([HARD, passed(HARD)]).is_pause_due


def test_a_red_before_the_red_flags_were_asked_again_still_halves() -> None:
    assert adapt([passed(HARD)]).level == -1
    assert adapt([passed(HARD)]).softness == 2


def test_what_is_said_is_the_last_session_that_decided_something() -> None:
    assert adapt([]).last == Judgement(NOTHING, Because.TOO_FEW)
    assert adapt([SILENT]).last == Judgement(NOTHING, Because.TOO_FEW)
    assert adapt([MIDDLE, SILENT]).last == Judgement(AMBER, Because.MIDDLE, 0, 4)
    assert adapt([MIDDLE, CALM]).last == Judgement(GREEN, Because.LOW, 0, 1)
    assert adapt([CALM, Scores(before=3, morning=5)]).last == Judgement(
        RED, Because.MORNING_ROSE, 3, 5
    )


def test_a_change_is_put_down_to_the_session_that_made_it() -> None:
    low, middle = Judgement(GREEN, Because.LOW, 0, 1), Judgement(AMBER, Because.MIDDLE, 0, 4)
    hard = Judgement(RED, Because.AFTER_HIGH, 0, 6)
    assert adapt([]).cause == Judgement(NOTHING, Because.TOO_FEW)
    assert adapt([HARD, MIDDLE, CALM]).cause == hard
    assert adapt([HARD, *[CALM] * 3]).cause == low
    assert adapt([CALM, MIDDLE]).cause == middle
    # The longer session comes from three calm ones, whatever the tool does since.
    assert adapt([*[CALM] * 3, MIDDLE]).cause == low
    assert adapt([*[CALM] * 3, MIDDLE, CALM]).cause == low


def test_a_changed_score_changes_all_that_followed_from_it() -> None:
    history = [CALM, CALM, CALM, HARD, HARD]
    assert (adapt(history).level, adapt(history).is_pause_due) == (-1, True)
    history[3] = CALM
    assert (adapt(history).level, adapt(history).is_pause_due) == (-1, False)
    history[4] = CALM
    assert (adapt(history).level, adapt(history).softness) == (1, 0)
    history[2] = replace(CALM, morning=3)  # 3 is 2 above the score before: red
    assert adapt(history).level == -1
    history[2] = replace(CALM, after=3)  # amber: the row of greens begins again
    assert adapt(history).level == 0


def expected(history: list[Scores]) -> tuple[int, int, Judgement | None, bool]:
    """Read the rule backwards: level, tool, what made them so, and whether to pause."""
    heard = [(judge(scores), scores) for scores in history if judge(scores).verdict is not NOTHING]
    verdicts = [judgement.verdict for judgement, _ in heard]
    last_red = max((no for no, verdict in enumerate(verdicts) if verdict is RED), default=-1)
    row, steps = 0, []
    for no in range(last_red + 1, len(heard)):
        row = row + 1 if verdicts[no] is GREEN else 0
        if row and row % 3 == 0:
            steps.append(heard[no][0])
    level = min(1, len(steps) - (last_red >= 0))
    is_amber = verdicts[-1:] == [AMBER]
    reds = list(
        takewhile(lambda one: one[0].verdict is RED and one[1].is_asked_again, heard[::-1])
    )
    is_pause_due = len(reds) >= 2
    if level == -1:
        return level, 2, heard[last_red][0], is_pause_due
    if level == 1:
        return level, int(is_amber), steps[-1], is_pause_due
    return level, int(is_amber), heard[-1][0] if is_amber else None, is_pause_due


@given(histories)
def test_every_history_leads_where_the_rule_leads(history: list[Scores]) -> None:
    found = adapt(history)
    # At the usual level with the usual tool nothing differs, so nothing needs a cause.
    cause = found.cause if found.level or found.softness else None
    assert (found.level, found.softness, cause, found.is_pause_due) == expected(history)
    assert -1 <= found.level <= 1
    assert 0 <= found.softness <= 2


@given(histories)
def test_the_same_history_always_leads_to_the_same_session(history: list[Scores]) -> None:
    assert adapt(iter(history)) == adapt(tuple(history)) == adapt(history)


@given(histories, histories, st.lists(st.just(SILENT) | st.just(Scores()), max_size=3))
def test_a_session_without_scores_changes_nothing_wherever_it_stands(
    before: list[Scores], after: list[Scores], silent: list[Scores]
) -> None:
    assert adapt([*before, *silent, *after]) == adapt([*before, *after])


@given(histories, sessions)
def test_one_session_moves_the_level_up_by_one_at_most_and_down_only_by_a_red(
    history: list[Scores], session: Scores
) -> None:
    was, now = adapt(history).level, adapt([*history, session]).level
    match judge(session).verdict:
        case Verdict.RED:
            assert now == -1
        case Verdict.GREEN:
            assert was <= now <= was + 1
        case _:
            assert now == was

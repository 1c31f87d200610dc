"""`/programs` and `/program`: what there is, session by session, what it is based on, the rule."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.domain.action import Action
from bot.domain.ids import VersionId
from bot.domain.message import Answer, Button, OutgoingMessage, card
from bot.domain.program import Program
from bot.domain.session_plan import plan_session
from bot.domain.technique import SEED, EvidenceLabel, Source
from bot.domain.text import Text, link, plain
from bot.service.moment import Turn
from bot.service.pick.pages import page_no, pages_of
from bot.service.pick.rows import Rows, in_pairs
from bot.service.subscribe.walk import FLOW
from bot.service.subscribe.walk import VERB as SUBSCRIBE
from bot.service.table import Command, Verb

ROWS_OF_PROGRAMS = 3
_WHY, _EVIDENCE, _SOURCES = "why", "evidence", "sources"
_WEEK = "w"
RULE_LINES = ("scores", "above", "half", "softer", "longer", "pause", "clinician", "none")


def open_programs(turn: Turn, _argument: str = "") -> Answer:
    """List the programs that are offered."""
    offered = turn.at.catalog.newest_all()
    if not offered:
        return Answer(message=card(turn.say("subscribe.no_program")))
    buttons = [
        Button(version.program.name, Action("program", version_id))
        for version_id, version in offered
    ]
    rows = (*in_pairs(buttons, ROWS_OF_PROGRAMS), *_way_back(turn))
    return Answer(message=card(turn.say("program.list"), turn.say("program.list_how"), rows=rows))


def _way_back(turn: Turn) -> Rows:
    """Lead somebody who is subscribing back to it."""
    conversation = turn.conversation()
    if conversation is None or conversation.flow != FLOW or turn.live() is not None:
        return ()
    return ((Button(turn.say("button.back"), Action(SUBSCRIBE, 0, "go")),),)


def press_programs(turn: Turn, _action: Action) -> Answer:
    """List the programs in place of the card that asked for it."""
    return open_programs(turn)


def open_program(turn: Turn, _argument: str = "") -> Answer:
    """Show what the person's own program holds, or the first that is offered."""
    newest = turn.newest()
    if newest is not None:
        return Answer(message=_program_card(turn, newest.version_id, ""))
    offered = turn.at.catalog.newest_all()
    if len(offered) == 1:
        return Answer(message=_program_card(turn, offered[0][0], ""))
    return open_programs(turn)


def press_program(turn: Turn, action: Action) -> Answer:
    """Show a week of the program that the button names."""
    version_id = _known(turn, action)
    if version_id is None:
        return open_program(turn)
    return Answer(message=_program_card(turn, version_id, action.argument.removeprefix(_WEEK)))


def _known(turn: Turn, action: Action) -> VersionId | None:
    """Give the version that a button names, if the presser may see it."""
    newest = turn.newest()
    seen = [version_id for version_id, _ in turn.at.catalog.newest_all()]
    if newest is not None:
        seen.append(newest.version_id)
    return next((one for one in seen if one == action.target), None)


def _program_card(turn: Turn, version_id: VersionId, week_typed: str) -> OutgoingMessage:
    say, program = turn.say, turn.at.catalog.version(version_id).program
    own = turn.newest()
    is_own = own is not None and own.version_id == version_id
    done = own.session_no if own is not None and is_own else 0
    week = int(week_typed) if week_typed.isascii() and week_typed.isdecimal() else 0
    if not 1 <= week <= program.weeks:
        week = program.session(min(done + 1, len(program.sessions))).week
    lines = [
        say(
            "program.session",
            no=no,
            title=session.title,
            minutes=plan_session(program, no).minutes,
        )
        for no, session in enumerate(program.sessions, start=1)
        if session.week == week
    ]
    bounds = program.days_per_week
    return card(
        program.name,
        say("program.days", least=bounds.least, most=bounds.most, sessions=len(program.sessions)),
        say("program.done", no=done, of=len(program.sessions)) if is_own else "",
        say("program.week", week=week, weeks=program.weeks),
        *lines,
        rows=_program_rows(turn, version_id, program, week),
    )


def _program_rows(turn: Turn, version_id: VersionId, program: Program, week: int) -> Rows:
    say = turn.say
    weeks = tuple(
        Button(say("program.other_week", week=other), Action("program", version_id, f"w{other}"))
        for other in (week - 1, week + 1)
        if 1 <= other <= program.weeks
    )
    rule = Button(say("program.rule"), Action("rule", version_id))
    based = Button(say("program.based"), Action("based", version_id))
    rows: Rows = ((*weeks, rule), (based,))
    if turn.live() is None:
        choose = Button(say("program.choose"), Action(SUBSCRIBE, version_id, "program"))
        return ((choose,), *rows, *_way_back(turn))
    return rows


def rule_card(turn: Turn, rows: Rows = ()) -> OutgoingMessage:
    """Print the pain rule as it is applied."""
    lines = (turn.say(f"rule.{line}") for line in RULE_LINES)
    return card(turn.say("rule.title"), *lines, rows=rows)


def press_rule(turn: Turn, action: Action) -> Answer:
    """Show the whole rule; from a program's card with the way back."""
    back = Button(turn.say("button.back"), Action("program", action.target))
    return Answer(message=rule_card(turn, ((back,),) if action.target else ()))


def press_based(turn: Turn, action: Action) -> Answer:
    """Show why a program is as it is, how well that is supported, or the sources."""
    version_id = _known(turn, action)
    if version_id is None:
        return open_program(turn)
    program = turn.at.catalog.version(version_id).program
    found = next(
        (kind for kind in (_EVIDENCE, _SOURCES) if action.argument.startswith(kind)), _WHY
    )
    lines = {
        _WHY: program.why,
        _EVIDENCE: tuple(_evidence_lines(turn, program)),
        _SOURCES: tuple(source.title for source in program.sources),
    }[found]
    pages = pages_of(lines)
    page = page_no(action.argument.removeprefix(found), len(pages))
    rows = _based_rows(turn, version_id, found, (page, len(pages)))
    message = card(turn.say(f"program.about_{found}"), *pages[page], rows=rows)
    if found == _SOURCES:
        title = message.text[:1]
        message = replace(message, text=title + _linked(program.sources, pages[page]))
    return Answer(message=message)


def _based_rows(turn: Turn, version_id: VersionId, kind: str, page: tuple[int, int]) -> Rows:
    say, (here, pages) = turn.say, page
    others = tuple(
        Button(say(f"program.show_{other}"), Action("based", version_id, f"{other}0"))
        for other in (_WHY, _EVIDENCE, _SOURCES)
        if other != kind
    )
    way_back = _way_back(turn)
    back = Button(say("button.back"), Action("program", version_id))
    following = (here + 1) % pages
    more = Button(say("program.more"), Action("based", version_id, f"{kind}{following}"))
    last = way_back or ((back,),)
    return (((more,),) if pages > 1 else ()) + (others, *last)


def _evidence_lines(turn: Turn, program: Program) -> Iterator[str]:
    """Give, for each label, the techniques that it stands for."""
    for label in EvidenceLabel:
        names = [one.name for one in program.techniques if one.evidence.label is label]
        if names:
            yield turn.say(f"evidence.{label}", names=", ".join(names))


def _linked(sources: Sequence[Source], titles: Sequence[str]) -> Text:
    """Give the sources of a page, each as a link where it has a page."""
    text: Text = ()
    for source in sources:
        if source.title in titles:
            linked = source.url != SEED
            text += plain("\n") + (
                link(source.title, source.url) if linked else plain(source.title)
            )
    return text


COMMANDS = (
    Command(name="programs", handler=open_programs),
    Command(name="program", handler=open_program),
)
VERBS = (
    Verb(name="programs", handler=press_programs),
    Verb(name="program", handler=press_program),
    Verb(name="rule", handler=press_rule),
    Verb(name="based", handler=press_based),
)

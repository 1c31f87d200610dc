"""Every key that a technique file and a program file may hold, with its shape and its meaning.

The loader, `programs/schema.json` and the reference all follow these tables.
"""

from enum import StrEnum

from bot.domain.enrollment import CheckInKind
from bot.domain.technique import Area, EvidenceLabel, Kind, NoGo, Sides, Tool
from storage.program_files.shape import (
    ADDRESS,
    KEY,
    PICTURE,
    YES_NO,
    Choice,
    Field,
    Fields,
    ListOf,
    Number,
    Words,
)

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")  # in the order of date.weekday()

MOST_TITLE = 34  # characters of a title that stands on one line of a small phone
MOST_LINE = 120
MOST_ALT_TEXT = 1024  # Discord: description of an attachment
LEAST_SECONDS, MOST_SECONDS = 20, 120
LEAST_MASSAGE_SECONDS = (
    30  # 30 to 120 s per muscle, https://pmc.ncbi.nlm.nih.gov/articles/PMC8998857
)
MOST_SETS = 2
MOST_FEEL = 5  # of 10
LEAST_DAYS, MOST_DAYS = 3, 5  # training days a week


def _choice(kind: type[StrEnum]) -> Choice:
    return Choice(words=tuple(kind))


_LINE = Words(most=MOST_LINE)
_NOTE = Words(most=300)
_TITLE = Words(most=MOST_TITLE)
_SECONDS = Number(least=LEAST_SECONDS, most=MOST_SECONDS, unit="a side")
_SETS = Number(least=1, most=MOST_SETS)


def _lines(least: int, most: int, shape: Words = _LINE) -> ListOf:
    return ListOf(item=shape, least=least, most=most)


_SOURCE = Fields(
    name="source",
    fields=(
        Field(key="title", shape=Words(most=200, said=False), meaning="what to call the source"),
        Field(key="url", shape=ADDRESS, meaning="an https address, or seed"),
    ),
)
_SOURCES = ListOf(item=_SOURCE, least=1, most=12)

_DOSE = Fields(
    name="dose",
    fields=(
        Field(key="seconds", shape=_SECONDS, meaning="usual seconds a side"),
        Field(key="sets", shape=_SETS, meaning="usual number of sets"),
    ),
)

_FEEL = Fields(
    name="feel",
    fields=(
        Field(key="low", shape=Number(least=0, most=MOST_FEEL), meaning="lightest, of 10"),
        Field(key="high", shape=Number(least=0, most=MOST_FEEL), meaning="strongest, of 10"),
    ),
)

_FORM = Fields(
    name="form",
    fields=(
        Field(
            key="with",
            shape=ListOf(item=_choice(Tool), least=1, most=4, unique=True),
            meaning="what is needed, the main tool first",
        ),
        Field(
            key="usual",
            shape=YES_NO,
            meaning="yes for the one form that most people get",
            required=False,
        ),
        Field(
            key="steps",
            shape=_lines(1, 5),
            meaning="what to do, line by line; {side} and {other} become left and right",
        ),
    ),
)

_EVIDENCE = Fields(
    name="evidence",
    fields=(
        Field(key="label", shape=_choice(EvidenceLabel), meaning="how well it is supported"),
        Field(key="line", shape=_NOTE, meaning="the same in one honest line"),
    ),
)

TECHNIQUE = Fields(
    name="technique",
    fields=(
        Field(key="name", shape=_TITLE, meaning="title on the card"),
        Field(key="kind", shape=_choice(Kind), meaning="what it does"),
        Field(key="muscle", shape=Words(most=80), meaning="the muscle, in plain words"),
        Field(key="area", shape=_choice(Area), meaning="where on the body"),
        Field(key="purpose", shape=_NOTE, meaning="what it is for, in one honest sentence"),
        Field(key="sides", shape=_choice(Sides), meaning="both: left and right in turn"),
        Field(key="dose", shape=_DOSE, meaning="how long, how often"),
        Field(key="feel", shape=_FEEL, meaning="how strong it may feel", required=False),
        Field(
            key="forms",
            shape=ListOf(item=_FORM, least=1, most=6),
            meaning="ways to do it, softest first",
        ),
        Field(key="easier", shape=_LINE, meaning="a lighter way (strength only)", required=False),
        Field(key="harder", shape=_LINE, meaning="a harder way (strength only)", required=False),
        Field(key="never", shape=_lines(1, 4), meaning="what not to do; the first is on the card"),
        Field(
            key="never_on",
            shape=ListOf(item=_choice(NoGo), least=1, most=len(NoGo), unique=True),
            meaning="places that no pressure goes on",
            required=False,
        ),
        Field(key="stop_when", shape=_lines(1, 6), meaning="signs to stop at once"),
        Field(key="not_for", shape=_lines(1, 8), meaning="who should not do it", required=False),
        Field(key="evidence", shape=_EVIDENCE, meaning="how well it is supported"),
        Field(key="sources", shape=_SOURCES, meaning="what it is based on"),
        Field(
            key="alt_text",
            shape=Words(most=MOST_ALT_TEXT),
            meaning="the picture in words, for those who cannot see it",
        ),
        Field(
            key="picture",
            shape=PICTURE,
            meaning="a file below the programs folder",
            required=False,
        ),
    ),
)

_BLOCK = Fields(
    name="block",
    fields=(
        Field(key="technique", shape=KEY, meaning="name of a technique file"),
        Field(
            key="seconds", shape=_SECONDS, meaning="instead of the usual seconds", required=False
        ),
        Field(key="sets", shape=_SETS, meaning="instead of the usual sets", required=False),
        Field(
            key="instead",
            shape=KEY,
            meaning="technique that stands in when somebody is bored of this one",
            required=False,
        ),
        Field(
            key="in_short_form",
            shape=YES_NO,
            meaning="yes: also in the 5-minute form",
            required=False,
        ),
    ),
)

_SESSION = Fields(
    name="session",
    fields=(
        Field(key="key", shape=KEY, meaning="a name of its own"),
        Field(key="title", shape=_TITLE, meaning="title on the card"),
        Field(key="week", shape=Number(least=1, most=12), meaning="which week, from 1"),
        Field(key="focus", shape=_LINE, meaning="what this session is about"),
        Field(
            key="cautions",
            shape=_lines(1, 3),
            meaning="what to mind in this session",
            required=False,
        ),
        Field(
            key="blocks",
            shape=ListOf(item=_BLOCK, least=2, most=8),
            meaning="techniques in order; the last one strengthens",
        ),
    ),
)

_DAYS = Fields(
    name="days per week",
    fields=(
        Field(key="least", shape=Number(least=LEAST_DAYS, most=MOST_DAYS), meaning="at least"),
        Field(key="most", shape=Number(least=LEAST_DAYS, most=MOST_DAYS), meaning="at most"),
        Field(
            key="usual",
            shape=ListOf(item=Choice(words=WEEKDAYS), least=3, most=5, unique=True),
            meaning="the days that are proposed",
        ),
    ),
)

_FLAG = Fields(
    name="red flag",
    fields=(
        Field(key="key", shape=KEY, meaning="a name of its own"),
        Field(key="tier", shape=Number(least=1, most=3), meaning="1 is the gravest"),
        Field(key="text", shape=_LINE, meaning="the sign, as a person would notice it"),
    ),
)

PROGRAM = Fields(
    name="program",
    fields=(
        Field(key="name", shape=_TITLE, meaning="title on the card"),
        Field(key="summary", shape=_NOTE, meaning="what it is, in two sentences"),
        Field(
            key="language",
            shape=Choice(words=("en",)),
            meaning="the language of its words",
            required=False,
        ),
        Field(key="days_per_week", shape=_DAYS, meaning="training days a week"),
        Field(key="have_ready", shape=_LINE, meaning="what to have at hand, in words"),
        Field(key="why", shape=_lines(1, 6, _NOTE), meaning="what it is based on, honestly"),
        Field(key="sources", shape=_SOURCES, meaning="where that comes from"),
        Field(key="cautions", shape=_lines(1, 3), meaning="what to mind in every session"),
        Field(
            key="check_ins",
            shape=ListOf(item=_choice(CheckInKind), least=1, most=3, unique=True),
            meaning="when pain is asked",
        ),
        Field(
            key="red_flags_added",
            shape=ListOf(item=_FLAG, least=1, most=6),
            meaning="stop signs beyond the ones that always hold",
            required=False,
        ),
        Field(
            key="safety",
            shape=YES_NO,
            meaning="yes: a correction that goes to everyone at the next session",
            required=False,
        ),
        Field(key="closing", shape=_lines(1, 4), meaning="the last words of the program"),
        Field(
            key="sessions",
            shape=ListOf(item=_SESSION, least=1, most=60),
            meaning="the sessions in order",
        ),
    ),
)

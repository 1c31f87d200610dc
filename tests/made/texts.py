"""What people type: answers to each question, words that mean something, and hostile ones."""

import random

# ruff: noqa: RUF001  # signs that look alike are what some people type

CITIES = (
    *("bogota", "Lisbon", "I'm in Berlin", "Springfield", "springfield, ohio", "Paris, Texas"),
    *("Auckland", "Sydney", "europe/berlin", "Lord Howe", "UTC", "+5:30", "GMT-3", "EST", "ist"),
    *("France", "bogtoa", "my house", "moving to Tokyo", "it is 14:30 here", "Apia", "Chatham"),
    *("yes", "1", "both", "nowhere at all", "Kathmandu", "America/Sao_Paulo", "Casablanca"),
)
HOURS = (
    *("7", "07:30", "6am", "18:30", "half past six", "noon", "midnight", "00:10", "23:59"),
    *("25:00",),
    *("7:3", "6:45pm", "4.15", "0630", "8 in the evening", "quarter to nine", "13h", "7 7"),
    *("２０:１５",),
)
DAYS = (
    *("mon wed fri", "weekdays", "every day", "mon-fri", "tue, thu and sat", "weekend", "sunday"),
    *("no days", "montag", "mon mon mon", "1 3 5", "m w f", "all but sunday", "tue-sat"),
)
DATES = (
    *("Friday", "10 days", "tomorrow", "20 March", "2027-03-20", "yesterday", "31 Feb"),
    *("in a week",),
    *("1/4", "never", "1 day", "90 days", "9999 days", "next month", "30 February", "3.4.2027"),
    *("until I say so", "open", "2 weeks", "0 days", "the day after tomorrow", "29 Feb 2028"),
)
SCORES = ("0", "3", "10", "11", "four", "-1", "4/10", "5 of 10", "2-3", "٣", "7.5", "pain 4", "４")
WORDS = (
    *("stop", "STOP please", "unsubscribe", "quit", "help", "help me", "?", "today"),
    *("pause 3 days",),
    *("skip", "resume", "why", "progress", "settings", "program", "privacy", "/today", "TODAY"),
    *("numb", "chest pain", "my knee gives way", "no pain today", "it hurts", "not numb at all"),
    *("done", "thanks", "qwerty", "yes", "no", "None of these", "Looks right", "Outside"),
    *("I am 18 or over, begin", "Sessions only, no scores", "I'm in Lisbon next week", "6:45"),
)
HOSTILE = (
    *("<b>bold", "</b></i>&lt;", "*_`[a](b)~>#+-=|{}.!", "@everyone @here <@1> <@&2> <#3>", "{0}"),
    *("{name.__class__}", "%s %d %(x)s", "'; DROP TABLE person; --", "\x00", "a\x00b", "\x1b[2J"),
    *("\u202eevil\u202c", "\u2066x\u2069", "\u200b", "\u200d" * 40, "\ufeff", "a\u0301" * 300),
    *("\U0001f9d8" * 1024, "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 140, "x" * 4096),
    *("1" * 4000, "9" * 400, "0" * 70, "1" * 64, "²", "½", "Ⅷ", "١٢:٣٠", "७", "𝟛", "１０", "①"),
    *("\ud800", "mon \udfff wed", "pause \ud83d", " ", "\n\n", "\t", "/", "//", "/ today"),
    *("/\x00",),
    *("--", "../../etc/passwd", "null", "None", "NaN", "inf", "1e9", "-0", "0x10", "true", "\\"),
    *("\u2028today\u2029", "stop\x00", "st\u200bop", "ѕtop", "ＳＴＯＰ", "pain " * 800, "ﷺ" * 200),
    *("1-start-1-", "1-delete-1-yes", "i" * 63 + "\u0307", "ß" * 64, "İ" * 64, "ŉ" * 64, "Ω" * 65),
)
ARGUMENTS = (
    *DATES,
    *HOURS,
    *CITIES,
    *DAYS,
    *SCORES,
    "",
    "",
    "",
    "short",
    "all",
    "reset",
    "scores",
)
# What is asked at a step of a conversation, by flow and step; any other takes any words.
ASKED = {
    ("subscribe", "city"): CITIES,
    ("subscribe", "hour"): HOURS,
    ("subscribe", "confirm"): (*DAYS, *HOURS),
    ("subscribe", "days"): DAYS,
    ("settings", "city"): CITIES,
    ("settings", "hour"): HOURS,
    ("settings", "days"): DAYS,
    ("pause", "date"): DATES,
}
_ANY = (*CITIES, *HOURS, *DAYS, *DATES, *SCORES, *WORDS)
_SIGNS = "".join(chr(no) for no in (*range(32, 127), 0, 10, 0xE9, 0x2019, 0x202E, 0x1F9D8, 0xD800))


def typed(draw: random.Random, asked: tuple[str, str] | None) -> str:
    """Give words somebody may type: often the answer to what is asked, sometimes something odd."""
    chance = draw.random()
    if asked in ASKED and chance < 0.5:
        return draw.choice(ASKED[asked])
    if chance < 0.7:
        return draw.choice(_ANY)
    if chance < 0.85:
        return draw.choice(HOSTILE)
    return mutated(draw, draw.choice((*_ANY, *HOSTILE)))


def mutated(draw: random.Random, text: str) -> str:
    """Give a text with one place changed: a sign put in, taken out or doubled, or parts swapped."""
    at = draw.randrange(len(text) + 1)
    match draw.randrange(5):
        case 0:
            return text[:at] + draw.choice(_SIGNS) + text[at:]
        case 1:
            return text[:at] + text[at + draw.randrange(1, 4) :]
        case 2:
            return text[:at] + text[: draw.randrange(1, 8)] + text[at:]
        case 3:
            return text[at:] + text[:at]
        case _:
            return text.swapcase()

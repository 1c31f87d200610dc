"""Words for numbers, weekdays and months, in English and German, as `typed_text.plain` has them."""

_ENGLISH = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    *("nineteen", "twenty"),
)
_GERMAN = (
    ("null",),
    ("eins", "ein", "eine", "einen", "einem", "einer"),
    ("zwei",),
    ("drei",),
    ("vier",),
    ("funf", "fuenf"),
    ("sechs",),
    ("sieben",),
    ("acht",),
    ("neun",),
    ("zehn",),
    ("elf",),
    ("zwolf", "zwoelf"),
)
_WEEKDAYS = (
    ("monday", "mondays", "mon", "mo", "m", "montag", "montags"),
    ("tuesday", "tuesdays", "tues", "tue", "tu", "dienstag", "dienstags"),
    ("wednesday", "wednesdays", "wednes", "weds", "wed", "we", "w", "mittwoch", "mittwochs"),
    ("thursday", "thursdays", "thurs", "thur", "thu", "th", "donnerstag", "donnerstags"),
    ("friday", "fridays", "fri", "fr", "f", "freitag", "freitags"),
    ("saturday", "saturdays", "sat", "sa", "samstag", "samstags", "sonnabend"),
    ("sunday", "sundays", "sun", "su", "sonntag", "sonntags"),
)
_MONTHS = (
    ("january", "jan", "januar", "janner"),
    ("february", "feb", "februar"),
    ("march", "mar", "marz", "maerz", "mrz"),
    ("april", "apr"),
    ("may", "mai"),
    ("june", "jun", "juni"),
    ("july", "jul", "juli"),
    ("august", "aug"),
    ("september", "sept", "sep"),
    ("october", "oct", "oktober", "okt"),
    ("november", "nov"),
    ("december", "dec", "dezember", "dez"),
)
_ENGLISH_NUMBER = {word: value for value, word in enumerate(_ENGLISH)}
_GERMAN_NUMBER = {word: value for value, words in enumerate(_GERMAN) for word in words}
_WEEKDAY_OF = {word: day for day, words in enumerate(_WEEKDAYS) for word in words}
_MONTH_OF = {word: month for month, words in enumerate(_MONTHS, start=1) for word in words}


def english_number(word: str) -> int | None:
    """Give the number of an English word from zero to twenty."""
    return _ENGLISH_NUMBER.get(word)


def number(word: str) -> int | None:
    """Give the number of an English word from zero to twenty, or a German one up to twelve."""
    return _ENGLISH_NUMBER.get(word, _GERMAN_NUMBER.get(word))


def weekday(word: str) -> int | None:
    """Give the weekday (Monday is 0) of a name or a short form that no other day shares."""
    return _WEEKDAY_OF.get(word)


def month(word: str) -> int | None:
    """Give the month (January is 1) of a name or a short form."""
    return _MONTH_OF.get(word)

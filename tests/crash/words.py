"""What the bot says, from its own catalog, so that a better word breaks no test in here."""

from bot.words.catalog import read_messages

_MESSAGES = read_messages("en")
_SURELY_ON_ONE_LINE = 40


def says(key: str, **values: object) -> str:
    """Give how a message begins on the screen: up to the first value that is not given."""
    text = _MESSAGES[key][0]
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text.partition("{")[0][:_SURELY_ON_ONE_LINE].strip()

"""Draws docs/media/chat.svg from a real demo: what a person sees on the first day.

`make pictures` runs it. The words come out of the bot, so the picture cannot drift from it.
"""

import io
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

COLUMNS = 74
HERE = Path(__file__).resolve().parent
# Dark blue on near-white, and the reverse for what the person types: told apart in grey too.
THEME = TerminalTheme(
    (252, 252, 250),
    (28, 28, 28),
    [(28, 28, 28), (199, 91, 0), (28, 28, 28), (199, 91, 0), (11, 79, 138)] + [(28, 28, 28)] * 3,
    [(28, 28, 28)] * 8,
)
# Rich's own form asks a server for a font; this one takes what the reader's machine has.
FORM = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"
     aria-label="A chat with Knead in a terminal: the card of day 1, a pain score, a step">
<style>
.{unique_id}-matrix {{ font-family: Consolas, Menlo, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px; line-height: {line_height}px; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" /></clipPath>
{lines}
</defs>
<rect width="{width}" height="{height}" rx="10" fill="#fcfcfa" stroke="#9a9a94"/>
<g transform="translate({terminal_x}, {terminal_y})"
   clip-path="url(#{unique_id}-clip-terminal)">{backgrounds}
<g class="{unique_id}-matrix">{matrix}</g></g>
</svg>
"""


def first_day() -> list[str]:
    """Play the demo and give its first card, up to the second step, and the end of the session."""
    played = subprocess.run(
        [sys.executable, "-m", "bot.cli", "demo"],
        cwd=HERE.parent,
        check=True,
        capture_output=True,
        text=True,
    )
    lines = played.stdout.splitlines()
    start = next(no for no, line in enumerate(lines) if line.startswith("── Day 1,"))
    step = next(no for no in range(start, len(lines)) if lines[no] == "(edited)")
    done = next(no for no in range(step, len(lines)) if lines[no].startswith("✅ Session 1"))
    end = next(no for no in range(done, len(lines)) if lines[no].startswith("── Day 2"))
    return [*lines[start:step], "  …", "", *lines[done:end]]


def main() -> None:
    """Write the picture."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO())
    for line in first_day():
        style = "bold color(1)" if line.startswith("> ") else ""
        style = "bold color(4)" if line.startswith("──") else style
        console.print(Text(line, style=style), soft_wrap=True)
    svg = console.export_svg(theme=THEME, code_format=FORM, unique_id="chat")
    (HERE / "media" / "chat.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()

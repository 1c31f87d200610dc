"""The terminal chat in a process of its own: at a real terminal, or in pipes."""

import os
import subprocess
import sys
from pathlib import Path

import pexpect

ECHO = Path(__file__).parents[1] / "adapters" / "terminal_echo.py"
ROOT = ECHO.parents[2]
GREETING = [
    "Type the number or the words of a button. /quit leaves.",
    "",
    "Hello",
    "  1 Begin   2 Read it",
]
GOODBYE = "All is saved. Start me again, and it goes on from here."
PATIENCE_S = 30  # for a machine under load; nothing here waits on purpose
PROMPT_IS_UP = "\x1b[?2004h"  # bracketed paste is switched on as the prompt appears

WHERE_AM_I, AT_LINE_5 = "\x1b[6n", "\x1b[5;1R"  # the toolbar is drawn when this is known


def environ(**more: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    return {**kept, "PYTHONPATH": str(ROOT), "TERM": "xterm", **more}


def piped(folder: Path, typed: bytes, **more: str) -> tuple[int, list[str]]:
    done = subprocess.run(
        [sys.executable, ECHO, folder],
        input=typed,
        capture_output=True,
        timeout=PATIENCE_S,
        env=environ(**more),
        check=False,
    )
    assert done.stderr == b""
    return done.returncode, done.stdout.decode().splitlines()


class Chat:
    """A person at a terminal."""

    def __init__(self, folder: Path, **more: str) -> None:
        # Without an answer to its questions the prompt would wait for one.
        quiet = {"PROMPT_TOOLKIT_NO_CPR": "1", "HOME": str(folder), **more}
        self.process = pexpect.spawn(
            sys.executable,
            [str(ECHO), str(folder / "files")],
            env=environ(**quiet),
            encoding="utf-8",
            timeout=PATIENCE_S,
            dimensions=(24, 80),
            cwd=str(folder),
        )

    def sees(self, *texts: str) -> None:
        for text in texts:
            self.process.expect_exact(text)

    def types(self, keys: str) -> None:
        self.process.send(keys)

    def leaves_with(self) -> int | None:
        self.process.expect(pexpect.EOF)
        self.process.close()
        return self.process.exitstatus

"""From the start of the process until the bot asks Telegram for updates."""

import asyncio
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bench.figure import Better, Figure, ratio_figure
from bench.moments import PROGRAMS
from bench.telegram_floor import TOKEN, RawServer, raw_server

STARTS = 5
_RUN = "from bot.cli import app; app(['run'])"
# Every module that the command brings in but those of the bot.
_NAMES = """
import json, sys, bot.cli, bot.live
own = {"adapters", "bot", "storage", "__main__"}
print(json.dumps([name for name in sys.modules if name.split(".")[0] not in own]))
"""
_IMPORTS = """
import contextlib, importlib, json, sys
for name in json.loads(sys.stdin.read()):
    with contextlib.suppress(ImportError):
        importlib.import_module(name)
print("ready", flush=True)
"""


def telegram_start_figures(folder: Path, starts: int = STARTS) -> Iterator[Figure]:
    """Measure `knead run` on a database that is there; nothing is promised."""
    raws, floors = asyncio.run(_starts(folder / "telegram_start.db", starts))
    figure = ratio_figure("telegram_start", Better.LOWER, raws, floors, "ms")
    note = "knead run, to its first getUpdates; floor: Python importing the same libraries"
    yield replace(figure, note=note)


async def _starts(path: Path, starts: int) -> tuple[list[float], list[float]]:
    names = await _said(_NAMES, "")
    raws: list[float] = []
    floors: list[float] = []
    async with raw_server() as server:
        await _until_polling(server, path)  # makes the database
        for _ in range(starts):
            began = time.perf_counter()
            await _said(_IMPORTS, names)
            floors.append((time.perf_counter() - began) * 1e3)
            raws.append(await _until_polling(server, path) * 1e3)
    return raws, floors


async def _until_polling(server: RawServer, path: Path) -> float:
    """Start the bot, and end it when it polls; give the seconds in between."""
    settings = {
        "KNEAD_DATABASE_URL": f"sqlite:///{path}",
        "KNEAD_PROGRAMS_DIR": str(PROGRAMS),
        "KNEAD_TELEGRAM_TOKEN": TOKEN,
        "KNEAD_TELEGRAM_API_URL": server.url,
    }
    others = {name: text for name, text in os.environ.items() if not name.startswith("KNEAD_")}
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _RUN, env=others | settings, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        await server.ask("next_poll")
        return time.perf_counter() - began
    finally:
        process.terminate()
        await process.wait()


async def _said(code: str, given: str) -> str:
    """Run a piece of Python, and give the line that it says."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate(given.encode())
    return json.dumps(json.loads(said)) if said.startswith(b"[") else said.decode()

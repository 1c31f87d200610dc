"""`/export`: everything that is kept about a person, as JSON and CSV in one zip."""

import csv
import json
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from bot.domain.action import Action
from bot.domain.days import local_time
from bot.domain.message import Answer, File, card
from bot.service.export_sheets import Cell, Sheet, sheets_of, utc_text
from bot.service.moment import Turn
from bot.service.table import Command, Verb

SCHEMA = "knead-export"
SCHEMA_VERSION = 1
JSON_NAME = "knead.json"
BYTES_A_KB = 1024
# Spreadsheets read a cell that begins so as a formula (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def open_export(turn: Turn, _argument: str = "") -> Answer:
    """Give the file, and say what is in it."""
    file = make_export(turn)
    size_kb = max(1, round(len(file.content) / BYTES_A_KB))
    mind = "export.scores" if turn.has_scores() else "export.mind"
    message = card(
        turn.say("export.title", name=file.name, size=size_kb),
        turn.say("export.what"),
        turn.say(mind),
    )
    return Answer(message=message, file=file)


def press_export(turn: Turn, _action: Action) -> Answer:
    """Give the file where a button asked for it."""
    return open_export(turn)


def make_export(turn: Turn) -> File:
    """Make the zip: the same data at the same instant makes the same bytes."""
    sheets = sheets_of(turn)
    zone = turn.person.wish.zone if turn.person.wish else "UTC"
    made_on = local_time(zone, turn.at.now).date()
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        _put(archive, JSON_NAME, _json_text(sheets, turn.at.now))
        for sheet in sheets:
            if sheet.rows:
                _put(archive, f"{sheet.name}.csv", _csv_text(sheet))
    return File(f"knead-{made_on.isoformat()}.zip", content.getvalue())


def _put(archive: ZipFile, name: str, text: str) -> None:
    # Without a time of its own an entry is of 1980: the same data makes the same bytes.
    entry = ZipInfo(name)
    entry.compress_type = ZIP_DEFLATED
    archive.writestr(entry, text.encode())


def _json_text(sheets: tuple[Sheet, ...], made_at: int) -> str:
    named: dict[str, object] = {
        "schema": SCHEMA,
        "version": SCHEMA_VERSION,
        "made_at": utc_text(made_at),
    }
    for sheet in sheets:
        named[sheet.name] = [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]
    return json.dumps(named, ensure_ascii=False, indent=2) + "\n"


def _csv_text(sheet: Sheet) -> str:
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(sheet.columns)
    writer.writerows([csv_cell(cell) for cell in row] for row in sheet.rows)
    return out.getvalue()


def csv_cell(cell: Cell) -> str:
    """Write a cell so that no spreadsheet takes it for a formula."""
    if cell is None:
        return ""
    text = str(cell).lower() if isinstance(cell, bool) else str(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


COMMANDS = (Command(name="export", handler=open_export),)
VERBS = (Verb(name="export", handler=press_export),)

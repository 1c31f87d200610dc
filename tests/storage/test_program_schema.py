"""The schema, the reference and the loader know the same keys and the same bounds."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.program_files.fields import PROGRAM, TECHNIQUE
from storage.program_files.json_schema import schema_text
from storage.program_files.shape import Fields, ListOf, Shape
from tests.fakes.program_folder import ProgramFolder

ROOT = Path(__file__).resolve().parents[2]


def maps_in(shape: Shape) -> Iterator[Fields]:
    match shape:
        case Fields():
            yield shape
            for field in shape.fields:
                yield from maps_in(field.shape)
        case ListOf():
            yield from maps_in(shape.item)
        case _:
            pass


MAPS = tuple({each.name: each for top in (TECHNIQUE, PROGRAM) for each in maps_in(top)}.values())


def test_the_kept_schema_is_the_generated_one() -> None:
    kept = (ROOT / "programs" / "schema.json").read_text(encoding="utf-8")
    assert kept == schema_text(), "write it anew from json_schema.schema_text()"


def test_a_file_with_sessions_is_held_against_the_program_schema() -> None:
    schema = json.loads(schema_text())
    assert schema["if"] == {"required": ["sessions"]}
    assert schema["then"] == {"$ref": "#/$defs/program"}
    assert schema["else"] == {"$ref": "#/$defs/technique"}
    assert set(schema["$defs"]["program"]["properties"]) == {field.key for field in PROGRAM.fields}
    assert schema["$defs"]["technique"]["additionalProperties"] is False


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("technique", "name", "maxLength"), 34),
        (("technique", "kind", "enum", 0), "warm_up"),
        (("technique", "dose", "properties", "seconds", "maximum"), 120),
        (
            ("technique", "forms", "items", "properties", "usual", "enum"),
            ["yes", "no", True, False],
        ),
        (("technique", "never_on", "uniqueItems"), True),
        (("program", "sessions", "items", "required", 0), "key"),
        (("program", "days_per_week", "properties", "usual", "items", "enum", 6), "sun"),
    ],
)
def test_the_schema_says_what_the_table_says(
    path: tuple[str | int, ...], expected: object
) -> None:
    kind, key, *rest = path
    found = json.loads(schema_text())["$defs"][kind]["properties"][key]
    for part in rest:
        found = found[part]
    assert found == expected


@pytest.mark.parametrize("table", MAPS, ids=lambda table: table.name)
def test_every_key_has_a_meaning_and_stands_in_the_reference(table: Fields) -> None:
    reference = (ROOT / "docs" / "reference" / "program-files.md").read_text(encoding="utf-8")
    section = reference.split(f"## {table.name.capitalize()}\n")
    assert len(section) == 2, f"no section for {table.name}"
    keys = section[1].split("\n## ")[0]
    told = [line.split("`")[1] for line in keys.splitlines() if line.startswith("| `")]
    assert told == [field.key for field in table.fields]
    assert all(field.meaning for field in table.fields)


@pytest.mark.parametrize("table", MAPS, ids=lambda table: table.name)
def test_the_loader_takes_no_key_that_the_table_does_not_know(
    table: Fields, tmp_path: Path
) -> None:
    """Each map of the sample gets one key too many, and exactly that one is told."""
    anchors = {
        "technique": ("hip", "name: side of hip", "nam: x\nname: side of hip"),
        "dose": ("hip", "dose: {", "dose: {extra: 1, "),
        "feel": ("hip", "feel: {", "feel: {extra: 1, "),
        "form": ("hip", "    usual: yes\n", "    usual: yes\n    extra: 1\n"),
        "evidence": ("hip", "  label: practice\n", "  label: practice\n  extra: 1\n"),
        "source": ("hip", "    url: seed\n", "    url: seed\n    extra: 1\n"),
        "program": ("program", "name: Sample\n", "name: Sample\nextra: 1\n"),
        "days per week": ("program", "days_per_week: {", "days_per_week: {extra: 1, "),
        "session": ("program", "    week: 1\n", "    week: 1\n    extra: 1\n"),
        "block": ("program", "        seconds: 90\n", "        seconds: 90\n        extra: 1\n"),
        "red flag": (
            "program",
            "closing:\n",
            "red_flags_added:\n  - {key: a, tier: 1, text: Cold foot., extra: 1}\nclosing:\n",
        ),
    }
    file, old, new = anchors[table.name]
    folder = ProgramFolder(tmp_path)
    folder.edit(folder.program() if file == "program" else folder.technique(), old, new)
    (problem,) = folder.problems()
    assert "unknown word" in problem

"""The tables of fields as a JSON Schema, for editors. The loader itself does not read it."""

import json
from typing import TypeAlias

from storage.program_files.fields import PROGRAM, TECHNIQUE
from storage.program_files.shape import (
    NO,
    YES,
    Choice,
    Fields,
    ListOf,
    Number,
    Pattern,
    Shape,
    Words,
)

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json]"


def schema_text() -> str:
    """Return `programs/schema.json` as it must stand, with a line break at its end.

    A file with the key `sessions` is a program, any other a technique.
    """
    schema: Json = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A program or technique file of Knead",
        "if": {"required": ["sessions"]},
        "then": {"$ref": "#/$defs/program"},
        "else": {"$ref": "#/$defs/technique"},
        "$defs": {"program": _schema_of(PROGRAM), "technique": _schema_of(TECHNIQUE)},
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _schema_of(shape: Shape) -> dict[str, Json]:
    match shape:
        case Words():
            return {"type": "string", "minLength": 1, "maxLength": shape.most}
        case Pattern():
            return {"type": "string", "pattern": f"^({shape.pattern})$", "maxLength": shape.most}
        case Number():
            return {"type": "integer", "minimum": shape.least, "maximum": shape.most}
        case Choice():
            # Editors that follow YAML 1.1 see a bare yes or no as true or false.
            words: list[Json] = list(shape.words)
            return {"enum": [*words, True, False] if {YES, NO} == set(shape.words) else words}
        case ListOf():
            return {
                "type": "array",
                "items": _schema_of(shape.item),
                "minItems": shape.least,
                "maxItems": shape.most,
                "uniqueItems": shape.unique,
            }
        case Fields():
            return _map_schema(shape)


def _map_schema(shape: Fields) -> dict[str, Json]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [field.key for field in shape.fields if field.required],
        "properties": {
            field.key: {"description": field.meaning, **_schema_of(field.shape)}
            for field in shape.fields
        },
    }

"""A program as canonical JSON, the form that its hash is made of and that a store keeps."""

import hashlib
import json
from dataclasses import asdict, dataclass

from pydantic import TypeAdapter

from bot.domain.program import Program, ProgramVersion

FORMAT = 1  # rises when old bodies need another way to be read


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    format: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stored(_Header):
    program: Program


_HEADER, _STORED = TypeAdapter(_Header), TypeAdapter(_Stored)


class FormatTooNewError(ValueError):
    """This program was stored by a newer version; upgrade the bot before reading it."""


def program_to_json(program: Program) -> str:
    """Write a program with its techniques. Equal programs give equal text, byte for byte."""
    return json.dumps(
        {"format": FORMAT, "program": asdict(program)},
        default=sorted,  # the only value JSON does not know is a set of weekdays
        ensure_ascii=False,
        separators=(",", ":"),
        sort_keys=True,
    )


def program_from_json(body: str) -> Program:
    """Read what `program_to_json` wrote, by this version or an older one.

    Raises FormatTooNewError, and ValueError if it is no stored program.
    """
    if _HEADER.validate_json(body).format > FORMAT:
        raise FormatTooNewError(FormatTooNewError.__doc__)
    return _STORED.validate_json(body).program


def content_hash(program: Program) -> str:
    """Return the SHA-256 of the canonical JSON, as 64 hexadecimal digits."""
    return hashlib.sha256(program_to_json(program).encode()).hexdigest()


def version_of(program: Program) -> ProgramVersion:
    """Return the program with the hash that names exactly this content."""
    return ProgramVersion(program=program, content_hash=content_hash(program))

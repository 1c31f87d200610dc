"""An answer as JSON text, and back: how it is kept while it is owed."""

import binascii
from base64 import b64decode, b64encode
from dataclasses import dataclass, replace
from functools import cache

from pydantic import TypeAdapter, ValidationError

from bot.domain.message import Answer, File


@dataclass(frozen=True, slots=True)
class _Kept:
    """An answer with its file apart, as JSON has no bytes."""

    answer: Answer
    file_name: str = ""
    file_base64: str = ""


@cache
def _adapter() -> TypeAdapter[_Kept]:
    return TypeAdapter(_Kept)


def answer_to_json(answer: Answer) -> str:
    """Write an answer, leaving out what is as it always is."""
    kept = _Kept(answer)
    if answer.file is not None:
        content = b64encode(answer.file.content).decode()
        kept = _Kept(replace(answer, file=None), answer.file.name, content)
    return _adapter().dump_json(kept, exclude_defaults=True).decode()


def answer_from_json(text: str) -> Answer | None:
    """Read an answer; None for one that another version wrote and this one cannot read."""
    try:
        kept = _adapter().validate_json(text)
        if not kept.file_name:
            return kept.answer
        content = b64decode(kept.file_base64, validate=True)
    except (ValidationError, binascii.Error):
        return None
    return replace(kept.answer, file=File(kept.file_name, content))

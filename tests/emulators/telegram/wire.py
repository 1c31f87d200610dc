"""Reads a request as the Bot API does: whatever its form, a name and a text each, and files."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import BodyPartReader, web

from tests.emulators.telegram.refusals import refuse

LARGEST_BODY = 60 * 2**20  # bytes; the largest upload is 50 MB


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a request."""

    name: str
    content: bytes = field(repr=False)


Sent = str | Upload


def as_text(name: str, value: object) -> str:
    """Give a JSON value as the text it would have been in a form."""
    if isinstance(value, str):
        return value
    if value is None:
        refuse(f'parameter "{name}" is null')
    return json.dumps(value, ensure_ascii=False)


def of_json(body: bytes) -> dict[str, Sent]:
    """Read a JSON body."""
    try:
        read = json.loads(body or b"{}")
    except ValueError:
        refuse("can't parse JSON object")
    if not isinstance(read, dict):
        refuse("object expected as JSON body")
    return {name: as_text(name, value) for name, value in read.items()}


async def of_multipart(request: web.BaseRequest) -> dict[str, Sent]:
    """Read a form with files."""
    given: dict[str, Sent] = {}
    reader = await request.multipart()
    async for part in reader:
        if not isinstance(part, BodyPartReader) or part.name is None:
            refuse("a part of the form has no name")
        content = bytes(await part.read(decode=True))
        given[part.name] = Upload(part.filename, content) if part.filename else content.decode()
    return given


async def read_request(request: web.BaseRequest) -> Mapping[str, Sent]:
    """Give what came in the query string and in the body; the body wins.

    Raises:
        Refused: if the body cannot be read.
    """
    given: dict[str, Sent] = dict(request.query)
    if request.method == "GET" or not request.can_read_body:
        return given
    kind = request.content_type
    if kind == "application/json":
        return given | of_json(await request.read())
    if kind == "multipart/form-data":
        return given | await of_multipart(request)
    if kind == "application/x-www-form-urlencoded":
        return given | {name: str(value) for name, value in (await request.post()).items()}
    return given

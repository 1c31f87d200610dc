"""Program versions: their content is what their hash names, and tells of sessions and stop signs."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.domain.ledger.finding import Finding, Spot
from bot.domain.ledger.rows import VersionRow

HASH_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Content:
    """What the ledger needs of a program."""

    content_hash: str
    key: str
    sessions: int
    signs: frozenset[tuple[str, int]]  # the stop signs that it adds, with their tiers


@lru_cache(maxsize=64)  # a body is large, and most people are in the same few
def read_body(body: str) -> Content | None:
    """Read the body of a version; None where it is none."""
    try:
        found: dict[str, dict[str, list[dict[str, object]]]] = json.loads(body)
        program = found["program"]
        added = program.get("red_flags_added", [])
        return Content(
            content_hash=hashlib.sha256(body.encode()).hexdigest(),
            key=str(program["key"]),
            sessions=len(program["sessions"]),
            signs=frozenset((str(sign["key"]), int(str(sign["tier"]))) for sign in added),
        )
    except (KeyError, TypeError, ValueError):
        return None


def check_version(version: VersionRow, now: int) -> Iterator[Finding]:
    """Find a version that was changed after it was kept."""
    for wrong in _wrong_with(version, now):
        sentence = f"program version {version.version_id} {wrong}"
        yield Spot().finding("program_version", version.version_id, sentence)


def _wrong_with(version: VersionRow, now: int) -> Iterator[str]:
    content = read_body(version.body)
    if content is None:
        yield "cannot be read"
    else:
        if content.content_hash != version.content_hash:
            yield "is not what its hash names"
        if content.key != version.program_key:
            yield f"is kept as {version.program_key!r}, which its content is not"
    if version.loaded_at > now:
        yield "was kept in the future"
    if version.retired_at is not None and not version.loaded_at <= version.retired_at <= now:
        yield "was retired before it was kept, or in the future"

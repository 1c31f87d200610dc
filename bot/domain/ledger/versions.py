"""Program versions: their content is what their hash names, and says how many sessions there are."""

import hashlib
import json
from collections.abc import Iterator

from bot.domain.ledger.finding import Finding, Spot
from bot.domain.ledger.rows import VersionRow

HASH_LENGTH = 64


def sessions_of(version: VersionRow) -> int | None:
    """Give how many sessions a version has; None where its body cannot be read."""
    try:
        found: dict[str, dict[str, list[object]]] = json.loads(version.body)
        return len(found["program"]["sessions"])
    except (KeyError, TypeError, ValueError):
        return None


def check_version(version: VersionRow, now: int) -> Iterator[Finding]:
    """Find a version that was changed after it was kept."""
    spot = Spot()
    for wrong in _wrong_with(version, now):
        sentence = f"program version {version.version_id} {wrong}"
        yield spot.finding("program_version", version.version_id, sentence)


def _wrong_with(version: VersionRow, now: int) -> Iterator[str]:
    if hashlib.sha256(version.body.encode()).hexdigest() != version.content_hash:
        yield "is not what its hash names"
    if sessions_of(version) is None:
        yield "cannot be read"
    elif _key_of(version) != version.program_key:
        yield f"is kept as {version.program_key!r}, which its content is not"
    if version.loaded_at > now:
        yield "was kept in the future"
    if version.retired_at is not None and not version.loaded_at <= version.retired_at <= now:
        yield "was retired before it was kept, or in the future"


def _key_of(version: VersionRow) -> str:
    found: dict[str, dict[str, object]] = json.loads(version.body)
    return str(found["program"].get("key"))


def signs_of(version: VersionRow) -> frozenset[tuple[str, int]]:
    """Give the stop signs that a version adds, with their tiers."""
    try:
        found: dict[str, dict[str, list[dict[str, object]]]] = json.loads(version.body)
        added = found["program"].get("red_flags_added", [])
        return frozenset((str(sign["key"]), int(str(sign["tier"]))) for sign in added)
    except (KeyError, TypeError, ValueError):
        return frozenset()

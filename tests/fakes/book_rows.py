"""Rows that all hand-kept books begin with: a wish, a program of two sessions, an enrollment."""

import hashlib
import json

from bot.domain.ledger.rows import EnrollmentRow, VersionRow
from bot.domain.wish import Wish

BERLIN = Wish(zone="Europe/Berlin", hour_min=450, weekdays=frozenset({0, 2, 4}))
BODY = json.dumps({"format": 1, "program": {"key": "hips", "sessions": [{}, {}]}})
VERSION = VersionRow(
    version_id=1,
    content_hash=hashlib.sha256(BODY.encode()).hexdigest(),
    program_key="hips",
    body=BODY,
    loaded_at=1000,
    retired_at=None,
)
JOINED = "2027-02-28 12:00"
ENROLLED = EnrollmentRow(
    enrollment_id=1,
    person_id=1,
    version_id=1,
    track="session",
    state="running",
    reason="",
    paused_until_on=None,
    started_on="2027-03-01",
    day_no=0,
    session_no=0,
    level=0,
    softness=0,
    form="",
    place="",
    on_date="2027-02-28",
)

"""What somebody has answered so far while subscribing, as a small JSON object."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from bot.domain.wish import MINUTES_A_DAY, pack_weekdays
from bot.service.pick.days import days_in
from bot.service.pick.place import Offer, pack_offers, unpack_offers


class PainPlace(StrEnum):
    """Where it bothers somebody most."""

    FRONT = "front"
    OUTSIDE = "outside"
    INSIDE = "inside"
    AROUND = "around"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The answers; an unanswered one is None, "" or 0.

    Which sign somebody said yes to is never in it: no consent may cover that. `place` is
    there with consent only.
    """

    program: str = ""  # its key; "": the first one offered
    is_adult: bool = False
    scores: bool | None = None
    first_passed_at: int = 0
    second_passed_at: int = 0
    seen_stop: int = 0  # the stop that a clinician has cleared, as the person says
    place: PainPlace | None = None
    zone: str = ""
    label: str = ""
    offered: tuple[Offer, ...] = ()
    hour_min: int | None = None
    weekdays: frozenset[int] | None = None


def write_draft(draft: Draft) -> str:
    """Write a draft for the conversation's row."""
    kept = {
        "program": draft.program,
        "is_adult": draft.is_adult,
        "scores": draft.scores,
        "first_passed_at": draft.first_passed_at,
        "second_passed_at": draft.second_passed_at,
        "seen_stop": draft.seen_stop,
        "place": draft.place,
        "zone": draft.zone,
        "label": draft.label,
        "offered": pack_offers(draft.offered),
        "hour_min": draft.hour_min,
        "weekdays": None if draft.weekdays is None else pack_weekdays(draft.weekdays),
    }
    answered = {key: value for key, value in kept.items() if value is not None and value != ""}
    return json.dumps(answered)


def read_draft(text: str) -> Draft:
    """Read a draft; what is missing or not understood counts as not answered."""
    try:
        read: object = json.loads(text)
    except ValueError:
        return Draft()
    if not isinstance(read, dict):
        return Draft()
    kept = cast("Mapping[str, object]", read)
    scores, place = kept.get("scores"), kept.get("place")
    weekdays = days_in(_text(kept, "weekdays"), "")
    hour_min = _number(kept, "hour_min")
    return Draft(
        program=_text(kept, "program"),
        is_adult=kept.get("is_adult") is True,
        scores=scores if isinstance(scores, bool) else None,
        first_passed_at=_number(kept, "first_passed_at") or 0,
        second_passed_at=_number(kept, "second_passed_at") or 0,
        seen_stop=_number(kept, "seen_stop") or 0,
        place=next((known for known in PainPlace if known == place), None),
        zone=_text(kept, "zone"),
        label=_text(kept, "label"),
        offered=unpack_offers(_text(kept, "offered")),
        hour_min=hour_min if hour_min is not None and hour_min < MINUTES_A_DAY else None,
        weekdays=weekdays or None,
    )


def _text(kept: Mapping[str, object], key: str) -> str:
    value = kept.get(key)
    return value if isinstance(value, str) else ""


def _number(kept: Mapping[str, object], key: str) -> int | None:
    value = kept.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        return None
    return value

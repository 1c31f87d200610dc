"""A person's own rows torn out, doubled or altered in whole books: each is found and named."""

from dataclasses import replace

import pytest

from tests.fakes.book_tampering import Tamper, changed, doubled, without, wrongs
from tests.fakes.books import Keeper
from tests.fakes.kept_books import two_sessions

AT = Keeper().at("2027-03-04 20:00")
LATER = Keeper().at("2027-04-01 12:00")
TAMPERED: dict[str, tuple[Tamper, str]] = {
    "no account": (lambda b: without(b, "accounts", 0), "person 1: has no account"),
    "two accounts": (
        lambda b: doubled(b, "accounts", 0, user_ref="me too"),
        "person 1: has a second account",
    ),
    "an account of somebody else": (
        lambda b: changed(b, "accounts", 0, person_id=2),
        "person 1: the account is somebody else's",
    ),
    "an account that is half open": (
        lambda b: changed(b, "accounts", 0, reach="ajar"),
        "person 1: the account is neither open nor closed",
    ),
    "an account reached in the future": (
        lambda b: changed(b, "accounts", 0, reach_at=LATER),
        "person 1: the account was reached before the person was known, or in the future",
    ),
    "an account without a chat": (
        lambda b: changed(b, "accounts", 0, chat_ref=None),
        "person 1: the account names no chat",
    ),
    "a person without a language": (
        lambda b: replace(b, person=replace(b.person, language="")),
        "person 1: has no language",
    ),
    "a person seen in the future": (
        lambda b: replace(b, person=replace(b.person, seen_at=LATER)),
        "person 1: was last seen before being known, or in the future",
    ),
    "a person who acted after they were seen": (
        lambda b: replace(b, person=replace(b.person, seen_at=b.person.created_at)),
        "person 1: did something after being last seen",
    ),
    "a consent of somebody else": (
        lambda b: changed(b, "consents", 0, person_id=2),
        "person 1: consent 1 is somebody else's",
    ),
    "a consent to something else": (
        lambda b: changed(b, "consents", 0, purpose="adverts"),
        "person 1: consent 1 is for 'adverts', which nobody is asked",
    ),
    "a consent to no text": (
        lambda b: changed(b, "consents", 0, text_hash="zz" * 32),
        "person 1: consent 1 names no text",
    ),
    "a consent in no language": (
        lambda b: changed(b, "consents", 0, language=""),
        "person 1: consent 1 names no version or no language of its text",
    ),
    "a consent in the future": (
        lambda b: changed(b, "consents", 0, given_at=LATER),
        "person 1: consent 1 was given too early, or ended before it was given, or in the future",
    ),
    "two consents that stand": (
        lambda b: doubled(b, "consents", 0, consent_id=2),
        "person 1: consent 2 was given while another one stood",
    ),
    "the stop signs were never passed": (
        lambda b: without(b, "stops", 0),
        "person 1: the stop signs of enrollment 1 were not passed when it began",
    ),
    "the stop signs were passed twice at once": (
        lambda b: doubled(b, "stops", 0, stop_id=2),
        "person 1: the stop signs of enrollment 1 were 2 times passed when it began",
    ),
    "a stop older than the one before it": (
        lambda b: doubled(b, "stops", 0, stop_id=2, at=b.stops[0].at - 5000),
        "person 1: stop 2 is older than the one kept before it",
    ),
    "a stop of somebody else": (
        lambda b: changed(b, "stops", 0, person_id=2),
        "person 1: stop 1 is somebody else's",
    ),
    "a stop of somebody else's program": (
        lambda b: changed(b, "stops", 0, enrollment_id=7),
        "person 1: stop 1 is about an enrollment of somebody else",
    ),
    "a sign without its tier": (
        lambda b: changed(b, "stops", 0, flag="clot"),
        "person 1: stop 1 has a tier without its sign, or a sign without its tier",
    ),
    "a stop from no list": (
        lambda b: changed(b, "stops", 0, lists_version=""),
        "person 1: stop 1 names no lists",
    ),
    "a stop in the future": (
        lambda b: changed(b, "stops", 0, at=LATER),
        "person 1: stop 1 is older than the person, or lies in the future",
    ),
    "a pass that was cleared": (
        lambda b: changed(b, "stops", 0, cleared_at=AT),
        "person 1: stop 1 was passed and needs no clearing",
    ),
    "a stop cleared before it began": (
        lambda b: doubled(b, "stops", 0, stop_id=2, tier=-1, cleared_at=5),
        "person 1: stop 2 was cleared before it began, or in the future",
    ),
    "a sign that no consent covers": (
        lambda b: doubled(
            without(b, "consents", 0), "stops", 0, stop_id=2, tier=2, flag="clot", cleared_at=AT
        ),
        "person 1: stop 2 tells a sign that no consent covers",
    ),
    "a pass that stands again after another": (
        lambda b: doubled(
            doubled(b, "stops", 0, stop_id=2, at=b.stops[0].at + 60), "stops", 0, stop_id=3
        ),
        "person 1: stop 3 says what stop 1 says",
    ),
    "a sign that is on no list": (
        lambda b: doubled(b, "stops", 0, stop_id=2, tier=2, flag="hiccups", cleared_at=AT),
        "person 1: stop 2 tells a sign that is on no list, or of another tier",
    ),
    "a sign of another tier": (
        lambda b: doubled(b, "stops", 0, stop_id=2, tier=3, flag="clot", cleared_at=AT),
        "person 1: stop 2 tells a sign that is on no list, or of another tier",
    ),
    "a sign not kept that consent covers": (
        lambda b: doubled(b, "stops", 0, stop_id=2, tier=-1, cleared_at=AT),
        "person 1: stop 2 tells no sign although consent covers it",
    ),
    "a program that went on while a stop stood": (
        lambda b: doubled(b, "stops", 0, stop_id=2, tier=2, flag="clot", at=b.stops[0].at - 60),
        "person 1: stop 2 was not cleared when a program went on",
    ),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_a_row_that_was_touched_is_named(what: str) -> None:
    tamper, sentence = TAMPERED[what]
    found = wrongs(tamper(two_sessions().book()), AT)
    assert sentence in found, found

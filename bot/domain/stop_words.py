"""Words that win over any open question: stop, help, and words that tell of pain.

Pain words that may mean an emergency are looked at first, then stop words, then help. Where a
text may or may not tell of pain, it is taken to tell of it: a list too many harms nobody.
"""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from bot.domain.typed_text import LONGEST_TYPED, fold, plain, words_in

LONGEST_READ = 4096
"""Characters looked through for pain words; no platform carries a longer message."""


class PainWords(StrEnum):
    """What words about the body call for."""

    EMERGENCY = "emergency"
    HURTS = "hurts"


_POLITE = words_in("please pls plz thanks thank you now just bot knead ok okay hey hi i said")
_STOPS = words_in("stop unsubscribe quit end cancel stopall")
_STOP_PHRASES = frozenset({"stop it", "stop this", "stop all", "unsubscribe me", "opt out"})
_HELPS = frozenset({"help", "help me"})

_EMERGENCY = """
cannot breathe, cannot breath, cannot catch my breath, cannot get my breath, cannot get air
barely breathe, hardly breathe, struggling to breathe, hard to breathe, hurts to breathe
trouble breathing, difficulty breathing, difficult to breathe, problems breathing
short of breath, shortness of breath, short breath, breathless, breathlessness
chest pain, chest pains, chest hurts, chest is hurting, chest is tight, chest feels tight
pain in my chest, pain in the chest, pain in chest, pains in my chest
pressure in my chest, pressure on my chest, tightness in my chest, chest tightness, tight chest
chest pressure, heart attack, coughing blood, coughing up blood, cough blood, cough up blood
"""
_HURTS = """
hurts, hurt, hurting, ouch, painful, painfully, in pain, so much pain, too much pain, lot of pain
numb, numbness, tingle, tingles, tingling, pins and needles, cannot feel my
swollen, swelling, swells, swelled up
gives way, give way, giving way, gave way, given way, buckles, buckled, gave out, gives out
locks, locking, locks up, locked up, knee locked, knee is locked, knee got locked
sharp pain, sharp pains, stabbing, shooting pain, shooting pains, burning pain, electric pain
electric shock, electric shocks, spreading pain, pain spreads, pain is spreading, severe pain
bad pain, terrible pain, awful pain, extreme pain, strong pain, unbearable, worst pain
cannot walk, cannot stand on, cannot put weight, cannot bend, cannot straighten
cannot move my knee, cannot move my leg, cannot move the knee, cannot move the leg
blood clot, tea coloured urine, tea colored urine, dark urine
"""
_PAIN_ALONE = frozenset({"pain", "pain now", "i have pain", "ow"})

# One word for each way of saying so, before phrases are looked for.
_SAME = (
    (re.compile(r"\b(?:can'?t|can not|could not|couldn'?t|unable to|not able to)\b"), "cannot"),
    (re.compile(r"\b(?:really|properly|even|fully|actually)\b"), " "),
)
_CLAUSE_ENDS = re.compile(r"[.,;:!?()\n]+|\bbut\b|\bthough\b|\bbecause\b")
_NEGATORS = words_in(
    "no not without never dont doesnt didnt isnt arent wasnt werent hasnt havent wont wouldnt "
    "nothing stopped less neither nor"
)
_BETWEEN = words_in(
    "a any been being experience experiencing feel feeling got had has have having"
)
_BETWEEN_MILD = _BETWEEN | words_in("be feels get getting longer more signs of very")
_ASKING = words_in("will would does can could")
_ASKED = words_in("it this that")
_EASED_FILLS = words_in("is has have are all much a lot bit now almost")
_EASED = words_in("less gone")
_WENT = frozenset({("went", "away"), ("went", "down")})


def is_stop(text: str) -> bool:
    """Tell whether the text is a stop word, alone or with a polite one; never a command."""
    if len(text) > LONGEST_TYPED or text.lstrip().startswith("/"):
        return False
    words = _without_polite(text)
    return " ".join(words) in _STOP_PHRASES or (bool(words) and _STOPS.issuperset(words))


def is_help(text: str) -> bool:
    """Tell whether the text asks for help, in a word or with question marks alone."""
    if len(text) > LONGEST_TYPED or text.lstrip().startswith("/"):
        return False
    return set(plain(text)) == {"?"} or " ".join(_without_polite(text)) in _HELPS


def read_pain_words(text: str) -> PainWords | None:
    """Tell what a text of any length says of the body; a plain denial says nothing."""
    if fold(text[:LONGEST_TYPED]) in _PAIN_ALONE:
        return PainWords.HURTS
    said = plain(text[:LONGEST_READ])
    for pattern, word in _SAME:
        said = pattern.sub(word, said)
    clauses = [fold(clause).split() for clause in _CLAUSE_ENDS.split(said)]
    if any(_tells(clause, _EMERGENCIES, _BETWEEN) for clause in clauses):
        return PainWords.EMERGENCY
    if any(_tells(clause, _PAINS, _BETWEEN_MILD) for clause in clauses):
        return PainWords.HURTS
    return None


_Phrases = Mapping[str, Sequence[tuple[str, ...]]]


def _by_first_word(listed: str) -> _Phrases:
    phrases: dict[str, list[tuple[str, ...]]] = {}
    for phrase in re.split(r"[,\n]", listed.strip()):
        words = tuple(phrase.split())
        phrases.setdefault(words[0], []).append(words)
    return phrases


_EMERGENCIES = _by_first_word(_EMERGENCY)
_PAINS = _by_first_word(_HURTS)


def _without_polite(text: str) -> list[str]:
    return [word for word in fold(text).split() if word not in _POLITE]


def _tells(clause: Sequence[str], phrases: _Phrases, between: frozenset[str]) -> bool:
    for start, word in enumerate(clause):
        for phrase in phrases.get(word, ()):
            end = start + len(phrase)
            if tuple(clause[start:end]) != phrase or _is_denied(clause, start, between):
                continue
            if phrases is _EMERGENCIES or not _is_mild(clause, start, end):
                return True
    return False


def _is_denied(clause: Sequence[str], start: int, between: frozenset[str]) -> bool:
    while start and clause[start - 1] in between:
        start -= 1
    return start > 0 and clause[start - 1] in _NEGATORS


def _is_mild(clause: Sequence[str], start: int, end: int) -> bool:
    """Tell whether it only asks ("will it hurt") or tells of ease ("hurts less", "is gone")."""
    if clause[start] == "hurt" and start > 1 and clause[start - 1] in _ASKED:
        return clause[start - 2] in _ASKING
    while end < len(clause) and clause[end] in _EASED_FILLS:
        end += 1
    return (
        bool(_EASED.intersection(clause[end : end + 1])) or tuple(clause[end : end + 2]) in _WENT
    )

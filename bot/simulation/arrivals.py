"""Makes the people of a world, each from numbers of their own."""

from random import Random

from bot.domain.address import ChatAddress, Platform
from bot.simulation.habits import CITIES, FIRST_HOURS, FIRST_PEOPLE, HABITS
from bot.simulation.person import MadePerson
from bot.simulation.spec import Spec

PLATFORMS = (Platform.TELEGRAM, Platform.DISCORD)


def make_people(spec: Spec) -> list[MadePerson]:
    """Make everybody; the first are of every habit, so that a small world has all of them."""
    return [_make_person(spec, no) for no in range(spec.people)]


def _make_person(spec: Spec, no: int) -> MadePerson:
    rng = Random(f"{spec.seed}.{no}")  # noqa: S311  # made-up people are no secret
    is_first = no < len(FIRST_PEOPLE)
    weights = [1 if spec.is_rough else habit.share for habit in HABITS]
    habit = FIRST_PEOPLE[no] if is_first else rng.choices(HABITS, weights)[0]
    whims = list(habit.whims) if is_first or spec.is_rough else []
    rng.shuffle(whims)
    ref = f"canary-{no:06}"
    return MadePerson(
        no=no,
        habit=habit,
        address=ChatAddress(PLATFORMS[no % len(PLATFORMS)], ref),
        user_ref=ref,
        rng=rng,
        city=CITIES[no % len(CITIES)],
        hour=FIRST_HOURS.get(no) or rng.choice(habit.hours),
        agrees=rng.random() < habit.agrees,
        pain=rng.uniform(1, 5),
        whims_left=whims,
    )

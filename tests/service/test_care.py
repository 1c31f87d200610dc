"""Every caution of a technique is one or two taps away, and each way leads back."""

from datetime import timedelta

import pytest

from tests.service.life import Life, labels, words
from tests.service.test_days_and_deliveries import MON


@pytest.fixture
def begun(life: Life) -> Life:
    life.go_to(life.at(MON, 8))
    return life


def test_the_card_leads_to_the_cautions_of_the_session_and_of_each_step(begun: Life) -> None:
    answer = begun.press("care")
    assert "back of the knee" in words(answer)
    assert "above 5 of 10" in words(answer)
    assert [label for label in labels(answer) if label.startswith("Step")] == [
        f"Step {number}" for number in range(1, 6)
    ]


def test_a_step_says_what_never_to_do_and_when_to_stop(begun: Life) -> None:
    technique = begun.press("care", "2")
    program = begun.desk.moment().catalog.newest_all()[0][1].program
    held = program.technique("gluteus-medius-ball")
    for line in (held.purpose, *held.never, *held.stop_when):
        assert line in words(technique)


def test_one_more_tap_says_who_should_not_and_what_is_known(begun: Life) -> None:
    program = begun.desk.moment().catalog.newest_all()[0][1].program
    held = program.technique("gluteus-medius-ball")
    for line in held.not_for:
        assert line in words(begun.press("care", "2w"))
    for line in (held.evidence.line, *(source.title for source in held.sources)):
        assert line in words(begun.press("care", "2e"))


def test_reading_the_cautions_moves_no_step(begun: Life) -> None:
    begun.press("start")
    begun.press("score", "b2")
    before = begun.run_today()
    begun.press("care", "1")
    begun.press("today")
    assert begun.run_today() == before


@pytest.mark.parametrize("argument", ["0", "99", "x", "w", "-1", "e"])
def test_a_number_that_no_step_has_shows_the_session(begun: Life, argument: str) -> None:
    assert "Take care today" in words(begun.press("care", argument))


def test_every_technique_of_the_program_fits_its_cards(life: Life) -> None:
    for on in (MON + timedelta(days=day) for day in range(14)):
        life.go_to(life.at(on, 8))
        if life.run_today() is None:
            continue
        card_id = life.rows("card")[-1].delivery_id
        for argument in [
            "",
            *(f"{step}{page}" for step in range(1, 7) for page in ("", "w", "e")),
        ]:
            life.press("care", argument, target=card_id)


def test_a_day_that_is_over_is_not_opened_again(begun: Life) -> None:
    begun.go_to(begun.at(MON, 8) + 86400)
    assert "closed" in words(begun.press("care", target=begun.rows("card")[0].delivery_id))

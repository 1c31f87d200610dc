"""Where Telegram gives no updates they are asked for again, and the operator is told why."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.adapters.telegram_desk import (
    TelegramDesk,
    ada_is_answered_again,
    offsets,
    open_api,
    open_desk,
)
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.faults import Reset, ServerError, TooManyRequests
from tests.emulators.telegram.people import Person


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[TelegramDesk]:
    async with TelegramEmulator() as emulator, open_desk(emulator, tmp_path / "bot.db") as desk:
        yield desk


@pytest.fixture
def ada(desk: TelegramDesk) -> Person:
    return desk.emulator.person(11)


@pytest.mark.parametrize(
    "fault", [ServerError(code=502, html=True), ServerError(code=500), Reset()], ids=str
)
async def test_where_a_fetch_fails_it_is_asked_again_after_ever_longer_pauses(
    desk: TelegramDesk, ada: Person, fault: ServerError | Reset
) -> None:
    desk.emulator.fail_next("getUpdates", fault, times=7)
    with capture_logs() as logs:
        async with desk.polls_and_answers():
            assert [await desk.ticker.wakes() for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]
            await ada_is_answered_again(desk, ada)
            # The row of pauses begins anew.
            desk.emulator.fail_next("getUpdates", fault)
            ada.sends_command("privacy")
            assert await desk.ticker.wakes() == 1
    assert {(line["event"], line["kind"]) for line in logs} == {
        ("Telegram gave no updates", "UnclearError")
    }


async def test_where_nobody_listens_it_is_asked_again(desk: TelegramDesk, ada: Person) -> None:
    await desk.emulator.refuse_connections()
    with capture_logs() as logs:
        async with desk.polls_and_answers():
            assert await desk.ticker.wakes() == 1
            await desk.emulator.listen_again()
            assert await desk.ticker.wakes() == 2
            await ada_is_answered_again(desk, ada)
    assert {line["kind"] for line in logs} == {"NotSentError"}


async def test_a_pause_that_telegram_names_is_kept(desk: TelegramDesk) -> None:
    desk.emulator.fail_next("getUpdates", TooManyRequests(retry_after=17))
    with capture_logs():
        async with desk.polls_and_answers():
            assert await desk.ticker.wakes() == 17


async def test_another_reader_of_the_token_is_told_to_the_operator(
    desk: TelegramDesk, ada: Person
) -> None:
    with capture_logs() as logs:
        async with (
            desk.polls_and_answers(),
            open_api(desk.emulator) as other,
            asyncio.TaskGroup() as group,
        ):
            await desk.emulator.wait_for(lambda: len(offsets(desk)) == 1)
            reading = group.create_task(other.updates(None))
            await desk.ticker.falls_asleep()
            reading.cancel()
            assert await desk.ticker.wakes() == 1
            await ada_is_answered_again(desk, ada)
    (line,) = [line for line in logs if line["log_level"] == "error"]
    assert line["event"].startswith("Another process uses this Telegram token")


async def test_a_token_that_is_taken_back_is_told_and_tried_each_minute(
    desk: TelegramDesk,
) -> None:
    desk.emulator.revoke_token()
    with capture_logs() as logs:
        async with desk.polls_and_answers():
            assert [await desk.ticker.wakes() for _ in range(3)] == [60, 60, 60]
    assert {line["event"] for line in logs} == {
        "Telegram refuses the token; set a valid KNEAD_TELEGRAM_TOKEN"
    }

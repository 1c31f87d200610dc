from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.emulators.own_time import StandingTicker
from tests.emulators.plain_client import PlainClient
from tests.emulators.telegram import TelegramEmulator

MANY = range(1001, 1040)


@pytest.fixture
def ticker() -> StandingTicker:
    return StandingTicker()


@pytest.fixture
async def limited(ticker: StandingTicker) -> AsyncIterator[PlainClient]:
    """Give a client of a server that holds the limits, known to many people."""
    async with TelegramEmulator(ticker=ticker) as emulator, aiohttp.ClientSession() as session:
        emulator.rates.limit()
        for number in MANY:
            emulator.person(number).writes("hello")
        yield PlainClient(session, emulator)


async def sent(client: PlainClient, chat_id: int) -> int:
    """Send, and give 0 or after how many seconds to come again."""
    answer = await client("sendMessage", chat_id=chat_id, text="hi")
    if answer.ok:
        return 0
    wait_s = answer.body["parameters"]["retry_after"]
    assert (answer.status, answer.said) == (429, f"Too Many Requests: retry after {wait_s}")
    return int(wait_s)


async def test_a_person_gets_three_at_once_and_then_one_a_second(
    limited: PlainClient, ticker: StandingTicker
) -> None:
    assert [await sent(limited, 1001) for _ in range(4)] == [0, 0, 0, 1]
    ticker.now += 0.9
    assert await sent(limited, 1001) == 1
    ticker.now += 0.2
    assert [await sent(limited, 1001) for _ in range(2)] == [0, 1]
    assert await sent(limited, 1002) == 0


async def test_the_bot_sends_thirty_a_second(limited: PlainClient, ticker: StandingTicker) -> None:
    assert [await sent(limited, number) for number in MANY[:30]] == [0] * 30
    assert await sent(limited, MANY[30]) == 1
    ticker.now += 0.1
    assert [await sent(limited, number) for number in MANY[30:34]] == [0, 0, 0, 1]


async def test_a_group_gets_twenty_a_minute(limited: PlainClient, ticker: StandingTicker) -> None:
    group = limited.emulator.group("Knees")
    for _ in range(20):
        assert await sent(limited, group.chat_id) == 0
        ticker.now += 1
    assert await sent(limited, group.chat_id) == 40
    ticker.now += 40
    assert [await sent(limited, group.chat_id) for _ in range(2)] == [0, 1]


async def test_edits_count_and_answers_to_presses_do_not(limited: PlainClient) -> None:
    for number in (1, 2, 3):
        assert await sent(limited, 1001) == 0, number
    person = limited.emulator.person(1001)
    shown = person.chat.last.message_id
    edit = await limited("editMessageText", chat_id=1001, message_id=shown, text="two")
    assert edit.status == 429
    for _ in range(40):
        query = person.presses_made("y", shown).query_id
        assert (await limited("answerCallbackQuery", callback_query_id=query)).ok
    assert (await limited("sendChatAction", chat_id=1001, action="typing")).ok


async def test_the_limits_are_scaled(limited: PlainClient, ticker: StandingTicker) -> None:
    limited.emulator.rates.limit(factor=10, burst=1)
    group = limited.emulator.group("Knees")
    for _ in range(5):
        assert [await sent(limited, 1001) for _ in range(2)] == [0, 1]
        ticker.now += 0.1
    assert [await sent(limited, group.chat_id) for _ in range(21)] == [0] * 20 + [6]
    ticker.now += 6
    assert await sent(limited, group.chat_id) == 0


async def test_without_limits_everything_goes(limited: PlainClient) -> None:
    limited.emulator.rates.unlimit()
    assert [await sent(limited, 1001) for _ in range(40)] == [0] * 40

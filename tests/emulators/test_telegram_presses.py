import pytest

from tests.emulators.plain_client import PlainClient
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.people import Person

KEYBOARD = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@pytest.fixture
async def query(client: PlainClient, ada: Person) -> str:
    """Give a press that wants an answer."""
    await client("sendMessage", chat_id=11, text="ready?", reply_markup=KEYBOARD)
    deed = ada.presses(ada.chat.last.message_id, "Yes")
    assert deed.query_id is not None
    return deed.query_id


async def test_a_press_carries_its_data_and_its_message(client: PlainClient, query: str) -> None:
    press = (await client.updates())[-1]["callback_query"]
    assert (press["id"], press["data"], press["from"]["id"]) == (query, "y", 11)
    assert press["message"]["text"] == "ready?"
    assert press["message"]["reply_markup"] == KEYBOARD


async def test_an_answer_is_shown_as_a_toast_or_an_alert(
    client: PlainClient, ada: Person, query: str
) -> None:
    answer = {"text": "a" * 200, "show_alert": True}
    assert (await client("answerCallbackQuery", callback_query_id=query, **answer)).ok
    toast = ada.chat.toasts[0]
    assert (toast.query_id, toast.text, toast.alert) == (query, "a" * 200, True)


async def test_a_longer_toast_is_refused_and_the_press_still_waits(
    client: PlainClient, ada: Person, query: str
) -> None:
    answer = await client("answerCallbackQuery", callback_query_id=query, text="a" * 201)
    assert answer.said == "MESSAGE_TOO_LONG"
    assert (await client("answerCallbackQuery", callback_query_id=query)).ok


async def test_a_second_answer_is_refused(client: PlainClient, ada: Person, query: str) -> None:
    assert (await client("answerCallbackQuery", callback_query_id=query)).ok
    assert (await client("answerCallbackQuery", callback_query_id=query)).said == TOO_OLD
    assert len(ada.chat.toasts) == 1


async def test_a_press_that_never_was_cannot_be_answered(client: PlainClient) -> None:
    assert (await client("answerCallbackQuery", callback_query_id="1")).said == TOO_OLD


async def test_a_late_answer_is_refused(
    client: PlainClient, emulator: TelegramEmulator, query: str
) -> None:
    emulator.clock.move_on(15)
    assert (await client("answerCallbackQuery", callback_query_id=query)).said == TOO_OLD


async def test_how_long_a_press_waits_can_be_set(
    client: PlainClient, emulator: TelegramEmulator, query: str
) -> None:
    emulator.rules.press_lives_s = 3600
    emulator.clock.move_on(1800)
    assert (await client("answerCallbackQuery", callback_query_id=query)).ok


async def test_a_made_up_client_presses_what_no_button_offers(
    client: PlainClient, ada: Person, query: str
) -> None:
    ada.presses_made("drop everything", ada.chat.last.message_id)
    press = (await client.updates())[-1]["callback_query"]
    assert (press["data"], press["message"]["text"]) == ("drop everything", "ready?")


async def test_a_press_under_a_message_that_is_gone_shows_no_message(
    client: PlainClient, ada: Person, query: str
) -> None:
    shown = ada.chat.last.message_id
    await client("deleteMessage", chat_id=11, message_id=shown)
    ada.presses_made("y", shown)
    message = (await client.updates())[-1]["callback_query"]["message"]
    assert (message["message_id"], message["date"]) == (shown, 0)
    assert "text" not in message

"""The forms that people on Telegram see, from the whole bot over real sockets."""

import json
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from bot.demo import START_AT, ZONE
from bot.domain.days import ONE_DAY, instant_of, local_time
from bot.domain.enrollment import EnrollmentState, PauseReason
from bot.service import all_handlers
from bot.service.table import Level
from bot.telegram_side import IN_GROUPS
from tests.adapters.live_telegram import Eyes, LiveTelegram, config_for, open_live
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.model import Message
from tests.emulators.telegram.people import Person
from tests.service.shelf import english
from tests.shell.command_line import PROGRAMS

FIRST_ON = local_time(ZONE, START_AT).date() + ONE_DAY
CARD_AT = instant_of(ZONE, FIRST_ON, 7 * 60 + 30)
REST_AT = instant_of(ZONE, FIRST_ON + ONE_DAY, 7 * 60 + 30)
START_CARD = "Knead: short knee-care sessions"
SCALE = [["0", "1", "2", "3", "4", "5"], ["6", "7", "8", "9", "10"], ["Skip", "It hurts"]]


async def first_card(live: LiveTelegram, person: Person) -> Message:
    """Let the first session come; give its card."""
    live.ground.clock.advance_to(CARD_AT)
    await live.works()
    return last(person)


def last(person: Person) -> Message:
    message = person.chat.last
    assert message is not None
    return message


async def test_a_scale_stands_in_two_rows_with_skip_below(live: LiveTelegram, ada: Person) -> None:
    card = await first_card(live, ada)
    await live.heard(ada.presses(card.message_id, "Start"))
    assert last(ada).labels == SCALE


async def test_a_session_lives_in_one_message_that_is_edited(
    live: LiveTelegram, ada: Person
) -> None:
    before = len(ada.chat.from_bot)
    await live.lives_until(CARD_AT + 3600, ada)
    (card,) = ada.chat.from_bot[before:]
    assert card.text.startswith("✅ Session 1 done")
    steps = [text for text in card.earlier if text.startswith("Step ")]
    assert [text.partition(":")[0] for text in (card.earlier[0], steps[0], steps[-1])] == [
        "Today",
        "Step 1 of 5",
        "Step 5 of 5",
    ]
    assert len(live.emulator.log.requests("sendMessage")) == len(ada.chat.from_bot)


async def test_a_second_press_on_a_button_changes_nothing(live: LiveTelegram, ada: Person) -> None:
    card = await first_card(live, ada)
    data = card.button("Start").data or ""
    await live.heard(ada.presses(card.message_id, "Start"))
    shown, count = last(ada), len(ada.chat.messages)
    await live.heard(ada.presses_made(data, card.message_id))
    assert (last(ada), len(ada.chat.messages)) == (shown, count)
    (refused,) = live.emulator.log.requests("editMessageText", ok=False)
    assert "message is not modified" in refused.description


async def test_a_press_too_old_to_acknowledge_draws_its_card_all_the_same(
    live: LiveTelegram, ada: Person
) -> None:
    card = await first_card(live, ada)
    live.emulator.rules.press_lives_s = -1
    await live.heard(ada.presses(card.message_id, "Start"))
    (refused,) = live.emulator.log.requests("answerCallbackQuery", ok=False)
    assert "query is too old" in refused.description
    assert (last(ada).message_id, last(ada).labels) == (card.message_id, SCALE)
    await live.heard(ada.presses_made("no button of ours", card.message_id))
    assert last(ada).text == english()("stale.unknown")  # what no toast can say any more


async def test_titles_are_bold_and_the_words_are_as_they_are(
    live: LiveTelegram, ada: Person
) -> None:
    card = await first_card(live, ada)
    title = card.text.splitlines()[0]
    assert [(one.type, one.of(card.text)) for one in card.entities] == [("bold", title)]
    assert title.startswith("Today: ")


async def test_a_question_of_a_rest_day_comes_without_a_sound(
    live: LiveTelegram, ada: Person
) -> None:
    card = await first_card(live, ada)
    await live.goes_on(Eyes(live.emulator, ada))
    await live.lives_until(REST_AT - 60, ada)
    live.ground.clock.advance_to(REST_AT)
    await live.works()
    question = last(ada)
    assert question.text.startswith("Rest day.")
    assert (card.silent, question.silent) == (False, True)
    assert question.labels == SCALE


async def test_an_export_arrives_with_its_bytes(live: LiveTelegram, ada: Person) -> None:
    await live.heard(ada.sends_command("export"))
    shown = last(ada)
    file = live.emulator.world.files.named(shown.document or "", "document")
    assert file.name == "knead-2027-02-28.zip"
    assert shown.text.startswith(file.name) or file.name in shown.text
    with ZipFile(BytesIO(file.content)) as archive:
        assert archive.testzip() is None
        assert json.loads(archive.read("knead.json"))["schema"] == "knead-export"


async def test_the_menus_are_the_command_table_for_each_kind_of_chat(
    live: LiveTelegram,
) -> None:
    say = english()
    offered = [
        {"command": name, "description": say(f"command.{name}")}
        for name, command in all_handlers.COMMANDS.items()
        if command.level is Level.EVERYBODY
    ]
    private, groups = (json.dumps({"type": f"all_{kind}_chats"}) for kind in ("private", "group"))
    menus = live.emulator.world.commands
    assert menus == {
        (private, ""): offered,
        (groups, ""): [one for one in offered if one["command"] in IN_GROUPS],
    }
    assert [one["command"] for one in menus[groups, ""]] == ["today", "help"]
    assert {one["command"] for one in offered} >= {"start", "today", "stop", "privacy", "delete"}


async def test_menus_that_are_set_are_not_sent_again(tmp_path: Path, read_once: None) -> None:
    async with TelegramEmulator() as emulator:
        config = config_for(emulator, tmp_path, PROGRAMS)
        for _ in range(2):
            async with open_live(emulator, config, START_AT):
                pass
        assert len(emulator.log.requests("getMe")) == 2
        assert len(emulator.log.requests("setMyCommands")) == 2


# links into the chat


async def test_a_link_with_a_button_of_ones_own_card_opens_it(
    live: LiveTelegram, ada: Person
) -> None:
    card = await first_card(live, ada)
    await live.heard(ada.opens_link(card.button("Start").data or ""))
    assert last(ada).message_id > card.message_id
    assert last(ada).labels == SCALE


async def test_a_link_opens_the_start_for_strangers_and_where_it_is_made_up(
    live: LiveTelegram, ada: Person
) -> None:
    card = await first_card(live, ada)
    ben = live.emulator.person(12, first_name="Ben")
    await live.heard(ben.opens_link(card.button("Start").data or ""))
    assert last(ben).text.startswith(START_CARD)
    await live.heard(ada.sends_command("start"))
    started = last(ada)
    for payload in ("made-up", "v-start", "v-start-zzzzzzzzzzzzzzzzzz", "x" * 64):
        await live.heard(ada.opens_link(payload))
        assert (last(ada).text, last(ada).labels) == (started.text, started.labels), payload


async def test_a_link_with_somebody_elses_button_says_nothing_of_its_owner(
    live: LiveTelegram, ada: Person
) -> None:
    card = await first_card(live, ada)
    ben = live.emulator.person(12, first_name="Ben")
    await live.heard(ben.sends_command("start"))
    hello = last(ben)
    for button in (one for row in card.buttons for one in row if one.label != "Take care"):
        await live.heard(ben.opens_link(button.data or ""))
        pressed = ben.presses_made(button.data or "", hello.message_id)
        await live.heard(pressed)
    not_yours = english()("stale.not_yours")
    said = [message.text for message in ben.chat.from_bot[1:]]
    assert not_yours in said
    assert "Ada" not in "".join(said)
    assert not [text for text in said if text.startswith(("Today:", "How bad", "Step"))]
    assert last(ada) == card


async def test_a_link_that_somebody_made_answers_decides_and_deletes_nothing(
    live: LiveTelegram, ada: Person
) -> None:
    card = await first_card(live, ada)
    target = (card.button("Start").data or "").split("-")[2]
    await live.heard(ada.sends_command("start"))
    started, kept = last(ada), await live.enrollment_of(ada)
    for verb in ("delete-1-yes", "stop-0-", "pause-0-", f"score-{target}-b9", f"skip-{target}-"):
        await live.heard(ada.opens_link(f"1-{verb}"))
        assert (last(ada).text, last(ada).labels) == (started.text, started.labels), verb
    assert await live.enrollment_of(ada) == kept


# who blocks the bot


async def test_blocking_pauses_and_coming_back_goes_on(live: LiveTelegram, ada: Person) -> None:
    await live.heard(ada.blocks())
    paused = await live.enrollment_of(ada)
    assert paused is not None
    assert (paused.state, paused.reason) == (EnrollmentState.PAUSED, PauseReason.UNREACHABLE)
    count = len(ada.chat.from_bot)
    await live.lives_until(CARD_AT + 3600)
    assert len(ada.chat.from_bot) == count
    await live.heard(ada.unblocks())
    running = await live.enrollment_of(ada)
    assert running is not None
    assert running.state is EnrollmentState.RUNNING
    await live.lives_until(CARD_AT + 7 * 24 * 3600)
    assert last(ada).message_id > count
    assert not live.emulator.log.requests("sendMessage", ok=False)


async def test_a_block_that_nobody_told_of_pauses_at_the_first_refused_message(
    live: LiveTelegram, ada: Person
) -> None:
    ada.deletes_account()
    await live.lives_until(CARD_AT)
    paused = await live.enrollment_of(ada)
    assert paused is not None
    assert (paused.state, paused.reason) == (EnrollmentState.PAUSED, PauseReason.UNREACHABLE)
    (refused,) = live.emulator.log.requests("sendMessage", ok=False)
    assert refused.description == "Forbidden: user is deactivated"

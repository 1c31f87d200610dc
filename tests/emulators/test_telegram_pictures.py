import struct
from typing import Any

import pytest

from tests.emulators.plain_client import PlainClient
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.images import png
from tests.emulators.telegram.people import Person
from tests.emulators.telegram.refusals import Refused
from tests.emulators.telegram.sending import check_document
from tests.emulators.telegram.wire import Upload


def jpeg(width: int, height: int) -> bytes:
    """Make the beginning of a JPEG, which is all that is looked at."""
    comment = b"\xff\xfe" + struct.pack(">H", 6) + b"note"
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8" + comment + frame + b"\xff\xd9"


async def photo_id(client: PlainClient, content: bytes = png(3, 2)) -> str:
    answer = await client.upload("sendPhoto", file="photo", content=content, chat_id=11)
    return str(answer.result["photo"][0]["file_id"])


async def test_a_photo_is_uploaded_once_and_then_named(client: PlainClient, ada: Person) -> None:
    known = await photo_id(client)
    answer = await client("sendPhoto", chat_id=11, photo=known, caption="again")
    assert answer.result["photo"] == [
        {
            "file_id": known,
            "file_unique_id": answer.result["photo"][0]["file_unique_id"],
            "file_size": len(png(3, 2)),
            "width": 3,
            "height": 2,
        }
    ]
    assert (answer.result["caption"], "text" in answer.result) == ("again", False)
    assert [one.photo for one in ada.chat.from_bot] == [known, known]


async def test_a_photo_may_be_attached_under_another_name(
    client: PlainClient, ada: Person
) -> None:
    answer = await client.upload(
        "sendPhoto", file="picture", content=png(3, 2), chat_id=11, photo="attach://picture"
    )
    assert answer.ok


async def test_an_attached_file_must_be_there(client: PlainClient, ada: Person) -> None:
    answer = await client("sendPhoto", chat_id=11, photo="attach://picture")
    assert answer.said == "can't find the file that photo is attached to"


async def test_a_file_that_nothing_points_to_is_our_fault(
    client: PlainClient, emulator: TelegramEmulator, ada: Person
) -> None:
    answer = await client.upload(
        "sendMessage", file="picture", content=b"a", chat_id=11, text="hi"
    )
    assert answer.status == 400
    assert emulator.faults_of_ours == ["sendMessage: unknown field picture"]


async def test_the_file_id_of_another_bot_is_unknown(client: PlainClient, ada: Person) -> None:
    answer = await client("sendPhoto", chat_id=11, photo="PH-1-1-other")
    assert answer.said == "wrong file identifier/HTTP URL specified"


async def test_a_photo_is_no_document(client: PlainClient, ada: Person) -> None:
    answer = await client("sendDocument", chat_id=11, document=await photo_id(client))
    assert answer.said == "can't use file of type Photo as Document"


@pytest.mark.parametrize("content", [png(5000, 5000), png(400, 20), jpeg(9000, 1000)])
async def test_the_largest_photo_is_taken(
    client: PlainClient, ada: Person, content: bytes
) -> None:
    answer = await client.upload("sendPhoto", file="photo", content=content, chat_id=11)
    assert answer.ok


@pytest.mark.parametrize("content", [png(30, 20), jpeg(30, 20)])
async def test_the_size_of_a_photo_is_read_from_it(
    client: PlainClient, ada: Person, content: bytes
) -> None:
    answer = await client.upload("sendPhoto", file="photo", content=content, chat_id=11)
    size = answer.result["photo"][0]
    assert (size["width"], size["height"], size["file_size"]) == (30, 20, len(content))


@pytest.mark.parametrize("content", [png(5000, 5001), png(401, 20), jpeg(9000, 1001)])
async def test_a_larger_photo_is_refused(client: PlainClient, ada: Person, content: bytes) -> None:
    answer = await client.upload("sendPhoto", file="photo", content=content, chat_id=11)
    assert answer.said == "PHOTO_INVALID_DIMENSIONS"
    assert ada.chat.last is None


async def test_a_photo_holds_ten_megabytes_and_no_more(client: PlainClient, ada: Person) -> None:
    full = png(3, 2).ljust(10 * 2**20, b"\0")
    assert (await client.upload("sendPhoto", file="photo", content=full, chat_id=11)).ok
    answer = await client.upload("sendPhoto", file="photo", content=full + b"\0", chat_id=11)
    assert answer.said == "too big for a photo"


@pytest.mark.parametrize("content", [b"", b"no picture", b"\xff\xd8\xff"])
async def test_what_is_no_picture_is_refused(
    client: PlainClient, ada: Person, content: bytes
) -> None:
    answer = await client.upload("sendPhoto", file="photo", content=content, chat_id=11)
    assert answer.status == 400


async def test_a_document_is_uploaded_named_and_fetched(
    client: PlainClient, emulator: TelegramEmulator, ada: Person
) -> None:
    content = b"day,score\n1,3\n"
    sent = await client.upload(
        "sendDocument", file="document", content=content, chat_id=11, caption="your data"
    )
    known = sent.result["document"]["file_id"]
    assert (await client("sendDocument", chat_id=11, document=known)).ok
    path = (await client("getFile", file_id=known)).result["file_path"]
    where = f"{emulator.url}/file/bot{emulator.token}/{path}"
    async with client.session.get(where) as response:
        assert await response.read() == content
    async with client.session.get(where.replace(emulator.token, "1:wrong")) as response:
        assert response.status == 401
    async with client.session.get(f"{where}x") as response:
        assert response.status == 404


def test_a_document_holds_fifty_megabytes_and_no_more() -> None:
    full = bytes(50 * 2**20)
    check_document(Upload("data.csv", full))
    with pytest.raises(Refused, match="file is too big"):
        check_document(Upload("data.csv", full + b"\0"))


async def test_a_file_over_twenty_megabytes_cannot_be_fetched(
    client: PlainClient, emulator: TelegramEmulator
) -> None:
    full = bytes(20 * 2**20)
    fits = emulator.world.files.keep(Upload("data.csv", full), "document")
    large = emulator.world.files.keep(Upload("data.csv", full + b"\0"), "document")
    assert (await client("getFile", file_id=fits)).ok
    assert (await client("getFile", file_id=large)).said == "file is too big"


async def test_an_empty_document_is_refused(client: PlainClient, ada: Person) -> None:
    answer = await client.upload("sendDocument", file="document", content=b"", chat_id=11)
    assert answer.said == "file must be non-empty"


async def test_a_picture_is_changed_by_upload_and_by_name(
    client: PlainClient, ada: Person
) -> None:
    first = await photo_id(client)
    shown = ada.chat.last.message_id
    media: dict[str, Any] = {"type": "photo", "media": "attach://new", "caption": "new"}
    answer = await client.upload(
        "editMessageMedia",
        file="new",
        content=png(4, 4),
        chat_id=11,
        message_id=shown,
        media=media,
    )
    assert answer.ok
    second = ada.chat.last.photo
    assert second != first
    entities = [{"type": "bold", "offset": 0, "length": 3}]
    media = {"type": "photo", "media": first, "caption": "old", "caption_entities": entities}
    answer = await client("editMessageMedia", chat_id=11, message_id=shown, media=media)
    assert answer.ok
    assert (ada.chat.last.photo, ada.chat.last.text) == (first, "old")
    assert ada.chat.last.entities[0].of("old") == "old"
    media["caption"] = "a" * 1025
    answer = await client("editMessageMedia", chat_id=11, message_id=shown, media=media)
    assert answer.said == "message caption is too long"


async def test_a_picture_becomes_a_file(client: PlainClient, ada: Person) -> None:
    await photo_id(client)
    answer = await client.upload(
        "editMessageMedia",
        file="new",
        content=b"text",
        chat_id=11,
        message_id=ada.chat.last.message_id,
        media={"type": "document", "media": "attach://new"},
    )
    assert answer.ok
    assert ada.chat.last.photo is None
    assert ada.chat.last.document is not None

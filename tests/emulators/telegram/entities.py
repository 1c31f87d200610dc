"""Words and their entities, cleaned and judged as the Bot API does, in UTF-16 units."""

import re
from dataclasses import dataclass
from typing import Any

from tests.emulators.telegram.refusals import refuse

MOST_ENTITIES = 100
PLAIN = {
    "bold", "italic", "underline", "strikethrough", "spoiler", "blockquote",
    "expandable_blockquote", "code", "mention", "hashtag", "cashtag", "bot_command", "url",
    "email", "phone_number",
}  # fmt: skip
KINDS = PLAIN | {"pre", "text_link", "text_mention", "custom_emoji"}
LINK = re.compile(r"(https?|tg|mailto|tel|ton)://?\S+|(mailto|tel):\S+", re.IGNORECASE)
COMMAND = re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?!\S)")
UNSEEN = {*"\u200b\u200c\u200d\u2060\u00ad\ufeff"}  # characters without a width
TAKEN_OUT = {"\r", *map(chr, range(0x2028, 0x202F))}
BLANK = {chr(code) for code in range(32)} - {"\n", "\r"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One stretch of a text; offset and length in UTF-16 units."""

    type: str
    offset: int
    length: int
    url: str | None = None
    user_id: int | None = None
    language: str | None = None
    custom_emoji_id: str | None = None

    def of(self, text: str) -> str:
        """Give the words that it covers."""
        units = text.encode("utf-16-le")[self.offset * 2 : (self.offset + self.length) * 2]
        return units.decode("utf-16-le")

    def as_json(self) -> dict[str, Any]:
        body: dict[str, Any] = {"type": self.type, "offset": self.offset, "length": self.length}
        optional = {
            "url": self.url,
            "user": self.user_id and {"id": self.user_id, "is_bot": False, "first_name": "?"},
            "language": self.language,
            "custom_emoji_id": self.custom_emoji_id,
        }
        return body | {name: value for name, value in optional.items() if value}


LAST_OF_ONE_UNIT = "\uffff"


def units(text: str) -> int:
    """Give the length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def commands_in(text: str) -> tuple[Entity, ...]:
    """Give the entities that a person's client adds to their words."""
    return tuple(
        Entity(type="bot_command", offset=units(text[: found.start()]), length=len(found.group()))
        for found in COMMAND.finditer(text)
    )


def entity_of(raw: Any, at: int) -> Entity:
    """Read one entity.

    Raises:
        Refused: if it is none.
    """
    if not isinstance(raw, dict) or raw.get("type") not in KINDS:
        refuse(f"can't parse MessageEntity {at}: unsupported type")
    offset, length = raw.get("offset", -1), raw.get("length", -1)
    if not (type(offset) is type(length) is int and min(offset, length) >= 0):
        refuse(f"can't parse MessageEntity {at}: invalid offset or length")
    user = raw.get("user")
    entity = Entity(
        type=raw["type"],
        offset=offset,
        length=length,
        url=raw.get("url"),
        user_id=user.get("id") if isinstance(user, dict) else None,
        language=raw.get("language"),
        custom_emoji_id=raw.get("custom_emoji_id"),
    )
    if entity.type == "text_link" and not LINK.fullmatch(entity.url or ""):
        refuse(f"can't parse MessageEntity {at}: invalid URL")
    if entity.type == "text_mention" and entity.user_id is None:
        refuse(f"can't parse MessageEntity {at}: user not found")
    return entity


def check_place(entity: Entity, text: str) -> None:
    """Refuse an entity that leaves the text, or begins or ends inside a character."""
    whole = text.encode("utf-16-le")
    end = entity.offset + entity.length
    if entity.length == 0 or end * 2 > len(whole):
        refuse(
            f"entity beginning at UTF-16 offset {entity.offset} ends after the end of the text"
            f" at UTF-16 offset {end}"
        )
    for edge in (entity.offset, end):
        unit = int.from_bytes(whole[edge * 2 : edge * 2 + 2], "little")
        if 0xDC00 <= unit <= 0xDFFF:
            refuse(f"entity begins or ends in a middle of a UTF-16 symbol at offset {edge}")


def read_entities(raw: list[Any] | None, text: str) -> tuple[Entity, ...]:
    """Read the entities of a text, in order of their place."""
    if len(raw or ()) > MOST_ENTITIES:
        refuse("too many entities")
    entities = [entity_of(one, at) for at, one in enumerate(raw or ())]
    for entity in entities:
        check_place(entity, text)
    return tuple(sorted(entities, key=lambda entity: (entity.offset, -entity.length)))


def clean(text: str, entities: tuple[Entity, ...]) -> tuple[str, tuple[Entity, ...]]:
    """Blank control characters, take out what turns lines, trim; and move the entities along."""
    kept: list[str] = []
    moved = {0: 0}  # place before -> place after, both in units
    before = after = 0
    for sign in text:
        size = 2 if sign > LAST_OF_ONE_UNIT else 1
        before += size
        if sign not in TAKEN_OUT:
            kept.append(" " if sign in BLANK else sign)
            after += size
        moved[before] = after
    cleaned = "".join(kept)
    cut = units(cleaned) - units(cleaned.lstrip())
    end = units(cleaned.rstrip()) - cut
    fitted = []
    for entity in entities:
        start = min(max(moved[entity.offset] - cut, 0), end)
        stop = min(max(moved[entity.offset + entity.length] - cut, 0), end)
        if stop > start:
            fitted.append(_placed(entity, start, stop - start))
    return cleaned.strip(), tuple(fitted)


def is_empty(text: str) -> bool:
    """Tell whether nothing of a text can be seen."""
    return all(sign.isspace() or sign in UNSEEN for sign in text)


def _placed(entity: Entity, offset: int, length: int) -> Entity:
    return Entity(
        type=entity.type,
        offset=offset,
        length=length,
        url=entity.url,
        user_id=entity.user_id,
        language=entity.language,
        custom_emoji_id=entity.custom_emoji_id,
    )

"""Groups, as a test plays them."""

from typing import Any

from tests.emulators.telegram.deeds import Deed, tell_message, tell_standing
from tests.emulators.telegram.entities import commands_in
from tests.emulators.telegram.model import GENERAL, Chat, Message, Topic
from tests.emulators.telegram.people import ChatView, Person
from tests.emulators.telegram.world import World

FIRST_GROUP = -4_000_001
FIRST_SUPERGROUP = -1_002_000_000_001
ICON_COLOR = 0x6FB9F0


def new_chat(world: World, title: str, kind: str, *, forum: bool) -> Chat:
    """Make a chat with a new id; forums begin with their General topic."""
    first = FIRST_SUPERGROUP if kind == "supergroup" else FIRST_GROUP
    count = sum(chat.kind == kind for chat in world.chats.values())
    chat = Chat(chat_id=first - count, kind=kind, title=title, forum=forum, bot_status="left")
    if forum:
        chat.newest_id = GENERAL
        chat.topics[GENERAL] = Topic(thread_id=GENERAL, name="General")
    world.chats[chat.chat_id] = chat
    return chat


def may_see(world: World, chat: Chat, message: Message) -> bool:
    """Tell whether privacy mode shows a message to the bot."""
    if not world.rules.privacy or chat.bot_status == "administrator" or message.service:
        return True
    replied = chat.messages.get(message.reply_to or 0)
    if replied is not None and replied.from_bot:
        return True
    called = [
        entity.of(message.text).lower()
        for entity in message.entities
        if entity.type == "bot_command"
    ]
    if any(name.endswith(f"@{world.bot.username}") for name in called):
        return True
    return chat.bot_spoke_last and bool(called) and "@" not in called[0]


class Group:
    """A group or supergroup that people and, most of the time, the bot are in."""

    def __init__(self, world: World, chat: Chat, creator: Person) -> None:
        self._world = world
        self._chat = chat
        self.creator = creator

    @property
    def chat_id(self) -> int:
        return self._chat.chat_id

    @property
    def chat(self) -> ChatView:
        """What its members see."""
        return ChatView(self._world, self._chat)

    def says(
        self,
        person: Person,
        text: str,
        *,
        thread_id: int | None = None,
        reply_to: int | None = None,
    ) -> Deed:
        """Let a member write; the deed has no update where privacy mode hides it from the bot."""
        with self._world.log.changed:
            self._check(person, thread_id)
            return self._put(
                person,
                text=text,
                entities=commands_in(text),
                thread_id=None if thread_id == GENERAL else thread_id,
                reply_to=reply_to or (None if thread_id == GENERAL else thread_id),
            )

    def presses(self, person: Person, message_id: int, wanted: str) -> Deed:
        """Let a member press a button; the bot is told also in privacy mode."""
        return person.presses(message_id, wanted, where=self.chat)

    def joins(self, person: Person, status: str = "member") -> Deed:
        """Let somebody in; statuses are those of ChatMember."""
        with self._world.log.changed:
            self._chat.members[person.user_id] = status
            return self._put(person, service={"new_chat_members": [person.user.as_json()]})

    def leaves(self, person: Person) -> Deed:
        """Let somebody go."""
        with self._world.log.changed:
            deed = self._put(person, service={"left_chat_member": person.user.as_json()})
            self._chat.members[person.user_id] = "left"
            return deed

    def adds_bot(self, by: Person | None = None, status: str = "member") -> Deed:
        """Let the bot in, or make it an administrator."""
        return self._bot_stands(by, status)

    def removes_bot(self, by: Person | None = None, status: str = "kicked") -> Deed:
        """Throw the bot out; with "left" it may be added again."""
        return self._bot_stands(by, status)

    def another_bot_speaks(self) -> None:
        """Let another bot be the last that spoke, so that plain commands are for that one."""
        with self._world.log.changed:
            self._chat.bot_spoke_last = False

    def migrates(self) -> "Group":
        """Become a supergroup with another id; give that one."""
        with self._world.log.changed:
            old = self._chat
            new = new_chat(self._world, old.title, "supergroup", forum=False)
            new.members, new.bot_status = dict(old.members), old.bot_status
            self._put(self.creator, service={"migrate_to_chat_id": new.chat_id})
            old.migrated_to = new.chat_id
            group = Group(self._world, new, self.creator)
            group._put(self.creator, service={"migrate_from_chat_id": old.chat_id})
            return group

    def opens_topic(self, name: str) -> int:
        """Begin a topic; give its thread id."""
        with self._world.log.changed:
            if not self._chat.forum:
                raise LookupError("only a forum has topics")
            thread_id = self._chat.newest_id + 1  # that of the message which says so
            self._chat.topics[thread_id] = Topic(thread_id=thread_id, name=name)
            created = {"name": name, "icon_color": ICON_COLOR}
            self._put(self.creator, thread_id=thread_id, service={"forum_topic_created": created})
            return thread_id

    def closes_topic(self, thread_id: int, *, again_open: bool = False) -> None:
        """Let nobody write into a topic any more, or everybody again."""
        with self._world.log.changed:
            self._chat.topics[thread_id].closed = not again_open
            said = "forum_topic_reopened" if again_open else "forum_topic_closed"
            place = None if thread_id == GENERAL else thread_id
            self._put(self.creator, thread_id=place, service={said: {}})

    def deletes_topic(self, thread_id: int) -> None:
        """Take a topic away with all that was said in it."""
        with self._world.log.changed:
            del self._chat.topics[thread_id]
            inside = [one for one in self._chat.messages.values() if one.thread_id == thread_id]
            for message in inside:
                self._chat.take_out(message.message_id)

    def _check(self, person: Person, thread_id: int | None) -> None:
        if self._chat.members.get(person.user_id, "left") in {"left", "kicked"}:
            raise LookupError(person.user_id, "is not in this group")
        if thread_id is not None and thread_id not in self._chat.topics:
            raise LookupError(thread_id, "is no topic of this group")

    def _put(self, person: Person, **content: Any) -> Deed:
        """Put a message into the group and tell the bot, if it may know."""
        message = self._world.say(self._chat, sender_id=person.user_id, from_bot=False, **content)
        inside = self._chat.bot_status not in {"left", "kicked"}
        if inside and may_see(self._world, self._chat, message):
            return tell_message(self._world, self._chat, message)
        return Deed(update_id=None, message_id=message.message_id)

    def _bot_stands(self, by: Person | None, status: str) -> Deed:
        with self._world.log.changed:
            old, self._chat.bot_status = self._chat.bot_status, status
            by_id = (by or self.creator).user_id
            return tell_standing(self._world, self._chat, by_id, old, status)

"""People, as a test plays them; every act may be called from any thread."""

from tests.emulators.telegram.deeds import Deed, tell_message, tell_press, tell_standing
from tests.emulators.telegram.entities import commands_in
from tests.emulators.telegram.images import SMALLEST_PNG
from tests.emulators.telegram.log import Noted
from tests.emulators.telegram.model import Chat, Message, Toast, edited
from tests.emulators.telegram.wire import Upload
from tests.emulators.telegram.world import User, World


class ChatView:
    """What people see of a chat now; each look is fresh."""

    def __init__(self, world: World, chat: Chat) -> None:
        self._world = world
        self._chat = chat

    @property
    def chat_id(self) -> int:
        return self._chat.chat_id

    @property
    def messages(self) -> list[Message]:
        """All messages that are not deleted, in order."""
        with self._world.log.changed:
            return [self._chat.messages[key] for key in sorted(self._chat.messages)]

    @property
    def from_bot(self) -> list[Message]:
        """The messages of the bot."""
        return [message for message in self.messages if message.from_bot]

    @property
    def last(self) -> Message | None:
        """The newest message of the bot."""
        return next(reversed(self.from_bot), None)

    @property
    def toasts(self) -> list[Toast]:
        """The answers to presses, in order."""
        with self._world.log.changed:
            return list(self._chat.toasts)

    @property
    def deleted(self) -> list[Message]:
        """What was deleted, in order of its ids."""
        with self._world.log.changed:
            return [self._chat.deleted[key] for key in sorted(self._chat.deleted)]

    @property
    def actions(self) -> list[str]:
        """What the bot showed itself doing, such as "typing"."""
        return list(self._chat.actions)

    def message(self, message_id: int) -> Message:
        """Give one message.

        Raises:
            LookupError: if there is none.
        """
        with self._world.log.changed:
            return self._chat.messages[message_id]


class Person:
    """Somebody with a Telegram account; what they do goes into their private chat with the bot.

    `opens_link`, `writes` and `sends_command` begin the conversation; before, the bot cannot
    write to them.
    """

    def __init__(self, world: World, user: User) -> None:
        self._world = world
        self.user = user

    @property
    def user_id(self) -> int:
        return self.user.user_id

    @property
    def chat(self) -> ChatView:
        """Their private chat with the bot."""
        with self._world.log.changed:
            return ChatView(self._world, self._world.private_chat(self.user_id))

    def writes(self, text: str, *, reply_to: int | None = None) -> Deed:
        """Send words."""
        with self._world.log.changed:
            chat = self._own_chat()
            message = self._world.say(
                chat,
                sender_id=self.user_id,
                from_bot=False,
                text=text,
                entities=commands_in(text),
                reply_to=reply_to,
            )
            return tell_message(self._world, chat, message)

    def sends_command(self, name: str, rest: str = "") -> Deed:
        """Send "/name rest"; the slash may be left out."""
        return self.writes(f"/{name.removeprefix('/')} {rest}".rstrip())

    def opens_link(self, start: str) -> Deed:
        """Open t.me/bot?start=…, which sends "/start …"."""
        return self.sends_command("start", start)

    def presses(self, message_id: int, wanted: str, *, where: ChatView | None = None) -> Deed:
        """Press the button with these words or this data, in a group if `where` is one.

        Raises:
            LookupError: if the person does not see such a button that sends something.
        """
        with self._world.log.changed:
            chat = self._world.chats[where.chat_id] if where else self._own_chat()
            button = chat.messages[message_id].button(wanted)
            if button.data is None:
                raise LookupError(wanted, "opens something, it sends no data")
            return tell_press(self._world, chat, message_id, self.user_id, button.data)

    def presses_made(self, data: str, message_id: int, *, where: ChatView | None = None) -> Deed:
        """Send a press that no button offers, as a made-up client can."""
        with self._world.log.changed:
            chat = self._world.chats[where.chat_id] if where else self._own_chat()
            return tell_press(self._world, chat, message_id, self.user_id, data)

    def edits(self, message_id: int, text: str) -> Deed:
        """Change words that they sent."""
        with self._world.log.changed:
            chat = self._own_chat()
            message = chat.messages[message_id]
            if message.from_bot:
                raise LookupError("nobody edits what the bot wrote")
            now = self._world.clock.now()
            chat.put(edited(message, at=now, text=text, entities=commands_in(text)))
            return tell_message(
                self._world, chat, chat.messages[message_id], kind="edited_message"
            )

    def sends_photo(self, content: bytes = SMALLEST_PNG, caption: str = "") -> Deed:
        """Send a picture."""
        with self._world.log.changed:
            kept = self._world.files.keep(Upload("photo.png", content), "photo", (1, 1))
            return self._sends(photo=kept, text=caption)

    def sends_voice(self) -> Deed:
        """Send a voice message."""
        voice = {"file_id": "AW-1", "file_unique_id": "voice1", "duration": 2}
        return self._sends(service={"voice": voice})

    def sends_sticker(self) -> Deed:
        """Send a sticker."""
        sticker = {
            "file_id": "CA-1",
            "file_unique_id": "sticker1",
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
        }
        return self._sends(service={"sticker": sticker})

    def blocks(self) -> Deed:
        """Stop the bot from writing to them."""
        return self._stands("kicked")

    def unblocks(self) -> Deed:
        """Let the bot write to them again."""
        return self._stands("member")

    def deletes_account(self) -> None:
        """Leave the platform; the bot is not told."""
        with self._world.log.changed:
            self.user.deleted = True
            self._world.log.add(Noted(what=f"{self.user_id} deleted their account"))

    def _sends(self, **content: object) -> Deed:
        with self._world.log.changed:
            chat = self._own_chat()
            message = self._world.say(chat, sender_id=self.user_id, from_bot=False, **content)
            return tell_message(self._world, chat, message)

    def _stands(self, status: str) -> Deed:
        with self._world.log.changed:
            chat = self._own_chat(blocked=True)
            old, chat.bot_status = chat.bot_status, status
            return tell_standing(self._world, chat, self.user_id, old, status)

    def _own_chat(self, *, blocked: bool = False) -> Chat:
        chat = self._world.private_chat(self.user_id)
        if self.user.deleted:
            raise LookupError("this account is deleted")
        if chat.bot_status == "kicked" and not blocked:
            raise LookupError("this person blocks the bot: call unblocks() first")
        return chat

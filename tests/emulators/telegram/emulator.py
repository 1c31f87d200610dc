"""The emulator as tests hold it."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from types import TracebackType
from typing import Any, NoReturn, Self, TypeVar

from tests.emulators.telegram.clock import EmulatorClock
from tests.emulators.telegram.faults import Fault, FaultPlan
from tests.emulators.telegram.given import Given
from tests.emulators.telegram.groups import Group, new_chat
from tests.emulators.telegram.judging import Judge
from tests.emulators.telegram.log import Log, Noted
from tests.emulators.telegram.people import Person
from tests.emulators.telegram.polling import Polling
from tests.emulators.telegram.port import HOST, Port
from tests.emulators.telegram.rates import Rates
from tests.emulators.telegram.server import BotApi, Waiting
from tests.emulators.telegram.spec import read_spec
from tests.emulators.telegram.webhook import Webhook
from tests.emulators.telegram.world import Rules, User, World

T = TypeVar("T")

BOT_ID = 7_000_000_001
TOKEN = f"{BOT_ID}:MADE-UP-TOKEN-OF-THE-EMULATOR-0000"
USERNAME = "knead_test_bot"
GROUP_CREATOR = 900_001
DEADLINE_S = 30.0


class TelegramEmulator:
    """A Bot API server on 127.0.0.1 for one bot.

    Use it with `async with`: it serves in the loop that entered it. People, groups, the log and
    the switches may be used from any thread; `async` methods only from that loop.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        token: str = TOKEN,
        starts_at: float | None = None,
        ticker: Callable[[], float] = time.monotonic,
        validate: bool = True,
    ) -> None:
        bot = User(user_id=BOT_ID, first_name="Knead", username=USERNAME, is_bot=True)
        self.world = World(token=token, bot=bot, clock=EmulatorClock(starts_at), ticker=ticker)
        self.world.users[BOT_ID] = bot
        self._plan = FaultPlan()
        self._judge = Judge(self.world, read_spec() if validate else None)
        self._polling = Polling(self.world)
        self.rates = Rates(self.world)
        self.webhook = Webhook(self.world, self._polling)
        waiting: Mapping[str, Waiting] = {
            "getUpdates": self._polling.get_updates,
            "setWebhook": self.webhook.set_webhook,
            "deleteWebhook": self.webhook.delete_webhook,
            "getWebhookInfo": self.webhook.webhook_info,
        }
        self._api = BotApi(self.world, self._plan, self._judge, self.rates, waiting)
        self._port = Port(self._api.handle, port)
        self._stack = AsyncExitStack()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        tasks = await self._stack.enter_async_context(_background())
        self._api.keep_tasks_in(tasks)
        tasks.create_task(self.webhook.deliver())
        await self._port.listen()
        self._stack.push_async_callback(self._port.refuse)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stack.aclose()

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end."""
        return f"http://{HOST}:{self._port.number}"

    @property
    def token(self) -> str:
        return self.world.token

    @property
    def bot_id(self) -> int:
        return self.world.bot.user_id

    @property
    def username(self) -> str | None:
        return self.world.bot.username

    @property
    def clock(self) -> EmulatorClock:
        """Its own time; `clock.move_on(seconds)`."""
        return self.world.clock

    @property
    def log(self) -> Log:
        return self.world.log

    @property
    def rules(self) -> Rules:
        """What may be switched."""
        return self.world.rules

    @property
    def faults_of_ours(self) -> list[str]:
        """What our side sent wrongly; a test asserts that it is empty."""
        return self.world.faults_of_ours

    @property
    def validates(self) -> bool:
        """Tell whether requests are held against the full description of the Bot API."""
        return self._judge.validates

    def person(
        self,
        user_id: int,
        *,
        first_name: str = "Ada",
        username: str | None = None,
        language_code: str | None = "en",
    ) -> Person:
        """Give the person with this id, new if there was none."""
        with self.log.changed:
            user = self.world.users.setdefault(
                user_id,
                User(
                    user_id=user_id,
                    first_name=first_name,
                    username=username,
                    language_code=language_code,
                ),
            )
        return Person(self.world, user)

    def group(
        self,
        title: str,
        *,
        supergroup: bool = False,
        forum: bool = False,
        creator: Person | None = None,
        with_bot: bool = True,
    ) -> Group:
        """Make a group; its creator, a new person if none is named, adds the bot to it."""
        creator = creator or self.person(GROUP_CREATOR, first_name="Grace")
        kind = "supergroup" if supergroup or forum else "group"
        with self.log.changed:
            chat = new_chat(self.world, title, kind, forum=forum)
            chat.members[creator.user_id] = "creator"
            group = Group(self.world, chat, creator)
            if with_bot:
                group.adds_bot()
        return group

    def makes_update(
        self, kind: str, body: dict[str, Any], *, chat_id: int = 0, person_id: int | None = None
    ) -> int | None:
        """Let any JSON wait for the bot, however wrong; give its number."""
        return self.world.updates.make(kind, body, chat_id=chat_id, person_id=person_id)

    def fail_next(
        self,
        method: str,
        fault: Fault,
        times: int = 1,
        only: Callable[[Given], object] | None = None,
    ) -> None:
        """Let the next requests to a method ("*": any) meet a fault; `only` picks among them."""
        with self.log.changed:
            self._plan.add(method, fault, times, only)

    def stop_failing(self) -> None:
        """Forget all planned faults."""
        with self.log.changed:
            self._plan.clear()

    def revoke_token(self) -> None:
        """Make the token wrong from now on."""
        self._api.revoked = True
        self.log.add(Noted(what="token revoked"))

    def restart_update_ids(self, at: int) -> None:
        """Number the next update so, lower or higher than the last."""
        with self.log.changed:
            self.world.updates.next_id = at

    def note(self, what: str) -> None:
        """Write something into the log, which wakes whoever waits."""
        self.log.add(Noted(what=what))

    async def refuse_connections(self) -> None:
        """Close the port and all its connections."""
        await self._port.refuse()
        self.log.add(Noted(what="port closed"))

    async def listen_again(self) -> None:
        """Open the same port again."""
        await self._port.listen()
        self.log.add(Noted(what="port open"))

    async def wait_for(self, wanted: Callable[[], T], deadline_s: float = DEADLINE_S) -> T:
        """Wait until `wanted()` is true, asked again after each entry of the log; give it.

        Raises:
            TimeoutError: past the deadline; it shows the end of the log.
        """
        return await self.log.wait(wanted, deadline_s)


class _Closing(Exception):  # noqa: N818  # a signal to ourselves
    """The emulator ends, and with it what still runs in the background."""


def _close() -> NoReturn:
    raise _Closing


@asynccontextmanager
async def _background() -> AsyncIterator[asyncio.TaskGroup]:
    """Give a task group whose tasks are cancelled when it is left."""
    try:
        async with asyncio.TaskGroup() as tasks:
            yield tasks
            _close()
    except* _Closing:
        pass

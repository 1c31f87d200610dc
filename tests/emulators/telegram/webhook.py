"""setWebhook and what it brings: updates posted to the bot, in order, until it has taken them."""

import asyncio
import ipaddress
import random
import re
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from yarl import URL

from tests.emulators.telegram.given import Given
from tests.emulators.telegram.log import Noted, UpdateHandedOut, UpdateMade
from tests.emulators.telegram.polling import Polling
from tests.emulators.telegram.refusals import refuse
from tests.emulators.telegram.updates import Waiting
from tests.emulators.telegram.world import World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # a name, no secret
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
PORTS = {80, 88, 443, 8443}
MOST_CONNECTIONS = 100
CONNECTIONS = 40
ANSWER_WITHIN_S = 60.0  # real seconds
LONGEST_RETRY_AFTER_S = 3600
CAP_S = (60, 120)  # a retry waits no longer than a random number between these


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hook:
    """A webhook as it was set."""

    url: URL
    secret: str
    connections: int
    busy: set[tuple[int, int]] = field(default_factory=set)  # queues that wait for an answer


def is_loopback(url: URL) -> bool:
    """Tell whether a URL stays on this machine."""
    try:
        return url.host == "localhost" or ipaddress.ip_address(url.host or "").is_loopback
    except ValueError:
        return False


def read_hook(given: Given) -> Hook:
    """Read the parameters of setWebhook.

    Raises:
        Refused: if the platform would not call such a place; loopback it calls here.
    """
    try:
        url = URL(given.text("url"))
    except ValueError:
        refuse("bad webhook: invalid URL")
    if url.scheme not in ({"http", "https"} if is_loopback(url) else {"https"}):
        refuse("bad webhook: An HTTPS URL must be provided for webhook")
    if not is_loopback(url) and url.port not in PORTS:
        refuse("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    secret = given.text("secret_token")
    if secret and not SECRET.fullmatch(secret):
        refuse("bad webhook: secret token contains unallowed characters or is too long")
    connections = given.number("max_connections", CONNECTIONS)
    if not 1 <= connections <= MOST_CONNECTIONS:
        refuse("bad webhook: max_connections must be between 1 and 100")
    return Hook(url=url, secret=secret, connections=connections)


class Webhook:
    """Posts each update until it is answered with 2xx.

    Updates of one queue (see Updates) go one after the other, those of different queues side by
    side. After the first failure it tries again at once, then after 2, 4, 8… seconds of the
    emulator's clock, or after what Retry-After says. `pace` shortens these waits. An answer that
    takes longer than `answer_within_s`, in real time, is a failure too.

    A public URL is called at `behind`, which stands for the proxy in front of the bot.
    """

    def __init__(self, world: World, polling: Polling) -> None:
        self._world = world
        self._polling = polling
        self._hook: Hook | None = None
        self._error: tuple[int, str] | None = None
        self._news = asyncio.Event()
        self.pace = 1.0
        self.answer_within_s = ANSWER_WITHIN_S
        self.behind: str | None = None

    async def set_webhook(self, given: Given) -> bool:
        """Answer setWebhook; an empty URL takes it away."""
        hook = read_hook(given) if given.text("url") else None
        with self._world.log.changed:
            self._world.updates.allow(given.json_list("allowed_updates"))
            self._change(hook, drop=given.yes("drop_pending_updates"))
        return True

    async def delete_webhook(self, given: Given) -> bool:
        """Answer deleteWebhook."""
        with self._world.log.changed:
            self._change(None, drop=given.yes("drop_pending_updates"))
        return True

    async def webhook_info(self, given: Given) -> dict[str, Any]:
        """Answer getWebhookInfo."""
        with self._world.log.changed:
            hook, updates = self._hook, self._world.updates
            info: dict[str, Any] = {
                "url": str(hook.url) if hook else "",
                "has_custom_certificate": False,
                "pending_update_count": len(updates.waiting),
            }
            if hook:
                info |= {"max_connections": hook.connections, "ip_address": "127.0.0.1"}
            if updates.allowed is not None:
                info["allowed_updates"] = sorted(updates.allowed)
            if self._error and hook:
                info |= {"last_error_date": self._error[0], "last_error_message": self._error[1]}
            return info

    def forget(self) -> None:
        """Post nothing more, as if the bot had deleted its webhook."""
        with self._world.log.changed:
            self._change(None, drop=False)

    async def deliver(self) -> None:
        """Post updates for as long as this runs."""
        no_limit = aiohttp.TCPConnector(limit=0)
        async with (
            aiohttp.ClientSession(connector=no_limit) as session,
            asyncio.TaskGroup() as posts,
        ):
            with self._world.log.waking(UpdateMade, Noted) as self._news:
                while True:
                    for hook, one in self._ready():
                        posts.create_task(self._post_until_taken(session, hook, one))
                    await self._news.wait()
                    self._news.clear()

    def _change(self, hook: Hook | None, *, drop: bool) -> None:
        if drop:
            self._world.updates.drop_all()
        self._hook, self._error = hook, None
        self._polling.hook(on=hook is not None)

    def _ready(self) -> list[tuple[Hook, Waiting]]:
        """Give the first update of each queue that is not busy, and make those queues busy."""
        ready: list[tuple[Hook, Waiting]] = []
        with self._world.log.changed:
            self._world.updates.drop_old()
            hook = self._hook
            if hook is None:
                return ready
            for one in self._world.updates.waiting:
                if len(hook.busy) >= hook.connections:
                    break
                if one.queue not in hook.busy:
                    hook.busy.add(one.queue)
                    ready.append((hook, one))
        return ready

    async def _post_until_taken(
        self, session: aiohttp.ClientSession, hook: Hook, one: Waiting
    ) -> None:
        delay_s, fails = 1, 0
        try:
            while self._is_wanted(hook, one):
                self._world.log.add(UpdateHandedOut(update_id=one.update_id, by="webhook"))
                failure, retry_after_s = await self._post(session, hook, one)
                if not failure:
                    break
                wait_s = retry_after_s
                if not retry_after_s and fails:
                    wait_s = delay_s = min(delay_s * 2, random.randint(*CAP_S))  # noqa: S311  # no secret
                fails += 1
                self._note(one, failure, wait_s)
                await self._world.clock.sleep(wait_s * self.pace)
        finally:
            hook.busy.discard(one.queue)
            self._news.set()

    def _is_wanted(self, hook: Hook, one: Waiting) -> bool:
        with self._world.log.changed:
            self._world.updates.drop_old()
            return self._hook is hook and one in self._world.updates.waiting

    def _note(self, one: Waiting, failure: str, wait_s: float) -> None:
        with self._world.log.changed:
            self._error = (int(self._world.clock.now()), failure)
            self._world.log.add(
                Noted(what=f"webhook: {one.update_id}: {failure}; again in {wait_s} s")
            )

    async def _post(
        self, session: aiohttp.ClientSession, hook: Hook, one: Waiting
    ) -> tuple[str, int]:
        """Post once; give what failed, if it did, and how long the bot asked to wait."""
        url = hook.url
        if self.behind is not None:
            url = URL(self.behind).with_path(url.path).with_query(url.query)
        elif not is_loopback(url):
            return "no proxy is named for a public URL", 0
        headers = {SECRET_HEADER: hook.secret} if hook.secret else {}
        limit = aiohttp.ClientTimeout(total=self.answer_within_s)
        try:
            async with session.post(
                url, json=one.as_json(), headers=headers, allow_redirects=False, timeout=limit
            ) as response:
                await response.read()
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            return f"connection failed: {type(error).__name__}", 0
        if not 200 <= response.status <= 299:
            said = response.headers.get("Retry-After", "")
            asked_s = int(said) if said.isdigit() else 0
            failure = f"wrong response from the webhook: {response.status} {response.reason}"
            return failure, min(asked_s, LONGEST_RETRY_AFTER_S)
        with self._world.log.changed:
            if one in self._world.updates.waiting:
                self._world.updates.confirm(one, "webhook")
        return "", 0

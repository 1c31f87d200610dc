"""The HTTP side: finds the method, lets planned faults happen, answers and writes the log."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.emulators.telegram.breaking import broken, whole
from tests.emulators.telegram.faults import (
    Delay,
    Fault,
    FaultPlan,
    Reset,
    ServerError,
    TooManyRequests,
    is_early,
)
from tests.emulators.telegram.given import Given
from tests.emulators.telegram.judging import Judge
from tests.emulators.telegram.log import Arrived, Noted, Request
from tests.emulators.telegram.methods import METHODS, NAMES
from tests.emulators.telegram.rates import Rates
from tests.emulators.telegram.refusals import Refused, too_many, unauthorized, unknown_method
from tests.emulators.telegram.wire import read_request
from tests.emulators.telegram.world import World

Waiting = Callable[[Given], Awaitable[Any]]
GONE = "the client has gone"
UNCLEAR = (Reset, ServerError)  # faults that keep the true answer from the client


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request that was read."""

    number: int
    method: str
    given: Given
    fault: Fault | None


class BotApi:
    """Answers requests to /bot<token>/<method> and /file/bot<token>/<path>.

    `waiting` are the methods that take their time, by name. A request whose client has gone is
    cancelled, unless a planned delay holds it: that one is accepted all the same.
    """

    def __init__(
        self,
        world: World,
        plan: FaultPlan,
        judge: Judge,
        rates: Rates,
        waiting: Mapping[str, Waiting],
    ) -> None:
        self._world = world
        self._plan = plan
        self._judge = judge
        self._rates = rates
        self._waiting = waiting
        self._tasks: asyncio.TaskGroup | None = None
        self.revoked = False

    def keep_tasks_in(self, tasks: asyncio.TaskGroup) -> None:
        """Give the group in which delayed requests live on."""
        self._tasks = tasks

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        first, _, rest = request.path.removeprefix("/").partition("/")
        if first == "file":
            first, _, path = rest.partition("/")
            return self._file(first, path)
        if not first.startswith("bot"):
            return whole(unknown_method().body())
        return await self._call(request, first.removeprefix("bot"), rest)

    def _right(self, token: str) -> bool:
        return token == self._world.token and not self.revoked

    def _file(self, bot: str, path: str) -> web.Response:
        if not self._right(bot.removeprefix("bot")):
            return whole(unauthorized().body())
        with self._world.log.changed:
            kept = self._world.files.at_path(path)
        if kept is None:
            return whole(unknown_method().body())
        return web.Response(body=kept.content, content_type="application/octet-stream")

    async def _call(self, request: web.BaseRequest, token: str, name: str) -> web.StreamResponse:
        method = NAMES.get(name.lower(), name)
        number = self._world.log.next_number()
        try:
            given = Given(await read_request(request))
        except Refused as refused:
            self._world.fault(f"{method}: {refused.description}")
            given = Given({})
            self._note(Call(number=number, method=method, given=given, fault=None), refused.body())
            return whole(refused.body())
        self._world.log.add(Arrived(number=number, method=method, given=given.sent))
        fault = self._plan.take(method, given)
        call = Call(number=number, method=method, given=given, fault=fault)
        try:
            body = await self._outcome(call, token)
        except asyncio.CancelledError:
            self._world.log.add(Noted(what=f"{method} {number}: {GONE}"))
            raise
        return await broken(request, fault, body)

    async def _outcome(self, call: Call, token: str) -> dict[str, Any]:
        if is_early(call.fault):
            return self._refused_early(call)
        if not isinstance(call.fault, Delay):
            return await self._decide(call, token)
        assert self._tasks is not None
        delayed = self._tasks.create_task(self._delayed(call, call.fault, token))
        return await asyncio.shield(delayed)

    async def _delayed(self, call: Call, delay: Delay, token: str) -> dict[str, Any]:
        body = await self._decide(call, token) if delay.after else {}
        if delay.until is not None:
            await delay.until.wait()
        if delay.seconds:
            await asyncio.sleep(delay.seconds)
        return body if delay.after else await self._decide(call, token)

    def _refused_early(self, call: Call) -> dict[str, Any]:
        body: dict[str, Any] = {"ok": False, "description": "not accepted, as planned"}
        if isinstance(call.fault, TooManyRequests):
            body = too_many(call.fault.retry_after).body()
        elif isinstance(call.fault, ServerError):
            body["error_code"] = call.fault.code
        self._note(call, body)
        return body

    async def _decide(self, call: Call, token: str) -> dict[str, Any]:
        """Accept or refuse, and write that down."""
        try:
            if not self._right(token):
                raise unauthorized()
            result = await self._accept(call)
            body = {"ok": True, "result": result}
        except Refused as refused:
            body = refused.body()
            self._note(call, body)
        return body

    async def _accept(self, call: Call) -> Any:
        self._judge.check(call.method, call.given)
        if call.method in self._waiting:
            result = await self._waiting[call.method](call.given)
            self._note(call, {"ok": True, "result": result})
            return result
        with self._world.log.changed:
            self._rates.spend(call.method, call.given)
            result = METHODS[call.method](self._world, call.given)
            self._note(call, {"ok": True, "result": result})
        return result

    def _note(self, call: Call, body: dict[str, Any]) -> None:
        result = body.get("result")
        self._world.log.add(
            Request(
                number=call.number,
                method=call.method,
                given=call.given.sent,
                ok=body["ok"],
                error_code=body.get("error_code"),
                description=body.get("description", ""),
                message_id=result.get("message_id") if isinstance(result, dict) else None,
                result=result,
                fault="" if call.fault is None else repr(call.fault),
                answered=not isinstance(call.fault, UNCLEAR),
            )
        )

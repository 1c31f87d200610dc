"""The methods that are imitated, by name; in any case, as at the real one."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.emulators.telegram import editing, identity, membership, menus, presses, sending
from tests.emulators.telegram.given import Given
from tests.emulators.telegram.world import World

Method = Callable[[World, Given], Any]

METHODS: Mapping[str, Method] = {
    **identity.METHODS,
    **sending.METHODS,
    **editing.METHODS,
    **presses.METHODS,
    **menus.METHODS,
    **membership.METHODS,
}
WAITING = ("getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo")
NAMES = {name.lower(): name for name in (*METHODS, *WAITING)}

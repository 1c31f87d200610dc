import json
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.emulators.telegram import ThreadedEmulator
from tests.emulators.telegram.faults import Delay, Gate
from tests.emulators.telegram.log import Arrived

ROOT = Path(__file__).parents[2]
DEADLINE_S = 30


def call(emulator: ThreadedEmulator, method: str, **given: Any) -> Any:
    """Call from outside any loop, as a process of its own would."""
    return asked(f"{emulator.url}/bot{emulator.token}", method, **given)


def asked(base: str, method: str, **given: Any) -> Any:
    form = urllib.parse.urlencode(given).encode()
    with urllib.request.urlopen(f"{base}/{method}", form, DEADLINE_S) as response:  # noqa: S310  # loopback
        return json.load(response)["result"]


def test_people_act_and_are_waited_for_from_any_thread() -> None:
    with ThreadedEmulator() as emulator:
        ada = emulator.person(11)
        answering = threading.Thread(target=echo_once, args=(emulator,))
        answering.start()
        deed = ada.writes("hello")
        shown = emulator.wait_until(lambda: ada.chat.last)
        answering.join(DEADLINE_S)
        assert shown.text == "hello"
        assert emulator.log.confirmed() == [deed.update_id]
        assert emulator.faults_of_ours == []


def echo_once(emulator: ThreadedEmulator) -> None:
    """Poll for one message, confirm it and send it back."""
    update = call(emulator, "getUpdates", timeout=30)[0]
    call(emulator, "getUpdates", offset=update["update_id"] + 1)
    message = update["message"]
    call(emulator, "sendMessage", chat_id=message["chat"]["id"], text=message["text"])


def test_a_gate_is_opened_from_another_thread() -> None:
    with ThreadedEmulator() as emulator:
        gate = Gate()
        emulator.fail_next("getMe", Delay(until=gate))
        asking = threading.Thread(target=call, args=(emulator, "getMe"))
        asking.start()
        emulator.wait_until(lambda: emulator.log.of(Arrived))
        assert emulator.log.requests("getMe") == []
        gate.open()
        asking.join(DEADLINE_S)
        assert emulator.log.requests("getMe", ok=True)


def test_the_port_is_closed_and_opened_again() -> None:
    with ThreadedEmulator() as emulator:
        emulator.close_port()
        with pytest.raises(urllib.error.URLError):
            call(emulator, "getMe")
        emulator.open_port()
        assert call(emulator, "getMe")["id"] == emulator.bot_id


def test_waiting_in_vain_ends_at_the_deadline() -> None:
    with ThreadedEmulator() as emulator, pytest.raises(TimeoutError, match="the log ends"):
        emulator.wait_until(lambda: False, deadline_s=0.001)


def test_a_port_that_is_taken_is_told_at_once() -> None:
    with ThreadedEmulator() as first:
        taken = int(first.url.rpartition(":")[2])
        with pytest.raises(OSError, match="in use"), ThreadedEmulator(port=taken):
            pass


def test_a_failure_of_the_test_is_not_hidden_by_the_end() -> None:
    with pytest.raises(ZeroDivisionError), ThreadedEmulator():
        1 / 0  # noqa: B018  # fails


def test_a_developer_talks_to_a_bot_by_hand() -> None:
    command = [sys.executable, "-m", "tests.emulators.telegram"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as console:
        assert console.stdin is not None
        assert console.stdout is not None
        token, url = (console.stdout.readline().strip().split("=")[1] for _ in range(2))
        base = f"{url}/bot{token}"
        console.stdin.write("hello\n:wrong\n:p 1\n")
        console.stdin.flush()
        update = asked(base, "getUpdates", timeout=30)[0]
        assert update["message"]["text"] == "hello"
        keyboard = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
        asked(
            base,
            "sendMessage",
            chat_id=update["message"]["chat"]["id"],
            text="ready?",
            reply_markup=json.dumps(keyboard),
        )
        shown = list(iter(console.stdout.readline, "   [Yes]\n"))
        assert shown[-1].endswith("ready?\n")
        console.stdin.write(":p Yes\n")
        console.stdin.flush()
        press = asked(base, "getUpdates", offset=update["update_id"] + 1, timeout=30)[0]
        assert press["callback_query"]["data"] == "y"
        console.stdin.write(":faults\n:quit\n")
        console.stdin.flush()
        assert console.stdout.read() == "none\n"
    assert console.returncode == 0

"""One warm process from which the bots of all tests are started."""

from collections.abc import Iterator

import pytest

from tests.crash.driver import Bots


@pytest.fixture(scope="session")
def bots() -> Iterator[Bots]:
    with Bots() as bots:
        yield bots

"""One whole database for all tests, which each damage a copy of their own."""

import pytest

from tests.damage.whole import Whole, make_whole


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    return make_whole(tmp_path_factory.mktemp("whole") / "lived")

"""Updates made up at random: each is answered, ignored or set aside, and none does any harm."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from adapters.telegram_chat.incoming import read_update
from tests.hostile.mill import ME, open_mill
from tests.hostile.raw_updates import CALM, Maker
from tests.made.counts import how_many
from tests.shell.room import ledger_findings

OF_A_WORLD = 1000  # then others begin anew: most programs have ended by then
UNREAD = {"update cannot be read", "an update without a name cannot be read"}


@pytest.mark.parametrize("seed", range(how_many(OF_A_WORLD) // OF_A_WORLD))
async def test_made_up_updates_do_no_harm(tmp_path: Path, seed: int) -> None:
    async with open_mill(tmp_path / "bot.db") as mill:
        with capture_logs() as logs:
            for number in range(CALM):
                await mill.joins(str(number + 1))
            await mill.grinds(Maker(seed), OF_A_WORLD)
        assert ledger_findings(mill.room) == []
    loud = [line["event"] for line in logs if line["log_level"] not in {"debug", "info"}]
    assert UNREAD.issuperset(loud)
    assert 0.1 < len(loud) / OF_A_WORLD < 0.4
    assert mill.out.drawn > OF_A_WORLD * 0.3


def test_the_same_seed_makes_the_same_updates() -> None:
    first, second, other = Maker(5), Maker(5), Maker(6)
    made = [[repr(read_update(of.one(), ME)) for _ in range(200)] for of in (first, second, other)]
    assert made[0] == made[1] != made[2]

"""What a visitor's settings have led to."""

from bot.domain.change import What
from bot.domain.due import DueWhat
from bot.domain.wish import Wish
from tests.service.visitor import Visitor


def wish_of(visitor: Visitor) -> Wish:
    wish = visitor.person().wish
    assert wish is not None
    return wish


def wishes_logged(visitor: Visitor) -> list[tuple[str, str]]:
    changes = [change for change in visitor.changes() if change.what is What.WISH]
    return [(change.old, change.new) for change in changes]


def card_due(visitor: Visitor) -> int:
    live = visitor.live()
    assert live is not None
    dues = visitor.run(lambda tx: tx.dues.of("enrollment", live.enrollment_id))
    return next(due.due_at for due in dues if due.what is DueWhat.CARD)

"""`knead migrate`: brings the database up to date, which a start would do as well."""

from functools import partial

from bot.config import Config
from bot.service.backup_marks import mark_backup
from bot.upkeep.backing_up import secret_mark
from bot.upkeep.host import free_name, stamp, without_bot
from storage.sqlite.migrate import MIGRATIONS_DIR
from storage.sqlite.upgrade import upgrade

BEFORE = ".before-migration-"


def migrate_database(config: Config, host_now: int) -> tuple[str, ...]:
    """Apply what is not applied yet, and say from which version to which.

    Raises:
        StorageError: if a bot runs, or the database cannot be brought up to date; each version is
            reached as a whole or not at all.
    """
    database = config.database
    if not database.exists():
        return (f"There is no database at {database} yet. The first start makes one, up to date.",)
    with without_bot(database, "migrate"):
        done = upgrade(
            database,
            lambda old: free_name(
                database.with_name(f"{database.name}{BEFORE}{old}-{stamp(host_now)}")
            ),
            partial(mark_backup, host_now=host_now, secret_mark=secret_mark(config)),
            MIGRATIONS_DIR,
        )
    if done.copy is None:
        return (f"{database} is up to date: version {done.new} of its tables.",)
    return (
        f"{database} went from version {done.old} of its tables to {done.new}.",
        f"As it was before, it is kept as {done.copy}. Delete that when all is well.",
    )

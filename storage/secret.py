"""The secret of one installation: made once, beside the database, and never shown."""

import secrets
from pathlib import Path

from bot.ports.store import StorageError
from storage.files import write_whole

_BYTES = 32  # as long as what HMAC-SHA256 gives: longer adds nothing


def load_or_make_secret(path: Path) -> bytes:
    """Give the secret kept in a file; the first time make one that only its owner can read.

    Raises:
        StorageError: if it cannot be read or made, or holds no secret, as when it was cut short.
    """
    try:
        if not path.exists():
            write_whole(path, secrets.token_hex(_BYTES).encode() + b"\n")
        secret = path.read_bytes().strip()
    except OSError as error:
        msg = f"{path} cannot be used ({error.strerror}). The bot's user must read and write it."
        raise StorageError(msg) from error
    if len(secret) < _BYTES:
        msg = f"{path} holds no secret (at least {_BYTES} characters). Put the old one back."
        raise StorageError(msg)
    return secret

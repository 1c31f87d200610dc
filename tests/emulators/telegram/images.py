"""How large a picture is, from its first bytes."""

import struct
import zlib

from tests.emulators.telegram.refusals import refuse

LARGEST_PHOTO = 10 * 2**20
LARGEST_SUM = 10_000  # width and height together
LARGEST_RATIO = 20
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # of JPEG, with the size in them


def _chunk(kind: bytes, body: bytes) -> bytes:
    checked = kind + body
    return struct.pack(">I", len(body)) + checked + struct.pack(">I", zlib.crc32(checked))


def png(width: int, height: int) -> bytes:
    """Make a plain grey picture of this size."""
    rows = zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(height)), 9)
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = (_chunk(b"IHDR", head), _chunk(b"IDAT", rows), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


SMALLEST_PNG = png(1, 1)


def png_size(content: bytes) -> tuple[int, int] | None:
    """Read the size of a PNG, None if it is none."""
    if not content.startswith(b"\x89PNG\r\n\x1a\n") or content[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def jpeg_size(content: bytes) -> tuple[int, int] | None:
    """Read the size of a JPEG, None if it is none."""
    if not content.startswith(b"\xff\xd8"):
        return None
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        if content[at + 1] in FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return None


def photo_size(content: bytes) -> tuple[int, int]:
    """Give the size of a photo.

    Raises:
        Refused: if it is no picture, or one that may not be sent.
    """
    if not content:
        refuse("file must be non-empty")
    if len(content) > LARGEST_PHOTO:
        refuse("too big for a photo")
    size = png_size(content) or jpeg_size(content)
    if size is None:
        refuse("IMAGE_PROCESS_FAILED")
    width, height = size
    if min(size) < 1 or sum(size) > LARGEST_SUM or max(size) > LARGEST_RATIO * min(size):
        refuse("PHOTO_INVALID_DIMENSIONS")
    return width, height

"""Stored pictures, and what a platform calls those that it has already."""

from typing import Protocol

from bot.domain.address import Platform


class Pictures(Protocol):
    """Pictures by the hash of their content."""

    async def content(self, content_hash: str) -> bytes | None:
        """Give a picture; None where it is not at hand, so that its words go out alone."""
        ...

    async def remote_ref(self, platform: Platform, content_hash: str) -> str | None:
        """Give what a platform calls a picture that was sent to it before."""
        ...

    async def keep_ref(
        self, platform: Platform, content_hash: str, remote_ref: str | None
    ) -> None:
        """Note what a platform calls a picture from now on; None: it knows it no more."""
        ...


class NoPictures:
    """Has no picture: every message goes out in words."""

    async def content(self, content_hash: str) -> bytes | None:  # noqa: ARG002  # none is here
        """Give nothing."""
        return None

    async def remote_ref(self, platform: Platform, content_hash: str) -> str | None:  # noqa: ARG002  # as above
        """Give nothing."""
        return None

    async def keep_ref(
        self, platform: Platform, content_hash: str, remote_ref: str | None
    ) -> None:
        """Keep nothing."""

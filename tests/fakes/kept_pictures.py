"""Pictures of a test, and the names that a platform gave them."""

from dataclasses import dataclass, field

from bot.domain.address import Platform


@dataclass
class PicturesOfATest:
    """Holds pictures by any name; a test may say what a platform calls one."""

    contents: dict[str, bytes] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)

    async def content(self, content_hash: str) -> bytes | None:
        return self.contents.get(content_hash)

    async def remote_ref(self, platform: Platform, content_hash: str) -> str | None:
        return self.refs.get(content_hash)

    async def keep_ref(
        self, platform: Platform, content_hash: str, remote_ref: str | None
    ) -> None:
        if remote_ref is None:
            self.refs.pop(content_hash, None)
        else:
            self.refs[content_hash] = remote_ref

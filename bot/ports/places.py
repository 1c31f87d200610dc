"""Places, as the domain asks for them. Looking one up may take a few milliseconds."""

from bot.domain.place import Place, Places

__all__ = ["Place", "Places"]

"""One measured figure, and how it is written: one JSON object a line."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median


class Better(StrEnum):
    """In which direction a figure gets better."""

    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A value beside what it is held to, and the two raw numbers that it was made of.

    `raw` is the bot's own number and `floor` what it is measured against, both in `unit`. Where
    nothing is promised, `target` is None and the figure is always ok.
    """

    figure: str
    value: float
    better: Better
    raw: float
    floor: float
    unit: str
    target: float | None = None
    stretch: float | None = None
    spread: tuple[float, float] | None = None  # the least and the most of the repetitions
    note: str = ""

    @property
    def ok(self) -> bool:
        """Tell whether the target is met."""
        if self.target is None:
            return True
        if self.better is Better.HIGHER:
            return self.value >= self.target
        return self.value <= self.target

    def line(self) -> str:
        """Write the figure as one line of JSON."""
        return json.dumps(
            {
                "figure": self.figure,
                "value": _short(self.value),
                "target": self.target,
                "stretch": self.stretch,
                "better": self.better,
                "ok": self.ok,
                "unit": self.unit,
                "raw": _short(self.raw),
                "floor": _short(self.floor),
                "spread": None if self.spread is None else [_short(end) for end in self.spread],
                "note": self.note,
            },
            ensure_ascii=False,
        )


def ratio_figure(
    figure: str,
    better: Better,
    raws: Sequence[float],
    floors: Sequence[float],
    unit: str,
) -> Figure:
    """Make a figure of repetitions taken in turn: the median of their ratios, and its spread."""
    ratios = [raw / floor for raw, floor in zip(raws, floors, strict=True)]
    return Figure(
        figure=figure,
        value=median(ratios),
        better=better,
        raw=median(raws),
        floor=median(floors),
        unit=unit,
        spread=(min(ratios), max(ratios)),
    )


def _short(number: float) -> float:
    """Keep four digits: more would claim what no repetition shows."""
    return float(f"{number:.4g}")

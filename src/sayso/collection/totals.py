"""The totals of a collection as frozen records: by speaker, by outlet, by period, and who speaks of whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sayso.codec import codec_of
from sayso.frozen import freeze
from sayso.records import EntityLabel

__all__ = ["CollectionSummary", "GroupTotals", "PairTotals", "PeriodTotals", "SpeakerTotals"]


@dataclass(frozen=True, slots=True)
class SpeakerTotals:
    """One speaker over a collection.

    No two have the same `name`: of namesakes, the kind or a number is added, as in "Jordan (place)".
    `by_group` counts its quotes by outlet or file, `on` those that speak of somebody, by name, most first.
    `tone` is the mean polarity of its quotes, -1..1; None where none was scored. Dates are ISO dates, "" if unknown.
    """

    name: str
    label: EntityLabel
    quotes: int
    direct: int
    documents: int
    by_group: Mapping[str, int]
    on: Mapping[str, int]
    tone: float | None
    first: str
    last: str

    def __post_init__(self) -> None:
        for name in ("by_group", "on"):
            object.__setattr__(self, name, freeze(getattr(self, name)))


@dataclass(frozen=True, slots=True)
class GroupTotals:
    """One outlet (or file): how much it holds, whom it quotes most, and its mean tone."""

    name: str
    documents: int
    words: int
    quotes: int
    speakers: Mapping[str, int]
    tone: float | None

    def __post_init__(self) -> None:
        object.__setattr__(self, "speakers", freeze(self.speakers))


@dataclass(frozen=True, slots=True)
class PeriodTotals:
    """One day, week, month or year, named by its first day: mean tone of its documents and of the quotes in them."""

    start: str
    documents: int
    quotes: int
    tone: float | None
    tone_of_quotes: float | None


@dataclass(frozen=True, slots=True)
class PairTotals:
    """How often one speaker speaks of another, and the mean polarity of those quotes toward it (or as a whole)."""

    speaker: str
    target: str
    quotes: int
    tone: float | None


@dataclass(frozen=True, slots=True)
class CollectionSummary:
    """Totals of a collection: `str(...)` as text, `rows()` the speakers as a table, `to_dict()` all of it."""

    documents: int
    words: int
    quotes: int
    attributed: int
    kinds: Mapping[str, int]
    speakers: tuple[SpeakerTotals, ...]
    groups: tuple[GroupTotals, ...]
    pairs: tuple[PairTotals, ...]
    period: str
    periods: tuple[PeriodTotals, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "kinds", freeze(self.kinds))

    def rows(self) -> list[dict[str, str | int | float | None]]:
        """One dict a speaker, with plain values only: ready for a DataFrame or a CSV file."""
        return [
            {
                "name": item.name,
                "label": item.label,
                "quotes": item.quotes,
                "direct": item.direct,
                "documents": item.documents,
                "tone": item.tone,
                "on": "; ".join(item.on),
                "by_group": "; ".join(f"{name} {count}" for name, count in item.by_group.items()),
                "first": item.first,
                "last": item.last,
            }
            for item in self.speakers
        ]

    def to_dict(self) -> dict[str, Any]:
        """Everything as JSON values."""
        values: dict[str, Any] = codec_of(CollectionSummary).encode(self, 0)
        return values

    def __str__(self) -> str:
        share = f", {self.attributed / self.quotes:.0%} with a speaker" if self.quotes else ""
        lines = [f"{self.documents} documents, {self.words} words, {self.quotes} quotes{share}", "", "Quoted most:"]
        lines += [f"  {item.quotes:5}  {item.name}{_on(item.on)}{_toned(item.tone)}" for item in self.speakers[:15]]
        if len(self.groups) > 1:
            lines += ["", "Where:"]
            lines += [f"  {item.quotes:5}  {item.name}{_on(item.speakers, 'most of ')}" for item in self.groups[:15]]
        if self.periods:
            lines += ["", f"Tone by {self.period}:"]
            lines += [f"  {item.start}  {item.documents:5} documents{_toned(item.tone)}" for item in self.periods]
        return "\n".join(lines)


def _on(counts: Mapping[str, int], lead: str = "on ") -> str:
    return f"; {lead}{', '.join(list(counts)[:3])}" if counts else ""


def _toned(tone: float | None) -> str:
    return "" if tone is None else f"; tone {tone:+.2f}"

"""What many documents say together: who was quoted most, where, on whom, and how the tone moves over time."""

from __future__ import annotations

import datetime
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from sayso.document import Document
from sayso.frozen import FrozenMap, freeze
from sayso.records import EntityLabel, Quote, Tone

__all__ = [
    "CollectionSummary",
    "Collector",
    "GroupTotals",
    "PairTotals",
    "PeriodTotals",
    "SpeakerTotals",
    "date_of",
    "outlet_of",
    "summarise",
]

_OUTLET_KEYS: Final = ("outlet", "publisher", "publication", "source", "site")
_DATE_KEYS: Final = ("date", "published", "publication_date", "dateCreated", "datePublished")
_ISO_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class SpeakerTotals:
    """One speaker over a collection.

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
    """Totals of a collection; `str(...)` gives them as text, `rows()` the speakers as a table."""

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


def summarise(docs: Iterable[Document], *, by: str | Callable[[Document], str] | None = None) -> CollectionSummary:
    """Totals over documents, read one after another, so that a collection need not fit into memory.

    Speakers of different documents count as one where name and label are the same.

    Args:
        docs: analysed documents with the layer `quotes`; dates are read from `meta`.
        by: what to group by: a key of `meta`, or a function from a document to a name. By default the outlet
            or publisher that `meta` names, and the document's id where it names none.
    """
    collector = Collector(by=by)
    for doc in docs:
        collector.add(doc)
    return collector.summary()


def outlet_of(doc: Document) -> str:
    """Where a document comes from as its `meta` says, or its id."""
    for key in _OUTLET_KEYS:
        value = doc.meta.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
    url = doc.meta.get("url")
    host = urlsplit(url).netloc.removeprefix("www.") if isinstance(url, str) and "//" in url else ""
    return host or doc.id


def date_of(doc: Document) -> datetime.date | None:
    """The date that a document's `meta` gives; a year or month alone counts from its first day."""
    for key in _DATE_KEYS:
        value = doc.meta.get(key)
        if isinstance(value, (datetime.date, datetime.datetime)):
            return datetime.date(value.year, value.month, value.day)
        match = _ISO_DATE.match(value) if isinstance(value, str) else None
        if match:
            year, month, day = (int(part or 1) for part in match.groups())
            try:
                return datetime.date(year, month, day)
            except ValueError:
                continue
    return None


@dataclass(slots=True)
class _Mean:
    total: float = 0.0
    count: int = 0

    def add(self, value: float, weight: int = 1) -> None:
        self.total += value * weight
        self.count += weight

    def value(self) -> float | None:
        return round(self.total / self.count, 3) if self.count else None


@dataclass(slots=True)
class _Speaker:
    quotes: int = 0
    direct: int = 0
    documents: int = 0
    groups: Counter[str] = field(default_factory=Counter)
    on: Counter[str] = field(default_factory=Counter)
    tone: _Mean = field(default_factory=_Mean)
    names: Counter[str] = field(default_factory=Counter)
    first: str = ""
    last: str = ""


@dataclass(slots=True)
class _Group:
    documents: int = 0
    words: int = 0
    quotes: int = 0
    speakers: Counter[str] = field(default_factory=Counter)
    tone: _Mean = field(default_factory=_Mean)


@dataclass(slots=True)
class _Day:
    documents: int = 0
    quotes: int = 0
    tone: _Mean = field(default_factory=_Mean)
    tone_of_quotes: _Mean = field(default_factory=_Mean)


_Key = tuple[str, EntityLabel]


class Collector:
    """Takes documents one at a time and keeps totals only."""

    def __init__(self, *, by: str | Callable[[Document], str] | None = None) -> None:
        self._by = by
        self._documents = self._words = self._quotes = 0
        self._kinds: Counter[str] = Counter()
        self._speakers: dict[_Key, _Speaker] = {}
        self._groups: dict[str, _Group] = {}
        self._days: dict[datetime.date, _Day] = {}
        self._pairs: dict[tuple[_Key, _Key], _Mean] = {}
        self._pair_counts: Counter[tuple[_Key, _Key]] = Counter()
        self._names: dict[_Key, str] = {}

    def add(self, doc: Document) -> None:
        """Count one document."""
        quotes: tuple[Quote, ...] = doc.layers.get("quotes", ())
        tone: Tone | None = doc.layers.get("sentiment")
        words = len(doc.tokens) if "tokens" in doc else len(doc.text.split())
        date = date_of(doc)
        self._documents += 1
        self._words += words
        self._quotes += len(quotes)
        name = self._group_of(doc)
        group = self._groups.setdefault(name, _Group())
        group.documents += 1
        group.words += words
        group.quotes += len(quotes)
        day = self._days.setdefault(date, _Day()) if date else _Day()
        day.documents += 1
        day.quotes += len(quotes)
        if tone is not None:
            group.tone.add(tone.document.polarity)
            day.tone.add(tone.document.polarity)
        about = _spoken_of(doc)
        seen: set[_Key] = set()
        for quote in quotes:
            self._kinds[quote.kind] += 1
            polarity = tone.quotes[quote.id].polarity if tone is not None and quote.id in tone.quotes else None
            if polarity is not None:
                day.tone_of_quotes.add(polarity)
            if quote.speaker is None:
                continue
            key = self._key(quote.speaker.name, quote.speaker.label)
            self._count_quote(key, quote, polarity, name, date)
            group.speakers[self._names[key]] += 1
            if key not in seen:
                seen.add(key)
                self._speakers[key].documents += 1
            for target in about[quote.id]:
                self._pair_counts[key, self._key(*target)] += 1
        self._add_tones_toward(doc, tone)

    def summary(self) -> CollectionSummary:
        """The totals so far."""
        names = self._names
        pairs = sorted(self._pair_counts.items(), key=lambda item: (-item[1], names[item[0][0]], names[item[0][1]]))
        for (speaker, target), count in pairs:
            self._speakers[speaker].on[names[target]] = count
        period, periods = self._timeline()
        return CollectionSummary(
            documents=self._documents,
            words=self._words,
            quotes=self._quotes,
            attributed=sum(item.quotes for item in self._speakers.values()),
            kinds={kind: self._kinds[kind] for kind in ("direct", "mixed", "indirect")},
            speakers=tuple(
                self._totals(key, item)
                for key, item in sorted(
                    self._speakers.items(), key=lambda item: (-item[1].quotes, names[item[0]], item[0])
                )
            ),
            groups=tuple(
                GroupTotals(name, g.documents, g.words, g.quotes, dict(g.speakers.most_common()), g.tone.value())
                for name, g in sorted(self._groups.items(), key=lambda item: (-item[1].quotes, item[0]))
            ),
            pairs=tuple(
                PairTotals(
                    names[speaker],
                    names[target],
                    count,
                    tone.value() if (tone := self._pairs.get((speaker, target))) else None,
                )
                for (speaker, target), count in pairs
            ),
            period=period,
            periods=periods,
        )

    def _group_of(self, doc: Document) -> str:
        if callable(self._by):
            return self._by(doc)
        return outlet_of(doc) if self._by is None else str(doc.meta.get(self._by) or doc.id)

    def _key(self, name: str, label: EntityLabel) -> _Key:
        """Under what a speaker is counted; the first spelling seen is the one shown."""
        shown = " ".join(name.split())
        key = shown.casefold(), label
        self._names.setdefault(key, shown)
        return key

    def _count_quote(
        self, key: _Key, quote: Quote, polarity: float | None, group: str, date: datetime.date | None
    ) -> None:
        speaker = self._speakers.setdefault(key, _Speaker())
        speaker.quotes += 1
        speaker.direct += quote.kind == "direct"
        speaker.groups[group] += 1
        if polarity is not None:
            speaker.tone.add(polarity)
        if date:
            day = date.isoformat()
            speaker.first = min(speaker.first or day, day)
            speaker.last = max(speaker.last, day)

    def _add_tones_toward(self, doc: Document, tone: Tone | None) -> None:
        entities = {entity.id: entity for entity in doc.layers.get("entities", ())}
        for item in tone.by_speaker if tone is not None else ():
            speaker, target = entities.get(item.speaker), entities.get(item.target)
            if speaker and target:
                pair = self._key(speaker.name, speaker.label), self._key(target.name, target.label)
                self._pairs.setdefault(pair, _Mean()).add(item.sentiment.polarity, max(len(item.quotes), 1))

    def _totals(self, key: _Key, item: _Speaker) -> SpeakerTotals:
        return SpeakerTotals(
            name=self._names[key],
            label=key[1],
            quotes=item.quotes,
            direct=item.direct,
            documents=item.documents,
            by_group=dict(item.groups.most_common()),
            on=dict(item.on),
            tone=item.tone.value(),
            first=item.first,
            last=item.last,
        )

    def _timeline(self) -> tuple[str, tuple[PeriodTotals, ...]]:
        """Days while they are few, then weeks, months and years, so that a line of them can be read."""
        if len(self._days) < 2:
            return "day", ()
        span = (max(self._days) - min(self._days)).days
        period = next(
            name for name, days in (("day", 45), ("week", 300), ("month", 1500), ("year", math.inf)) if span <= days
        )
        merged: dict[datetime.date, _Day] = {}
        for date, day in sorted(self._days.items()):
            into = merged.setdefault(_start_of(period, date), _Day())
            into.documents += day.documents
            into.quotes += day.quotes
            for mean, other in ((into.tone, day.tone), (into.tone_of_quotes, day.tone_of_quotes)):
                mean.total += other.total
                mean.count += other.count
        return period, tuple(
            PeriodTotals(start.isoformat(), item.documents, item.quotes, item.tone.value(), item.tone_of_quotes.value())
            for start, item in merged.items()
        )


def _start_of(period: str, date: datetime.date) -> datetime.date:
    if period == "week":
        return date - datetime.timedelta(days=date.weekday())
    if period == "month":
        return date.replace(day=1)
    return date.replace(month=1, day=1) if period == "year" else date


def _spoken_of(doc: Document) -> Mapping[str, list[tuple[str, EntityLabel]]]:
    """Whom each quote with a speaker speaks of: names and labels of others with a name."""
    from sayso.analysers.summary import quotes_about

    entities = {entity.id: entity for entity in doc.layers.get("entities", ())}
    found: dict[str, list[tuple[str, EntityLabel]]] = {quote.id: [] for quote in doc.layers.get("quotes", ())}
    for quote, targets in quotes_about(doc).items():
        found[quote] = [
            (entities[target].name, entities[target].label) for target in targets if entities[target].is_named
        ]
    return FrozenMap(found)


def _on(counts: Mapping[str, int], lead: str = "on ") -> str:
    return f"; {lead}{', '.join(list(counts)[:3])}" if counts else ""


def _toned(tone: float | None) -> str:
    return "" if tone is None else f"; tone {tone:+.2f}"

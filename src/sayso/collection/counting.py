"""Counting documents one after another: totals are kept, and speakers are merged at the end."""

from __future__ import annotations

import datetime
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from sayso.analysers.coreference.surfaces import name_key, name_words
from sayso.analysers.summary import quotes_about
from sayso.collection.origin import date_of, outlet_of
from sayso.collection.totals import CollectionSummary, GroupTotals, PairTotals, PeriodTotals, SpeakerTotals
from sayso.document import Document
from sayso.persons import Person
from sayso.records import Entity, EntityLabel, Quote, Tone

__all__ = ["Collector"]

# Who speaks so many times as often as all namesakes together is meant by their name.
_FAR_MORE: Final = 10

# A person and "", or a folded name and a label.
_Key = tuple[str, str]

# What tells a namesake from a person, whose name stays as it is.
_KINDS: Final[dict[EntityLabel, str]] = {
    "ORG": "organisation", "LOC": "place", "MISC": "other", "GROUP": "group", "THING": "thing",
}  # fmt: skip


@dataclass(slots=True)
class _Mean:
    total: float = 0.0
    count: int = 0

    def add(self, value: float, weight: int = 1) -> None:
        self.total += value * weight
        self.count += weight

    def merge(self, other: _Mean) -> None:
        self.total += other.total
        self.count += other.count

    def value(self) -> float | None:
        return round(self.total / self.count, 3) if self.count else None


class _Named(NamedTuple):
    """An entity of one document."""

    document: str
    entity: str
    name: str
    label: EntityLabel


@dataclass(slots=True)
class _Appearance:
    """One speaker in one document."""

    group: str
    day: str
    quotes: int = 0
    direct: int = 0
    tone: _Mean = field(default_factory=_Mean)
    on: Counter[_Named] = field(default_factory=Counter)


@dataclass(slots=True)
class _Speaker:
    """One speaker in all documents."""

    quotes: int = 0
    direct: int = 0
    documents: int = 0
    groups: Counter[str] = field(default_factory=Counter)
    on: Counter[_Key] = field(default_factory=Counter)
    tone: _Mean = field(default_factory=_Mean)
    days: list[str] = field(default_factory=list)
    latest: str = ""


@dataclass(slots=True)
class _Group:
    documents: int = 0
    words: int = 0
    quotes: int = 0
    speakers: Counter[_Key] = field(default_factory=Counter)
    tone: _Mean = field(default_factory=_Mean)


@dataclass(slots=True)
class _Day:
    documents: int = 0
    quotes: int = 0
    tone: _Mean = field(default_factory=_Mean)
    tone_of_quotes: _Mean = field(default_factory=_Mean)


class _Identities:
    """Who is who over the documents: persons where they are known, else the same name and label."""

    def __init__(self, persons: Iterable[Person]) -> None:
        self._by_place: dict[tuple[str, str], Person] = {}
        self.names: dict[_Key, str] = {}
        self._labels: dict[_Key, EntityLabel] = {}
        bearers: dict[_Key, list[Person]] = {}
        for person in persons:
            for place in person.appearances:
                self._by_place[place.document, place.entity] = person
            known = [person.name, *(alias for alias in person.aliases if person.label != "PER" or " " in alias)]
            for key in {(_folded(name, person.label), str(person.label)) for name in known}:
                bearers.setdefault(key, []).append(person)
        self._by_name = {key: _meant(namesakes) for key, namesakes in bearers.items()}

    def key(self, named: _Named) -> _Key:
        """Under what somebody is counted."""
        folded = _folded(named.name, named.label), str(named.label)
        person = self._by_place.get((named.document, named.entity)) or self._by_name.get(folded)
        if person is None:
            self.names.setdefault(folded, " ".join(named.name.split()))
            self._labels.setdefault(folded, named.label)
            return folded
        key = person.id, ""
        self.names.setdefault(key, person.name)
        self._labels.setdefault(key, person.label)
        return key

    def tell_namesakes_apart(self) -> None:
        """Give all met so far names of their own: of namesakes, kinds other than persons are named, then numbered."""
        bearers = Counter(self.names.values())
        taken = {name for name, count in bearers.items() if count == 1}
        for key, plain in self.names.items():
            if bearers[plain] == 1:
                continue
            kind = _KINDS.get(self._labels[key], "")
            name, number = f"{plain} ({kind})" if kind else plain, 1
            while name in taken:
                number += 1
                name = f"{plain} ({kind} {number})" if kind else f"{plain} ({number})"
            taken.add(name)
            self.names[key] = name


class Collector:
    """Takes documents one at a time and keeps totals only."""

    def __init__(self, *, by: str | Callable[[Document], str] | None = None) -> None:
        self._by = by
        self._ids: Counter[str] = Counter()
        self._documents = self._words = self._quotes = 0
        self._kinds: Counter[str] = Counter()
        self._speakers: dict[_Named, _Appearance] = {}
        self._groups: dict[str, _Group] = {}
        self._days: dict[datetime.date, _Day] = {}
        self._tones: dict[tuple[_Named, _Named], _Mean] = {}

    def counting(self, docs: Iterable[Document]) -> Iterator[Document]:
        """Count each document and hand it on, under an id that no other has."""
        for doc in docs:
            key = self.add(doc)
            yield doc if doc.id == key else Document(doc.text, key, doc.meta, doc.layers)

    def add(self, doc: Document) -> str:
        """Count one document; returns the id under which it is known here."""
        key = given = doc.id or str(self._documents)
        while key in self._ids:
            self._ids[given] += 1
            key = f"{given}#{self._ids[given]}"
        self._ids[key] = 1
        quotes: Sequence[Quote] = doc.layers.get("quotes", ())
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
        known: Sequence[Entity] = doc.layers.get("entities", ())
        entities = {entity.id: _Named(key, entity.id, entity.name, entity.label) for entity in known}
        called = {entity.id for entity in known if entity.has_name}
        about = quotes_about(doc)
        for quote in quotes:
            self._kinds[quote.kind] += 1
            polarity = tone.quotes[quote.id].polarity if tone is not None and quote.id in tone.quotes else None
            if polarity is not None:
                day.tone_of_quotes.add(polarity)
            if quote.speaker is not None:
                speaker = _Named(key, quote.speaker.id, quote.speaker.name, quote.speaker.label)
                seen = self._speakers.setdefault(speaker, _Appearance(name, date.isoformat() if date else ""))
                seen.quotes += 1
                seen.direct += quote.kind == "direct"
                if polarity is not None:
                    seen.tone.add(polarity)
                seen.on.update(entities[target] for target in about[quote.id] if target in called)
        for item in tone.by_speaker if tone is not None else ():
            if item.speaker in entities and item.target in entities:
                pair = entities[item.speaker], entities[item.target]
                self._tones.setdefault(pair, _Mean()).add(item.sentiment.polarity, max(len(item.quotes), 1))
        return key

    def summary(self, persons: Iterable[Person] = ()) -> CollectionSummary:
        """The totals so far; speakers are merged as `persons` says, and otherwise where name and label are the same."""
        known = self._identities(persons)
        speakers: dict[_Key, _Speaker] = {}
        in_groups = {name: Counter[_Key]() for name in self._groups}
        for named, seen in self._speakers.items():
            key = known.key(named)
            speaker = speakers.setdefault(key, _Speaker())
            speaker.quotes += seen.quotes
            speaker.direct += seen.direct
            # Appearances stand in the order of their documents, and two of one document may be the same speaker's.
            speaker.documents += named.document != speaker.latest
            speaker.latest = named.document
            speaker.groups[seen.group] += seen.quotes
            speaker.tone.merge(seen.tone)
            speaker.days += [seen.day] if seen.day else []
            in_groups[seen.group][key] += seen.quotes
            for target, count in seen.on.items():
                speaker.on[known.key(target)] += count
        tones: dict[tuple[_Key, _Key], _Mean] = {}
        for (by, on), tone in self._tones.items():
            tones.setdefault((known.key(by), known.key(on)), _Mean()).merge(tone)
        labels = {known.key(named): named.label for named in reversed(self._speakers)}
        names = known.names
        ranked = sorted(speakers.items(), key=lambda item: (-item[1].quotes, names[item[0]], item[0]))
        pairs = [(count, key, target) for key, item in ranked for target, count in item.on.items() if target != key]
        pairs.sort(key=lambda pair: (-pair[0], names[pair[1]], names[pair[2]]))
        period, periods = self._timeline()

        def counted(counts: Counter[_Key]) -> dict[str, int]:
            return {
                names[key]: count for key, count in sorted(counts.items(), key=lambda item: (-item[1], names[item[0]]))
            }

        return CollectionSummary(
            documents=self._documents,
            words=self._words,
            quotes=self._quotes,
            attributed=sum(item.quotes for item in speakers.values()),
            kinds={kind: self._kinds[kind] for kind in ("direct", "mixed", "indirect")},
            speakers=tuple(
                SpeakerTotals(
                    name=names[key],
                    label=labels[key],
                    quotes=item.quotes,
                    direct=item.direct,
                    documents=item.documents,
                    by_group=dict(item.groups.most_common()),
                    on=counted(Counter({target: count for target, count in item.on.items() if target != key})),
                    tone=item.tone.value(),
                    first=min(item.days, default=""),
                    last=max(item.days, default=""),
                )
                for key, item in ranked
            ),
            groups=tuple(
                GroupTotals(name, g.documents, g.words, g.quotes, counted(in_groups[name]), g.tone.value())
                for name, g in sorted(self._groups.items(), key=lambda item: (-item[1].quotes, item[0]))
            ),
            pairs=tuple(
                PairTotals(
                    names[key], names[target], count, tones[key, target].value() if (key, target) in tones else None
                )
                for count, key, target in pairs
            ),
            period=period,
            periods=periods,
        )

    def speakers_of(self, persons: Iterable[Person] = ()) -> dict[str, set[str]]:
        """Who speaks in each document: names as the summary gives them, by the id under which it was counted."""
        known = self._identities(persons)
        found: dict[str, set[str]] = {}
        for named in self._speakers:
            found.setdefault(named.document, set()).add(known.names[known.key(named)])
        return found

    def _identities(self, persons: Iterable[Person]) -> _Identities:
        known = _Identities(persons)
        for named, seen in self._speakers.items():
            for one in (named, *seen.on):
                known.key(one)
        known.tell_namesakes_apart()
        return known

    def _group_of(self, doc: Document) -> str:
        if callable(self._by):
            return self._by(doc)
        return outlet_of(doc) if self._by is None else str(doc.meta.get(self._by) or doc.id)

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
            into.tone.merge(day.tone)
            into.tone_of_quotes.merge(day.tone_of_quotes)
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


def _meant(namesakes: Sequence[Person]) -> Person | None:
    """Who is meant where a name stands alone: of several the one who speaks far more than all others, or nobody."""
    *others, most = sorted(namesakes, key=lambda person: person.quotes)
    return most if most.quotes >= _FAR_MORE * sum(person.quotes for person in others) else None


def _folded(name: str, label: EntityLabel) -> str:
    """The name as it is compared: the United States and America are one, a person's name stays as it is."""
    words = () if label == "PER" else name_key(name_words(name))
    return " ".join(words or name.split()).casefold()

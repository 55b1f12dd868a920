"""The layer `sentiment`: the tone of a document, its sentences and quotes, and toward its entities."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from sayso.analysers.sentiment.scorer import LexiconSource, Scorer, default_scorer, labelled
from sayso.document import Document
from sayso.records import Entity, Quote, Sentiment, Tone, ToneToward
from sayso.spans import Span

__all__ = ["SentimentAnalyser", "mean_tone", "sentiment"]

SHOWN: Final = 12
BLAMED: Final = -0.2
NEUTRAL_MENTIONS: Final = 1


class SentimentAnalyser:
    """Scores documents; the layer is a `Tone`.

    Args:
        lexicon: words → weights laid over sayso's own, or a `Lexicon` in its place.
    """

    name: Final = "sentiment"
    requires: Final = ("tokens", "sentences", "quotes", "entities")

    def __init__(self, *, lexicon: LexiconSource | None = None) -> None:
        self._scorer = None if lexicon is None else Scorer(lexicon=lexicon)

    def __call__(self, doc: Document, /) -> Tone:
        """The tone of one document."""
        return _tone(doc, self._scorer or default_scorer())

    def __repr__(self) -> str:
        return f"<analyser {self.name!r}>"


def _tone(doc: Document, scorer: Scorer) -> Tone:
    quotes: Sequence[Quote] = doc.quotes
    said = [doc.text_of(quote.content).replace(" … ", " ") for quote in quotes]
    outside = _outside(len(doc.text), [span for quote in quotes for span in quote.content])
    narration = " ".join(part for part in (doc.text[start:end].strip() for start, end in outside) if part)
    quoted = " ".join(said[i] for i, quote in enumerate(quotes) if quote.parent is None)
    sentences = [doc.text[span.start : span.end] for span in doc.sentences]
    scored = scorer.score_many([doc.text, narration, quoted, *sentences, *said])
    entities = _toward_entities(doc, scorer, outside)
    return Tone(
        document=scored[0],
        narration=scored[1],
        quoted=scored[2],
        sentences=tuple(scored[3 : 3 + len(sentences)]),
        quotes={quote.id: tone for quote, tone in zip(quotes, scored[3 + len(sentences) :], strict=True)},
        entities=entities,
        by_speaker=_by_speaker(doc, scorer),
    )


def _outside(length: int, spans: Sequence[Span]) -> list[tuple[int, int]]:
    found, at = [], 0
    for start, end in sorted(spans):
        if start > at:
            found.append((at, start))
        at = max(at, end)
    return [*found, (at, length)] if at < length else found


def _toward_entities(doc: Document, scorer: Scorer, outside: Sequence[tuple[int, int]]) -> dict[str, Sentiment]:
    """The writer's tone: mentions outside quotations, each in its sentence."""
    texts: list[str] = []
    targets: list[tuple[int, int]] = []
    owners: list[str] = []
    read: dict[int, str] = {}
    begins = [start for start, _ in outside]
    for entity in doc.entities:
        for mention in entity.mentions:
            place = mention.span
            number = doc.sentences.at(place.start)
            stretch = bisect_right(begins, place.start) - 1
            if number is None or stretch < 0 or place.start >= outside[stretch][1]:
                continue
            start, end = doc.sentences[number]
            if place.end <= end:
                if number not in read:
                    read[number] = doc.text[start:end]
                texts.append(read[number])
                targets.append((place.start - start, place.end - start))
                owners.append(entity.id)
    groups: dict[str, list[Sentiment]] = defaultdict(list)
    for owner, tone in zip(owners, scorer.score_many(texts, targets=targets), strict=True):
        groups[owner].append(tone)
    return {owner: mean_tone(tones) for owner, tones in groups.items()}


def _by_speaker(doc: Document, scorer: Scorer) -> tuple[ToneToward, ...]:
    """What speakers say of others: mentions of an entity in quotes of another."""
    texts: list[str] = []
    targets: list[tuple[int, int]] = []
    keys: list[tuple[str, str, str]] = []
    mentioned = _Mentioned(doc.entities)
    for quote in doc.quotes:
        if quote.speaker is None:
            continue
        said = [doc.text[part.start : part.end] for part in quote.content]
        for entity, number, place in mentioned.inside(quote):
            if entity.id != quote.speaker.id:
                begin = quote.content[number].start
                texts.append(said[number])
                targets.append((place.start - begin, place.end - begin))
                keys.append((quote.speaker.id, entity.id, quote.id))
    groups: dict[tuple[str, str], list[tuple[str, Sentiment]]] = defaultdict(list)
    for (speaker, target, quote_id), tone in zip(keys, scorer.score_many(texts, targets=targets), strict=True):
        groups[speaker, target].append((quote_id, tone))
    return tuple(
        ToneToward(
            speaker, target, mean_tone([tone for _, tone in found]), tuple(dict.fromkeys(id_ for id_, _ in found))
        )
        for (speaker, target), found in groups.items()
    )


class _Mentioned:
    """Mentions in order of their place, to be looked up by stretch."""

    def __init__(self, entities: Sequence[Entity]) -> None:
        self._entities = entities
        self._sorted = sorted(
            (mention.span.start, mention.span.end, owner)
            for owner, entity in enumerate(entities)
            for mention in entity.mentions
        )

    def inside(self, quote: Quote) -> list[tuple[Entity, int, Span]]:
        """Who is mentioned in a quote, in which part of it and where; in the order of the entities."""
        found: list[tuple[int, int, Span]] = []
        for number, part in enumerate(quote.content):
            low = bisect_left(self._sorted, (part.start, part.start, -1))
            high = bisect_right(self._sorted, (part.end, part.end, len(self._entities)))
            found += [
                (owner, number, Span(start, end)) for start, end, owner in self._sorted[low:high] if end <= part.end
            ]
        found.sort(key=lambda item: item[0])
        return [(self._entities[owner], number, span) for owner, number, span in found]


def mean_tone(tones: Sequence[Sentiment]) -> Sentiment:
    """The tone over several mentions.

    Few mentions say little, so that the mean is taken as if one more were neutral. Blame must be clearer than praise:
    news names people next to bad news that is not theirs.
    """
    polarity = sum(tone.polarity for tone in tones) / (len(tones) + NEUTRAL_MENTIONS)
    evidence = tuple(dict.fromkeys(line for tone in tones for line in tone.evidence))[:SHOWN]
    if BLAMED < polarity < 0:
        return Sentiment(round(max(polarity, -0.049), 4), "neutral", 0.5, evidence)
    return labelled(polarity, None, evidence, None)


sentiment = SentimentAnalyser()

"""The layer `sentiment`: the tone of a document, its sentences and quotes, and toward its entities."""

from __future__ import annotations

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
    for entity in doc.entities:
        for mention in entity.mentions:
            place = mention.span
            number = doc.sentences.at(place.start)
            if number is None or not any(start <= place.start < end for start, end in outside):
                continue
            start, end = doc.sentences[number]
            if place.end <= end:
                texts.append(doc.text[start:end])
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
    for quote in doc.quotes:
        if quote.speaker is None:
            continue
        for entity in doc.entities:
            if entity.id == quote.speaker.id:
                continue
            for part, place in _mentioned(entity, quote):
                texts.append(doc.text[part.start : part.end])
                targets.append((place.start - part.start, place.end - part.start))
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


def _mentioned(entity: Entity, quote: Quote) -> list[tuple[Span, Span]]:
    return [(part, mention.span) for mention in entity.mentions for part in quote.content if part.covers(mention.span)]


def mean_tone(tones: Sequence[Sentiment]) -> Sentiment:
    """The tone over several mentions.

    Blame must be clearer than praise: news names people next to bad news that is not theirs.
    """
    polarity = sum(tone.polarity for tone in tones) / len(tones)
    evidence = tuple(dict.fromkeys(line for tone in tones for line in tone.evidence))[:SHOWN]
    if BLAMED < polarity < 0:
        return Sentiment(round(max(polarity, -0.049), 4), "neutral", 0.5, evidence)
    return labelled(polarity, None, evidence, None)


sentiment = SentimentAnalyser()

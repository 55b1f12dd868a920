"""What a text says and who matters in it: key sentences, and what each main entity is, said and was said of it.

Nothing is written anew: every passage is a place in the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np

from sayso.analysers.salience.adjectives import adjective_test
from sayso.analysers.sentence_ranking import Floats, Vectors, choose, lexrank
from sayso.document import Document
from sayso.frozen import FrozenMap
from sayso.records import Companion, Entity, EntitySummary, Passage, Polarity, Quote, Sentiment, Summary, Tone
from sayso.registry import analyser
from sayso.spans import Paragraphs, Span

__all__ = ["as_rows", "as_text", "entity_as_text", "quotes_about", "summary"]

KEY_SENTENCES: Final = 4
MAIN_ENTITIES: Final = 10
PER_ENTITY: Final = 3
LEAST_SALIENCE: Final = 0.08

_WORDING: Final[Mapping[str, str]] = {
    "PER": "person", "ORG": "organisation", "LOC": "place", "MISC": "name", "GROUP": "group", "THING": "thing",
}  # fmt: skip
_WEIGHT_OF_KIND: Final = {"direct": 1.2, "mixed": 1.1, "indirect": 1.0}


@analyser(name="summary", requires=["paragraphs", "tokens", "sentences", "entities", "quotes", "sentiment", "salience"])
def summary(doc: Document) -> Summary:
    """Key sentences of the text, and its main entities, most salient first."""
    shared = _Shared(doc)
    main = _main_entities(doc, shared)
    return Summary(
        key_sentences=shared.passages(choose(shared.vectors, shared.rank, KEY_SENTENCES)),
        entities=tuple(_summarise(entity, shared) for entity in main),
    )


class _Shared:
    """What the summaries of all entities read: sentences with their rank, who stands in which, and the quotes."""

    def __init__(self, doc: Document) -> None:
        self.doc = doc
        self.salience: Mapping[str, float] = doc.layers.get("salience", FrozenMap())
        self.tone: Tone | None = doc.layers.get("sentiment")
        self.quotes: Sequence[Quote] = doc.layers.get("quotes", ())
        adjectives = _adjectives(doc)
        self.named = [entity for entity in doc.entities if entity.has_name and entity.id not in adjectives]
        self.sentences = list(doc.sentences)
        self.vectors = Vectors([doc.text[start:end] for start, end in self.sentences])
        self.sentences_of = {entity.id: _sentences_of(doc, entity) for entity in doc.entities}
        self.rank = self._rank()
        self.quote_texts = [doc.text_of(quote.content) for quote in self.quotes]
        self.quote_vectors = Vectors(self.quote_texts)
        self.quote_worth = self._quote_worth()
        self.quotes_by, self.quotes_about = self._quotes_of_each()

    def _rank(self) -> Floats:
        """Centrality, drawn to the opening and to sentences that name who matters; 0 for what is no full sentence."""
        count = len(self.sentences)
        if not count:
            return np.zeros(0)
        position = np.linspace(0.0, 1.0, count)
        prior = 0.2 + 0.5 * np.exp(-8.0 * position)
        for name, indices in self.sentences_of.items():
            prior[list(indices)] += self.salience.get(name, 0.0)
        words = np.bincount(self.vectors.rows, minlength=count)
        usable = np.array([_is_prose(self.doc, sentence) for sentence in self.sentences]) & (words >= 4)
        prior = np.where(usable, prior, 0.0)
        # A sentence of many words is close to many others only because it is long.
        rank = lexrank(self.vectors, prior) / np.maximum(1.0, words / 25.0)
        return np.where(usable, rank, 0.0)

    def _quote_worth(self) -> Floats:
        worth = np.sqrt(np.minimum(self.quote_vectors.mass, 150.0)) if self.quotes else np.zeros(0)
        kinds = np.array([_WEIGHT_OF_KIND[quote.kind] for quote in self.quotes])
        return np.asarray(worth * kinds * np.array([0.2 + quote.confidence for quote in self.quotes]))

    def _quotes_of_each(self) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
        by: dict[str, list[int]] = {}
        about: dict[str, list[int]] = {}
        targets = quotes_about(self.doc)
        for i, quote in enumerate(self.quotes):
            if quote.speaker is None:
                continue
            by.setdefault(quote.speaker.id, []).append(i)
            for entity in targets[quote.id]:
                about.setdefault(entity, []).append(i)
        return by, about

    def passages(self, indices: Iterable[int]) -> tuple[Passage, ...]:
        """Sentences as passages, in text order."""
        spans = [self.sentences[i] for i in sorted(indices)]
        return tuple(Passage(self.doc.text[span.start : span.end], (span,)) for span in spans)

    def best_quotes(self, among: Sequence[int]) -> tuple[Passage, ...]:
        """The quotes that say most and do not repeat each other; one inside another counts as a repeat."""
        ids = {self.quotes[i].id for i in among}
        outer = [i for i in among if self.quotes[i].parent not in ids]
        picked = choose(self.quote_vectors, self.quote_worth, PER_ENTITY, among=outer)
        return tuple(self._quoted(i) for i in picked)

    def _quoted(self, index: int) -> Passage:
        quote = self.quotes[index]
        return Passage(self.quote_texts[index], quote.content, quote.id, quote.speaker.name if quote.speaker else None)


def quotes_about(doc: Document) -> dict[str, tuple[str, ...]]:
    """Whom each quote speaks of, other than its speaker: quote id → ids of the entities mentioned in its content."""
    entities: Sequence[Entity] = doc.layers.get("entities", ())
    places = sorted((mention.span.start, entity.id) for entity in entities for mention in entity.mentions)
    starts = np.array([start for start, _ in places], dtype=np.int64)
    found: dict[str, tuple[str, ...]] = {}
    for quote in doc.layers.get("quotes", ()):
        named: dict[str, None] = {}
        for start, end in quote.content:
            lo, hi = np.searchsorted(starts, (start, end))
            named.update(dict.fromkeys(entity for _, entity in places[lo:hi]))
        if quote.speaker:
            named.pop(quote.speaker.id, None)
        found[quote.id] = tuple(named)
    return found


def _main_entities(doc: Document, shared: _Shared) -> list[Entity]:
    """Those that the text is most about; those without any name only if they speak."""
    named = {entity.id for entity in shared.named}
    ranked = sorted(
        (
            entity
            for entity in doc.entities
            if entity.mentions and (entity.id in named or entity.id in shared.quotes_by)
        ),
        key=lambda entity: (-shared.salience.get(entity.id, 0.0), entity.mentions[0].span.start),
    )
    main = [
        entity
        for entity in ranked
        if shared.salience.get(entity.id, 0.0) >= LEAST_SALIENCE or entity.id in shared.quotes_by
    ]
    return (main or ranked[:1])[:MAIN_ENTITIES]


def _adjectives(doc: Document) -> set[str]:
    """Ids of entities that the text names by adjectives alone ("Russian"): of no interest in a list of who is who."""
    is_adjective = adjective_test(doc)
    return {
        entity.id
        for entity in doc.entities
        if entity.label == "MISC" and sum(map(is_adjective, entity.mentions)) * 2 > len(entity.mentions)
    }


def _summarise(entity: Entity, shared: _Shared) -> EntitySummary:
    own = shared.sentences_of[entity.id]
    spans = sorted(mention.span for mention in entity.mentions)
    by, about = shared.quotes_by.get(entity.id, []), shared.quotes_about.get(entity.id, [])
    return EntitySummary(
        entity=entity.id,
        name=entity.name,
        label=entity.label,
        who=_who(entity),
        aliases=entity.aliases,
        salience=shared.salience.get(entity.id, 0.0),
        said=shared.best_quotes(by),
        said_of=shared.best_quotes(about),
        quote_count=len(by),
        tone=shared.tone.entities.get(entity.id) if shared.tone else None,
        tone_of_others=_tone_of_others(entity, shared.tone),
        key_sentences=shared.passages(
            choose(shared.vectors, _ranked_for(entity, shared), PER_ENTITY, among=sorted(own))
        ),
        appears_with=_companions(entity, own, shared),
        first_mention=spans[0],
        last_mention=spans[-1],
        mention_count=len(spans),
    )


def _ranked_for(entity: Entity, shared: _Shared) -> Floats:
    """The rank of sentences, raised where the entity is named and where it stands first."""
    rank: Floats = shared.rank.copy()
    for mention in entity.mentions:
        index = shared.doc.sentences.at(mention.span.start)
        if index is None:
            continue
        if mention.kind == "name":
            rank[index] = max(rank[index], shared.rank[index] * 1.5)
        if mention.span.start - shared.sentences[index].start < 12:
            rank[index] = max(rank[index], shared.rank[index] * 2.0)
    return rank


def _who(entity: Entity) -> str:
    """Role, affiliation and descriptions as the text gives them, without what another one or the name contains."""
    role = entity.role or ""
    if entity.affiliation and entity.affiliation.lower() not in role.lower():
        role = f"{role}, {entity.affiliation}" if role else entity.affiliation
    named = " ".join((entity.name, *entity.aliases)).lower().split()
    parts: list[str] = []
    for part in sorted({role, *entity.descriptions}, key=lambda part: (part != role, -len(part), part)):
        says_more = not set(part.lower().split()) <= set(named)
        if says_more and not any(part.lower() in kept.lower() for kept in parts):
            parts.append(part)
    return "; ".join(parts[:3])


def _tone_of_others(entity: Entity, tone: Tone | None) -> Sentiment | None:
    """The tones that speakers take toward it, weighted by their quotes."""
    toward = (
        [item for item in tone.by_speaker if item.target == entity.id and item.speaker != entity.id] if tone else []
    )
    if not toward:
        return None
    weights = np.array([max(len(item.quotes), 1) for item in toward], dtype=np.float64)
    votes: Counter[Polarity] = Counter()
    for item, weight in zip(toward, weights.tolist(), strict=True):
        votes[item.sentiment.label] += weight
    (label, most), *others = votes.most_common()
    evidence = dict.fromkeys(word for item in toward for word in item.sentiment.evidence)
    return Sentiment(
        polarity=round(float(np.average([item.sentiment.polarity for item in toward], weights=weights)), 3),
        label="neutral" if any(count == most for _, count in others) else label,
        confidence=round(float(np.average([item.sentiment.confidence for item in toward], weights=weights)), 3),
        evidence=tuple(evidence)[:8],
    )


def _companions(entity: Entity, own: set[int], shared: _Shared) -> tuple[Companion, ...]:
    found = []
    for other in shared.named:
        together = len(own & shared.sentences_of[other.id]) if other.id != entity.id else 0
        if together:
            found.append(Companion(other.id, other.name, together))
    found.sort(key=lambda item: (-item.sentences, -shared.salience.get(item.entity, 0.0), item.entity))
    return tuple(found[:PER_ENTITY])


def _sentences_of(doc: Document, entity: Entity) -> set[int]:
    places = (doc.sentences.at(mention.span.start) for mention in entity.mentions)
    return {index for index in places if index is not None}


def _is_prose(doc: Document, sentence: Span) -> bool:
    """Whether a sentence is body text, and not so long that it must be a list or a table."""
    if sentence.end - sentence.start > 600:
        return False
    paragraphs: Paragraphs | None = doc.layers.get("paragraphs")
    index = paragraphs.at(sentence.start) if paragraphs is not None else None
    return paragraphs is None or index is None or paragraphs.kinds[index] == "body"


class _Line(NamedTuple):
    title: str
    passages: Sequence[Passage]


def as_text(summary: Summary) -> str:
    """A summary as lines to read."""
    parts = [_block("", [_Line("Key sentences", summary.key_sentences)])] if summary.key_sentences else []
    return "\n\n".join([*parts, *map(entity_as_text, summary.entities)])


def entity_as_text(summary: EntitySummary) -> str:
    """One entity's summary as lines to read."""
    facts = [_WORDING[summary.label], f"salience {summary.salience:.2f}", _counted(summary.mention_count, "mention")]
    if summary.quote_count:
        facts.append(_counted(summary.quote_count, "quote"))
    for title, tone in (("writer's tone", summary.tone), ("others' tone", summary.tone_of_others)):
        if tone is not None:
            facts.append(f"{title} {tone.label} ({tone.polarity:+.2f})")
    facts.append(f"first at character {summary.first_mention.start}, last at {summary.last_mention.start}")
    head = summary.name + (f": {summary.who}" if summary.who else "") + f"\n  {' · '.join(facts)}"
    if summary.aliases:
        head += f"\n  Also: {', '.join(summary.aliases)}"
    if summary.appears_with:
        head += f"\n  With: {', '.join(item.name for item in summary.appears_with)}"
    lines = [_Line("Said", [_unsigned(item) for item in summary.said]), _Line("Said by others", summary.said_of)]
    return _block(head, [*lines, _Line("Key sentences", summary.key_sentences)], indent="  ")


def as_rows(summary: Summary) -> list[dict[str, str | int | float | None]]:
    """One dict an entity, plain values only."""
    return [
        {
            "id": item.entity,
            "name": item.name,
            "label": item.label,
            "who": item.who,
            "aliases": "; ".join(item.aliases),
            "salience": item.salience,
            "mentions": item.mention_count,
            "quotes": item.quote_count,
            "tone": item.tone.polarity if item.tone else None,
            "tone_of_others": item.tone_of_others.polarity if item.tone_of_others else None,
            "said": str(_unsigned(item.said[0])) if item.said else "",
            "said_of": str(item.said_of[0]) if item.said_of else "",
            "appears_with": "; ".join(companion.name for companion in item.appears_with),
            "first_mention": item.first_mention.start,
            "last_mention": item.last_mention.start,
        }
        for item in summary.entities
    ]


def _block(head: str, lines: Sequence[_Line], *, indent: str = "") -> str:
    parts = [head] if head else []
    for title, passages in lines:
        if passages:
            parts.append(f"{indent}{title}:")
            parts += [f"{indent}  - {passage}" for passage in passages]
    return "\n".join(parts)


def _unsigned(passage: Passage) -> Passage:
    return Passage(passage.text, passage.spans, passage.quote)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"

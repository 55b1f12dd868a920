"""Quotes: quotations with the entity that speaks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from sayso.analysers.coreference.entities import speaking_mentions
from sayso.analysers.coreference.facts import Facts, facts_of
from sayso.analysers.coreference.lexicon import load_weights
from sayso.analysers.coreference.mentions import find_mentions
from sayso.analysers.coreference.view import View
from sayso.document import Document
from sayso.records import Entity, Mention, Quotation, Quote
from sayso.registry import analyser

__all__ = ["quotes"]

# How sure the speaker is by the form of the source, before calibration.
_SURE: Final = {"name": 0.97, "nominal": 0.8, "pronoun": 0.8}


class _Speaker(NamedTuple):
    entity: Entity | None
    confidence: float
    evidence: str


_UNKNOWN: Final = _Speaker(None, 1.0, "")


@analyser(
    name="quotes",
    requires=["paragraphs", "tokens", "sentences", "labels", "names", "quotations", "mentions", "entities"],
)
def quotes(doc: Document) -> tuple[Quote, ...]:
    """Every quotation with its speaker, or None where the text leaves that open."""
    speakers = _speakers(doc)
    return tuple(_quote(quotation, speaker) for quotation, speaker in zip(doc.quotations, speakers, strict=True))


def _quote(quotation: Quotation, speaker: _Speaker) -> Quote:
    evidence = (*quotation.evidence, speaker.evidence) if speaker.evidence else quotation.evidence
    return Quote(
        id=quotation.id,
        kind=quotation.kind,
        content=quotation.content,
        cue=quotation.cue,
        source=quotation.source,
        speaker=speaker.entity,
        confidence=round(quotation.confidence * speaker.confidence, 3),
        evidence=evidence,
        parent=quotation.parent,
    )


def _speakers(doc: Document) -> list[_Speaker]:
    view = View(doc)
    known: Sequence[Mention] = doc.mentions if "mentions" in doc else find_mentions(view)
    facts = facts_of(view, known, load_weights().lexicon)
    entity_of = _entities_by_place(doc.entities)
    found: list[_Speaker] = []
    sources = speaking_mentions(view, facts)
    for number, quotation in enumerate(doc.quotations):
        if quotation.source is None:
            found.append(_UNKNOWN)
        else:
            fact = facts[sources[number]] if number in sources else None
            found.append(_of_source(doc, quotation, fact, known, entity_of))
    return found


def _entities_by_place(entities: Sequence[Entity]) -> dict[tuple[int, int], Entity]:
    places: dict[tuple[int, int], Entity] = {}
    for entity in entities:
        for mention in entity.mentions:
            places[mention.head] = entity
    for entity in entities:
        for mention in entity.mentions:
            places.setdefault(mention.span, entity)
    return places


def _of_source(
    doc: Document,
    quotation: Quotation,
    fact: Facts | None,
    known: Sequence[Mention],
    places: dict[tuple[int, int], Entity],
) -> _Speaker:
    words = doc.text_of(quotation.source)
    if fact is not None:
        mention = known[fact.index]
        entity = places.get(mention.head) or places.get(mention.span)
        if entity is not None:
            return _Speaker(entity, _SURE[mention.kind], f'source "{words}" is {entity.name}')
    entity = places.get(quotation.source or (0, 0))
    if entity is not None:
        return _Speaker(entity, 0.7, f'source "{words}" is {entity.name}')
    return _UNKNOWN

"""Quotes: quotations with the entity that speaks.

A source leads to its entity by coreference. A quotation without source has the speaker that the words around it make
plain, or that the turns of a conversation leave; otherwise it has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from sayso.analysers.coreference.facts import facts_of
from sayso.analysers.coreference.lexicon import Lexicon, load_weights
from sayso.analysers.coreference.speech import speaking_mentions
from sayso.analysers.coreference.view import View
from sayso.analysers.turn_taking import Conversation, take_turns
from sayso.document import Document
from sayso.records import Entity, Mention, Quotation, Quote
from sayso.registry import analyser

__all__ = ["quotes", "read_conversation"]

# How sure the speaker is by the form of the source, before calibration.
_SURE: Final = {"name": 0.97, "nominal": 0.86, "pronoun": 0.85}
_HOW: Final = {
    "turn": "opens the paragraph as speaker",
    "signature": "signs the quotation",
    "said after": "is said to speak right after",
    "said before": "is said to speak right before",
    "acts after": "acts right after",
    "acts before": "acts right before",
}


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
    return Quote(
        id=quotation.id,
        kind=quotation.kind,
        content=quotation.content,
        cue=quotation.cue,
        source=quotation.source,
        speaker=speaker.entity,
        confidence=round(quotation.confidence * speaker.confidence, 3),
        evidence=_evidence(quotation.evidence, speaker.evidence),
        parent=quotation.parent,
    )


def _evidence(found: Sequence[str], why: str) -> tuple[str, ...]:
    """Why there is a quotation and who speaks it, without saying the same twice.

    'source “she”' and 'source “she” is Jane Roe' become the latter; a source that is the speaker's name stays plain.
    """
    kept = [reason for reason in found if not (why and why.startswith(reason))]
    return tuple(dict.fromkeys((*kept, why) if why else kept))


def _speakers(doc: Document) -> list[_Speaker]:
    weights = load_weights()
    found, conversation = read_conversation(doc, weights.lexicon)
    for number, turn in take_turns(conversation, weights.networks.get("turns")):
        found[number] = _Speaker(turn.speaker, turn.confidence, turn.why)
    return found


def read_conversation(doc: Document, lexicon: Lexicon) -> tuple[list[_Speaker], Conversation]:
    """What sources and the words around quotations tell, and the conversation that the rest must be read from."""
    view = View(doc)
    known: Sequence[Mention] = doc.mentions
    facts = facts_of(view, known, lexicon)
    places = _entities_by_place(doc.entities)
    spoken = speaking_mentions(view, facts)
    found: list[_Speaker] = []
    for number, quotation in enumerate(doc.quotations):
        speaker = _UNKNOWN
        if number in spoken:
            mention_index, how, sure = spoken[number]
            mention = known[mention_index]
            entity = places.get(mention.head) or places.get(mention.span)
            if entity is not None:
                speaker = _Speaker(entity, sure * _SURE[mention.kind], _why(doc, quotation, mention, entity, how))
        if speaker.entity is None and quotation.source is not None:
            entity = places.get(quotation.source)
            if entity is not None:
                speaker = _Speaker(entity, 0.7, _is_source(doc.text_of(quotation.source), entity))
        found.append(speaker)
    return found, Conversation(view, facts, known, doc.entities, [speaker.entity for speaker in found])


def _why(doc: Document, quotation: Quotation, mention: Mention, entity: Entity, how: str) -> str:
    words = doc.text_of(quotation.source if how in ("source", "interviewee", "clause") else mention.span)
    if how == "source":
        return _is_source(words, entity)
    if how == "interviewee":
        return f"source “{words}” is {entity.name}, whom the interview is with"
    if how == "clause":
        return f"source “{words}” is a place; {entity.name} acts in its clause"
    name = "" if words == entity.name else f" ({entity.name})"
    return f"“{words}”{name} {_HOW[how]}"


def _is_source(words: str, entity: Entity) -> str:
    """The words of the source, and whom they mean where they do not say it themselves."""
    words = " ".join(words.split())
    return f"source “{words}”" if entity.name.casefold() in words.casefold() else f"source “{words}” is {entity.name}"


def _entities_by_place(entities: Sequence[Entity]) -> dict[tuple[int, int], Entity]:
    """The entity at a span: heads first, since the whole phrase of one mention may hold another."""
    places: dict[tuple[int, int], Entity] = {}
    for entity in entities:
        for mention in entity.mentions:
            places[mention.head] = entity
    for entity in entities:
        for mention in entity.mentions:
            places.setdefault(mention.span, entity)
    return places

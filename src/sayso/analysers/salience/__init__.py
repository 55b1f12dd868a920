"""How much a document is about each of its entities: a score in 0..1, learnt from what people put in summaries.

The scale is that of the GUM corpus (Lin & Zeldes 2025): the expected share of five summaries that would name the
entity.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sayso.analysers.salience.features import FEATURES, entity_features
from sayso.analysers.salience.model import load_model
from sayso.document import Document
from sayso.frozen import FrozenMap
from sayso.records import Entity
from sayso.registry import analyser

__all__ = ["FEATURES", "entity_features", "load_model", "salience"]


@analyser(name="salience", requires=["paragraphs", "tokens", "sentences", "labels", "entities", "quotes"])
def salience(doc: Document) -> Mapping[str, float]:
    """How much the document is about each entity: entity id → score in 0..1, most salient first."""
    entities: Sequence[Entity] = doc.entities
    if not entities:
        return FrozenMap()
    scores = load_model()(entity_features(doc)).round(4).tolist()
    order = sorted(
        range(len(entities)),
        key=lambda i: (-scores[i], entities[i].mentions[0].span.start if entities[i].mentions else 0),
    )
    return FrozenMap({entities[i].id: scores[i] for i in order})

"""Who is who: mentions, the clusters of those that mean the same, and entities.

The layers can be supplied: `names`, `mentions`,
`coref` and `entities` that a document already has are used as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sayso.analysers.coreference.choosing import choose_by
from sayso.analysers.coreference.entities import build_entities
from sayso.analysers.coreference.interview import is_letter, turn_labels
from sayso.analysers.coreference.lexicon import Weights, load_weights
from sayso.analysers.coreference.mentions import mentions
from sayso.analysers.coreference.resolve import Resolution, Resolver
from sayso.analysers.coreference.view import View
from sayso.document import Document
from sayso.records import Entity, Mention
from sayso.registry import analyser
from sayso.spans import Span

__all__ = ["as_clusters", "coref", "entities", "find_clusters", "mentions"]

_LAYERS = ["paragraphs", "tokens", "sentences", "labels", "names", "quotations", "mentions"]


@analyser(name="coref", requires=_LAYERS)
def coref(doc: Document) -> tuple[tuple[Mention, ...], ...]:
    """Clusters of mentions that mean the same, in order of first mention: all of two or more, and single names."""
    return find_clusters(View(doc), doc.mentions, load_weights())


def find_clusters(view: View, known: Sequence[Mention], weights: Weights) -> tuple[tuple[Mention, ...], ...]:
    """Clusters of a document's mentions with given weights."""
    resolution = Resolver(view, known, weights.lexicon, choose_by(weights.networks)).run()
    numbers = _by_speaker(view, resolution)
    clusters: dict[int, list[Mention]] = {}
    for mention, number in zip(known, numbers, strict=True):
        if number >= 0:
            clusters.setdefault(number, []).append(mention)
    kept = [tuple(cluster) for cluster in clusters.values() if len(cluster) > 1 or cluster[0].kind == "name"]
    return tuple(sorted(kept, key=lambda cluster: (cluster[0].span.start, -cluster[0].span.end)))


def _by_speaker(view: View, resolution: Resolution) -> list[int]:
    """Cluster number of each mention, with "I" inside a quotation moved to who speaks it.

    Turns of an interview with one label have one speaker.
    """
    numbers = list(resolution.cluster_of)
    first_of_label: dict[str, int] = {}
    for quotation, label in turn_labels(view).items():
        index = resolution.sources.get(quotation, -1)
        if index >= 0 and not is_letter(label):
            numbers[index] = first_of_label.setdefault(label, numbers[index])
    for fact in resolution.facts:
        if fact.family == "i" and fact.quote in resolution.sources:
            numbers[fact.index] = numbers[resolution.sources[fact.quote]]
    return numbers


@analyser(name="entities", requires=[*_LAYERS, "coref"])
def entities(doc: Document) -> tuple[Entity, ...]:
    """The named entities, and unnamed ones that speak, in order of first mention."""
    view = View(doc)
    return build_entities(view, doc.mentions, as_clusters(doc.coref, doc.mentions), load_weights().lexicon)


def as_clusters(layer: Iterable[Iterable[Any]], known: Sequence[Mention]) -> list[tuple[Mention, ...]]:
    """Clusters of mentions, from mentions or from bare (start, end) pairs supplied by another tool."""
    by_span = {tuple(mention.span): mention for mention in known}
    by_head = {tuple(mention.head): mention for mention in reversed(known)}
    found = []
    for cluster in layer:
        members = []
        for item in cluster:
            if isinstance(item, Mention):
                members.append(item)
            else:
                span = Span(int(item[0]), int(item[1]))
                members.append(by_span.get(span) or by_head.get(span) or Mention(span, "nominal", span))
        if members:
            found.append(tuple(members))
    return found

"""Who is speaking as evidence for who is who: "I" in a quotation is its speaker."""

from __future__ import annotations

from sayso.analysers.coreference.entities import speaking_mentions
from sayso.analysers.coreference.resolve import Resolution
from sayso.analysers.coreference.view import View

__all__ = ["join_first_persons"]


def join_first_persons(view: View, resolution: Resolution) -> list[int]:
    """Cluster number of each mention, with "I" and "me" inside a quotation moved to the cluster of its source."""
    numbers = list(resolution.cluster_of)
    sources = speaking_mentions(view, resolution.facts)
    for fact in resolution.facts:
        if fact.family == "i" and fact.quote >= 0 and fact.quote in sources:
            numbers[fact.index] = numbers[sources[fact.quote]]
    return numbers

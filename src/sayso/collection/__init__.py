"""What many documents say together: who was quoted most, where, on whom, and how the tone moves over time."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sayso.collection.counting import Collector
from sayso.collection.origin import date_of, outlet_of
from sayso.collection.totals import CollectionSummary, GroupTotals, PairTotals, PeriodTotals, SpeakerTotals
from sayso.document import Document
from sayso.persons import people

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


def summarise(docs: Iterable[Document], *, by: str | Callable[[Document], str] | None = None) -> CollectionSummary:
    """Totals over documents, read one after another, so that a collection need not fit into memory.

    Speakers of different documents count as one where `sayso.people` takes them for one, and groups and others without
    a name of their own where they are called the same.

    Args:
        docs: analysed documents with the layer `quotes`; dates are read from `meta`.
        by: what to group by: a key of `meta`, or a function from a document to a name. By default the outlet
            or publisher that `meta` names, and the document's id where it names none.
    """
    collector = Collector(by=by)
    # Both read the documents once, side by side.
    persons = people(doc for doc in collector.counting(docs) if "quotes" in doc and "entities" in doc)
    return collector.summary(persons)

"""Training of turn-taking: which of the people around speaks a quotation that nothing attributes (LitBank)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import numpy as np

from sayso.analysers.coreference.lexicon import Lexicon, Network
from sayso.analysers.quotes import read_conversation
from sayso.document import Document
from sayso.learn.ranking import Choice, fit_ranker
from sayso.records import Entity

__all__ = ["CharacterOf", "fit_turns", "turn_choices"]

HIDDEN: Final = 16
EPOCHS: Final = 60
DECAY: Final = 1e-2
THRESHOLD: Final = 0.2


def fit_turns(
    examples: Iterable[tuple[Document, Mapping[str, Any]]], lexicon: Lexicon, *, seed: int = 0
) -> Network | None:
    """The network that picks a speaker from those around; None where there is nothing to learn from."""
    choices = [choice for doc, record in examples for choice in turn_choices(doc, record, lexicon)]
    return (
        fit_ranker(choices, hidden=HIDDEN, threshold=THRESHOLD, epochs=EPOCHS, decay=DECAY, seed=seed)
        if choices
        else None
    )


def turn_choices(doc: Document, record: Mapping[str, Any], lexicon: Lexicon) -> Iterator[Choice]:
    """One choice a quotation that is open, with the gold speakers of the quotations before it known.

    Args:
        doc: with layers up to entities.
        lexicon: what kinds of thing nouns name.
        record: the gold quotes with their speakers, entities with ids, and clusters.
    """
    character = CharacterOf(record)
    _, conversation = read_conversation(doc, lexicon)
    gold = _gold_speakers(doc, record)
    for i, item in enumerate(conversation.spoken):
        if not conversation.open[i] or item.number not in gold:
            continue
        candidates = conversation.candidates(i)
        if not candidates:
            continue
        right = [character(entity) == gold[item.number] for entity in candidates]
        yield Choice(conversation.rows(i, candidates), np.array([*right, not any(right)]))
        if any(right):
            conversation.who[i] = candidates[right.index(True)]


def _gold_speakers(doc: Document, record: Mapping[str, Any]) -> dict[int, str]:
    """Quotation number → gold speaker of the gold quote that shares most characters with it."""
    places = sorted((span[0], span[1], quote["speaker"]) for quote in record["quotes"] for span in quote["content"])
    found = {}
    for number, quotation in enumerate(doc.quotations):
        shared: Counter[str] = Counter()
        for start, end, speaker in places:
            for span in quotation.content:
                overlap = min(end, span.end) - max(start, span.start)
                if overlap > 0 and speaker:
                    shared[speaker] += overlap
        if shared:
            found[number] = shared.most_common(1)[0][0]
    return found


class CharacterOf:
    """Which gold character an entity is, by the gold clusters of its mentions."""

    def __init__(self, record: Mapping[str, Any]) -> None:
        ids = {(entity["start"], entity["end"]): entity["id"] for entity in record["entities"] if entity.get("id")}
        self._names: dict[tuple[int, int], str] = {}
        for cluster in record["coref"]:
            votes = Counter(ids[tuple(span)] for span in cluster if tuple(span) in ids)
            if votes:
                name = votes.most_common(1)[0][0]
                self._names.update({(span[0], span[1]): name for span in cluster})

    def __call__(self, entity: Entity) -> str | None:
        """The id of the character that most of the entity's mentions mean."""
        votes: Counter[str] = Counter()
        for mention in entity.mentions:
            name = self._names.get(mention.span) or self._names.get(mention.head)
            if name:
                votes[name] += 1
        return votes.most_common(1)[0][0] if votes else None

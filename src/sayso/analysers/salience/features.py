"""What is read of an entity: where, how often, how widely and in which role it is mentioned, and who speaks of it.

The features follow Dunietz & Gillick (2014), "A New Entity Salience Task with Millions of Training Examples".
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.salience.adjectives import adjective_test
from sayso.analysers.sentence_ranking import STOP_WORDS, Vectors
from sayso.document import Document
from sayso.records import Entity, Mention, Quote
from sayso.spans import POS_TAGS, SpanArray

__all__ = ["FEATURES", "entity_features"]

Floats = NDArray[np.float64]

_FINITE = [POS_TAGS.index(tag) for tag in ("VBD", "VBZ", "VBP", "MD")]
_SKIPPED = [POS_TAGS.index(tag) for tag in ("RB", "RBR")]
_PREPOSITIONS = [POS_TAGS.index(tag) for tag in ("IN", "TO")]
_VERBS = [POS_TAGS.index(tag) for tag in ("VB", "VBD", "VBG", "VBN", "VBP", "VBZ")]
_SUBJECT_PRONOUNS = frozenset(("i", "he", "she", "they", "we"))
_POSSESSIVE_PRONOUNS = frozenset(("his", "her", "their", "its", "my", "our"))
_LABELS = ("PER", "ORG", "LOC", "MISC")
_TITLE_KINDS = ("headline", "kicker")
_NAME_WORD: Final = re.compile(r"\w[\w'’.-]+")
_LONGEST_NAME: Final = 10  # words of a name that are looked at, to keep the work for one name constant

FEATURES: Final[tuple[str, ...]] = (
    "mentions", "names", "nominals", "pronouns", "share", "rank", "lead",
    "first", "first_sentence", "opening", "headline", "spread", "reach", "sentences",
    "subject", "subject_share", "initial_share", "oblique_share", "object_share", "possessor_share", "inside_share",
    "speaks", "spoken_of", "quoted_share",
    "words", *(f"is_{label}" for label in _LABELS), "unnamed", "rivals", "length",
    "rarest_word", "commonest_word", "word_spread", "word_first", "part_of_name", "centrality",
)  # fmt: skip


def entity_features(doc: Document) -> Floats:
    """What the model reads: a matrix with one row an entity of the document and one column a name in `FEATURES`.

    Needs the layers `entities` and `sentences`; of others that are not there it reads nothing.
    """
    entities: Sequence[Entity] = doc.entities
    found = _Mentions(doc, entities)
    count = len(entities)
    per_entity = functools.partial(np.bincount, found.entity, minlength=count)
    total = np.maximum(per_entity(), 1).astype(np.float64)
    length = max(len(doc.text), 1)

    first = np.full(count, length, dtype=np.float64)
    last = np.zeros(count)
    np.minimum.at(first, found.entity, found.start)
    np.maximum.at(last, found.entity, found.start)
    sentences = max(len(doc.sentences), 1)
    first_sentence = np.full(count, sentences, dtype=np.float64)
    sentence = np.maximum(found.sentence, 0)
    np.minimum.at(first_sentence, found.entity, sentence)
    tenths = _distinct(found.entity, np.minimum(10 * found.start // length, 9), 10, count)
    in_sentences = _distinct(found.entity, sentence, sentences, count)
    speaks, spoken_of, quoted = _quote_counts(doc.layers.get("quotes", ()), entities, found)
    subjects = per_entity(weights=found.subject)
    labels = [[float(entity.label == label) for label in _LABELS] for entity in entities]
    unnamed = np.array([not entity.has_name for entity in entities], dtype=np.float64)
    named_total = np.where(unnamed == 1, 0.0, total)
    top = max(named_total.max(initial=1.0), 1.0)
    runner_up = np.partition(named_total, -2)[-2] if count > 1 else 0.0
    columns = (
        np.log1p(total),
        np.log1p(per_entity(weights=found.kind == 0)),
        np.log1p(per_entity(weights=found.kind == 1)),
        np.log1p(per_entity(weights=found.kind == 2)),
        total / top,
        1.0 / (1.0 + _rank(-total)),
        np.where(total >= top, np.log(top / max(runner_up, 1.0)), 0.0),
        1.0 - first / length,
        1.0 / (1.0 + first_sentence),
        (first_sentence < 2).astype(np.float64),
        per_entity(weights=found.in_title) > 0,
        tenths / 10.0,
        np.maximum(last - first, 0.0) / length,
        in_sentences / sentences,
        np.log1p(subjects),
        subjects / total,
        per_entity(weights=found.initial) / total,
        per_entity(weights=found.oblique) / total,
        per_entity(weights=found.object) / total,
        per_entity(weights=found.possessor) / total,
        per_entity(weights=found.inside) / total,
        np.log1p(speaks),
        np.log1p(spoken_of),
        quoted / total,
        [float(len(entity.name.split())) for entity in entities],
        *np.array(labels, dtype=np.float64).reshape(count, len(_LABELS)).T,
        unnamed,
        np.full(count, np.log1p(count)),
        np.full(count, np.log1p(length)),
        *_word_columns(doc, entities),
        _centrality(doc, found, count),
    )
    return np.stack([np.asarray(column, dtype=np.float64) for column in columns], axis=1)


def _word_columns(doc: Document, entities: Sequence[Entity]) -> Floats:
    """Where the words of each name stand in the text, whether or not they were found to be mentions.

    Five rows: how often the rarest and the commonest of them, over how many tenths of the text, how near its beginning;
    and whether a longer name contains them all, side by side.
    """
    names = [
        [word for word in _NAME_WORD.findall(entity.name.lower()) if word not in STOP_WORDS] for entity in entities
    ]
    seen: dict[str, list[int]] = {word: [] for words in names for word in words}
    tokens: SpanArray = doc.layers.get("tokens") or SpanArray([], [])
    text = doc.text
    for i, (start, end) in enumerate(zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True)):
        if (word := text[start:end].lower()) in seen:
            seen[word].append(i)
    total = max(len(tokens), 1)
    tenths = {word: len({10 * place // total for place in places}) for word, places in seen.items()}
    parts = {
        tuple(words[low:high])
        for words in (words[:_LONGEST_NAME] for words in names)
        for low in range(len(words))
        for high in range(low + 1, len(words) + 1)
        if high - low < len(words)
    }
    columns = np.zeros((5, len(entities)))
    for i, words in enumerate(names):
        columns[4, i] = tuple(words) in parts
        found = [seen[word] for word in words]
        if any(found):
            counts = [len(places) for places in found]
            first = min(places[0] for places in found if places)
            spread = max(tenths[word] for word in words) / 10.0
            columns[:4, i] = np.log1p(min(counts)), np.log1p(max(counts)), spread, 1.0 - first / total
    return columns


def _centrality(doc: Document, found: _Mentions, count: int) -> Floats:
    """How near the sentence of each entity that is nearest to all others is to them, beside a mean sentence."""
    vectors = Vectors([doc.text[start:end] for start, end in doc.sentences])
    near = vectors.times(vectors.transposed_times(np.ones(vectors.count)))
    highest = np.zeros(count)
    placed = found.sentence >= 0
    np.maximum.at(highest, found.entity[placed], near[found.sentence[placed]])
    return highest / max(near.mean() if len(near) else 0.0, 1e-9)


class _Mentions:
    """All mentions of a document side by side: whose, where, of which kind and in which role."""

    def __init__(self, doc: Document, entities: Sequence[Entity]) -> None:
        is_adjective = adjective_test(doc)
        rows = [
            (i, mention.span.start, mention.span.end, ("name", "nominal", "pronoun").index(mention.kind))
            for i, entity in enumerate(entities)
            for mention in _meant(entity, is_adjective)
        ]
        table = np.array(rows, dtype=np.int64).reshape(-1, 4)
        self.entity, self.start, self.end, self.kind = table.T
        self.sentence = _index_at(doc.sentences, self.start)
        self.in_title = self._paragraph_kinds(doc)
        self.inside = self._lies_in_another()
        nothing = np.zeros(len(table))
        self.subject = self.oblique = self.object = self.possessor = self.initial = nothing
        if "tokens" in doc and len(doc.tokens):
            self._read_roles(doc)

    def _paragraph_kinds(self, doc: Document) -> Floats:
        paragraphs = doc.layers.get("paragraphs")
        if paragraphs is None or not len(paragraphs):
            return np.zeros(len(self.start))
        title = np.array([kind in _TITLE_KINDS for kind in paragraphs.kinds], dtype=np.float64)
        return np.asarray(title[np.maximum(_index_at(paragraphs, self.start), 0)])

    def _lies_in_another(self) -> Floats:
        """Whether a mention is part of a longer one, as a place in the name of an office."""
        order = np.lexsort((-self.end, self.start))
        start, end = self.start[order], self.end[order]
        reached = np.append(-1, np.maximum.accumulate(end))  # by the mentions before each
        differs = np.ones(len(order), dtype=bool)
        differs[1:] = (start[1:] != start[:-1]) | (end[1:] != end[:-1])
        first_equal = np.maximum.accumulate(np.where(differs, np.arange(len(order)), 0))
        inside = np.zeros(len(order))
        inside[order] = end <= reached[first_equal]
        return inside

    def _read_roles(self, doc: Document) -> None:
        tokens: SpanArray = doc.tokens
        first = np.clip(np.searchsorted(tokens.starts, self.start, side="right") - 1, 0, len(tokens) - 1)
        last = np.clip(np.searchsorted(tokens.starts, self.end - 1, side="right") - 1, 0, len(tokens) - 1)
        words = [
            doc.text[s:e].lower() if kind == 2 else ""
            for s, e, kind in zip(self.start, self.end, self.kind, strict=True)
        ]
        opens = (
            np.searchsorted(tokens.starts, np.asarray(doc.sentences.starts)[np.maximum(self.sentence, 0)])
            if len(doc.sentences)
            else first
        )
        self.initial = (first - opens <= 1).astype(np.float64)
        pronoun_subject = np.array([word in _SUBJECT_PRONOUNS for word in words], dtype=bool)
        pronoun_possessor = np.array([word in _POSSESSIVE_PRONOUNS for word in words], dtype=bool)
        labels = doc.layers.get("labels")
        if labels is None or len(labels) != len(tokens):
            self.subject, self.possessor = pronoun_subject.astype(np.float64), pronoun_possessor.astype(np.float64)
            return
        tags = np.append(labels.pos, POS_TAGS.index("."))
        after = tags[last + 1]
        after = np.where(np.isin(after, _SKIPPED), tags[np.minimum(last + 2, len(tokens))], after)
        before = np.where(first > 0, tags[np.maximum(first - 1, 0)], POS_TAGS.index("."))
        possessor = pronoun_possessor | (after == POS_TAGS.index("POS")) | (tags[last] == POS_TAGS.index("POS"))
        subject = (pronoun_subject | np.isin(after, _FINITE)) & ~np.isin(before, _PREPOSITIONS) & ~possessor
        self.possessor = possessor.astype(np.float64)
        self.subject = subject.astype(np.float64)
        self.oblique = (np.isin(before, _PREPOSITIONS) & ~possessor).astype(np.float64)
        self.object = (np.isin(before, _VERBS) & ~possessor).astype(np.float64)


def _meant(entity: Entity, is_adjective: Callable[[Mention], bool]) -> Sequence[Mention]:
    """The mentions that are about the entity: not the adjectives made of its name, unless it has no other."""
    if entity.label != "MISC":
        return entity.mentions
    return [mention for mention in entity.mentions if not is_adjective(mention)] or entity.mentions[:1]


def _quote_counts(
    quotes: Sequence[Quote], entities: Sequence[Entity], found: _Mentions
) -> tuple[Floats, Floats, Floats]:
    """How often each entity speaks, how many quotes of others speak of it, and how many of its mentions are quoted."""
    number = {entity.id: i for i, entity in enumerate(entities)}
    speaks, spoken_of = np.zeros(len(entities)), np.zeros(len(entities))
    order = np.argsort(found.start, kind="stable")
    starts, owner = found.start[order], found.entity[order]
    is_quoted = np.zeros(len(order))
    for quote in quotes:
        speaker = number.get(quote.speaker.id, -1) if quote.speaker else -1
        if speaker >= 0:
            speaks[speaker] += 1
        if quote.parent is not None:
            continue  # its words are its parent's words too, and count once
        named: set[int] = set()
        for start, end in quote.content:
            lo, hi = np.searchsorted(starts, (start, end))
            is_quoted[lo:hi] = 1
            named.update(owner[lo:hi].tolist())
        for i in named - {speaker}:
            spoken_of[i] += 1
    quoted = np.bincount(owner, weights=is_quoted, minlength=len(entities))
    return speaks, spoken_of, np.asarray(quoted, dtype=np.float64)


def _index_at(spans: SpanArray, offsets: NDArray[Any]) -> NDArray[np.int64]:
    return np.asarray(np.searchsorted(spans.starts, offsets, side="right") - 1, dtype=np.int64)


def _distinct(owner: NDArray[Any], value: NDArray[Any], values: int, count: int) -> Floats:
    """How many different values each owner has."""
    pairs = np.unique(owner.astype(np.int64) * values + value)
    return np.bincount(pairs // values, minlength=count).astype(np.float64)


def _rank(keys: Floats) -> Floats:
    """Place of each key in ascending order; equal keys share the first of their places."""
    return np.searchsorted(np.sort(keys), keys).astype(np.float64)

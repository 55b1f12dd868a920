"""The fast tagger: three linear-chain models decoded with NumPy, many documents at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sayso.document import Document
from sayso.engine.atoms import atoms, traits
from sayso.engine.batch import Batch, batch_of, shifted
from sayso.engine.contexts import (
    Contexts,
    name_contexts,
    pos_contexts,
    role_contexts,
    second_name_contexts,
    second_role_contexts,
)
from sayso.engine.decoding import Packing, best_path, best_path_among, marginals, sequences
from sayso.engine.quote_state import quote_state
from sayso.engine.weights import UNIT, Chain, FastWeights, load_weights
from sayso.spans import NAME_TAGS, ROLE_TAGS, Labels

__all__ = ["SENTENCE_LIMIT", "FastTagger", "Reading"]

Ints = NDArray[Any]
Found = tuple[NDArray[np.uint8], NDArray[np.float32]]
Reading = tuple[NDArray[np.uint8], Found, Found]  # parts of speech, names, roles of a document
Scored = tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]
SENTENCE_LIMIT: Final = 120
PARAGRAPH_LIMIT: Final = 300
_FEW: Final = 6  # candidates for the part of speech of a token
_BATCH_TOKENS: Final = 60_000
_CACHE_TYPES: Final = 60_000
_MANY: Final = 24  # entries from which on a row of weights is kept in full


class FastTagger:
    """Part of speech, names and quotation roles from linear-chain models over word types and context codes.

    What a word type contributes is worked out once and kept; results do not depend on what was tagged before.

    Args:
        weights: the models, as read by `FastTagger.load`.
    """

    def __init__(self, weights: FastWeights) -> None:
        self._weights = weights
        self._tables = {task: _Rows(chain) for task, chain in weights.chains.items()}
        self._lock = threading.Lock()
        self._forget()

    @classmethod
    def load(cls, path: Path) -> FastTagger:
        """Read weights from an .npz file; raises ModelError where it is missing, damaged or foreign."""
        return cls(load_weights(path))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._weights,)

    def tag(self, docs: Sequence[Document], /) -> list[Labels]:
        """One `Labels` a document, in order; the documents have the layers paragraphs, tokens and sentences."""
        return [
            Labels(pos, names, roles, sure[np.arange(len(names)), names], role_probabilities)
            for pos, (names, sure), (roles, role_probabilities) in self._read_all(docs)
        ]

    def probabilities(self, docs: Sequence[Document], /) -> list[tuple[NDArray[np.float32], NDArray[np.float32]]]:
        """Of each document, how probable every name tag and every role tag is at every token, (tokens, tags)."""
        return [(names, roles) for _, (_, names), (_, roles) in self._read_all(docs)]

    def _read_all(self, docs: Sequence[Document]) -> Iterator[Reading]:
        for group in _groups(docs):
            batch = batch_of(group)
            parts = [self._read(batch.part(a, b)) for a, b in pairwise(_cuts(batch))] if len(batch) else [_nothing()]
            columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
            ends = np.cumsum([0, *(len(doc.tokens) for doc in group)]).tolist()
            for a, b in pairwise(ends):
                pos, names, name_probabilities, roles, role_probabilities = (column[a:b] for column in columns)
                yield pos, (names, name_probabilities), (roles, role_probabilities)

    def _read(self, batch: Batch) -> tuple[Ints, ...]:
        run = Run(self, batch)
        pos = run.pos()
        names = run.names(pos)
        return pos, *names, *run.roles(pos, names[0])

    def _forget(self) -> None:
        self._slots: dict[str, int] = {}
        self._rows = {task: np.zeros((0, table.width), np.int16) for task, table in self._tables.items()}
        self._traits = np.zeros((0, 4), np.int32)

    def types(self, vocabulary: Sequence[str]) -> tuple[dict[str, NDArray[np.int16]], Ints]:
        """Weights by chain, (types, offsets, states), and traits, (types, 4), of some word types."""
        with self._lock:
            new = [word for word in vocabulary if word not in self._slots]
            if len(self._slots) + len(new) > _CACHE_TYPES:
                self._forget()
                new = list(vocabulary)
            if new:
                self._learn(new)
            places = np.fromiter(map(self._slots.__getitem__, vocabulary), np.int64, len(vocabulary))
            rows = {task: table.take(places, axis=0) for task, table in self._rows.items()}
            known = self._traits[places]
        shaped = {
            task: table.reshape(len(vocabulary), len(chain.offsets), len(chain.states))
            for (task, chain), table in zip(self._weights.chains.items(), rows.values(), strict=True)
        }
        return shaped, known

    def _learn(self, words: Sequence[str]) -> None:
        known, lexicon = self._weights.atoms, self._weights.lexicon
        ids: list[int] = []
        owners: list[int] = []
        for number, word in enumerate(words):
            found = [known[atom] for atom in atoms(word, lexicon) if atom in known]
            ids += found
            owners += [number] * len(found)
        atom_ids, owner = np.array(ids, np.int64), np.array(owners, np.int64)
        for task, table in self._tables.items():
            self._rows[task] = np.concatenate((self._rows[task], table.sums(atom_ids, owner, len(words))))
        fresh = np.array([traits(word, lexicon) for word in words], np.int32).reshape(-1, 4)
        self._traits = np.concatenate((self._traits, fresh))
        for word in words:
            self._slots[word] = len(self._slots)


class _Rows:
    """Weight rows of a chain's atoms; rows with many entries also lie there in full, which is faster to add up."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain
        self.width = len(chain.offsets) * len(chain.states)
        sizes = np.diff(chain.pointers).astype(np.int64)
        full = np.flatnonzero(sizes >= _MANY)
        self._place = np.full(len(sizes), -1, np.int64)
        self._place[full] = np.arange(len(full))
        self._full = np.zeros((len(full), self.width), np.int16)
        entries, owner = self._entries(full)
        self._full[owner, chain.columns[entries]] = chain.values[entries]

    def _entries(self, atom_ids: Ints) -> tuple[Ints, Ints]:
        """Places of the entries of some atoms' rows, and which of the atoms each belongs to."""
        first = self._chain.pointers[atom_ids].astype(np.int64)
        sizes = self._chain.pointers[atom_ids + 1] - first
        shift = first - (np.cumsum(sizes) - sizes)
        return np.arange(int(sizes.sum())) + np.repeat(shift, sizes), np.repeat(np.arange(len(atom_ids)), sizes)

    def sums(self, atom_ids: Ints, owner: Ints, count: int) -> NDArray[np.int16]:
        """The sum of the rows of each word's atoms, (words, width); `owner` is the word of each atom, in order."""
        place = self._place[atom_ids]
        sparse = place < 0
        entries, which = self._entries(atom_ids[sparse])
        cells = owner[sparse][which] * self.width + self._chain.columns[entries]
        weights = self._chain.values[entries]
        sums = np.bincount(cells, weights=weights, minlength=count * self.width).astype(np.int16)
        sums = sums.reshape(count, self.width)
        place, owner = place[~sparse], owner[~sparse]
        rank = np.arange(len(owner)) - np.searchsorted(owner, owner)
        for number in range(int(rank.max()) + 1 if len(rank) else 0):
            chosen = rank == number
            sums[owner[chosen]] += self._full[place[chosen]]
        return sums


class Run:
    """One batch on its way through the three models; later ones read what earlier ones found."""

    def __init__(self, tagger: FastTagger, batch: Batch) -> None:
        self._chains = tagger._weights.chains
        self._cue_count = len(tagger._weights.lexicon.cues)
        self._packings: dict[int, Packing] = {}
        self.batch = batch
        self._rows, known = tagger.types(batch.vocabulary)
        self.mark, self.sign, self.shape, self.cue = (column[batch.types] for column in known.T)
        lower: dict[str, int] = {}
        low = np.array(
            [lower.setdefault(word.lower(), len(lower)) for word in batch.vocabulary],
            np.int64,
        )
        self.low = low[batch.types]

    def pos(self) -> NDArray[np.uint8]:
        """Codes into POS_TAGS."""
        chain = self._chains["pos"]
        scores = self._scores("pos", self.pos_contexts(), self.batch.sentence)
        own = self._rows["pos"][:, chain.offsets.index(0)]
        few = np.argpartition(own, -_FEW, axis=1)[:, -_FEW:]
        few.sort(axis=1)
        candidates = few.astype(np.uint8)[self.batch.types]
        chosen = np.take_along_axis(scores, candidates.astype(np.intp), axis=1).astype(np.float32)
        packing = self._packing(self.batch.sentence, SENTENCE_LIMIT)
        return best_path_among(chosen, candidates, chain.transitions, chain.start, packing)

    def names(self, pos: Ints, *, draft: bool = False) -> Found:
        """Codes into NAME_TAGS, and probabilities, (tokens, tags); `draft` stops after the first reading."""
        group = self.batch.sentence
        contexts = self.name_contexts(pos)
        first = self._scored("names", contexts, group)
        found = self._decoded("names", first, group, SENTENCE_LIMIT)
        if draft or "names2" not in self._chains:
            return found
        contexts |= self.second_name_contexts(found)
        return self._decoded("names2", self._scored("names2", contexts, group, first), group, SENTENCE_LIMIT)

    def roles(self, pos: Ints, names: Ints, *, draft: bool = False) -> Found:
        """Codes into ROLE_TAGS, and probabilities, (tokens, tags); `draft` stops after the first reading."""
        group = self.batch.paragraph
        contexts = self.role_contexts(pos, names)
        first = self._scored("roles", contexts, group)
        found = self._decoded("roles", first, group, PARAGRAPH_LIMIT)
        if draft or "roles2" not in self._chains:
            return found
        contexts |= self.second_role_contexts(found)
        return self._decoded("roles2", self._scored("roles2", contexts, group, first), group, PARAGRAPH_LIMIT)

    def pos_contexts(self) -> Contexts:
        """Context codes for parts of speech, by name, with the number of codes."""
        return pos_contexts(self.batch, self.shape)

    def name_contexts(self, pos: Ints) -> Contexts:
        """Context codes for names."""
        return name_contexts(self.batch, self.shape, self.low, pos)

    def second_name_contexts(self, found: Found) -> Contexts:
        """Further context codes for names, from a first reading."""
        return second_name_contexts(self.batch, self.shape, self.low, *found)

    def role_contexts(self, pos: Ints, names: Ints) -> Contexts:
        """Context codes for roles."""
        return role_contexts(self.batch, self.mark, self.sign, self.cue, pos, names, self._cue_count)

    def second_role_contexts(self, found: Found) -> Contexts:
        """Further context codes for roles, from a first reading."""
        return second_role_contexts(self.batch, quote_state(self.batch, self.mark)[0], *found)

    def _scored(self, name: str, contexts: Contexts, group: Ints, first: Scored | None = None) -> Scored:
        """Scores of tokens, transitions and starts, blended with those of a first reading as the chain asks for."""
        chain = self._chains[name]
        own = self._scores(name, contexts, group).astype(np.float32), chain.transitions, chain.start
        if first is None or not chain.blend:
            return own
        share = np.float32(chain.blend)
        scores, transitions, start = (share * a + (1 - share) * b for a, b in zip(first, own, strict=True))
        return scores, transitions, start

    def _decoded(self, name: str, scored: Scored, group: Ints, limit: int) -> Found:
        scores, transitions, start = scored
        packing = self._packing(group, limit)
        path = best_path(scores, transitions, start, packing)
        unit = np.float32(UNIT)
        by_state = marginals(scores * unit, transitions * unit, start * unit, packing)
        states = self._chains[name].states
        return states[path], by_label(by_state, states)

    def _packing(self, group: Ints, limit: int) -> Packing:
        if limit not in self._packings:  # sentences and paragraphs have limits of their own
            self._packings[limit] = Packing(sequences(group, limit), len(group))
        return self._packings[limit]

    def _scores(self, name: str, contexts: Contexts, group: Ints) -> NDArray[np.int32]:
        chain = self._chains[name]
        rows = self._rows[name]
        scores = np.zeros((len(self.batch), len(chain.states)), np.int32)
        for number, offset in enumerate(chain.offsets):
            scores += np.ascontiguousarray(rows[:, number]).take(shifted(self.batch.types, offset, group), axis=0)
        for context, table in chain.contexts.items():
            scores += table.take(contexts[context][0], axis=0)
        return scores


def by_label(by_state: NDArray[np.float32], states: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Probabilities of states summed over the states of each label."""
    out = np.zeros((len(by_state), int(states.max()) + 1), np.float32)
    for state, label in enumerate(states.tolist()):
        out[:, label] += by_state[:, state]
    return out


def _nothing() -> tuple[Ints, ...]:
    codes = np.zeros(0, np.uint8)
    names, roles = (np.zeros((0, len(tags)), np.float32) for tags in (NAME_TAGS, ROLE_TAGS))
    return codes, codes, names, codes, roles


def _cuts(batch: Batch) -> list[int]:
    """Where to cut a batch into parts of bounded size: before a paragraph where one begins in reach, else anywhere."""
    cuts = [0]
    while len(batch) - cuts[-1] > _BATCH_TOKENS:
        end = cuts[-1] + _BATCH_TOKENS
        begun = int(np.searchsorted(batch.paragraph, batch.paragraph[end]))
        cuts.append(begun if begun > cuts[-1] else end)
    return [*cuts, len(batch)]


def _groups(docs: Sequence[Document]) -> Iterator[list[Document]]:
    """Documents in order, in groups of at most about `_BATCH_TOKENS` tokens."""
    group: list[Document] = []
    size = 0
    for doc in docs:
        if group and size + len(doc.tokens) > _BATCH_TOKENS:
            yield group
            group, size = [], 0
        group.append(doc)
        size += len(doc.tokens)
    if group:
        yield group

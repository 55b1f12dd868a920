"""The fast tagger: three linear-chain models decoded with NumPy, many documents at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sayso.document import Document
from sayso.engine.decoding import Packing, best_path, best_path_among, marginals, sequences
from sayso.engine.features import (
    Batch,
    atoms,
    batch_of,
    name_contexts,
    pos_contexts,
    role_contexts,
    shifted,
    traits,
)
from sayso.engine.weights import TASKS, Chain, FastWeights, load_weights
from sayso.spans import Labels

__all__ = ["SENTENCE_LIMIT", "FastTagger"]

Ints = NDArray[Any]
SENTENCE_LIMIT: Final = 120
PARAGRAPH_LIMIT: Final = 300
_FEW: Final = 6  # candidates for the part of speech of a token
_BATCH_TOKENS: Final = 60_000
_CACHE_TYPES: Final = 60_000


class FastTagger:
    """Part of speech, names and quotation roles from linear-chain models over word types and context codes.

    What a word type contributes is worked out once and kept; results do not depend on what was tagged before.

    Args:
        weights: the models, as read by `FastTagger.load`.
    """

    def __init__(self, weights: FastWeights) -> None:
        self._weights = weights
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
        out: list[Labels] = []
        for group in _groups(docs):
            out += self._tag(group)
        return out

    def _tag(self, docs: Sequence[Document]) -> list[Labels]:
        batch = batch_of(docs)
        run = Run(self, batch)
        pos = run.pos()
        names, name_probabilities = run.names(pos)
        roles, role_probabilities = run.roles(pos, names)
        confidence = name_probabilities[np.arange(len(names)), names] if len(names) else np.zeros(0)
        ends = np.cumsum([len(doc.tokens) for doc in docs])
        return [
            Labels(pos[a:b], names[a:b], roles[a:b], confidence[a:b], role_probabilities[a:b])
            for a, b in zip(np.concatenate(([0], ends)), ends, strict=False)
        ]

    def _forget(self) -> None:
        self._slots: dict[str, int] = {}
        self._rows = {
            task: np.zeros((0, len(chain.offsets) * len(TASKS[task])), np.int16)
            for task, chain in self._weights.chains.items()
        }
        self._traits = np.zeros((0, 4), np.int32)

    def types(self, vocabulary: Sequence[str]) -> tuple[dict[str, NDArray[np.int16]], Ints]:
        """Weights by task, (types, offsets, labels), and traits, (types, 4), of some word types."""
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
            task: table.reshape(len(vocabulary), len(self._weights.chains[task].offsets), len(TASKS[task]))
            for task, table in rows.items()
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
        for task, chain in self._weights.chains.items():
            width = len(chain.offsets) * len(TASKS[task])
            self._rows[task] = np.concatenate((self._rows[task], _sum_rows(chain, atom_ids, owner, len(words), width)))
        fresh = np.array([traits(word, lexicon) for word in words], np.int32).reshape(-1, 4)
        self._traits = np.concatenate((self._traits, fresh))
        for word in words:
            self._slots[word] = len(self._slots)


def _sum_rows(chain: Chain, atom_ids: Ints, owner: Ints, count: int, width: int) -> NDArray[np.int16]:
    """The sum of the sparse weight rows of each word's atoms."""
    first, last = chain.pointers[atom_ids].astype(np.int64), chain.pointers[atom_ids + 1].astype(np.int64)
    sizes = last - first
    before = np.cumsum(sizes) - sizes
    places = np.arange(int(sizes.sum())) + np.repeat(first - before, sizes)
    cells = np.repeat(owner * width, sizes) + chain.columns[places]
    sums = np.bincount(cells, weights=chain.values[places], minlength=count * width)
    return sums.astype(np.int16).reshape(count, width)


class Run:
    """One batch on its way through the three models; later ones read what earlier ones found."""

    def __init__(self, tagger: FastTagger, batch: Batch) -> None:
        self._chains = tagger._weights.chains  # noqa: SLF001  one class in two parts
        self._cue_count = len(tagger._weights.lexicon.cues)  # noqa: SLF001
        self.batch = batch
        self._rows, known = tagger.types(batch.vocabulary)
        self.mark, self.sign, self.shape, self.cue = (column[batch.types] for column in known.T)
        lower: dict[str, int] = {}
        low = np.array([lower.setdefault(word.lower(), len(lower)) for word in batch.vocabulary], np.int64)
        self.low = low[batch.types]

    def contexts(self, task: str, pos: Ints | None = None, names: Ints | None = None) -> dict[str, tuple[Ints, int]]:
        """The context codes of a task, by name, with the number of codes."""
        batch = self.batch
        if task == "pos" or pos is None:
            return pos_contexts(batch, self.shape)
        if task == "names" or names is None:
            return name_contexts(batch, self.shape, self.low, pos)
        return role_contexts(batch, self.mark, self.sign, self.cue, pos, names, self._cue_count)

    def pos(self) -> NDArray[np.uint8]:
        """Codes into POS_TAGS."""
        chain = self._chains["pos"]
        scores = self._scores("pos", self.contexts("pos"), self.batch.sentence)
        own = self._rows["pos"][:, chain.offsets.index(0)]
        few = np.argpartition(own, -_FEW, axis=1)[:, -_FEW:]
        few.sort(axis=1)
        candidates = few.astype(np.uint8)[self.batch.types]
        chosen = np.take_along_axis(scores, candidates.astype(np.intp), axis=1).astype(np.float32)
        return best_path_among(chosen, candidates, chain.transitions, chain.start, self._packing(SENTENCE_LIMIT))

    def names(self, pos: Ints) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        """Codes into NAME_TAGS, and probabilities, (tokens, tags)."""
        return self._decoded("names", self.contexts("names", pos), self.batch.sentence, SENTENCE_LIMIT)

    def roles(self, pos: Ints, names: Ints) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        """Codes into ROLE_TAGS, and probabilities, (tokens, tags)."""
        return self._decoded("roles", self.contexts("roles", pos, names), self.batch.paragraph, PARAGRAPH_LIMIT)

    def _decoded(
        self, task: str, contexts: Mapping[str, tuple[Ints, int]], group: Ints, limit: int
    ) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        chain = self._chains[task]
        scores = self._scores(task, contexts, group).astype(np.float32)
        packing = Packing(sequences(group, limit), len(group))
        path = best_path(scores, chain.transitions, chain.start, packing)
        scale = np.float32(chain.scale)
        return path, marginals(scores * scale, chain.transitions * scale, chain.start * scale, packing)

    def _packing(self, limit: int) -> Packing:
        return Packing(sequences(self.batch.sentence, limit), len(self.batch))

    def _scores(self, task: str, contexts: Mapping[str, tuple[Ints, int]], group: Ints) -> NDArray[np.int16]:
        chain = self._chains[task]
        rows = self._rows[task]
        scores = np.zeros((len(self.batch), len(TASKS[task])), np.int16)
        for number, offset in enumerate(chain.offsets):
            scores += np.ascontiguousarray(rows[:, number]).take(shifted(self.batch.types, offset, group), axis=0)
        for name, table in chain.contexts.items():
            scores += table.take(contexts[name][0], axis=0)
        return scores


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

"""Choosing sentences that stand for a text: TF-IDF vectors, their centrality, and a choice without repeats.

All of it is linear in the number of words: the graph of sentences is never built, only multiplied with.
Methods: continuous LexRank (Erkan & Radev 2004) with a prior instead of a walk, and maximal marginal relevance
(Carbonell & Goldstein 1998).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["Vectors", "choose", "lexrank"]

Floats = NDArray[np.float64]

_SAME: Final = 0.8  # cosine above which a text only repeats another

_WORD: Final = re.compile(r"(?u)\b\w\w+\b")
STOP_WORDS: Final = frozenset(
    "a about above after again against all also am an and any are as at be because been before being"
    " below between both but by can could did do does doing down during each even few for from further get"
    " go had has have having he her here hers herself him himself his how i if in into is it its itself"
    " just like made make many may me might more most much must my myself no nor not now of off on once"
    " one only or other our ours ourselves out over own said same say says shall she should so some such"
    " than that the their theirs them themselves then there these they this those through to told too"
    " under until up upon us very was we were what when where which while who whom why will with would you"
    " your yours yourself yourselves".split()
)


class Vectors:
    """TF-IDF vectors of unit length, one a text, as scikit-learn's TfidfVectorizer makes them.

    Written out here because importing scikit-learn takes longer than analysing an article does.
    """

    def __init__(self, texts: Sequence[str], *, stop_words: frozenset[str] = STOP_WORDS) -> None:
        vocabulary: dict[str, int] = {}
        rows: list[int] = []
        columns: list[int] = []
        for i, text in enumerate(texts):
            words = [word for word in _WORD.findall(text.lower()) if word not in stop_words]
            columns += [vocabulary.setdefault(word, len(vocabulary)) for word in words]
            rows += [i] * len(words)
        self.count, self.words = len(texts), max(len(vocabulary), 1)
        keys, counts = np.unique(
            np.array(rows, np.int64) * self.words + np.array(columns, np.int64), return_counts=True
        )
        self.rows, self.columns = keys // self.words, keys % self.words
        frequency = np.bincount(self.columns, minlength=self.words)
        idf = np.log((1 + self.count) / (1 + frequency)) + 1.0
        values = counts * idf[self.columns]
        self.mass = np.bincount(self.rows, weights=values, minlength=self.count)
        norms = np.sqrt(np.bincount(self.rows, weights=values**2, minlength=self.count))
        self.values = values / norms[self.rows]
        self._first = np.searchsorted(self.rows, np.arange(self.count + 1))

    def times(self, vector: Floats) -> Floats:
        """The product with a vector that has one number a word."""
        product = np.bincount(self.rows, weights=self.values * vector[self.columns], minlength=self.count)
        return np.asarray(product, dtype=np.float64)

    def transposed_times(self, vector: Floats) -> Floats:
        """The product of the transpose with a vector that has one number a text."""
        product = np.bincount(self.columns, weights=self.values * vector[self.rows], minlength=self.words)
        return np.asarray(product, dtype=np.float64)

    def row(self, index: int) -> Floats:
        """One text's vector."""
        dense = np.zeros(self.words)
        part = slice(self._first[index], self._first[index + 1])
        dense[self.columns[part]] = self.values[part]
        return dense


def lexrank(vectors: Vectors, prior: Floats, *, damping: float = 0.5, rounds: int = 20) -> Floats:
    """How central each text is: it is near to others that are central, and drawn to `prior`; sums to 1.

    Unlike in a random walk, similarities are not divided by their sum, so that what is near to nothing ranks last.
    """
    if not vectors.count:
        return np.zeros(0)
    prior = prior / prior.sum() if prior.sum() > 0 else np.full(vectors.count, 1.0 / vectors.count)
    rank = prior
    for _ in range(rounds):
        near = vectors.times(vectors.transposed_times(rank))
        rank = (1.0 - damping) * prior + damping * near / max(near.sum(), 1e-12)
    return np.asarray(rank / rank.sum())


def choose(
    vectors: Vectors, scores: Floats, count: int, *, among: Sequence[int] | None = None, novelty: float = 0.5
) -> list[int]:
    """Pick texts one after another, each for its score less what the ones picked before already say.

    Args:
        vectors: of all the texts.
        scores: at least 0, one a text; a text with score 0 is never picked.
        count: how many at most.
        among: indices to pick from; all by default.
        novelty: 0 picks by score alone, 1 by difference alone.
    """
    candidates = np.array(range(vectors.count) if among is None else among, dtype=np.int64)
    candidates = candidates[scores[candidates] > 0] if len(candidates) else candidates
    top = scores[candidates].max(initial=0.0)
    picked: list[int] = []
    repeated = np.zeros(vectors.count)
    while len(picked) < count and len(candidates):
        worth = (1.0 - novelty) * scores[candidates] / top - novelty * repeated[candidates]
        best = int(candidates[int(np.argmax(worth))])
        picked.append(best)
        repeated = np.maximum(repeated, vectors.times(vectors.row(best)))
        candidates = candidates[(repeated[candidates] <= _SAME) & (candidates != best)]
    return picked

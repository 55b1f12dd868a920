"""Sentences as numbers: how the words of each add up, a word counting once a sentence however often it is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.sentiment.compose import Batch
from sayso.analysers.sentiment.types import Flag, TypeTable

__all__ = ["EMPHASIS", "HEAD", "Units", "head_features", "pooled", "squash", "text_means", "units_of"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TYPICAL: Final = (
    20.0  # words of a sentence whose sum is taken as it is; longer ones are damped by the root of their length
)
SHORTEST: Final = 4.0
EMPHASIS: Final = 0.05  # how much a sentence without tone counts beside those with one
HEAD: Final = 15  # features from which the label is told


@dataclass(slots=True)
class Units:
    """Distinct words of every sentence of a batch.

    unit, row: sentence and a type row of every distinct word; factor: its mean factor; words: how many distinct ones
    each sentence has; norm: by how much its sum is damped; text: the text of each sentence.
    """

    unit: Ints
    row: Ints
    factor: Floats
    words: Floats
    norm: Floats
    text: Ints
    texts: int

    @property
    def count(self) -> int:
        """Sentences in the batch."""
        return len(self.norm)


def units_of(batch: Batch, table: TypeTable, *, everything: bool = False) -> Units:
    """Gather the distinct words of every sentence of a composed batch; `everything` takes marks without weight too."""
    wordlike = (batch.flags & Flag.WORD) != 0
    tokens = np.arange(len(wordlike)) if everything else np.flatnonzero(wordlike | (batch.weights != 0))
    key = batch.units[tokens].astype(np.int64) << 32 | table.forms[batch.types[tokens]]
    keys, index, inverse, counts = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
    unit = keys >> 32
    words = np.bincount(unit, wordlike[tokens[index]], batch.unit_count).astype(np.float64)
    return Units(
        unit=unit,
        row=batch.types[tokens[index]].astype(np.int64),
        factor=np.bincount(inverse, batch.factors[tokens], len(keys)) / counts,
        words=words,
        norm=1 / np.sqrt(np.maximum(words, SHORTEST) / TYPICAL),
        text=(np.searchsorted(batch.rows, batch.unit_rows[:-1], side="right") - 1).astype(np.int64),
        texts=len(batch.rows) - 1,
    )


def squash(sums: Floats, half: float) -> Floats:
    """Sums to -1..1; at the root of `half` the result is .71."""
    return np.asarray(sums / np.sqrt(sums * sums + half))


def pooled(scores: Floats, units: Units) -> Floats:
    """One score a text: the mean of its sentences, those with a tone counting more; repeating it changes nothing."""
    emphasis = np.abs(scores) + EMPHASIS
    total = np.bincount(units.text, emphasis, units.texts)
    return np.asarray(np.bincount(units.text, scores * emphasis, units.texts) / np.maximum(total, 1e-9))


def text_means(values: Floats, units: Units) -> Floats:
    """The plain mean over the sentences of each text."""
    sizes = np.maximum(np.bincount(units.text, minlength=units.texts), 1)
    return np.asarray(np.bincount(units.text, values, units.texts) / sizes)


def head_features(polarity: Floats, value: Floats, intensity: Floats, units: Units) -> Floats:
    """What the label is told from: shape (texts, HEAD).

    Args:
        polarity: one a text.
        value: weight times factor of every distinct word.
        intensity: one a sentence.
        units: the sentences.
    """
    praise, blame = np.maximum(value, 0), np.maximum(-value, 0)
    sums = [np.bincount(units.unit, part, units.count) for part in (praise, blame)]
    peaks = []
    for part in (praise, blame):
        peak = np.zeros(units.count)
        np.maximum.at(peak, units.unit, part)
        peaks.append(peak)
    damped = [total * units.norm for total in sums]
    by_unit = [*sums, *damped, *peaks, np.log1p(units.words), intensity]
    means = [text_means(np.asarray(part), units) for part in by_unit]
    size = np.abs(polarity)
    agreement = size / (means[2] + means[3] + 0.5)
    roots = [np.sqrt(means[2]), np.sqrt(means[3])]
    return np.stack([polarity, size, np.sqrt(size), *means, agreement, *roots, np.ones(units.texts)], axis=1)

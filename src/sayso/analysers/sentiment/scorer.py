"""The scorer: from texts, and places in them, to `Sentiment` with the words that carried it."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.sentiment.compose import Batch, compose, read_batch
from sayso.analysers.sentiment.explain import evidence_of
from sayso.analysers.sentiment.lexicon import Lexicon
from sayso.analysers.sentiment.model import text_model
from sayso.analysers.sentiment.types import Flag, TypeTable
from sayso.errors import InputError
from sayso.records import Polarity, Sentiment

__all__ = ["LexiconSource", "Scorer", "default_scorer", "score_many", "score_sentiment"]

LexiconSource = Lexicon | Mapping[str, float] | str | Path
Target = tuple[int, int]
Floats = NDArray[np.float64]

NEUTRAL_BAND: Final = 0.05  # as VADER's authors draw it
HALF: Final = 15.0  # the square of the summed weight at which a sentence scores .71; VADER's too
CALM: Final = 0.15  # how much a sentence without tone counts beside those with one
BATCH: Final = 256
NEAR: Final = 8.0  # words after which what stands near a target counts a third


class Scorer:
    """Scores texts with one lexicon.

    Args:
        lexicon: a mapping or file is laid over the lexicon that sayso brings; a `Lexicon` takes its place.
    """

    __slots__ = ("_lock", "_table", "lexicon")

    def __init__(self, *, lexicon: LexiconSource | None = None) -> None:
        if lexicon is None:
            self.lexicon = text_model().lexicon
        elif isinstance(lexicon, Lexicon):
            self.lexicon = lexicon
        else:
            self.lexicon = text_model().lexicon.with_words(lexicon)
        self._table = TypeTable(self.lexicon, text_model().subjectivity)
        self._lock = threading.Lock()

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuilt, (self.lexicon,)

    def score(self, text: str, *, target: Target | None = None) -> Sentiment:
        """The tone of a text, or its tone toward what stands at `target` in it."""
        return self.score_many([text], targets=None if target is None else [target])[0]

    def score_many(self, texts: Sequence[str], *, targets: Sequence[Target | None] | None = None) -> list[Sentiment]:
        """The tone of every text, in order; with `targets`, toward the place given for each (None: of the whole text).

        Raises:
            InputError: texts is one string, an item is no string, or a target lies outside its text.
        """
        _check(texts, targets)
        found: list[Sentiment] = []
        for begin in range(0, len(texts), BATCH):
            some = texts[begin : begin + BATCH]
            aims = [None] * len(some) if targets is None else targets[begin : begin + BATCH]
            with self._lock:
                found += self._score_batch(some, aims)
        return found

    def _score_batch(self, texts: Sequence[str], targets: Sequence[Target | None]) -> list[Sentiment]:
        batch = read_batch(texts, self._table)
        compose(batch, self._table)
        shares = _shares(batch)
        subjectivity = self._subjectivity(batch)
        for text, target in enumerate(targets):
            if target is not None:
                begin, end = batch.rows[text], batch.rows[text + 1]
                shares[begin:end] *= _nearness(batch, int(begin), int(end), target)
        polarities = _polarities(batch, shares)
        found = []
        for text, polarity in enumerate(polarities.tolist()):
            begin, end = int(batch.rows[text]), int(batch.rows[text + 1])
            evidence = evidence_of(batch, self._table, shares, begin, end)
            found.append(sentiment_of(polarity, evidence, float(subjectivity[text])))
        return found

    def _subjectivity(self, batch: Batch) -> Floats:
        count = len(batch.rows) - 1
        text_of = np.repeat(np.arange(count), np.diff(batch.rows))
        weights = self._table.subjectivity[batch.types] * (batch.factors != 0)
        words = np.bincount(text_of, (batch.flags & Flag.WORD) != 0, count)
        total = np.bincount(text_of, weights, count)
        return np.asarray(1 - np.exp(-4 * total / np.maximum(words, 4)))


def sentiment_of(polarity: float, evidence: tuple[str, ...], subjectivity: float | None) -> Sentiment:
    """A `Sentiment` with the label and confidence that belong to a polarity; without evidence it is neutral."""
    polarity = round(polarity, 4) if evidence else 0.0
    label: Polarity = "positive" if polarity >= NEUTRAL_BAND else "negative" if polarity <= -NEUTRAL_BAND else "neutral"
    confidence = round(0.5 + abs(polarity) / 2 if label != "neutral" else 0.6, 3)
    return Sentiment(polarity, label, confidence, evidence, None if subjectivity is None else round(subjectivity, 3))


def _shares(batch: Batch) -> Floats:
    """What each word adds to its sentence: a word said twice in a sentence counts once, shared between its places."""
    value = batch.weights.astype(np.float64) * batch.factors
    live = np.flatnonzero(value)
    if len(live):
        key = batch.units[live].astype(np.int64) << 32 | batch.types[live]
        _, inverse, counts = np.unique(key, return_inverse=True, return_counts=True)
        value[live] /= counts[inverse]
    return value


def _polarities(batch: Batch, shares: Floats) -> Floats:
    """One score a text: its sentences' scores, averaged so that those with a tone count more."""
    count = len(batch.rows) - 1
    if not len(shares):
        return np.zeros(count)
    sums = np.add.reduceat(shares, batch.unit_rows[:-1])
    scores = sums / np.sqrt(sums * sums + HALF)
    text_of = np.searchsorted(batch.rows, batch.unit_rows[:-1], side="right") - 1
    emphasis = np.abs(scores) + CALM
    return np.asarray(
        np.bincount(text_of, scores * emphasis, count) / np.maximum(np.bincount(text_of, emphasis, count), 1e-9)
    )


def _nearness(batch: Batch, begin: int, end: int, target: Target) -> Floats:
    places = batch.places[begin:end]
    inside = np.flatnonzero((places[:, 0] < target[1]) & (places[:, 1] > target[0]))
    if not len(inside):
        return np.zeros(end - begin)
    at = np.arange(end - begin)
    distance = np.maximum(inside[0] - at, 0) + np.maximum(at - inside[-1], 0)
    near = np.exp(-distance / NEAR)
    near[inside] = 0
    near[batch.units[begin:end] != batch.units[begin + inside[0]]] = 0
    return np.asarray(near)


def _check(texts: Sequence[str], targets: Sequence[Target | None] | None) -> None:
    if isinstance(texts, str):
        raise InputError("score_many takes many texts; for one text call score_sentiment, or put the text in a list")
    for text in texts:
        if not isinstance(text, str):
            raise InputError(f"a text must be str, not {type(text).__name__}")
    if targets is None:
        return
    if len(targets) != len(texts):
        raise InputError(f"{len(texts)} texts but {len(targets)} targets; give one a text, None where there is none")
    for text, target in zip(texts, targets, strict=True):
        if target is not None and not 0 <= target[0] < target[1] <= len(text):
            raise InputError(f"the target {tuple(target)} is not a place in a text of {len(text)} characters")


def _rebuilt(lexicon: Lexicon) -> Scorer:
    return default_scorer() if lexicon is text_model().lexicon else Scorer(lexicon=lexicon)


@lru_cache(maxsize=1)
def default_scorer() -> Scorer:
    """The scorer with sayso's own lexicon; built once."""
    return Scorer()


def score_sentiment(text: str, *, target: Target | None = None, lexicon: LexiconSource | None = None) -> Sentiment:
    """The tone of a bare text, or its tone toward one place in it.

    Args:
        text: any English text.
        target: a half-open pair of offsets into the text; the tone is then that toward what stands there.
        lexicon: words → weights in -4..4 as a mapping or a file, laid over sayso's own; a `Lexicon` takes its place.

    Returns:
        A `Sentiment`: polarity in -1..1, its label, confidence, subjectivity, and the words that carried it.

    Raises:
        InputError: not a text, a target outside it, or a lexicon that cannot be read.
    """
    scorer = default_scorer() if lexicon is None else Scorer(lexicon=lexicon)
    return scorer.score(text, target=target)


def score_many(
    texts: Sequence[str],
    *,
    targets: Sequence[Target | None] | None = None,
    lexicon: LexiconSource | None = None,
) -> list[Sentiment]:
    """`score_sentiment` for many texts at once, which is several times as fast."""
    scorer = default_scorer() if lexicon is None else Scorer(lexicon=lexicon)
    return scorer.score_many(texts, targets=targets)

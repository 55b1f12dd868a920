"""The scorer: from texts, and places in them, to `Sentiment` with the words that carried it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.sentiment.compose import Batch, compose, read_batch
from sayso.analysers.sentiment.explain import target_evidence, text_evidence
from sayso.analysers.sentiment.lexicon import Lexicon
from sayso.analysers.sentiment.model import SentimentModel, sentiment_model
from sayso.analysers.sentiment.targets import TargetView, setting_of, target_view
from sayso.analysers.sentiment.types import TypeTable
from sayso.analysers.sentiment.units import Units, head_features, pooled, squash, text_means, units_of
from sayso.errors import InputError
from sayso.records import Polarity, Sentiment

__all__ = ["LexiconSource", "Scorer", "default_scorer", "labelled", "score_many", "score_sentiment"]

LexiconSource = Lexicon | Mapping[str, float] | str | Path
Target = tuple[int, int]
_Item = TypeVar("_Item")
Floats = NDArray[np.float64]

NEUTRAL_BAND: Final = 0.05  # as VADER's authors draw it
HALF: Final = 15.0  # for lexicons without a model: the sum of weights, squared, at which a sentence scores .71; VADER's
BATCH: Final = 256  # texts, and targets, that are looked at together
FAINT: Final = 0.65  # a text none of whose words weighs as much is neutral
UNTONED: Final = (0.2, 0.6, 0.2)
NEAR: Final = 8.0  # without a model: words after which what stands near a target counts a third
LABELS: Final[tuple[Polarity, ...]] = ("negative", "neutral", "positive")


class Scorer:
    """Scores texts with one lexicon.

    Args:
        lexicon: a mapping or file is laid over the lexicon that sayso brings; a `Lexicon` takes its place, and then the
            score is composed from it alone, without a learnt model.
        model: learnt weights; those that sayso brings by default.
    """

    __slots__ = ("_lock", "_model", "_own", "_table", "lexicon")

    def __init__(self, *, lexicon: LexiconSource | None = None, model: SentimentModel | None = None) -> None:
        self._own = lexicon is None and model is None
        learnt = model or sentiment_model()
        self._model = None if isinstance(lexicon, Lexicon) else learnt
        if isinstance(lexicon, Lexicon):
            self.lexicon = lexicon
        else:
            self.lexicon = learnt.lexicon if lexicon is None else learnt.lexicon.with_words(lexicon)
        self._table = TypeTable(
            self.lexicon, intensity=learnt.intensity, subjectivity=learnt.subjectivity, vectors=learnt.vector_rows
        )
        self._lock = threading.Lock()

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuilt, (None if self._own else self.lexicon, self._model is not None)

    def score(self, text: str, *, target: Target | None = None) -> Sentiment:
        """The tone of a text, or its tone toward what stands at `target` in it."""
        return self.score_many([text], targets=None if target is None else [target])[0]

    def score_many(self, texts: Sequence[str], *, targets: Sequence[Target | None] | None = None) -> list[Sentiment]:
        """The tone of every text, in order; with `targets`, toward the place given for each (None: of the whole text).

        Raises:
            InputError: texts is one string, an item is no string, or a target lies outside its text.
        """
        _check(texts, targets)
        aims: Sequence[Target | None] = [None] * len(texts) if targets is None else targets
        found = [_NONE] * len(texts)
        plain = [number for number, aim in enumerate(aims) if aim is None]
        for numbers in _parts(plain):
            with self._lock:
                for number, tone in zip(numbers, self._score_texts([texts[i] for i in numbers]), strict=True):
                    found[number] = tone
        aimed: dict[str, list[tuple[int, Target]]] = {}
        for number, (text, aim) in enumerate(zip(texts, aims, strict=True)):
            if aim is not None:
                aimed.setdefault(text, []).append((number, aim))
        for some in _parts(list(aimed)):
            with self._lock:
                for number, tone in self._score_toward({text: aimed[text] for text in some}):
                    found[number] = tone
        return found

    def _score_texts(self, texts: Sequence[str]) -> list[Sentiment]:
        batch = read_batch(texts, self._table)
        compose(batch, self._table)
        units = units_of(batch, self._table)
        subjectivity = self._subjectivity(units).tolist()
        polarities, chances = self._text_scores(units)
        return [
            labelled(polarities[text], None if chances is None else chances[text], evidence, subjectivity[text])
            for text, evidence in enumerate(text_evidence(batch, self._table))
        ]

    def _score_toward(self, aimed: Mapping[str, Sequence[tuple[int, Target]]]) -> Iterator[tuple[int, Sentiment]]:
        """Tones toward numbered targets; each text is read once, however many targets it has."""
        batch = read_batch(list(aimed), self._table, places=True)
        compose(batch, self._table)
        subjectivity = self._subjectivity(units_of(batch, self._table)).round(3).tolist()
        setting = setting_of(batch, self._table)
        flat = [(text, number, target) for text, aims in enumerate(aimed.values()) for number, target in aims]
        for some in _parts(flat):
            places = np.array([target for *_, target in some], np.int64).reshape(-1, 2)
            texts = np.array([text for text, *_ in some], np.int64)
            view = target_view(batch, self._table, places, texts, setting)
            for (text, number, _), tone in zip(some, self._target_scores(batch, view), strict=True):
                yield number, replace(tone, subjectivity=subjectivity[text])

    def _text_scores(self, units: Units) -> tuple[list[float], list[list[float]] | None]:
        value = self._table.weights[units.row] * units.factor
        sums = np.asarray(np.bincount(units.unit, value, units.count), np.float64)
        if self._model is None:
            return pooled(squash(sums, HALF), units).tolist(), None
        polarity = pooled(squash(sums * units.norm, self._model.half), units)
        shades = np.bincount(units.unit, self._table.intensity[units.row] * np.abs(units.factor), units.count)
        bias = self._model.intensity_bias
        features = head_features(polarity, value, (shades + bias[0]) * units.norm + bias[1], units)
        chances = _softmax(features @ self._model.head)
        peaks = np.zeros(units.texts)
        np.maximum.at(peaks, units.text[units.unit], np.abs(value))
        chances[peaks < FAINT] = UNTONED
        return polarity.tolist(), chances.tolist()

    def _target_scores(self, batch: Batch, view: TargetView) -> list[Sentiment]:
        if self._model is None or self._model.target is None:
            parts = np.zeros((len(view.at), 2))
            parts[:, 1] = (
                (batch.weights * batch.factors)[view.at] * np.exp(-np.abs(view.distance) / NEAR) * view.same_unit
            )
            sums = np.asarray(np.bincount(view.owner, parts[:, 1], view.count), np.float64)
            polarities = squash(sums, HALF).tolist()
            chances = None
        else:
            odds, parts = self._model.target.read(batch, self._table, view)
            chances = _softmax(np.stack([odds[:, 0], np.zeros(view.count), odds[:, 1]], axis=1))
            polarities = (chances[:, 2] - chances[:, 0]).tolist()
            chances = chances.tolist()
        evidence = target_evidence(batch, self._table, view, parts)
        return [
            labelled(polarities[i], None if chances is None else chances[i], evidence[i], None)
            for i in range(view.count)
        ]

    def _subjectivity(self, units: Units) -> Floats:
        weights = self._table.subjectivity[units.row] * (units.factor != 0)
        sums = np.bincount(units.unit, weights, units.count) * units.norm
        bias = sentiment_model().subjectivity_bias if self._model is None else self._model.subjectivity_bias
        return text_means(1 / (1 + np.exp(-(sums + bias))), units)


def _parts(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    return (items[begin : begin + BATCH] for begin in range(0, len(items), BATCH))


def labelled(
    polarity: float, chances: Sequence[float] | None, evidence: tuple[str, ...], subjectivity: float | None
) -> Sentiment:
    """A `Sentiment` whose polarity and label agree; without evidence it is neutral.

    Args:
        polarity: in -1..1.
        chances: of negative, neutral and positive; None draws the line at ±.05.
        evidence: what made the score.
        subjectivity: 0..1, or None where it is not told.
    """
    shade = None if subjectivity is None else round(subjectivity, 3)
    if not evidence:
        return Sentiment(0.0, "neutral", round(chances[1], 3) if chances else 0.5, (), shade)
    if chances is None:
        side = 1 if polarity >= NEUTRAL_BAND else -1 if polarity <= -NEUTRAL_BAND else 0
        confidence = 0.5 + abs(polarity) / 2 if side else 0.5
    else:
        side = max(range(3), key=chances.__getitem__) - 1
        if side * polarity < 0:
            side = 0
        confidence = chances[side + 1]
    polarity = side * max(abs(polarity), NEUTRAL_BAND) if side else max(-_ALMOST, min(_ALMOST, polarity))
    return Sentiment(round(polarity, 4), LABELS[side + 1], round(confidence, 3), evidence, shade)


_ALMOST: Final = NEUTRAL_BAND - 0.001
_NONE: Final = Sentiment(0.0, "neutral", 0.5)


def _softmax(odds: Floats) -> Floats:
    grown = np.exp(odds - odds.max(axis=1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=1, keepdims=True))


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


def _rebuilt(lexicon: Lexicon | None, learnt: bool) -> Scorer:
    if lexicon is None:
        return default_scorer()
    return Scorer(lexicon=dict(lexicon) if learnt else lexicon)


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

"""Tone as a step of a scikit-learn pipeline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin

from sayso.analysers.sentiment import Lexicon, Scorer
from sayso.analysers.sentiment.scorer import default_scorer
from sayso.errors import InputError

__all__ = ["SentimentTransformer"]

COLUMNS: Final = ("polarity", "subjectivity", "confidence", "negative", "neutral", "positive")


class SentimentTransformer(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Texts in, a matrix of tones out: one row a text, with the columns of `get_feature_names_out`.

    The columns are polarity (-1..1), subjectivity (0..1), confidence (0..1), and 1 under the label that fits. Nothing
    is learnt from the texts, so `fit` only checks them.

    Args:
        lexicon: words → weights, or a file of them, laid over sayso's own; a `Lexicon` takes its place.
    """

    def __init__(self, *, lexicon: Lexicon | Mapping[str, float] | str | Path | None = None) -> None:
        self.lexicon = lexicon

    def fit(self, texts: Iterable[str], y: object = None) -> SentimentTransformer:  # noqa: ARG002 -- scikit-learn's form
        """Check the texts; there is nothing to learn."""
        _checked(texts)
        return self

    def transform(self, texts: Iterable[str]) -> NDArray[np.float64]:
        """The tones of texts, an array of shape (texts, 6).

        Raises:
            InputError: one string instead of many, or an item that is no string.
        """
        scorer = default_scorer() if self.lexicon is None else Scorer(lexicon=self.lexicon)
        tones = scorer.score_many(_checked(texts))
        rows = [
            (
                tone.polarity,
                tone.subjectivity or 0.0,
                tone.confidence,
                *(float(tone.label == name) for name in COLUMNS[3:]),
            )
            for tone in tones
        ]
        return np.array(rows, np.float64).reshape(-1, len(COLUMNS))

    def get_feature_names_out(self, input_features: object = None) -> NDArray[Any]:  # noqa: ARG002 -- scikit-learn's form
        """The names of the columns."""
        return np.array(COLUMNS, dtype=object)

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        tags.requires_fit = False
        return tags


def _checked(texts: Iterable[str]) -> list[str]:
    if isinstance(texts, str):
        raise InputError("SentimentTransformer takes many texts; put the one text in a list")
    return list(texts)

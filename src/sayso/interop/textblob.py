"""Tone where TextBlob is used: `TextBlob(text, analyzer=SaysoAnalyzer())`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from textblob.base import CONTINUOUS, BaseSentimentAnalyzer

from sayso.analysers.sentiment import Lexicon, Scorer
from sayso.analysers.sentiment.scorer import default_scorer

__all__ = ["BlobSentiment", "SaysoAnalyzer"]


class BlobSentiment(NamedTuple):
    """What `TextBlob(...).sentiment` returns: polarity in -1..1 and subjectivity in 0..1, as TextBlob's own has them.

    `assessments` are the words that made the score, and what changed them.
    """

    polarity: float
    subjectivity: float
    assessments: tuple[str, ...] = ()


class SaysoAnalyzer(BaseSentimentAnalyzer):  # type: ignore[misc]  # TextBlob has no types
    """Scores blobs and their sentences with sayso; spelt as TextBlob spells its analysers.

    Args:
        lexicon: words → weights, or a file of them, laid over sayso's own; a `Lexicon` takes its place.
    """

    kind = CONTINUOUS

    def __init__(self, *, lexicon: Lexicon | Mapping[str, float] | str | Path | None = None) -> None:
        super().__init__()
        self._scorer = default_scorer() if lexicon is None else Scorer(lexicon=lexicon)

    def train(self) -> None:
        """Nothing is learnt; TextBlob asks for it before the first text."""
        self._trained = True

    def analyze(self, text: str, **_: Any) -> BlobSentiment:
        """The tone of a text."""
        self.train()
        tone = self._scorer.score(str(text))
        return BlobSentiment(tone.polarity, tone.subjectivity or 0.0, tone.evidence)

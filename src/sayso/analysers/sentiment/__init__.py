"""Tone: of a text, its sentences and quotes, and toward an entity; with the words that made every score."""

from __future__ import annotations

from sayso.analysers.sentiment.lexicon import Lexicon
from sayso.analysers.sentiment.scorer import Scorer, score_many, score_sentiment
from sayso.analysers.sentiment.tone import SentimentAnalyser, sentiment

__all__ = [
    "Lexicon",
    "Scorer",
    "SentimentAnalyser",
    "score_many",
    "score_sentiment",
    "sentiment",
]

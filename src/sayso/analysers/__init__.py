"""The built-in analysers, one file or folder a capability."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sayso.engine import ModelName, Tagger
    from sayso.registry import Analyser

__all__ = ["default_analysers"]


def default_analysers(model: ModelName | Tagger | None = None) -> tuple[Analyser, ...]:
    """The whole chain, from paragraphs to the summary; only `labels` depends on the model."""
    from sayso.analysers.coreference import coref, entities, mentions
    from sayso.analysers.labels import labels
    from sayso.analysers.names import names
    from sayso.analysers.quotations import quotations
    from sayso.analysers.quotes import quotes
    from sayso.analysers.salience import salience
    from sayso.analysers.segmentation import paragraphs, sentences, tokens
    from sayso.analysers.sentiment import sentiment
    from sayso.analysers.summary import summary

    return (
        paragraphs,
        tokens,
        sentences,
        labels(model),
        names,
        quotations,
        mentions,
        coref,
        entities,
        quotes,
        sentiment,
        salience,
        summary,
    )

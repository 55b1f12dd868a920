"""The layer `labels`: what a tagger says of every token."""

from __future__ import annotations

from collections.abc import Sequence

from sayso import engine
from sayso.document import Document
from sayso.errors import InputError
from sayso.spans import Labels

__all__ = ["LabelAnalyser", "labels"]


class LabelAnalyser:
    """Labels documents with a tagger, many at a time; the tagger is loaded when it is first needed."""

    __slots__ = ("_model",)

    name = "labels"
    requires = ("paragraphs", "tokens", "sentences")

    def __init__(self, model: engine.ModelName | engine.Tagger | None = None) -> None:
        if not (model is None or isinstance(model, (str, engine.Tagger))):
            raise InputError(f"model must be a name, a tagger with a method `tag`, or None, not {type(model).__name__}")
        self._model = model

    @property
    def tagger(self) -> engine.Tagger:
        """The tagger in use; raises ModelError where its weights are missing, damaged or foreign."""
        if self._model is None or isinstance(self._model, str):
            return engine.load(self._model)
        return self._model

    def __call__(self, doc: Document, /) -> Labels:
        """The labels of one document."""
        return self.tagger.tag([doc])[0]

    def batch(self, docs: Sequence[Document], /) -> Sequence[Labels]:
        """One layer a document, in order."""
        return self.tagger.tag(docs)

    def __repr__(self) -> str:
        return f"<analyser 'labels' with {self._model or engine.default_model()!r}>"


def labels(model: engine.ModelName | engine.Tagger | None = None) -> LabelAnalyser:
    """The analyser that labels tokens.

    Args:
        model: "fast", "accurate", a tagger of your own, or None for the best one whose weights are installed.
    """
    return LabelAnalyser(model)

"""The taggers behind one interface, and the loading of their weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol, runtime_checkable

from sayso.document import Document
from sayso.spans import Labels

__all__ = ["ModelName", "Tagger"]

ModelName = Literal["fast", "accurate"]


@runtime_checkable
class Tagger(Protocol):
    """Labels every token of tokenised documents with part of speech, name and quotation role in one pass."""

    def tag(self, docs: Sequence[Document], /) -> list[Labels]:
        """One `Labels` a document, in order; the documents have the layers paragraphs, tokens and sentences."""

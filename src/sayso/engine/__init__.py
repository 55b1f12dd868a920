"""The taggers behind one interface, and the loading of their weights."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal, Protocol, runtime_checkable

from sayso.document import Document
from sayso.errors import UnknownNameError
from sayso.spans import Labels

__all__ = ["ModelName", "Tagger", "default_model", "load"]

ModelName = Literal["fast", "accurate"]
MODELS: Final = Path(__file__).parent.parent / "models"


@runtime_checkable
class Tagger(Protocol):
    """Labels every token of tokenised documents with part of speech, name and quotation role in one pass."""

    def tag(self, docs: Sequence[Document], /) -> list[Labels]:
        """One `Labels` a document, in order; the documents have the layers paragraphs, tokens and sentences."""


def load(name: str | None = None) -> Tagger:
    """The tagger of that name; its weights are read once a process, when they are first asked for.

    Args:
        name: "fast", "accurate", or None for `default_model()`.

    Raises:
        UnknownNameError: neither of the two.
        ModelError: weights that are missing, damaged or made for another version.
        MissingExtraError: the accurate engine without ONNX Runtime.
    """
    name = default_model() if name is None else name
    if name not in ("fast", "accurate"):
        raise UnknownNameError("model", name, ("fast", "accurate"))
    return _load(name)


def default_model() -> ModelName:
    """The better of the models whose weights are installed: "accurate", else "fast".

    Where ONNX Runtime is missing it is still "accurate", and loading it says what to install: results must not depend
    on what else happens to be installed.
    """
    return "accurate" if (MODELS / "accurate.onnx").is_file() else "fast"


@functools.cache
def _load(name: str) -> Tagger:
    from sayso.engine.fast import FastTagger

    if name == "fast":
        return FastTagger.load(MODELS / "fast.npz")
    from sayso.engine.accurate import AccurateTagger

    return AccurateTagger.load(MODELS / "accurate.onnx", second=FastTagger.load(MODELS / "fast.npz"))

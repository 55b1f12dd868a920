"""The two functions that most programs need: one text, or many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from sayso.pipeline import Pipeline

if TYPE_CHECKING:
    from sayso.document import Document
    from sayso.engine import ModelName
    from sayso.pipeline import OnError, Source

__all__ = ["analyse", "pipe"]


@lru_cache(maxsize=4)
def default_pipeline(model: ModelName | None = None) -> Pipeline:
    """The default pipeline for a model; built once, so its weights are loaded once."""
    return Pipeline.default(model)


def analyse(source: Source, *, model: ModelName | None = None) -> Document:
    """Analyse one text: its quotations, speakers, entities, tone and summary.

    Args:
        source: a text, an (id, text) pair, a mapping with "text" and perhaps "id" and "meta", or a Document, whose
            layers are kept.
        model: "fast" or "accurate"; None takes the default.

    Returns:
        A Document with all built-in layers.

    Raises:
        InputError: not a text, or a text with nothing in it.
        ModelError: the model's weights are missing or damaged.
    """
    return default_pipeline(model)(source)


def pipe(
    sources: Iterable[Source],
    *,
    model: ModelName | None = None,
    batch_size: int = 64,
    processes: int = 1,
    on_error: OnError = "defer",
) -> Iterator[Document]:
    """Analyse many texts, in order, reading the input as it goes; options as for `Pipeline.pipe`.

    Args:
        sources: texts, each in any form that `analyse` takes.
        model: "fast" or "accurate"; None takes the default.
        batch_size: how many documents are analysed together.
        processes: worker processes; results are the same whatever their number.
        on_error: "defer" delivers all good documents and then raises BatchError; "raise" stops at the first failure;
            a function is called with each Failure and the rest goes on.

    Raises:
        BatchError: with on_error="defer", after the last document, when some failed.
    """
    return default_pipeline(model).pipe(sources, batch_size=batch_size, processes=processes, on_error=on_error)

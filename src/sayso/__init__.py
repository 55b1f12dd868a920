"""sayso: who said what, about whom, and in what tone, in any English text.

>>> import sayso
>>> doc = sayso.analyse("“We will rebuild,” said Mayor Ada Lund.")
>>> doc.quotes[0].speaker.name
'Ada Lund'

Everything here is loaded on first use, so importing the package costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from sayso import plots
    from sayso.analysers.sentiment import score_sentiment
    from sayso.api import analyse, pipe
    from sayso.document import Document
    from sayso.errors import (
        BatchError,
        Failure,
        InputError,
        MissingExtraError,
        ModelError,
        PipelineError,
        SaysoError,
        UnknownNameError,
        WireError,
    )
    from sayso.persons import people
    from sayso.pipeline import Pipeline
    from sayso.records import Entity, Mention, Quote, Sentiment
    from sayso.registry import analyser
    from sayso.spans import Span

__version__: Final = "0.1.0"

__all__ = [
    "BatchError",
    "Document",
    "Entity",
    "Failure",
    "InputError",
    "Mention",
    "MissingExtraError",
    "ModelError",
    "Pipeline",
    "PipelineError",
    "Quote",
    "SaysoError",
    "Sentiment",
    "Span",
    "UnknownNameError",
    "WireError",
    "__version__",
    "analyse",
    "analyser",
    "people",
    "pipe",
    "plots",
    "score_sentiment",
]

_MODULES: Final = {
    "analysers.sentiment": ("score_sentiment",),
    "api": ("analyse", "pipe"),
    "document": ("Document",),
    "errors": (*(name for name in __all__ if name.endswith("Error")), "Failure"),
    "persons": ("people",),
    "pipeline": ("Pipeline",),
    "records": ("Entity", "Mention", "Quote", "Sentiment"),
    "registry": ("analyser",),
    "spans": ("Span",),
}
_SUBMODULES: Final = ("plots",)
_HOME: Final = {name: f"sayso.{module}" for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name in _SUBMODULES:
        return importlib.import_module(f"sayso.{name}")
    if name not in _HOME:
        raise AttributeError(f"module 'sayso' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOME[name]), name)
    globals()[name] = value  # the submodule of the same name, where there is one, gives way to the object
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

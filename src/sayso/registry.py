"""What an analyser is, and where analysers are found by name."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, overload, runtime_checkable

from sayso.document import Document
from sayso.errors import PipelineError, UnknownNameError

__all__ = ["Analyser", "BatchAnalyser", "FunctionAnalyser", "analyser", "installed_analysers", "load_analyser"]

ENTRY_POINT_GROUP = "sayso.analysers"


@runtime_checkable
class Analyser(Protocol):
    """A pure step: reads the text and the layers that it requires, returns the layer that bears its name."""

    @property
    def name(self) -> str:
        """The layer that it provides."""

    @property
    def requires(self) -> Sequence[str]:
        """The layers that it reads."""

    def __call__(self, doc: Document, /) -> Any:
        """The layer of one document."""


@runtime_checkable
class BatchAnalyser(Analyser, Protocol):
    """An analyser that is faster over many documents at once; `batch` returns one layer a document, in order."""

    def batch(self, docs: Sequence[Document], /) -> Sequence[Any]:
        """The layers of many documents, in order."""


class FunctionAnalyser:
    """A function from a document to a layer, with the name of that layer and what it requires."""

    def __init__(self, function: Callable[[Document], Any], name: str, requires: Iterable[str]) -> None:
        self.function = function
        self.name = name
        self.requires = tuple(requires)
        self.__doc__ = function.__doc__

    def __call__(self, doc: Document, /) -> Any:
        """Call the function."""
        return self.function(doc)

    def __reduce__(self) -> tuple[Any, ...]:
        # A decorated function's module attribute is this object itself, so it is pickled by reference.
        return _by_reference, (self.function.__module__, self.function.__qualname__)

    def __repr__(self) -> str:
        return f"<analyser {self.name!r}, requires {', '.join(self.requires) or 'nothing'}>"


def _by_reference(module: str, qualname: str) -> Any:
    import importlib

    found: Any = importlib.import_module(module)
    for part in qualname.split("."):
        found = getattr(found, part)
    return found


@overload
def analyser(function: Callable[[Document], Any], /) -> FunctionAnalyser: ...
@overload
def analyser(
    *, name: str | None = None, requires: Iterable[str] = ()
) -> Callable[[Callable[[Document], Any]], FunctionAnalyser]: ...
def analyser(
    function: Callable[[Document], Any] | None = None, /, *, name: str | None = None, requires: Iterable[str] = ()
) -> FunctionAnalyser | Callable[[Callable[[Document], Any]], FunctionAnalyser]:
    """Turn a function from a document to a value into an analyser.

    Args:
        function: the function, where the decorator stands without brackets.
        name: the layer it provides; the function's name by default.
        requires: the layers it reads.

    Raises:
        PipelineError: `requires` is one string instead of a list of names.
    """
    if isinstance(requires, str):
        raise PipelineError(f"requires must be a list of layer names; write requires=[{requires!r}]")

    def wrap(function: Callable[[Document], Any]) -> FunctionAnalyser:
        return FunctionAnalyser(function, name or function.__name__, requires)

    return wrap if function is None else wrap(function)


def installed_analysers() -> dict[str, importlib.metadata.EntryPoint]:
    """The analysers that installed packages publish under the entry-point group `sayso.analysers`, not yet loaded."""
    return {entry.name: entry for entry in importlib.metadata.entry_points(group=ENTRY_POINT_GROUP)}


def load_analyser(name: str) -> Analyser:
    """Load a published analyser by name; a class is called without arguments.

    Raises:
        UnknownNameError: no installed package publishes one of that name.
        PipelineError: what it publishes is not an analyser.
    """
    published = installed_analysers()
    if name not in published:
        raise UnknownNameError("installed analyser", name, published)
    loaded = published[name].load()
    made = loaded() if isinstance(loaded, type) else loaded
    check_analyser(made)
    return made  # type: ignore[no-any-return]


def check_analyser(candidate: object) -> None:
    """Raise PipelineError, saying what is missing, unless the object is an analyser."""
    missing = [part for part in ("name", "requires") if not hasattr(candidate, part)]
    if not callable(candidate) or isinstance(candidate, type):
        missing.append("__call__")
    if missing:
        raise PipelineError(
            f"{candidate!r} is not an analyser: it lacks {', '.join(missing)}. Decorate a function with "
            "@sayso.analyser, or pass an instance of a class with name, requires and __call__."
        )
    if isinstance(candidate.requires, str):  # type: ignore[attr-defined]
        raise PipelineError(f"requires of {candidate!r} must be a list of layer names, not a string")
    if hasattr(Document, candidate.name):  # type: ignore[attr-defined]
        raise PipelineError(f"an analyser cannot be called {candidate.name!r}: every document has that already")  # type: ignore[attr-defined]

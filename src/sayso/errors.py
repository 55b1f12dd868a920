"""The exceptions that sayso raises; each message says what was wrong, where, and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

__all__ = [
    "BatchError",
    "Failure",
    "InputError",
    "MissingExtraError",
    "ModelError",
    "PipelineError",
    "SaysoError",
    "UnknownNameError",
    "WireError",
]


class SaysoError(Exception):
    """Base of every error that sayso raises on purpose."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (type(self), self.args, self.__dict__)  # sent between processes without its constructor


def _restored(kind: type[SaysoError], args: tuple[Any, ...], state: dict[str, Any]) -> SaysoError:
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(state)
    return error


class InputError(SaysoError, ValueError):
    """A text, file or argument that cannot be analysed."""


class WireError(InputError):
    """A JSON document that does not fit the wire format; `path` names the bad field."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path


class PipelineError(SaysoError):
    """Analysers that cannot be put in an order, or an analyser that failed."""


class UnknownNameError(SaysoError, LookupError):
    """A name that nothing answers to; the message lists the nearest known ones."""

    def __init__(self, kind: str, name: str, known: Iterable[str], *, hint: str = "") -> None:
        names = sorted(known)
        near = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
        message = f"no {kind} is called {name!r}"
        if near:
            message += f"; did you mean {' or '.join(map(repr, near))}?"
        else:
            message += "."
        message += f" Known: {', '.join(names) or 'none'}."
        super().__init__(f"{message} {hint}".rstrip())
        self.name = name


class ModelError(SaysoError):
    """Weights that are missing, damaged or made for another version."""


class MissingExtraError(SaysoError, ImportError):
    """An optional dependency is not installed; the message prints the install command."""

    def __init__(self, what: str, *, package: str, extra: str) -> None:
        super().__init__(
            f"{what} needs {package}, which is not installed. Install it with:  pip install 'sayso[{extra}]'"
        )
        self.extra = extra


@dataclass(frozen=True, slots=True)
class Failure:
    """One input that could not be analysed: its id, the reason in words, and the exception."""

    id: str
    reason: str
    error: BaseException

    def __str__(self) -> str:
        return f"{self.id}: {self.reason}"


class BatchError(SaysoError):
    """Raised after a batch in which some inputs failed; every other result was delivered before."""

    def __init__(self, failures: Iterable[Failure]) -> None:
        self.failures = tuple(failures)
        shown = "; ".join(map(str, self.failures[:5]))
        more = f"; and {len(self.failures) - 5} more" if len(self.failures) > 5 else ""
        super().__init__(f"{len(self.failures)} of the inputs failed, the others were delivered: {shown}{more}")

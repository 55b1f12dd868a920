"""Lexicons: words and their weights, read from a file or a dict, joined, corrected, and looked up form by form."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from sayso.analysers.sentiment.words import base_forms, normal_form
from sayso.errors import InputError

__all__ = ["Lexicon"]

MAX_WEIGHT: Final = 4.0


class Lexicon(Mapping[str, float]):
    """Words and phrases with weights in -4..4; negative blames, positive praises, 0 voids.

    Args:
        weights: word or phrase → weight. Case, curly apostrophes and a leading # do not matter.

    Raises:
        InputError: a weight is no number in -4..4, or a word is empty.
    """

    __slots__ = ("_phrases", "_weights")

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights: dict[str, float] = {}
        for word, weight in weights.items():
            form = _checked_form(word)
            self._weights[form] = _checked_weight(word, weight)

    @classmethod
    def of(cls, source: Lexicon | Mapping[str, float] | str | Path) -> Lexicon:
        """A lexicon from a mapping, or from a file: JSON object, or lines of word, tab or comma, weight.

        VADER's own file is read as it is: what follows the weight on a line is ignored, and so are lines that open
        with "# ".

        Raises:
            InputError: the file cannot be read, or a line has no weight.
        """
        if isinstance(source, Lexicon):
            return source
        if isinstance(source, Mapping):
            return cls(source)
        path = Path(source)
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"cannot read the lexicon {path}: {error}") from error
        if text.lstrip().startswith("{"):
            return cls(_from_json(text, path))
        return cls(dict(_from_lines(text, path)))

    def with_words(self, more: Lexicon | Mapping[str, float] | str | Path) -> Lexicon:
        """A lexicon with words added; weights given here take the place of those that were there."""
        joined = object.__new__(Lexicon)
        joined._weights = {**self._weights, **Lexicon.of(more)._weights}
        return joined

    def __getitem__(self, word: str) -> float:
        return self._weights[" ".join(normal_form(part) for part in word.split())]

    def __iter__(self) -> Iterator[str]:
        return iter(self._weights)

    def __len__(self) -> int:
        return len(self._weights)

    def __repr__(self) -> str:
        return f"<Lexicon of {len(self)} words and phrases>"

    def weight_of(self, form: str) -> float:
        """The weight of a normal form, or of the word that it stretches ("soooo", ":)))"); 0 for an unknown word."""
        found = self._weights.get(form)
        if found is not None:
            return found
        for other in base_forms(form):
            if other in self._weights:
                return self._weights[other]
        return 0.0

    def phrases(self) -> Iterator[tuple[str, float]]:
        """The entries of several words."""
        return ((form, weight) for form, weight in self._weights.items() if " " in form)


def _checked_form(word: object) -> str:
    if not isinstance(word, str) or not word.strip():
        raise InputError(f"a lexicon's words must be text with something in it, not {word!r}")
    return " ".join(normal_form(part) for part in word.split())


def _checked_weight(word: str, weight: object) -> float:
    if (
        isinstance(weight, bool)
        or not isinstance(weight, (int, float))
        or not math.isfinite(weight)
        or abs(weight) > MAX_WEIGHT
    ):
        raise InputError(f"the weight of {word!r} must be a number between -4 and 4, not {weight!r}")
    return float(weight)


def _from_json(text: str, path: Path) -> Mapping[str, float]:
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"the lexicon {path} is not valid JSON: {error}") from error
    return found  # type: ignore[no-any-return]  # it opens with a brace, so it is an object; __init__ checks its items


def _from_lines(text: str, path: Path) -> Iterable[tuple[str, float]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("# "):
            continue
        separator = "\t" if "\t" in line else ","
        word, _, rest = line.partition(separator) if separator == "\t" else line.rpartition(separator)
        try:
            yield word.strip(), float(rest.split("\t")[0])
        except ValueError:
            raise InputError(
                f"line {number} of the lexicon {path} should be word, tab, weight; it is {line!r}"
            ) from None

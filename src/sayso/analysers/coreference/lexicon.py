"""Learnt word lists: what kind of thing a noun names, and which gender first names usually go with."""

from __future__ import annotations

import functools
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sayso.errors import ModelError

__all__ = ["FORMAT", "PERSON_NOUN", "Lexicon", "Network", "Weights", "load_weights", "probabilities"]

FORMAT: Final = 1
PERSON_NOUN: Final = 0.3  # a noun that names a person at least so often may be a person's role
_PERSON_ENDINGS: Final = ("man", "woman", "men", "women", "person", "people", "ist", "ists", "ician", "icians")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Nouns with the share of their uses as person, organisation and place, and first names with a leaning.

    A leaning is in -1 (masculine) .. 1 (feminine). What is not listed is unknown: zeros.
    """

    nouns: Mapping[str, tuple[float, float, float]]
    first_names: Mapping[str, float]

    def kinds(self, noun: str) -> tuple[float, float, float]:
        """How often the noun names a person, an organisation, a place (each 0..1)."""
        found = self.nouns.get(noun)
        if found is None and noun.endswith("s"):
            found = self.nouns.get(noun[:-1])
        if found is None and "-" in noun:  # "ex-wife", "co-founder"
            return self.kinds(noun.rpartition("-")[2])
        if found is not None:
            return found
        return (0.9, 0.0, 0.0) if noun.endswith(_PERSON_ENDINGS) else (0.0, 0.0, 0.0)

    def leaning(self, first_name: str) -> float:
        """Which gender the first name usually goes with."""
        return self.first_names.get(first_name, 0.0)


@dataclass(frozen=True, slots=True)
class Network:
    """A network with one hidden layer of rectified units over standardised features; it scores candidates."""

    mean: NDArray[np.float32]
    scale: NDArray[np.float32]
    hidden: NDArray[np.float32]
    hidden_bias: NDArray[np.float32]
    output: NDArray[np.float32]
    bias: float
    threshold: float

    def __call__(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """The score of each candidate; the score of none of them is zero."""
        x = np.clip((rows - self.mean) * self.scale, -6.0, 6.0)
        scores = np.maximum(x @ self.hidden + self.hidden_bias, 0.0) @ self.output + self.bias
        return np.asarray(scores, dtype=np.float32)


def probabilities(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """The probability of each candidate; what they lack to one is that of none of them."""
    top = max(0.0, float(scores.max()))
    e = np.exp(scores - top)
    return np.asarray(e / (e.sum() + np.exp(-top)), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Weights:
    """Everything that coreference has learnt: a network for each family of mentions, and the word lists."""

    networks: Mapping[str, Network]
    lexicon: Lexicon


@functools.lru_cache(maxsize=1)
def load_weights() -> Weights:
    """The shipped weights, read once.

    Raises:
        ModelError: the file is missing, damaged or of another format.
    """
    path = files("sayso") / "models" / "coreference.npz"
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            arrays: dict[str, NDArray[Any]] = {name: stored[name] for name in stored.files}
        return _decode(arrays)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise ModelError(
            f"cannot read {path}: {error}. Reinstall sayso, or train again with: sayso train coreference"
        ) from error


def _decode(arrays: Mapping[str, NDArray[Any]]) -> Weights:
    version = int(arrays["format"])
    if version != FORMAT:
        raise ModelError(f"coreference weights have format {version}, this version of sayso reads {FORMAT}")
    networks = {}
    for family in map(str, arrays["families"].tolist()):
        mean, scale, hidden, hidden_bias, output = (
            arrays[f"{family}.{part}"].astype(np.float32)
            for part in ("mean", "scale", "hidden", "hidden_bias", "output")
        )
        bias, threshold = float(arrays[f"{family}.bias"]), float(arrays[f"{family}.threshold"])
        networks[family] = Network(mean, scale, hidden, hidden_bias, output, bias, threshold)
    kinds = (arrays["noun_kinds"].astype(np.float64) / 100).tolist()
    nouns = {noun: (row[0], row[1], row[2]) for noun, row in zip(arrays["nouns"].tolist(), kinds, strict=True)}
    leanings = (arrays["first_name_leanings"].astype(np.float64) / 100).tolist()
    names = dict(zip(arrays["first_names"].tolist(), leanings, strict=True))
    return Weights(networks, Lexicon(nouns, names))

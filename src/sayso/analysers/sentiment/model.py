"""The weights that training left: read once from `.npz` files, never unpickled."""

from __future__ import annotations

import zipfile
from functools import lru_cache
from importlib import resources
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.sentiment.cues import CORRECTIONS
from sayso.analysers.sentiment.lexicon import Lexicon
from sayso.analysers.sentiment.targets import TargetModel
from sayso.errors import ModelError

__all__ = ["FORMAT", "SentimentModel", "load_arrays", "pack_words", "sentiment_model", "unpack_words"]

FORMAT: Final = 2


def pack_words(words: list[str]) -> NDArray[np.uint8]:
    """Words as one array of bytes, a line each."""
    return np.frombuffer("\n".join(words).encode(), np.uint8)


def unpack_words(packed: NDArray[np.uint8]) -> list[str]:
    """What `pack_words` packed."""
    return packed.tobytes().decode().split("\n") if len(packed) else []


def load_arrays(name: str) -> dict[str, NDArray[Any]]:
    """The arrays of `models/NAME.npz`.

    Raises:
        ModelError: the file is missing, damaged, or of another format.
    """
    path = resources.files("sayso") / "models" / f"{name}.npz"
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            arrays = {key: stored[key] for key in stored.files}
    except FileNotFoundError:
        raise ModelError(f"the weights {name}.npz are missing from sayso/models; install sayso again") from None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise ModelError(f"the weights {name}.npz cannot be read ({error}); install sayso again") from error
    found = int(arrays.get("format", np.array(-1)))
    if found != FORMAT:
        raise ModelError(
            f"the weights {name}.npz have format {found}, this version of sayso reads {FORMAT}; install sayso again"
        )
    return arrays


class SentimentModel:
    """The learnt weights of texts and, where they were trained, of targets.

    lexicon: word weights; intensity: word → how much it adds to the size of a tone; subjectivity: word → log-odds of
    opinion; head: (HEAD, 3), from which the label is told; half: see `squash`; target: the target model or None.
    """

    __slots__ = (
        "half",
        "head",
        "intensity",
        "intensity_bias",
        "lexicon",
        "subjectivity",
        "subjectivity_bias",
        "target",
        "vector_rows",
    )

    def __init__(self, arrays: dict[str, NDArray[Any]]) -> None:
        words = unpack_words(arrays["words"])
        self._read_text(words, arrays)
        vector_words = unpack_words(arrays["vector_words"]) if "vector_words" in arrays else []
        self.vector_rows = {word: row for row, word in enumerate(vector_words)}
        own = {name.removeprefix("target_"): array for name, array in arrays.items() if name.startswith("target_")}
        self.target = TargetModel(own) if own else None

    def _read_text(self, words: list[str], arrays: dict[str, NDArray[Any]]) -> None:
        weights = _nonzero(words, arrays["weights"])
        self.lexicon = Lexicon({word: weight for word, weight in weights.items() if not _is_void(word)})
        self.intensity = _nonzero(words, arrays["intensity"])
        self.subjectivity = _nonzero(words, arrays["subjectivity"])
        self.intensity_bias = arrays["intensity_bias"].astype(float)
        self.subjectivity_bias = float(arrays["subjectivity_bias"])
        self.head = arrays["head"].astype(float)
        self.half = float(arrays["half"])

    @classmethod
    def text_only(cls, words: list[str], arrays: dict[str, NDArray[Any]]) -> SentimentModel:
        """The model of texts alone, from its words and arrays."""
        return cls({"words": pack_words(words), **arrays})


def _nonzero(words: list[str], values: NDArray[Any]) -> dict[str, float]:
    rounded = values.astype(float).round(3).tolist()
    return {word: value for word, value in zip(words, rounded, strict=True) if value or " " in word}


def _is_void(word: str) -> bool:
    """Whether a weight that was learnt is not used: stops go with a tone but are none, and corrections hold."""
    return not word.strip(".!?…") or CORRECTIONS.get(word) == 0


@lru_cache(maxsize=1)
def sentiment_model() -> SentimentModel:
    """The model that sayso brings, loaded on first use."""
    arrays = load_arrays("sentiment")
    try:
        return SentimentModel(arrays)
    except (KeyError, ValueError) as error:
        raise ModelError(f"the weights sentiment.npz are incomplete ({error}); install sayso again") from error

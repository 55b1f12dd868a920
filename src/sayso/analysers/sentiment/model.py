"""The weights that training left: read once from `.npz` files, never unpickled."""

from __future__ import annotations

import zipfile
from functools import lru_cache
from importlib import resources
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.sentiment.lexicon import Lexicon
from sayso.errors import ModelError

__all__ = ["load_arrays", "pack_words", "text_model", "unpack_words"]

FORMAT: Final = 1


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


class TextModel:
    """Learnt word weights, word subjectivity, and how summed weights become a score."""

    __slots__ = ("lexicon", "subjectivity")

    def __init__(self, arrays: dict[str, NDArray[Any]]) -> None:
        words = unpack_words(arrays["words"])
        self.lexicon = Lexicon(dict(zip(words, arrays["weights"].astype(float).round(3).tolist(), strict=True)))
        self.subjectivity = dict(zip(words, arrays["subjectivity"].astype(float).round(3).tolist(), strict=True))


@lru_cache(maxsize=1)
def text_model() -> TextModel:
    """The text model that sayso brings, loaded on first use."""
    return TextModel(load_arrays("sentiment"))

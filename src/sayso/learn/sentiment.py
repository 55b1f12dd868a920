"""Training of the tone models: `sayso train sentiment --data DIR`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold

from sayso.analysers.sentiment.model import FORMAT, SentimentModel, pack_words
from sayso.analysers.sentiment.scorer import Scorer
from sayso.analysers.sentiment.types import TypeTable
from sayso.learn.corpora import read
from sayso.learn.sentiment_targets import Aimed, fit_target_model
from sayso.learn.sentiment_text import Rated, TextWeights, fit_text_model, read_rated
from sayso.learn.sentiment_words import Vectors, known_words, word_vectors
from sayso.records import Sentiment

__all__ = ["cross_validated", "train"]

Progress = Callable[[str], object]


def train(data_dir: Path, out_dir: Path, *, seed: int = 0, progress: Progress = lambda _: None) -> Path:
    """Fit the tone models and write `sentiment.npz`.

    Args:
        data_dir: the folder with `sentiment/`, and with `quotes/`, `silver/`, `coref/` and `ner/`, of whose training
            texts word vectors are made.
        out_dir: where the weights are written.
        seed: of the randomised SVD.
        progress: told what is being done.

    Raises:
        InputError: a file of the data is not there.
        MissingExtraError: vaderSentiment, whose lexicon is read, is not installed.
    """
    progress("word vectors")
    vectors = word_vectors(data_dir, seed=seed)
    arrays = fitted(data_dir, read_rated(data_dir), _read_aimed(data_dir), vectors, progress)
    out_dir.mkdir(parents=True, exist_ok=True)
    target = out_dir / "sentiment.npz"
    partial = target.with_suffix(".partial.npz")
    np.savez_compressed(partial, allow_pickle=False, **arrays)
    partial.replace(target)
    return target


def fitted(
    data_dir: Path, rated: Sequence[Rated], aimed: Aimed, vectors: Vectors, progress: Progress
) -> dict[str, NDArray[Any]]:
    """All arrays of `sentiment.npz`, fitted to these texts."""
    subjective = [
        (record["text"], int(record["subjective"])) for record in read(data_dir / "sentiment" / "subjectivity.jsonl.gz")
    ]
    text = fit_text_model(rated, known_words(data_dir), vectors.names, subjective, progress)
    arrays = {"format": np.array(FORMAT), "words": pack_words(text.words), **text.arrays()}
    if aimed.texts:
        progress("tone toward targets")
        arrays |= _target_arrays(aimed, text, vectors)
    return arrays


def _target_arrays(aimed: Aimed, text: TextWeights, vectors: Vectors) -> dict[str, NDArray[Any]]:
    lexicon = SentimentModel.text_only(text.words, text.arrays()).lexicon
    table = TypeTable(lexicon, vectors={word: row for row, word in enumerate(vectors.words)})
    found = fit_target_model(aimed, table, vectors)
    return {"vector_words": pack_words(vectors.words), **{f"target_{name}": array for name, array in found.items()}}


def _read_aimed(data_dir: Path) -> Aimed:
    records = list(read(data_dir / "sentiment" / "newsmtsc_train.jsonl.gz"))
    targets = [(record["target"][0], record["target"][1]) for record in records]
    return Aimed([record["text"] for record in records], targets, np.array([record["label"] for record in records]))


def cross_validated(
    data_dir: Path, name: str, *, folds: int = 5, seed: int = 0, progress: Progress = lambda _: None
) -> Iterator[tuple[str, Sentiment]]:
    """Score a rated training set as if it were unknown: each article by a model that saw none of it.

    Args:
        data_dir: as for `train`.
        name: the set, such as "vader_nyt_dev".
        folds: into how many parts its articles are divided.
        seed: of the randomised SVD.
        progress: told what is being done.

    Yields:
        The id and the tone of every text.
    """
    vectors = word_vectors(data_dir, seed=seed)
    rated = read_rated(data_dir)
    ids = [record["id"] for record in read(data_dir / "sentiment" / f"{name}.jsonl.gz")]
    chosen = next(item for item in rated if item.name == name)
    for known, unknown in GroupKFold(folds).split(chosen.texts, groups=chosen.groups):
        sets = [item.part(known) if item.name == name else item for item in rated]
        arrays = fitted(data_dir, sets, Aimed([], [], np.zeros(0, np.int64)), vectors, progress)
        scorer = Scorer(model=SentimentModel(arrays))
        tones = scorer.score_many([chosen.texts[i] for i in unknown])
        yield from zip((ids[i] for i in unknown), tones, strict=True)

"""What training of the tone models knows of words: lexicons, vectors from co-occurrence, and which forms are names."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Final

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.utils.extmath import randomized_svd

from sayso.analysers.sentiment import cues
from sayso.analysers.sentiment.lexicon import Lexicon
from sayso.analysers.sentiment.words import WORD, normal_form
from sayso.errors import MissingExtraError
from sayso.learn.corpora import read

__all__ = ["CORRECTIONS", "KnownWords", "Vectors", "known_words", "read_opinion_words", "word_vectors"]

# Texts without gold labels in use here: only how words stand together is learnt from them.
CORPORA: Final = (
    "quotes/polnear.train",
    "silver/polnear_silver.train",
    "quotes/litbank.train",
    "coref/gap.train",
    "ner/train_politics",
    "ner/train_politics2",
    "ner/train_wikigold",
    "ner/train_uner_pud",
    "ner/train_uner_ewt",
    "sentiment/newsmtsc_train",
    "sentiment/vader_movies",
    "sentiment/vader_amazon",
    "sentiment/vader_tweets",
    "sentiment/rt_polarity",
    "sentiment/subjectivity",
)
GUM: Final = "coref/gum.train"
CORRECTIONS: Final = {**cues.HARMS, **cues.GOODS, **cues.CORRECTIONS}
RARE: Final = 5
CONTEXTS: Final = 5000
WINDOW: Final = 4
DIMENSIONS: Final = 150


@dataclass(frozen=True, slots=True)
class KnownWords:
    """Lexicons by form: VADER's and TextBlob's weights, Hu and Liu's lists, TextBlob's subjectivity."""

    vader: Lexicon
    textblob: dict[str, float]
    opinion: dict[str, float]
    subjectivity: dict[str, float]

    def base(self) -> Lexicon:
        """One lexicon of all of them, corrected for news: the start of training."""
        forms = {form for form in (*self.vader, *self.textblob, *self.opinion) if " " not in form}
        joined = {
            form: max(
                -4.0,
                min(
                    4.0,
                    self.vader.get(form, 0.0) or 2 * self.opinion.get(form, 0.0) or 2 * self.textblob.get(form, 0.0),
                ),
            )
            for form in sorted(forms)
        }
        return Lexicon(joined).with_words(CORRECTIONS)


@dataclass(frozen=True, slots=True)
class Vectors:
    """Word forms, most frequent first, and their vectors, rows of length 1; `names` are forms that are mostly names."""

    words: list[str]
    rows: NDArray[np.float32]
    names: frozenset[str]


def read_opinion_words(data_dir: Path) -> dict[str, float]:
    """Hu and Liu's lists: word → -1 or 1."""
    return {
        record["text"]: float(record["label"]) for record in read(data_dir / "sentiment" / "opinion_lexicon.jsonl.gz")
    }


def known_words(data_dir: Path) -> KnownWords:
    """Read the lexicons: two from installed packages, one from the data folder.

    Raises:
        MissingExtraError: vaderSentiment is not installed.
        InputError: the data folder lacks the opinion lexicon.
    """
    polarity: dict[str, list[float]] = {}
    subjectivity: dict[str, list[float]] = {}
    source = resources.files("textblob") / "en" / "en-sentiment.xml"
    for word in ET.fromstring(source.read_text(encoding="utf-8")):  # noqa: S314 -- a file of an installed package
        form = normal_form(word.attrib["form"])
        polarity.setdefault(form, []).append(float(word.attrib["polarity"]))
        subjectivity.setdefault(form, []).append(float(word.attrib["subjectivity"]))
    try:
        vader = resources.files("vaderSentiment") / "vader_lexicon.txt"
    except ModuleNotFoundError:
        raise MissingExtraError("training the tone model", package="vaderSentiment", extra="train") from None
    with resources.as_file(vader) as path:
        lexicon = Lexicon.of(path)
    return KnownWords(
        lexicon,
        {form: float(np.mean(found)) for form, found in polarity.items()},
        read_opinion_words(data_dir),
        {form: float(np.mean(found)) for form, found in subjectivity.items()},
    )


def _texts(data_dir: Path) -> Iterator[str]:
    seen: set[int] = set()
    for name in (*CORPORA, GUM):
        for record in read(data_dir / f"{name}.jsonl.gz"):
            if name == GUM and not record.get("meta", {}).get("permissive"):
                continue
            key = hash(record["text"])
            if key not in seen:
                seen.add(key)
                yield record["text"]


def word_vectors(data_dir: Path, *, seed: int) -> Vectors:
    """Vectors of word forms by truncated SVD of positive pointwise mutual information (Levy and Goldberg 2014).

    Forms that stand capitalised within sentences more often than in lower case are taken for names and left out.
    """
    documents: list[list[str]] = []
    capital: Counter[str] = Counter()
    small: Counter[str] = Counter()
    forms: dict[str, str] = {}
    for text in _texts(data_dir):
        document, before = [], "."
        for word in WORD.findall(text):
            form = forms.setdefault(word, normal_form(word))
            document.append(form)
            if word[0].isalpha():
                if word[0].islower():
                    small[form] += 1
                elif before[0].isalnum() or before == ",":
                    capital[form] += 1
            before = word
        documents.append(document)
    names = frozenset(form for form, count in capital.items() if count > small[form])
    counts = Counter(form for document in documents for form in document)
    words = [form for form, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])) if count >= RARE]
    rows = _svd(_associations(documents, words), seed)
    kept = [i for i, word in enumerate(words) if word not in names and "\n" not in word]
    return Vectors([words[i] for i in kept], rows[kept], names)


def _associations(documents: Sequence[Sequence[str]], words: Sequence[str]) -> sp.csr_matrix:
    index = {word: i for i, word in enumerate(words)}
    gap = [-1] * WINDOW
    flat = np.array(
        [row for document in documents for row in (*(index.get(word, -1) for word in document), *gap)], np.int32
    )
    contexts = min(CONTEXTS, len(words))
    counts = sp.csr_matrix((len(words), contexts), dtype=np.float32)
    for step in range(1, WINDOW + 1):
        for left, right in ((flat[:-step], flat[step:]), (flat[step:], flat[:-step])):
            good = (left >= 0) & (right >= 0) & (right < contexts)
            weight = np.full(int(good.sum()), 1 / step, np.float32)
            counts = counts + sp.csr_matrix((weight, (left[good], right[good])), shape=counts.shape)
    pairs = counts.tocoo()
    totals = np.asarray(counts.sum(1)).ravel()
    shares = np.asarray(counts.sum(0)).ravel() ** 0.75
    information = np.log(pairs.data * shares.sum() / (totals[pairs.row] * shares[pairs.col]))
    return sp.csr_matrix((np.maximum(information, 0), (pairs.row, pairs.col)), shape=counts.shape)


def _svd(matrix: sp.csr_matrix, seed: int) -> NDArray[np.float32]:
    left, sizes, _ = randomized_svd(matrix, min(DIMENSIONS, *matrix.shape), n_iter=3, random_state=seed)
    rows = left * np.sqrt(sizes)
    return np.asarray(rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9), np.float32)

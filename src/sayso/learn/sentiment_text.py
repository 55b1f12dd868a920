"""Training of the text model: weights of words, fitted through the composition to human ratings.

The score of a text is computed exactly as the scorer does it, from word weights; these are the sum of what the lexicons
say of a word, of its stem and of the word itself, each penalised, and found by L-BFGS on the squared error.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import scipy.sparse as sp
from nltk.stem.porter import PorterStemmer
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GroupKFold

from sayso.analysers.sentiment import cues
from sayso.analysers.sentiment.compose import compose, read_batch
from sayso.analysers.sentiment.lexicon import Lexicon
from sayso.analysers.sentiment.types import TypeTable
from sayso.analysers.sentiment.units import EMPHASIS, HEAD, Units, head_features, pooled, squash, text_means, units_of
from sayso.learn.corpora import read
from sayso.learn.sentiment_words import CORRECTIONS, KnownWords

__all__ = ["Rated", "TextWeights", "fit_text_model", "read_rated"]

Floats = NDArray[np.float64]

# How much a text of each set counts: edited prose most, reviews least, whose words mean other things.
SETS: Final[Mapping[str, float]] = {
    "vader_nyt_dev": 4.0,
    "vader_tweets": 1.0,
    "vader_amazon": 0.7,
    "newsmtsc_train": 0.5,
    "vader_movies": 0.1,
    "rt_polarity": 0.05,
}
HALF: Final = 0.5  # before weights are brought to the lexicon's scale
PENALTY: Final = 5.0
OWN: Final = 0.16
STEM: Final = 0.1
STRONG: Final = 3.4  # the strongest words of VADER
PROSE: Final = "vader_nyt_dev"
PLAIN_RATINGS: Final = (PROSE, "vader_amazon", "vader_tweets")
INNER_FOLDS: Final = 4
NEUTRAL_BAND: Final = 0.05
SMALLEST: Final = 0.06
SMALLEST_UNLISTED: Final = 0.6  # words that no lexicon lists must show more before they weigh
LIMIT: Final = 4.0


@dataclass(frozen=True, slots=True)
class Rated:
    """Texts with mean human ratings in -1..1; `groups` says which come from one article."""

    name: str
    texts: list[str]
    ratings: Floats
    groups: list[str]

    def part(self, chosen: NDArray[np.int64]) -> Rated:
        """Some of them."""
        return Rated(self.name, [self.texts[i] for i in chosen], self.ratings[chosen], [self.groups[i] for i in chosen])


@dataclass(frozen=True, slots=True)
class TextWeights:
    """What `models/sentiment.npz` holds of the text model."""

    words: list[str]
    weights: Floats
    intensity: Floats
    intensity_bias: Floats
    subjectivity: Floats
    subjectivity_bias: float
    head: Floats
    half: float

    def arrays(self) -> dict[str, NDArray[Any]]:
        """As they are stored."""
        return {
            "weights": self.weights.astype(np.float16),
            "intensity": self.intensity.astype(np.float16),
            "intensity_bias": self.intensity_bias.astype(np.float32),
            "subjectivity": self.subjectivity.astype(np.float16),
            "subjectivity_bias": np.array(self.subjectivity_bias, np.float32),
            "head": self.head.astype(np.float32),
            "half": np.array(self.half, np.float32),
        }


def read_rated(data_dir: Path) -> list[Rated]:
    """The rated sets; news sentences with several judged targets take the mean of these judgements, damped."""
    found = []
    for name in SETS:
        records = list(read(data_dir / "sentiment" / f"{name}.jsonl.gz"))
        if name == "newsmtsc_train":
            by_text: dict[str, list[int]] = defaultdict(list)
            for record in records:
                by_text[record["text"]].append(record["label"])
            ratings = [0.4 * float(np.mean(labels)) for labels in by_text.values()]
            found.append(Rated(name, list(by_text), np.array(ratings), list(by_text)))
        else:
            ratings = [record["score"] if "score" in record else 0.5 * record["label"] for record in records]
            groups = [record["id"].split("_")[0] for record in records]
            found.append(Rated(name, [record["text"] for record in records], np.array(ratings), groups))
    return found


def fit_text_model(
    rated: Sequence[Rated],
    known: KnownWords,
    names: frozenset[str],
    subjective: Sequence[tuple[str, int]],
    progress: Callable[[str], object],
) -> TextWeights:
    """Fit weights, then intensity, subjectivity and the label to them.

    Args:
        rated: texts with ratings.
        known: the lexicons.
        names: forms that are names and may not carry a weight.
        subjective: texts with 1 for subjective and 0 for objective; may be empty.
        progress: told what is being done.
    """
    progress("tone of texts: reading")
    table = TypeTable(known.base())
    sets = [_Measured.of(item, table) for item in rated]
    words = _Words.of(table, known, names, sets)
    progress("tone of texts: weights")
    weights = _fit_weights(words, sets)
    scale = _scale(weights)
    scaled = words.kept(weights * scale)
    listed = zip(words.forms, scaled, strict=True)
    lexicon = Lexicon({form: float(weight) for form, weight in listed if weight or form in cues.PHRASES})
    progress("tone of texts: intensity, label and subjectivity")
    intensity, bias = _fit_intensity(words, sets)
    head = _fit_head(words, sets, scale)
    shades, shade_bias = _fit_subjectivity(subjective, known, lexicon)
    entries = sorted({*lexicon, *(form for form in shades if shades[form])})
    at = {form: i for i, form in enumerate(words.forms)}
    return TextWeights(
        words=entries,
        weights=np.array([lexicon.get(form, 0.0) for form in entries]),
        intensity=np.array([intensity[at[form]] if form in at else 0.0 for form in entries]),
        intensity_bias=bias,
        subjectivity=np.array([shades.get(form, 0.0) for form in entries]),
        subjectivity_bias=shade_bias,
        head=head,
        half=HALF * scale**2,
    )


@dataclass(slots=True)
class _Measured:
    """A rated set read with one table: its sentences, and a matrix of distinct words by form."""

    rated: Rated
    units: Units
    forms: NDArray[np.int64]
    weight: float

    @classmethod
    def of(cls, rated: Rated, table: TypeTable) -> _Measured:
        batch = read_batch(rated.texts, table)
        compose(batch, table)
        units = units_of(batch, table, everything=True)
        return cls(rated, units, table.forms[units.row].astype(np.int64), SETS.get(rated.name, 1.0))

    def only(self, chosen: NDArray[np.int64]) -> _Measured:
        """The set without the other texts; `chosen` is in rising order."""
        units = self.units
        number = np.full(units.texts, -1)
        number[chosen] = np.arange(len(chosen))
        kept = number[units.text] >= 0
        renumbered = np.cumsum(kept) - 1
        words = kept[units.unit]
        some = replace(
            units,
            unit=renumbered[units.unit[words]],
            row=units.row[words],
            factor=units.factor[words],
            words=units.words[kept],
            norm=units.norm[kept],
            text=number[units.text[kept]],
            texts=len(chosen),
        )
        return _Measured(self.rated.part(chosen), some, self.forms[words], self.weight)

    def matrix(self, forms: int) -> sp.csr_matrix:
        values = self.units.factor * self.units.norm[self.units.unit]
        return sp.csr_matrix((values, (self.units.unit, self.forms)), shape=(self.units.count, forms))


@dataclass(slots=True)
class _Words:
    """Forms with the columns that share weight between them."""

    forms: list[str]
    columns: sp.csr_matrix
    sizes: sp.csr_matrix
    listed: NDArray[np.bool_]

    def kept(self, scaled: Floats) -> Floats:
        """Weights on the lexicon's scale without those that are too small to be shown as evidence."""
        faint = np.abs(scaled) < np.where(self.listed, SMALLEST, SMALLEST_UNLISTED)
        return np.where(faint, 0.0, np.clip(scaled, -LIMIT, LIMIT))

    @classmethod
    def of(cls, table: TypeTable, known: KnownWords, names: frozenset[str], sets: Sequence[_Measured]) -> _Words:
        for form in sorted({*known.base(), *known.subjectivity, *CORRECTIONS, *cues.PHRASES}):
            table.form_id(
                form
            )  # words of the lexicons that no rated text uses get their weight from what is said of them
        forms = list(table.form_ids)
        counts = np.zeros(len(forms), np.int64)
        for measured in sets:
            counts += np.bincount(measured.forms, minlength=len(forms))
        prior = np.array([_prior(form, known) for form in forms])
        fixed = np.array([CORRECTIONS.get(form) == 0 or cues.PHRASES.get(form) == 0 for form in forms])
        listed = np.abs(prior).sum(1) > 0
        plain = np.array([_may_weigh(form) and form not in names for form in forms])
        free = ~fixed & (listed | (plain & (counts >= 3)))
        prior[fixed] = 0
        stems, stemmer = {}, PorterStemmer()  # type: ignore[var-annotated]
        rows, columns = [], []
        for i in np.flatnonzero(free & plain):
            if forms[i].isalpha() and forms[i] not in CORRECTIONS:
                rows.append(i)
                columns.append(stems.setdefault(stemmer.stem(forms[i]), len(stems)))
        stem = sp.csr_matrix((np.full(len(rows), STEM), (rows, columns)), shape=(len(forms), max(len(stems), 1)))
        own = sp.diags(np.where(free, OWN, 0.0))
        columns_of_size = sp.hstack([sp.diags(np.where(plain, OWN, 0.0)), sp.csr_matrix(np.abs(prior))]).tocsr()
        return cls(forms, sp.hstack([own, stem, sp.csr_matrix(prior)]).tocsr(), columns_of_size, listed)


def _prior(form: str, known: KnownWords) -> tuple[float, float, float]:
    given = CORRECTIONS.get(form, cues.PHRASES.get(form))
    if given is not None:
        return given / 4, given / 4, given / 4
    if not form.strip():
        return 0.0, 0.0, 0.0
    return known.vader.weight_of(form) / 4, known.textblob.get(form, 0.0), known.opinion.get(form, 0.0) / 2


def _may_weigh(form: str) -> bool:
    return (
        bool(form.strip())
        and form not in cues.FUNCTION_WORDS
        and not form[0].isdigit()
        and not form.startswith(("http", "www", "@"))
        and "\n" not in form
    )


def _stacked(
    sets: Sequence[_Measured], columns: sp.csr_matrix
) -> tuple[sp.csr_matrix, NDArray[np.int64], Floats, Floats]:
    rows, texts, ratings, weights, offset = [], [], [], [], 0
    for measured in sets:
        rows.append(measured.matrix(columns.shape[0]) @ columns)
        texts.append(measured.units.text + offset)
        ratings.append(measured.rated.ratings)
        weights.append(np.full(measured.units.texts, measured.weight))
        offset += measured.units.texts
    return sp.vstack(rows).tocsr(), np.concatenate(texts), np.concatenate(ratings), np.concatenate(weights)


def _fit_weights(words: _Words, sets: Sequence[_Measured]) -> Floats:
    rows, text, ratings, importance = _stacked(sets, words.columns)
    transposed, count = rows.T.tocsr(), len(ratings)

    def loss(theta: Floats) -> tuple[float, Floats]:
        sums = rows @ theta
        root = np.sqrt(sums * sums + HALF)
        scores = sums / root
        emphasis = np.abs(scores) + EMPHASIS
        total = np.maximum(np.bincount(text, emphasis, count), 1e-9)
        found = np.bincount(text, scores * emphasis, count) / total
        error = found - ratings
        slope = (
            (2 * importance * error)[text] * (emphasis + np.abs(scores) - found[text] * np.sign(scores)) / total[text]
        )
        gradient = transposed @ (slope * HALF / root**3) + 2 * PENALTY * theta
        return float((importance * error**2).sum() + PENALTY * theta @ theta), gradient

    start = np.zeros(rows.shape[1])
    start[-3:] = 0.1
    theta = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 40}).x
    return np.asarray(words.columns @ theta)


def _scale(weights: Floats) -> float:
    """Brings weights to the scale of VADER's, so that a user's weights and ours can stand side by side."""
    return float(STRONG / np.percentile(np.abs(weights[weights != 0]), 99.5))


def _fit_intensity(words: _Words, sets: Sequence[_Measured]) -> tuple[Floats, Floats]:
    """Word weights by which the size of a rating, whatever its sign, is told: no tone and mixed tones differ in it."""
    rows, ratings, importance = [], [], []
    for measured in sets:
        if measured.rated.name not in PLAIN_RATINGS:
            continue
        units = measured.units
        matrix = abs(measured.matrix(len(words.forms)))
        sizes = np.maximum(np.bincount(units.text, minlength=units.texts), 1)
        mean = sp.csr_matrix((1 / sizes[units.text], (units.text, np.arange(units.count))))
        norm = text_means(units.norm, units)
        rows.append(sp.hstack([mean @ matrix @ words.sizes, norm[:, None], np.ones((len(norm), 1))]))
        ratings.append(np.abs(measured.rated.ratings))
        importance.append(np.full(len(norm), measured.weight))
    model = Ridge(2.0, fit_intercept=False, solver="sparse_cg", max_iter=80, tol=1e-3)
    model.fit(sp.vstack(rows).tocsr(), np.concatenate(ratings), np.concatenate(importance))
    return np.asarray(words.sizes @ model.coef_[:-2]), np.asarray(model.coef_[-2:])


def _fit_head(words: _Words, sets: Sequence[_Measured], scale: float) -> Floats:
    """Weights of shape (HEAD, 3) that tell negative, neutral and positive, as people rated edited prose.

    The label is learnt from scores of texts whose articles the weights have not seen; else it would trust them more
    than they deserve.
    """
    prose = next(item for item in sets if item.rated.name == PROSE)
    features = np.zeros((prose.units.texts, HEAD))
    folds = GroupKFold(INNER_FOLDS).split(prose.rated.texts, groups=prose.rated.groups)
    for known, unknown in folds:
        some = [item.only(known) if item is prose else item for item in sets]
        weights = words.kept(_fit_weights(words, some) * scale)
        intensity, bias = _fit_intensity(words, some)
        part = prose.only(unknown)
        units = part.units
        value = weights[part.forms] * units.factor
        polarity = pooled(squash(np.bincount(units.unit, value, units.count) * units.norm, HALF * scale**2), units)
        shades = np.bincount(units.unit, intensity[part.forms] * np.abs(units.factor), units.count)
        features[unknown] = head_features(polarity, value, (shades + bias[0]) * units.norm + bias[1], units)
    ratings = prose.rated.ratings
    labels = np.where(ratings >= NEUTRAL_BAND, 1, np.where(ratings <= -NEUTRAL_BAND, -1, 0))
    spread = features.std(0) + 1e-6
    spread[-1] = 1.0
    model = LogisticRegression(C=0.3, class_weight="balanced", max_iter=800, fit_intercept=False)
    model.fit(features / spread, labels)
    return np.asarray((model.coef_ / spread).T)


def _fit_subjectivity(
    subjective: Sequence[tuple[str, int]], known: KnownWords, lexicon: Lexicon
) -> tuple[dict[str, float], float]:
    """Word weights by which opinion is told from report. Only words of the lexicons may weigh: topics must not."""
    forms = sorted(
        {*known.subjectivity, *(form for form in known.vader if " " not in form), *known.opinion, *cues.BOOSTS}
    )
    if not subjective:
        return {}, 0.0
    table = TypeTable(lexicon)
    batch = read_batch([text for text, _ in subjective], table)
    compose(batch, table)
    units = units_of(batch, table, everything=True)
    at = {form: i for i, form in enumerate(forms)}
    names = list(table.form_ids)
    column = np.array([at.get(name, -1) for name in names])[table.forms[units.row]]
    known_word = column >= 0
    count = len(forms)
    presence = (units.norm[units.unit] * (np.abs(units.factor) > 0))[known_word]
    by_text = sp.csr_matrix(
        (presence, (units.text[units.unit[known_word]], column[known_word])), shape=(units.texts, count)
    )
    prior = sp.csr_matrix(np.array([[known.subjectivity.get(form, 0.0)] for form in forms]))
    rows = sp.hstack([by_text * 0.3, by_text @ prior]).tocsr()
    model = LogisticRegression(C=1.0, max_iter=300).fit(rows, [label for _, label in subjective])
    weights = model.coef_[0][:-1] * 0.3 + model.coef_[0][-1] * prior.toarray().ravel()
    return {form: float(weight) for form, weight in zip(forms, weights, strict=True)}, float(model.intercept_[0])

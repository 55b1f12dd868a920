"""Training data of the fast tagger: gold texts, and texts that other programs labelled at a lower weight.

Much of what the accurate tagger knows can be learnt from its labels (Hinton et al. 2015, "Distilling the Knowledge in a
Neural Network"): it labels news that nobody annotated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sayso import engine
from sayso.engine.accurate import AccurateTagger
from sayso.learn.corpora import Gold, name_labels, pos_labels, read, role_labels, segmented

__all__ = ["TrainingSet", "gold_set", "read_sets"]

Allowed = NDArray[np.bool_]

_NAME_SETS: Final = ("gum", "wikigold", "politics", "politics2", "wnut17", "uner_ewt", "uner_pud")
# What texts count for that a program labelled: CoreNLP the parts of speech, the accurate tagger the rest.
_SILVER_WEIGHT: Final = {"pos": 0.3, "names": 0.4, "roles": 0.7}
_LIKELY: Final = 0.25  # labels as probable as this stay open


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """Documents with the allowed labels of all their tokens, (tokens, labels), and what each token counts for."""

    golds: Sequence[Gold]
    allowed: Allowed
    weight: NDArray[np.float32]

    def with_silver(self, golds: Sequence[Gold], allowed: Allowed, weight: float) -> TrainingSet:
        """The set with further documents at another weight."""
        return TrainingSet(
            [*self.golds, *golds],
            np.concatenate([self.allowed, allowed]),
            np.concatenate([self.weight, np.full(len(allowed), weight, np.float32)]),
        )


def gold_set(golds: Sequence[Gold], labels: Callable[[Gold], Allowed]) -> TrainingSet:
    """Annotated documents."""
    allowed = np.concatenate([labels(gold) for gold in golds])
    return TrainingSet(golds, allowed, np.ones(len(allowed), np.float32))


def read_sets(data_dir: Path, share: float = 1.0) -> dict[str, TrainingSet]:
    """Training documents of each task.

    Args:
        data_dir: holds quotes/, ner/, pos/, sentiment/ and silver/.
        share: of each corpus.

    Raises:
        InputError: a corpus is missing or unreadable.
        MissingExtraError: ONNX Runtime is not installed.
        ModelError: the accurate model is missing or damaged.
    """

    def some(name: str) -> list[Gold]:
        records = list(read(data_dir / f"{name}.jsonl.gz"))[:: max(1, round(1 / share))]
        return [gold for gold in segmented(records) if gold.permissive]

    pos = gold_set([*some("pos/ewt.train"), *some("pos/gum.train")], pos_labels)
    names = gold_set([gold for name in _NAME_SETS for gold in some(f"ner/train_{name}")], name_labels)
    quotes = some("quotes/polnear.train")
    tagged = gold_set(some("silver/polnear_silver.train")[::4], pos_labels)
    articles = quotes[::2]
    news = list({gold.doc.text: gold for gold in some("sentiment/newsmtsc_train")}.values())
    name_tags, role_tags = _taught([*articles, *news])
    in_articles = sum(len(gold.doc.tokens) for gold in articles)
    return {
        "pos": pos.with_silver(tagged.golds, tagged.allowed, _SILVER_WEIGHT["pos"]),
        "names": names.with_silver([*articles, *news], name_tags, _SILVER_WEIGHT["names"]),
        "roles": gold_set(quotes, role_labels).with_silver(news, role_tags[in_articles:], _SILVER_WEIGHT["roles"]),
    }


def _taught(golds: Sequence[Gold]) -> tuple[Allowed, Allowed]:
    """The name and role tags that the encoder allows at each token.

    It judges alone: the second opinion that it hears otherwise is the fast tagger's own.
    """
    teacher = AccurateTagger.load(engine.MODELS / "accurate.onnx")
    names, roles = zip(*teacher.probabilities([gold.doc for gold in golds]), strict=True)
    return _likely(np.concatenate(names)), _likely(np.concatenate(roles))


def _likely(probabilities: NDArray[np.float32]) -> Allowed:
    """The tags that may be right: the likeliest, and all that are likely enough."""
    likely: Allowed = probabilities >= np.minimum(probabilities.max(axis=1, keepdims=True), np.float32(_LIKELY))
    return likely

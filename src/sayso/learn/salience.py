"""Training of the salience model on GUM's graded salience: `sayso train salience --data DIR`."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.salience import FEATURES, FORMAT, SalienceModel, entity_features
from sayso.document import Document
from sayso.errors import InputError
from sayso.records import Entity, EntityLabel, Mention, MentionKind
from sayso.spans import POS_TAGS, ROLE_TAGS, Labels, ParagraphKind, Paragraphs, Span, SpanArray

__all__ = ["fit", "gold_document", "read_gold", "save", "train", "with_quotes"]

# Penalties from 100 to 1000 are alike in cross-validation over documents; of these the best on dev.
PENALTY: Final = 600.0
GRADES: Final = 5.0
_LABELS: Final[Mapping[str, EntityLabel]] = {"person": "PER", "organization": "ORG", "place": "LOC"}
_PARAGRAPH: Final = re.compile(r"[^\n]+(?:\n[^\n]+)*")


def train(data_dir: Path, out_dir: Path, *, seed: int = 0) -> Path:  # noqa: ARG001 -- as the other trainers
    """Fit the model on the permissively licensed training documents and write `salience.npz`.

    Args:
        data_dir: the folder with `salience/gum.train`, `coref/gum.train` and `pos/gum.train` (`.jsonl.gz`).
        out_dir: where the weights are written.
        seed: accepted as by the other trainers; the fit has one optimum and draws nothing.

    Raises:
        InputError: a file of the data is not there.
    """
    permissive = [(record, doc) for record, doc in read_gold(data_dir, "train") if record["meta"].get("permissive")]
    rows = [entity_features(doc) for doc in with_quotes(doc for _, doc in permissive)]
    grades = [item["salience"] / GRADES for record, _ in permissive for item in record["salience"]]
    out_dir.mkdir(parents=True, exist_ok=True)
    target = out_dir / "salience.npz"
    save(fit(np.vstack(rows), np.array(grades)), target)
    return target


def fit(features: NDArray[np.float64], shares: NDArray[np.float64], *, penalty: float = PENALTY) -> SalienceModel:
    """Logistic regression on shares in 0..1: an entity is in that share of its summaries, and not in the rest."""
    from sklearn.linear_model import LogisticRegression

    mean, scale = features.mean(axis=0), np.maximum(features.std(axis=0), 1e-3)
    x = np.clip((features - mean) / scale, -5.0, 5.0)
    twice = np.vstack([x, x])
    outcome = np.repeat([1, 0], len(x))
    model = LogisticRegression(C=1.0 / penalty, max_iter=1000)
    model.fit(twice, outcome, sample_weight=np.concatenate([shares, 1.0 - shares]))
    return SalienceModel(mean, scale, model.coef_[0], float(model.intercept_[0]))


def save(model: SalienceModel, path: Path) -> None:
    """Write weights that `sayso.analysers.salience.load_model` reads."""
    arrays: dict[str, Any] = {name: np.round(value, 6) for name, value in model._asdict().items()}
    np.savez(path, format=FORMAT, features=np.array(FEATURES), **arrays)


def read_gold(data_dir: Path, split: str) -> Iterator[tuple[dict[str, Any], Document]]:
    """Each document of a split: its gold record, and a Document with gold tokens, tags, sentences and entities."""
    heads = {record["id"]: record["entities"] for record in _read(data_dir / "coref" / f"gum.{split}.jsonl.gz")}
    tags = {record["id"]: record["pos"] for record in _read(data_dir / "pos" / f"gum.{split}.jsonl.gz")}
    for record in _read(data_dir / "salience" / f"gum.{split}.jsonl.gz"):
        yield record, gold_document(record, heads.get(record["id"], ()), tags.get(record["id"]))


def with_quotes(docs: Iterable[Document]) -> Iterator[Document]:
    """The documents with quotes by gold entities; the corpus has none, so the fast chain finds them."""
    from sayso.pipeline import Pipeline

    given = ("paragraphs", "tokens", "sentences", "entities")
    docs = list(docs)
    bare = (Document(doc.text, doc.id, doc.meta, {name: doc[name] for name in given}) for doc in docs)
    for doc, read in zip(docs, Pipeline.default("fast").only("quotes").pipe(bare), strict=True):
        yield doc.with_layer("quotes", read.quotes)


def gold_document(
    record: Mapping[str, Any], mentions: Iterable[Mapping[str, Any]], tags: Sequence[str] | None
) -> Document:
    """A Document whose layers are the gold annotation; entities stand in the order of `record["salience"]`."""
    text = record["text"]
    known = {(mention["start"], mention["end"]): mention for mention in mentions}
    paragraphs = [match.span() for match in _PARAGRAPH.finditer(text)]
    has_title = len(paragraphs) > 1 and paragraphs[0][1] - paragraphs[0][0] < 120
    kinds: list[ParagraphKind] = ["headline" if i == 0 and has_title else "body" for i in range(len(paragraphs))]
    layers: dict[str, Any] = {
        "paragraphs": Paragraphs([start for start, _ in paragraphs], [end for _, end in paragraphs], kinds),
        "tokens": SpanArray.of(record["tokens"]),
        "sentences": SpanArray.of(record["sentences"]),
        "entities": tuple(_entity(item, text, known) for item in record["salience"]),
    }
    if tags is not None and len(tags) == len(record["tokens"]):
        codes = [POS_TAGS.index(tag) if tag in POS_TAGS else POS_TAGS.index("NN") for tag in tags]
        outside = np.eye(1, len(ROLE_TAGS)).repeat(len(codes), axis=0)
        none = np.zeros(len(codes))
        layers["labels"] = Labels(codes, none, none, none + 1, outside)  # type: ignore[arg-type]  # made into arrays
    return Document(text, record["id"], record["meta"], layers)


def _entity(item: Mapping[str, Any], text: str, known: Mapping[tuple[int, int], Mapping[str, Any]]) -> Entity:
    def mention(start: int, end: int) -> Mention:
        entry = known.get((start, end), {})
        words = text[start:end]
        kind: MentionKind = "nominal"
        if entry.get("pronoun"):
            kind = "pronoun"
        elif any(name in words or words in name for name in item["names"]):
            kind = "name"
        return Mention(Span(start, end), kind, Span(*entry.get("head", (start, end))))

    mentions = tuple(mention(start, end) for start, end in item["mentions"])
    label: EntityLabel = (
        _LABELS.get(item["type"], "MISC") if item["named"] else "GROUP" if item["type"] == "person" else "THING"
    )
    first = mentions[0].span
    return Entity(item["id"], max(item["names"], key=len, default=text[first.start : first.end]), label, mentions)


def _read(path: Path) -> Iterator[dict[str, Any]]:
    if not path.is_file():
        raise InputError(
            f"no training data at {path}; give the folder that holds salience/, coref/ and pos/ with --data"
        )
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)

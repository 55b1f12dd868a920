"""Training of the salience model on GUM's graded salience: `sayso train salience --data DIR`.

The model is to rank what the chain finds, so that it learns from what the chain finds in the training texts: an entity
takes the grade of the gold entity whose mentions it shares.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.salience import FEATURES, entity_features
from sayso.analysers.salience.model import FORMAT, Forest, SalienceModel
from sayso.document import Document
from sayso.engine import ModelName
from sayso.errors import InputError
from sayso.records import Entity, EntityLabel, Mention, MentionKind
from sayso.spans import POS_TAGS, ROLE_TAGS, Labels, ParagraphKind, Paragraphs, Span, SpanArray

__all__ = ["Rows", "fit", "gold_document", "grades", "read_gold", "save", "train", "with_quotes"]

GRADES: Final = 5.0
CHAINS: Final[Sequence[ModelName]] = ("fast", "accurate")
# Chosen by cross-validation over documents; their neighbours do as well.
PENALTY: Final = 1000.0
TREES: Final = 150
DEPTH: Final = 12
LEAF: Final = 20
COLUMNS: Final = 0.25
_LABELS: Final[Mapping[str, EntityLabel]] = {"person": "PER", "organization": "ORG", "place": "LOC"}
_PARAGRAPH: Final = re.compile(r"[^\n]+(?:\n[^\n]+)*")

Floats = NDArray[np.float64]


class Rows(NamedTuple):
    """Entities as features, shape (entities, len(FEATURES)), and the share of summaries that name each."""

    features: Floats
    shares: Floats


def train(data_dir: Path, out_dir: Path, *, seed: int = 0) -> Path:
    """Fit the model on the permissively licensed training documents and write `salience.npz`.

    Args:
        data_dir: the folder with `salience/gum.train`, `coref/gum.train` and `pos/gum.train` (`.jsonl.gz`).
        out_dir: where the weights are written.
        seed: of the forest.

    Raises:
        InputError: a file of the data is not there.
    """
    permissive = [(record, doc) for record, doc in read_gold(data_dir, "train") if record["meta"].get("permissive")]
    records = [record for record, _ in permissive]
    found = _stacked(rows for chain in CHAINS for rows in _found_rows(records, chain))
    marked = _stacked(
        Rows(entity_features(doc), np.array([item["salience"] / GRADES for item in record["salience"]]))
        for record, doc in zip(records, with_quotes(doc for _, doc in permissive), strict=True)
    )
    out_dir.mkdir(parents=True, exist_ok=True)
    target = out_dir / "salience.npz"
    save(fit(found, marked, seed=seed), target)
    return target


def _found_rows(records: Sequence[Mapping[str, Any]], chain: ModelName) -> Iterator[Rows]:
    """What the chain finds in the raw texts."""
    from sayso.pipeline import Pipeline

    pipeline = Pipeline.default(chain).only("paragraphs", "labels", "entities", "quotes")
    for record, doc in zip(records, pipeline.pipe((record["id"], record["text"]) for record in records), strict=True):
        shares = grades(record["salience"], doc.entities) / GRADES
        known = ~np.isnan(shares)
        yield Rows(entity_features(doc)[known], shares[known])


def grades(items: Sequence[Mapping[str, Any]], entities: Sequence[Entity]) -> Floats:
    """The gold grade of each entity that was found.

    Gold and found entities are paired one to one, those first that share most of their mentions. One that shares none
    with any is in no summary; of one whose gold entity is another's the grade is not known, and stays nan.
    """
    shared = _overlap(items, entities)
    found = np.where(shared.any(axis=0), np.nan, 0.0)
    free = np.ones(len(items), dtype=bool), np.ones(len(entities), dtype=bool)
    for flat in np.argsort(-shared, axis=None, kind="stable").tolist():
        gold, entity = divmod(flat, len(entities))
        if shared[gold, entity] <= 0.0:
            break
        if free[0][gold] and free[1][entity]:
            free[0][gold] = free[1][entity] = False
            found[entity] = items[gold]["salience"]
    return found


def _overlap(items: Sequence[Mapping[str, Any]], entities: Sequence[Entity]) -> Floats:
    """How much of its mentions each entity (columns) shares with each gold one (rows), in mentions."""
    gold = np.array([(*span, i) for i, item in enumerate(items) for span in item["mentions"]]).reshape(-1, 3)
    mine = np.array([(*mention.span, i) for i, entity in enumerate(entities) for mention in entity.mentions])
    mine = mine.reshape(-1, 3)
    shared = np.zeros((len(items), len(entities)))
    for start, end, owner in mine.tolist():
        common = np.minimum(end, gold[:, 1]) - np.maximum(start, gold[:, 0])
        whole = np.maximum(end, gold[:, 1]) - np.minimum(start, gold[:, 0])
        best = np.zeros(len(items))
        np.maximum.at(best, gold[:, 2], np.maximum(common, 0) / whole)
        shared[:, owner] += best
    return shared


def _stacked(parts: Iterable[Rows]) -> Rows:
    features, shares = zip(*parts, strict=True)
    return Rows(np.vstack(features), np.concatenate(shares))


def fit(found: Rows, marked: Rows, *, penalty: float = PENALTY, seed: int = 0) -> SalienceModel:
    """Fit both halves of the model.

    Args:
        found: entities as the chain finds them; both halves learn from them.
        marked: gold entities, from which the forest learns too.
        penalty: of the logistic model's weights.
        seed: of the forest.
    """
    from sklearn.ensemble import RandomForestRegressor
    from sklearn.linear_model import LogisticRegression

    mean, scale = found.features.mean(axis=0), np.maximum(found.features.std(axis=0), 1e-3)
    x = np.clip((found.features - mean) / scale, -5.0, 5.0)
    # An entity is in that share of its summaries, and not in the rest.
    weights = np.concatenate([found.shares, 1.0 - found.shares])
    logistic = LogisticRegression(C=1.0 / penalty, max_iter=1000)
    logistic.fit(np.vstack([x, x]), np.repeat([1, 0], len(x)), sample_weight=weights)
    both = _stacked((found, marked))
    forest = RandomForestRegressor(
        TREES, max_depth=DEPTH, min_samples_leaf=LEAF, max_features=COLUMNS, random_state=seed
    )
    forest.fit(both.features, both.shares)
    trees = [estimator.tree_ for estimator in forest.estimators_]
    return SalienceModel(mean, scale, logistic.coef_[0], float(logistic.intercept_[0]), _as_arrays(trees))


def _as_arrays(trees: Sequence[Any]) -> Forest:
    roots = np.cumsum([0, *(tree.node_count for tree in trees)])[:-1]

    def joined(field: str) -> NDArray[Any]:
        return np.concatenate([getattr(tree, field) for tree in trees])

    offset = np.repeat(roots, [tree.node_count for tree in trees])
    leaf = joined("children_left") < 0
    itself = np.arange(len(leaf))
    return Forest(
        column=np.where(leaf, 0, joined("feature")).astype(np.uint8),
        left=np.where(leaf, itself, joined("children_left") + offset).astype(np.int32),
        right=np.where(leaf, itself, joined("children_right") + offset).astype(np.int32),
        value=np.where(leaf, joined("value").ravel(), _floor(joined("threshold"))).astype(np.float32),
        roots=roots.astype(np.int32),
        depth=max(int(tree.max_depth) for tree in trees),
    )


def _floor(thresholds: Floats) -> NDArray[np.float32]:
    """The largest float32 not above each, which parts float32 values as the float64 threshold does."""
    near = thresholds.astype(np.float32)
    return np.where(near > thresholds, np.nextafter(near, np.float32(-np.inf)), near)


def save(model: SalienceModel, path: Path) -> None:
    """Write weights that `sayso.analysers.salience.load_model` reads."""
    logistic = {name: np.round(value, 6) for name, value in model._asdict().items() if name != "forest"}
    arrays: dict[str, Any] = {**logistic, **model.forest._asdict()}
    np.savez_compressed(path, format=FORMAT, features=np.array(FEATURES), **arrays)


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

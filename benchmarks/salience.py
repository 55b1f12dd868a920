"""How well entities are ranked by salience, against how many of five summaries name them.

    python benchmarks/salience.py DATA [--model fast] [--split dev]

DATA holds `salience/`, `coref/` and `pos/gum.dev.jsonl.gz`, or those of another split. Named gold entities count. From
raw text each takes the score of the found entity whose mentions it shares most of, and the lowest where there is none;
with gold mentions, heads, part-of-speech tags and clusters (and quotes that the fast chain finds) only the ranking is
measured. Frequency is the number of mentions alone, of entities that are named as often the earlier first.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from scipy.stats import spearmanr
from sklearn.metrics import ndcg_score

from sayso.document import Document
from sayso.learn.corpora import read
from sayso.learn.salience import overlap, paired
from sayso.pipeline import Pipeline
from sayso.records import Entity, EntityLabel, Mention, MentionKind
from sayso.spans import POS_TAGS, ROLE_TAGS, Labels, ParagraphKind, Paragraphs, Span, SpanArray

SALIENT = 2  # summaries that name an entity which P@1 takes for salient
_LABELS: Final[Mapping[str, EntityLabel]] = {"person": "PER", "organization": "ORG", "place": "LOC"}
_PARAGRAPH: Final = re.compile(r"[^\n]+(?:\n[^\n]+)*")

Record = Mapping[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--model", choices=["fast", "accurate"])
    parser.add_argument("--split", default="dev", help="dev; or train, of which the documents not learnt from are read")
    options = parser.parse_args()
    records, heads, tags = (
        list(read(options.data / folder / f"gum.{options.split}.jsonl.gz")) for folder in ("salience", "coref", "pos")
    )
    known_heads = {record["id"]: record["entities"] for record in heads}
    known_tags = {record["id"]: record["pos"] for record in tags}
    if options.split == "train":
        records = [record for record in records if not record["meta"].get("permissive")]
    found = Pipeline.default(options.model).only("salience")
    docs = {record["id"]: found((record["id"], record["text"])) for record in records}
    gold = {
        record["id"]: gold_document(record, known_heads.get(record["id"], ()), known_tags.get(record["id"]))
        for record in records
    }
    ranking = Pipeline.default("fast").only("salience")
    show("raw text", records, lambda record: scores_of(record, docs[record["id"]], docs[record["id"]].salience))
    show("by frequency", records, lambda record: scores_of(record, docs[record["id"]], frequency(docs[record["id"]])))
    show("gold entities", records, lambda record: marked(record, ranking(gold[record["id"]]).salience))
    show("by frequency", records, lambda record: marked(record, frequency(gold[record["id"]])))


def frequency(doc: Document) -> Mapping[str, float]:
    return {
        entity.id: len(entity.mentions) - entity.mentions[0].span.start / (len(doc.text) + 1) for entity in doc.entities
    }


def marked(record: Record, scores: Mapping[str, float]) -> Sequence[float]:
    return [float(scores[item["id"]]) for item in named(record)]


def show(title: str, records: Iterable[Record], scores: Callable[[Record], Sequence[float]]) -> None:
    """Print means over the documents with a named entity that somebody summarised."""
    rows = []
    for record in records:
        grades = np.array([item["salience"] for item in named(record)])
        if len(grades) < 2 or not grades.any():
            continue
        given = np.array(scores(record))
        first = grades[given == given.max()].min()  # a tie counts against the ranking
        correlation = spearmanr(grades, given).statistic if np.ptp(grades) and np.ptp(given) else np.nan
        rows.append((ndcg_score([2.0**grades - 1], [given], k=5), first >= SALIENT, correlation))
    ndcg, precision, correlation = np.nanmean(rows, axis=0)
    print(f"{title:14} nDCG@5 {ndcg:.3f}  P@1 {precision:.3f}  Spearman {correlation:.3f}  of {len(rows)} documents")


def named(record: Record) -> Sequence[Mapping[str, Any]]:
    return [item for item in record["salience"] if item["named"]]


def scores_of(record: Record, doc: Document, known: Mapping[str, float]) -> Sequence[float]:
    """The score of each named gold entity: that of the found one that it shares most with; below all for none."""
    scores = np.full(len(named(record)), -1.0)
    for gold, entity in paired(overlap(named(record), doc.entities)):
        scores[gold] = known[doc.entities[entity].id]
    return list(map(float, scores))


def gold_document(
    record: Mapping[str, Any], mentions: Iterable[Mapping[str, Any]], tags: Sequence[str] | None
) -> Document:
    """A Document whose layers are the gold annotation and quotes by gold entities, which the corpus has not."""
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
    bare = Document(text, record["id"], record["meta"], layers)
    layers["quotes"] = Pipeline.default("fast").only("quotes")(bare).quotes
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


if __name__ == "__main__":
    main()

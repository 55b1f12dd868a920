"""Training data of the accurate tagger: gold texts in pieces, varied a little each pass, in batches of windows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray

from sayso.engine.encoding import EncodedText, Window, encode, windows
from sayso.engine.wordpiece import WordPiece
from sayso.learn.corpora import Gold, name_labels, pos_labels, read, role_labels, segmented
from sayso.learn.encoder import LINKS, UNKNOWN, Batch
from sayso.learn.renaming import Pools, renamed
from sayso.spans import NAME_TAGS, ROLE_TAGS

__all__ = ["Example", "Source", "batches", "example_of", "training_sources", "varied", "with_silver"]


@dataclass(frozen=True, slots=True)
class Example:
    """A gold text in pieces with what is known of its tokens (see `sayso.learn.encoder.Batch`)."""

    text: EncodedText
    roles: NDArray[np.bool_]
    names: NDArray[np.bool_]
    pos: NDArray[np.int64]
    links: NDArray[np.int64]
    weights: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Source:
    """A gold record together with the silver one of the same text, and how much each label set of it counts."""

    record: Mapping[str, Any]
    silver: Mapping[str, Any] | None
    weights: tuple[float, float, float]


def training_sources(data: Path) -> list[Source]:
    """The training records: PolNeAR with its silver layers, and the permissive sets of names and tags."""
    silver = {record["id"]: record for record in read(data / "silver" / "polnear_silver.train.jsonl.gz")}
    found = [
        Source(record, silver.get(record["id"]), (1.0, 0.4, 0.4))
        for record in read(data / "quotes" / "polnear.train.jsonl.gz")
    ]
    tags = {record["id"]: record for record in read(data / "pos" / "gum.train.jsonl.gz")}
    for record in read(data / "ner" / "train_gum.jsonl.gz"):
        if record["meta"].get("permissive") is True:
            both = record | {"pos": tags[record["id"]]["pos"], "tokens": tags[record["id"]]["tokens"]}
            found.append(Source(both, None, (1.0, 1.0, 1.0)))
    for path in sorted((data / "ner").glob("train_*.jsonl.gz")):
        if path.name != "train_gum.jsonl.gz":
            found += [Source(_without_pos(record), None, (1.0, 1.0, 1.0)) for record in read(path)]
    found += [Source(record, None, (1.0, 1.0, 1.0)) for record in read(data / "pos" / "ewt.train.jsonl.gz")]
    return [source for source in found if source.record.get("meta", {}).get("permissive") is not False]


def _without_pos(record: Mapping[str, Any]) -> Mapping[str, Any]:
    return {key: value for key, value in record.items() if key not in ("pos", "tokens")}


def example_of(source: Source, wordpiece: WordPiece) -> Example | None:
    """Encode a text and carry its annotations over to our tokens; None where there are no tokens."""
    golds = segmented([source.record])
    if not golds:
        return None
    gold = golds[0]
    count = len(gold.doc.tokens)
    other = gold if source.silver is None else Gold(gold.doc, source.silver)
    roles = role_labels(gold) if "quotes" in gold.record else np.ones((count, len(ROLE_TAGS)), np.bool_)
    names = name_labels(other) if "entities" in other.record else np.ones((count, len(NAME_TAGS)), np.bool_)
    pos = np.full(count, UNKNOWN, np.int64)
    if "pos" in other.record:
        allowed = pos_labels(other)
        sure = allowed.sum(1) == 1
        pos[sure] = allowed[sure].argmax(1)
    return Example(encode(gold.doc, wordpiece), roles, names, pos, _links(gold), source.weights)


def _links(gold: Gold) -> NDArray[np.int64]:
    """For the first token of each content span: the first tokens of its source, its cue and the content before it."""
    links = np.full((len(gold.doc.tokens), len(LINKS)), UNKNOWN, np.int64)
    ends = gold.doc.tokens.ends
    for quote in gold.record.get("quotes", ()):
        first = {
            role: [int(np.searchsorted(ends, start, side="right")) for start, _ in sorted(quote[role])]
            for role in ("content", "source", "cue")
        }
        for number, begin in enumerate(first["content"]):
            before = first["content"][number - 1] if number else begin
            links[begin] = (first["source"] or [begin])[0], (first["cue"] or [begin])[0], before
    return links


_CURLY_TO_STRAIGHT: Final = str.maketrans("“”‘’", "\"\"''")
_CURLY_TO_SINGLE: Final = str.maketrans("“”‘’", "‘’“”")
_APOSTROPHE: Final = str.maketrans("’", "'")
_RENAMED: Final = 0.4  # of the texts get other names


def varied(source: Source, rng: np.random.Generator, *, pools: Pools | None = None) -> Source | None:
    """The same text with other quotation marks, in other case or, given names, with other names, at times.

    None stands for no change.
    """
    draw = rng.random()
    text = source.record["text"]
    if pools is not None and draw >= 1 - _RENAMED:
        return _with_other_names(source, pools, rng)
    if draw < 0.10:
        new = text.translate(_CURLY_TO_STRAIGHT)
    elif draw < 0.15:
        new = text.translate(_CURLY_TO_SINGLE).replace("”", "’")
    elif draw < 0.18:
        new = text.translate(_APOSTROPHE)
    elif draw < 0.23 and '"' in text and "“" not in text:
        new = _curled(text)
    elif draw < 0.25:
        new = text.upper()
    elif draw < 0.27:
        new = text.lower()
    else:
        return None
    if new == text or len(new) != len(text):
        return None
    return replace(source, record={**source.record, "text": new})


def _with_other_names(source: Source, pools: Pools, rng: np.random.Generator) -> Source | None:
    records = [source.record] if source.silver is None else [source.record, source.silver]
    if "entities" not in records[-1]:
        return None
    new = renamed(records, records[-1], pools, rng)
    return replace(source, record=new[0], silver=None if source.silver is None else new[1])


def _curled(text: str) -> str:
    """Straight double marks made curly, an opening one where none is open in its line."""
    out, is_open = [], False
    for char in text:
        if char == "\n":
            is_open = False
        elif char == '"':
            char = "”" if is_open else "“"
            is_open = not is_open
        out.append(char)
    return "".join(out)


def with_silver(found: Sequence[tuple[Source, Example]], weight: float) -> list[tuple[Source, Example]]:
    """The texts with another weight for names that a program found."""

    def new(source: Source) -> tuple[float, float, float]:
        roles, names, pos = source.weights
        return (roles, names if source.silver is None else weight, pos)

    return [(replace(source, weights=new(source)), replace(example, weights=new(source))) for source, example in found]


def batches(
    found: Sequence[Example], pieces: int, rng: np.random.Generator, *, wordpiece: WordPiece
) -> Iterator[Batch]:
    """One pass over the examples in windows of changing size, in batches of about equal length, in random order."""
    places = [
        (number, window)
        for number, example in enumerate(found)
        for window in windows(example.text, size=int(rng.choice((112, 160, 224))), left=0, right=0)
    ]
    order = rng.permutation(len(places))
    pool = max(1, 40 * pieces // 100)
    groups: list[list[tuple[int, Window]]] = []
    for start in range(0, len(order), pool):
        mine = [places[i] for i in order[start : start + pool]]
        mine.sort(key=lambda place: _length(found[place[0]].text, place[1]))
        group: list[tuple[int, Window]] = []
        for place in mine:
            if group and (len(group) + 1) * _length(found[place[0]].text, place[1]) > pieces:
                groups.append(group)
                group = []
            group.append(place)
        groups.append(group)
    for i in rng.permutation(len(groups)):
        yield _batch([(found[number], window) for number, window in groups[i]], wordpiece)


def _length(text: EncodedText, window: Window) -> int:
    return int(text.ends[window.end - 1] - text.first[window.begin]) + 1


def _batch(parts: Sequence[tuple[Example, Window]], wordpiece: WordPiece) -> Batch:
    size = len(parts)
    longest = max(_length(example.text, window) for example, window in parts)
    most = max(window.end - window.begin for _, window in parts)
    pieces, shapes, marks = (np.zeros((size, longest), np.int64) for _ in range(3))
    mask = np.zeros((size, longest), np.bool_)
    first, pos = np.zeros((size, most), np.int64), np.full((size, most), UNKNOWN, np.int64)
    words = np.zeros((size, most), np.bool_)
    roles = np.ones((size, most, len(ROLE_TAGS)), np.bool_)
    names = np.ones((size, most, len(NAME_TAGS)), np.bool_)
    links = np.full((size, most, len(LINKS)), UNKNOWN, np.int64)
    for row, (example, window) in enumerate(parts):
        text, span = example.text, slice(window.begin, window.end)
        begin, end = int(text.first[window.begin]), int(text.ends[window.end - 1])
        count = window.end - window.begin
        pieces[row, 0] = wordpiece.cls
        pieces[row, 1 : 1 + end - begin] = text.pieces[begin:end]
        shapes[row, 1 : 1 + end - begin] = text.shapes[begin:end]
        marks[row, 1 : 1 + end - begin] = text.marks[begin:end]
        mask[row, : 1 + end - begin] = True
        first[row, :count] = text.first[span] - begin + 1
        words[row, :count] = True
        roles[row, :count], names[row, :count], pos[row, :count] = (
            example.roles[span],
            example.names[span],
            example.pos[span],
        )
        there = (example.links[span] >= window.begin) & (example.links[span] < window.end)
        links[row, :count] = np.where(there, example.links[span] - window.begin, UNKNOWN)
    weights = np.array([example.weights for example, _ in parts], np.float32)
    arrays = (pieces, shapes, marks, mask, first, words, roles, names, pos, links, weights)
    return Batch(*map(torch.from_numpy, arrays))

"""Tokens of many documents as one row of arrays, and what lies around each of them in its group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sayso.document import Document

__all__ = [
    "BOUNDARY",
    "KINDS",
    "Batch",
    "Flags",
    "Ints",
    "any_in",
    "batch_of",
    "bounds",
    "last_where",
    "next_where",
    "shifted",
]

Ints = NDArray[Any]
Flags = NDArray[np.bool_]
BOUNDARY: Final = ""  # the type that stands before the first and after the last token of a sequence
KINDS: Final = (
    "body",
    "headline",
    "kicker",
    "dateline",
    "byline",
    "caption",
    "link",
    "share",
)
_KIND_CODE: Final = {kind: code for code, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Tokens of several documents in one row of arrays, each int32 of shape (tokens,).

    types: index into `vocabulary`, whose entry 0 is `BOUNDARY`. paragraph, sentence and document count up over the
    whole batch. kind is the paragraph's kind, as an index into `KINDS`. `glued` says that no space stands before.
    """

    vocabulary: Sequence[str]
    types: Ints
    document: Ints
    paragraph: Ints
    sentence: Ints
    kind: Ints
    glued: Ints

    def __len__(self) -> int:
        return len(self.types)

    def part(self, first: int, last: int) -> Batch:
        """The tokens from `first` up to `last` as a batch of their own."""
        place = slice(first, last)
        used, types = np.unique(np.append(self.types[place], 0), return_inverse=True)
        columns = (column[place] for column in (self.document, self.paragraph, self.sentence, self.kind, self.glued))
        return Batch([self.vocabulary[i] for i in used.tolist()], types[:-1].astype(np.int32), *columns)


class _Numbers(dict[str, int]):
    """Numbers strings in the order in which they are first asked for."""

    def __missing__(self, key: str) -> int:
        self[key] = number = len(self)
        return number


def batch_of(docs: Sequence[Document]) -> Batch:
    """Gather the tokens of documents that have the layers paragraphs, tokens and sentences."""
    ids = _Numbers({BOUNDARY: 0})
    types: list[int] = []
    columns: list[tuple[Ints, ...]] = []
    paragraphs = sentences = 0
    for number, doc in enumerate(docs):
        text, spans = doc.text, doc.tokens
        pairs = zip(spans.starts.tolist(), spans.ends.tolist(), strict=True)
        types += map(ids.__getitem__, [text[start:end] for start, end in pairs])
        paragraph = np.maximum(np.searchsorted(doc.paragraphs.starts, spans.starts, "right") - 1, 0)
        sentence = np.maximum(np.searchsorted(doc.sentences.starts, spans.starts, "right") - 1, 0)
        kinds = np.array([_KIND_CODE[kind] for kind in doc.paragraphs.kinds] or [0], np.int32)
        glued = np.zeros(len(spans), np.int32)
        glued[1:] = spans.starts[1:] == spans.ends[:-1]
        document = np.full(len(spans), number)
        columns.append(
            (
                document,
                paragraph + paragraphs,
                sentence + sentences,
                kinds[paragraph],
                glued,
            )
        )
        paragraphs += len(doc.paragraphs) + 1
        sentences += len(doc.sentences) + 1
    joined = (np.concatenate(column).astype(np.int32) for column in zip(*columns, strict=True))
    document, paragraph, sentence, kind, glued = joined if columns else (np.zeros(0, np.int32),) * 5
    return Batch(list(ids), np.array(types, np.int32), document, paragraph, sentence, kind, glued)


def shifted(values: Ints, offset: int, group: Ints, outside: int = 0) -> Ints:
    """`values[i + offset]` for each i, and `outside` where that place is in another group or beyond the end."""
    if offset == 0:
        return values
    out = np.full(len(values), outside, values.dtype)
    if offset > 0:
        same = group[offset:] == group[:-offset]
        out[:-offset][same] = values[offset:][same]
    else:
        same = group[-offset:] == group[:offset]
        out[-offset:][same] = values[:offset][same]
    return out


def last_where(condition: Flags, group_start: Ints) -> Ints:
    """Place of the last token so far, this one included, where the condition holds in the group; else -1."""
    places = np.maximum.accumulate(np.where(condition, np.arange(len(condition), dtype=np.int32), np.int32(-1)))
    return np.where(places >= group_start, places, np.int32(-1))


def next_where(condition: Flags, group_end: Ints) -> Ints:
    """Place of the first token from this one on where the condition holds in the group; else -1."""
    count = len(condition)
    places = np.where(condition, np.arange(count, dtype=np.int32), np.int32(count))
    places = np.minimum.accumulate(places[::-1])[::-1]
    return np.where(places < group_end, places, np.int32(-1))


def bounds(group: Ints) -> tuple[Ints, Ints]:
    """First place and one past the last place of the group that each token is in."""
    if len(group) == 0:
        return group, group
    new = np.flatnonzero(np.concatenate(([True], group[1:] != group[:-1]))).astype(np.int32)
    sizes = np.diff(np.append(new, len(group)))
    return np.repeat(new, sizes), np.repeat(new + sizes, sizes).astype(np.int32)


def any_in(condition: Flags, first: Ints, end: Ints) -> Ints:
    """1 for each group, given by its bounds, in which the condition holds somewhere."""
    total = np.concatenate(([0], np.cumsum(condition)))
    found: Ints = (total[end] > total[first]).astype(np.int64)
    return found

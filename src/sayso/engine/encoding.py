"""What the accurate tagger's encoder reads: pieces, the shape of words and the state of quotation marks."""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sayso.document import Document
from sayso.engine.wordpiece import WordPiece
from sayso.marks import pair_marks

__all__ = ["MARK_STATES", "SHAPES", "EncodedText", "Window", "encode", "windows"]

Ints = NDArray[np.int64]

# The encoder is uncased: the shape of its word goes with each piece. 0 is for separators.
SHAPES: Final = ("separator", "lower", "title", "upper", "initial", "mixed", "number", "mark", "other")
# What a token is to the quotation marks: outside, inside double or single ones, opening or closing.
MARK_STATES: Final = ("outside", "double", "single", "opening", "closing")


@dataclass(frozen=True, slots=True)
class EncodedText:
    """A text in pieces; each paragraph is closed by a separator piece.

    pieces, shapes, marks: int64, one a piece. first: index of each token's first piece. closing: tokens that end a
    paragraph; resting: tokens that end a sentence.
    """

    pieces: Ints
    shapes: Ints
    marks: Ints
    first: Ints
    closing: Ints
    resting: Ints

    @property
    def ends(self) -> Ints:
        """Index after the last piece of each token, its separator included."""
        return np.append(self.first[1:], len(self.pieces))


class Window(NamedTuple):
    """A stretch of tokens that the encoder reads at once, and the part of it whose labels are kept."""

    begin: int
    end: int
    keep_begin: int
    keep_end: int


def encode(doc: Document, wordpiece: WordPiece) -> EncodedText:
    """Pieces and their features of a document with the layers paragraphs, tokens and sentences."""
    text, tokens = doc.text, doc["tokens"]
    starts, ends = tokens.starts.tolist(), tokens.ends.tolist()
    words = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    closing = _last_tokens(tokens.starts, doc["paragraphs"].ends)
    resting = _last_tokens(tokens.starts, doc["sentences"].ends)
    split = [wordpiece(word) for word in words]
    counts = np.fromiter(map(len, split), np.int64, len(split))
    separators = np.zeros(len(words), np.int64)
    separators[closing] = 1
    first = np.cumsum(counts + separators) - counts - separators
    total = int((counts + separators).sum())
    is_word = np.ones(total, np.bool_)
    is_word[(first + counts)[closing]] = False
    pieces = np.full(total, wordpiece.sep, np.int64)
    pieces[is_word] = np.fromiter(itertools.chain.from_iterable(split), np.int64, int(counts.sum()))
    shapes, marks = np.zeros(total, np.int64), np.zeros(total, np.int64)
    shapes[is_word] = np.repeat(np.fromiter(map(_shape, words), np.int64, len(words)), counts)
    marks[is_word] = np.repeat(_mark_states(doc)[tokens.starts], counts)
    return EncodedText(pieces, shapes, marks, first, closing, resting)


def windows(encoded: EncodedText, *, size: int, left: int, right: int) -> list[Window]:
    """Cut a text into windows at the ends of paragraphs, or of sentences within long paragraphs.

    Windows overlap within a paragraph. Nothing is read across the ends of paragraphs that is not in one window anyway:
    attributions hardly ever reach over them (source: PolNeAR).

    Args:
        encoded: the text.
        size: pieces in the part of a window whose labels are kept, at most.
        left: pieces of context before that part, at most.
        right: likewise after it.
    """
    count = len(encoded.first)
    if count == 0:
        return []
    begins, ends = encoded.first, encoded.ends
    if len(encoded.pieces) <= size + left + right:
        return [Window(0, count, 0, count)]
    found: list[Window] = []
    start = 0
    while start < count:
        full = max(start + 1, int(np.searchsorted(ends, begins[start] + size, side="right")))
        stop = count if full >= count else _cut(encoded, start, full)
        place = int(np.searchsorted(encoded.closing, start))  # of the paragraph that holds the first token
        opening = int(encoded.closing[place - 1]) + 1 if place else 0
        place = int(np.searchsorted(encoded.closing, stop - 1))
        closing = int(encoded.closing[place]) + 1 if place < len(encoded.closing) else count
        before = int(np.searchsorted(begins, begins[start] - left))
        after = int(np.searchsorted(ends, ends[stop - 1] + right, side="right"))
        found.append(Window(max(before, opening), max(min(after, closing), stop), start, stop))
        start = stop
    return found


def _cut(encoded: EncodedText, start: int, full: int) -> int:
    """Where to end a part that may hold the tokens start..full: after the last paragraph in its second half, or so."""
    middle = (start + full) // 2
    for stops in (encoded.closing, encoded.resting):
        at = int(np.searchsorted(stops, full)) - 1
        if at >= 0 and stops[at] >= middle:
            return int(stops[at]) + 1
    return full


def _last_tokens(starts: NDArray[np.int32], ends: NDArray[np.int32]) -> Ints:
    last = np.searchsorted(starts, ends) - 1
    return np.unique(last[last >= 0]).astype(np.int64)


def _mark_states(doc: Document) -> NDArray[np.uint8]:
    states = np.zeros(len(doc.text) + 1, np.uint8)
    for pair in sorted(pair_marks(doc.text, doc["paragraphs"]), key=lambda pair: pair.kind != "single"):
        for start, end in pair.parts:
            states[start:end] = 2 if pair.kind == "single" else 1
        states[pair.start : pair.start + pair.opening] = 3
        if pair.closed:
            states[pair.end - pair.closing : pair.end] = 4
    return states


@functools.lru_cache(maxsize=100_000)
def _shape(word: str) -> int:
    if word.islower():
        return 1
    if not any(char.isalnum() for char in word[:100]):
        return 7
    if word.isupper():
        return 4 if sum(map(str.isalpha, word[:100])) == 1 else 3
    if word[0].isdigit():
        return 6
    if word.istitle() or (word[0].isupper() and word[1:].islower()):
        return 2
    return 5 if any(map(str.isalpha, word[:100])) else 8

"""Places in a text, and what is known of every token there, stored as arrays.

Every position is a half-open pair of `str` offsets: `text[span.start:span.end]` is what a span means.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sayso.errors import InputError

__all__ = ["NAME_TAGS", "POS_TAGS", "ROLE_TAGS", "Labels", "ParagraphKind", "Paragraphs", "Span", "SpanArray", "Token"]

ParagraphKind = Literal["body", "headline", "kicker", "dateline", "byline", "caption", "link", "share"]

# Penn Treebank tags with the additions of the Universal Dependencies English treebanks.
POS_TAGS: Final[tuple[str, ...]] = tuple(
    "CC CD DT EX FW IN JJ JJR JJS LS MD NN NNP NNPS NNS PDT POS PRP PRP$ RB RBR RBS RP SYM TO UH VB VBD VBG VBN"
    " VBP VBZ WDT WP WP$ WRB . , : `` '' -LRB- -RRB- $ # HYPH NFP ADD AFX GW XX".split()
)
NAME_TAGS: Final[tuple[str, ...]] = (
    "O",
    *(f"{bio}-{label}" for label in ("PER", "ORG", "LOC", "MISC") for bio in "BI"),
)
ROLE_TAGS: Final[tuple[str, ...]] = ("O", *(f"{bio}-{role}" for role in ("content", "source", "cue") for bio in "BI"))


class Span(NamedTuple):
    """A half-open range of characters, `text[start:end]`; equal to the tuple `(start, end)`."""

    start: int
    end: int

    def overlaps(self, other: tuple[int, int]) -> bool:
        """Whether the two ranges share at least one character."""
        return self.start < other[1] and other[0] < self.end

    def covers(self, other: tuple[int, int]) -> bool:
        """Whether the other range lies within this one."""
        return self.start <= other[0] and other[1] <= self.end


class SpanArray(Sequence[Span]):
    """Spans in text order, stored as two arrays and handed out as `Span` on demand.

    `starts` and `ends` are read-only int32 arrays of one length.
    """

    __slots__ = ("ends", "starts")

    starts: NDArray[np.int32]
    ends: NDArray[np.int32]

    def __init__(self, starts: ArrayLike, ends: ArrayLike) -> None:
        self.starts = _frozen_array(starts, np.int32)
        self.ends = _frozen_array(ends, np.int32)
        if self.starts.shape != self.ends.shape or self.starts.ndim != 1:
            raise InputError(
                f"starts and ends must be flat and equally long, not {self.starts.shape} and {self.ends.shape}"
            )

    @classmethod
    def of(cls, spans: Iterable[tuple[int, int]]) -> SpanArray:
        """Build from pairs of offsets."""
        pairs = np.array(list(spans), dtype=np.int32).reshape(-1, 2)
        return cls(pairs[:, 0], pairs[:, 1])

    def __len__(self) -> int:
        return len(self.starts)

    @overload
    def __getitem__(self, index: int) -> Span: ...
    @overload
    def __getitem__(self, index: slice) -> SpanArray: ...
    def __getitem__(self, index: int | slice) -> Span | SpanArray:
        if isinstance(index, slice):
            return SpanArray(self.starts[index], self.ends[index])
        return Span(int(self.starts[index]), int(self.ends[index]))

    def __iter__(self) -> Iterator[Span]:
        return map(Span, self.starts.tolist(), self.ends.tolist())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SpanArray):
            return NotImplemented
        return np.array_equal(self.starts, other.starts) and np.array_equal(self.ends, other.ends)

    def __hash__(self) -> int:
        return hash((self.starts.tobytes(), self.ends.tobytes()))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self)} spans>"

    def within(self, span: tuple[int, int]) -> range:
        """Indices of the spans that lie wholly inside `span` (spans in order and not overlapping)."""
        first = int(np.searchsorted(self.starts, span[0], side="left"))
        last = int(np.searchsorted(self.ends, span[1], side="right"))
        return range(first, max(first, last))

    def at(self, offset: int) -> int | None:
        """Index of the span that holds the character at `offset`, or None."""
        index = int(np.searchsorted(self.starts, offset, side="right")) - 1
        return index if index >= 0 and offset < self.ends[index] else None


class Paragraphs(SpanArray):
    """Paragraphs with what each of them is: body text, or a headline, byline, caption and so on."""

    __slots__ = ("kinds",)

    kinds: tuple[ParagraphKind, ...]

    def __init__(self, starts: ArrayLike, ends: ArrayLike, kinds: Iterable[ParagraphKind]) -> None:
        super().__init__(starts, ends)
        self.kinds = tuple(kinds)
        if len(self.kinds) != len(self):
            raise InputError(f"{len(self)} paragraphs but {len(self.kinds)} kinds")

    def __eq__(self, other: object) -> bool:
        return super().__eq__(other) and self.kinds == getattr(other, "kinds", None)

    def __hash__(self) -> int:
        return hash((super().__hash__(), self.kinds))

    def of_kind(self, *kinds: ParagraphKind) -> tuple[Span, ...]:
        """The paragraphs that are one of these kinds."""
        return tuple(span for span, kind in zip(self, self.kinds, strict=True) if kind in kinds)


class Token(NamedTuple):
    """One token as a view: its place and text, and its labels where the text was tagged."""

    span: Span
    text: str
    pos: str | None = None
    name: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """What a tagger says of every token: codes into `POS_TAGS`, `NAME_TAGS` and `ROLE_TAGS`, and how sure it is.

    pos, names, roles: uint8 codes, one a token.
    name_confidence: probability of the chosen name tag, float32, one a token.
    role_probabilities: float32 of shape (tokens, len(ROLE_TAGS)).
    """

    pos: NDArray[np.uint8]
    names: NDArray[np.uint8]
    roles: NDArray[np.uint8]
    name_confidence: NDArray[np.float32]
    role_probabilities: NDArray[np.float32]

    def __post_init__(self) -> None:
        for name in ("pos", "names", "roles"):
            object.__setattr__(self, name, _frozen_array(getattr(self, name), np.uint8))
        # Three decimals are what the models are worth, and what the wire format keeps exactly.
        for name in ("name_confidence", "role_probabilities"):
            rounded = np.round(np.asarray(getattr(self, name), np.float64), 3)
            object.__setattr__(self, name, _frozen_array(rounded, np.float32))
        count = len(self.pos)
        if self.role_probabilities.shape != (count, len(ROLE_TAGS)) or not (
            len(self.names) == len(self.roles) == len(self.name_confidence) == count
        ):
            raise InputError(f"labels must have one entry a token ({count} here) in every array")

    def __len__(self) -> int:
        return len(self.pos)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Labels):
            return NotImplemented
        return all(np.array_equal(getattr(self, name), getattr(other, name)) for name in self.__slots__)

    __hash__ = None  # type: ignore[assignment]  # arrays inside: compared by value, never a key


def _frozen_array(values: ArrayLike, dtype: Any) -> NDArray[Any]:
    array = np.array(values, dtype=dtype)
    array.setflags(write=False)
    return array

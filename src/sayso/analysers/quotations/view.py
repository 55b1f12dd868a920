"""One document as the quotation code looks at it: token by token, with marks, sentences and roles at hand."""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.quotations.lexicon import PRONOUNS, is_speech_verb, is_word
from sayso.marks import MarkPair, inside, pair_marks
from sayso.spans import POS_TAGS, ROLE_TAGS, Labels, Span

if TYPE_CHECKING:
    from sayso.document import Document

__all__ = ["Role", "RoleSpan", "TokenView", "faint_spans", "labelled_spans", "role_spans", "view_of"]

Role = Literal["content", "source", "cue"]
_OPENING: Final = frozenset('“„«"`»')
_LONG: Final = 12  # characters; shorter inner quotations are words, not speech
_NAMED_TURN: Final = re.compile(r"[A-Z][A-Z.'’ -]{2,40}:\s")
_ATTRIBUTION: Final = 12  # tokens of source and cue that end an unclosed quotation
_TITLE: Final = 6  # tokens: “said” and a name with its title in small letters
_LIKELY: Final = 0.35
_PLAIN_CUES: Final = frozenset(["said", "says", "added", "adds"])
_TELLING: Final = frozenset([*_PLAIN_CUES, "told", "tells"])
_DETERMINERS: Final = frozenset(["the", "a", "an", "one", "another", "his", "her", "their"])
_CLAUSES: Final = frozenset([*PRONOUNS, "that", "which", "is", "are", "was", "were", "has", "have", "had", "will"])
_ROLES: Final[tuple[Role, ...]] = ("content", "source", "cue")
_ROLE_OF_TAG: tuple[str, ...] = tuple(tag[2:] for tag in ROLE_TAGS)
_BEGINS: tuple[bool, ...] = tuple(tag.startswith("B-") for tag in ROLE_TAGS)


@dataclass(frozen=True, slots=True)
class RoleSpan:
    """A stretch of tokens, `first` to `last` exclusive, that plays a role in an attribution.

    `pair` is the index of the pair of marks that a content fills, or -1. Contents that stand `apart` are quotations by
    themselves even where they share a cue. Those `by_marks` rest on marks against the labels. Those `optional` go
    with the speech in marks that follows them.
    """

    role: Role
    first: int
    last: int
    confidence: float
    pair: int = -1
    apart: bool = False
    by_marks: bool = False
    optional: bool = False

    def overlaps(self, other: RoleSpan) -> bool:
        """Whether the two share a token."""
        return self.first < other.last and other.first < self.last


@dataclass(frozen=True, slots=True)
class TokenView:
    """Token arrays of one document; all indices are token indices, `starts` and `ends` are offsets into the text.

    `sentence` and `paragraph` number each token's sentence and paragraph; `quotable` is False in paragraphs that never
    hold quotations; `pair` is the index of the outermost pair of marks around each token, or -1; `depth` counts
    all pairs around it; `quoted` is what decides between direct and indirect speech; `pos` is None without labels.
    """

    text: str
    starts: list[int]
    ends: list[int]
    words: list[str]
    sentence: list[int]
    paragraph: list[int]
    paragraph_spans: tuple[Span, ...]
    paragraph_kinds: tuple[str, ...]
    quotable: list[bool]
    pairs: tuple[MarkPair, ...]
    pair: list[int]
    depth: NDArray[np.uint8]
    quoted: NDArray[np.bool_]
    pos: list[str] | None
    labels: Labels | None

    def __len__(self) -> int:
        return len(self.starts)

    def span(self, first: int, last: int) -> Span:
        """The text span of a stretch of tokens."""
        return Span(self.starts[first], self.ends[last - 1])

    def tokens_in(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of tokens that begin at or after `start` and before `end`."""
        return bisect.bisect_left(self.starts, start), bisect.bisect_left(self.starts, end)


def view_of(doc: Document) -> TokenView:
    """Gather what the layers paragraphs, tokens, sentences and labels say of each token."""
    text, tokens, paragraphs = doc.text, doc.tokens, doc.paragraphs
    starts, ends = tokens.starts.tolist(), tokens.ends.tolist()
    paragraph = (np.searchsorted(paragraphs.starts, tokens.starts, side="right") - 1).clip(0)
    sentence = (np.searchsorted(doc.sentences.starts, tokens.starts, side="right") - 1).clip(0)
    kind_ok = np.array([kind in ("body", "headline") for kind in paragraphs.kinds] or [True])
    words = [text[start:end].lower() for start, end in zip(starts, ends, strict=True)]
    pairs = _without_wrappers(text, pair_marks(text, paragraphs))
    labels: Labels | None = doc.layers.get("labels")
    ender = _Ender(text, words, starts, ends, sentence.tolist(), labels)
    pairs = tuple(part for pair in pairs for part in ender.ended(pair))
    pair = np.full(len(starts), -1, np.int64)
    for index in range(len(pairs) - 1, -1, -1):  # outer pairs come before inner ones, so they overwrite them here
        for start, end in pairs[index].parts:
            first, last = np.searchsorted(tokens.starts, (start, end))
            pair[first:last] = index
    return TokenView(
        text=text,
        starts=starts,
        ends=ends,
        words=words,
        sentence=sentence.tolist(),
        paragraph=paragraph.tolist(),
        paragraph_spans=tuple(paragraphs),
        paragraph_kinds=tuple(paragraphs.kinds),
        quotable=kind_ok[paragraph].tolist() if len(starts) else [],
        pairs=pairs,
        pair=pair.tolist(),
        depth=inside(text, pairs)[tokens.starts] if len(starts) else np.zeros(0, np.uint8),
        quoted=_quoted(text, pairs)[tokens.starts] if len(starts) else np.zeros(0, np.bool_),
        pos=[POS_TAGS[code] for code in labels.pos.tolist()] if labels is not None else None,
        labels=labels,
    )


def _without_wrappers(text: str, pairs: tuple[MarkPair, ...]) -> tuple[MarkPair, ...]:
    """Leave out marks around a whole passage of several paragraphs that has speech of its own inside.

    Such an excerpt is set off by marks, but it is its quotations and its turns that are speech.
    """
    kept: list[MarkPair] = []
    kinds = Counter(pair.kind for pair in pairs if pair.closed)
    for place, pair in enumerate(pairs):
        if pair.kind == "straight" and not pair.closed and kinds["curly"] > 2 * kinds["straight"]:
            continue  # marks that open the paragraphs of an excerpt
        if len(pair.parts) > 1 and pair.kind != "single":
            inner = 0
            for other in pairs[place + 1 :]:
                if other.start >= pair.end:
                    break
                inner += other.kind not in ("single", "dash") and other.end - other.start > _LONG
            named = sum(bool(_NAMED_TURN.match(text, start + pair.opening, end)) for start, end in pair.parts)
            if inner > 1 or named > 1:
                continue
        kept.append(pair)
    return tuple(kept)


class _Ender:
    """Ends quotations that nobody closed where an attribution begins: “It holds, said Ricci on Monday."""

    def __init__(
        self,
        text: str,
        words: list[str],
        starts: list[int],
        ends: list[int],
        sentence: list[int],
        labels: Labels | None,
    ) -> None:
        self.text, self.words, self.starts, self.ends, self.sentence = text, words, starts, ends, sentence
        self.roles: NDArray[np.float32] | None = None
        if labels is not None and labels.role_probabilities.any():
            probabilities = labels.role_probabilities
            self.roles = probabilities[:, [3, 5]] + probabilities[:, [4, 6]]

    def ended(self, pair: MarkPair) -> list[MarkPair]:
        """The pair itself if it is closed; else it up to its attribution.

        A mark that opens the next paragraph may belong to another quotation: if the sentence that ends a paragraph is
        an attribution, what follows is a pair by itself.
        """
        found: list[MarkPair] = []
        parts: list[Span] = []
        for number, (start, end) in enumerate(pair.parts, 1):
            cut = None
            if number < len(pair.parts):
                cut = self._cut(start, end, last_sentence=True)
            elif not pair.closed:
                cut = self._cut(start, end)
            if cut is None:
                parts.append(Span(start, end))
                continue
            found.append(replace(pair, parts=(*parts, Span(start, cut)), closing=0))
            parts = []
        return [*found, replace(pair, parts=tuple(parts))] if parts else found

    def _cut(self, start: int, end: int, last_sentence: bool = False) -> int | None:
        """The offset after which an attribution stands, or None."""
        first, last = bisect.bisect_left(self.starts, start), bisect.bisect_left(self.starts, end)
        for place in range(first + 1, last - 2):
            if last_sentence and self.sentence[place + 1] != self.sentence[last - 1]:
                continue
            if self.words[place] in (",", "?", "!") and (
                _attributes(self.text, self.words, self.starts, place + 1, last) or self._labelled(place + 1, last)
            ):
                return self.ends[place]
        return None

    def _labelled(self, place: int, last: int) -> bool:
        """Whether the labels see a verb of saying with its source here."""
        if self.roles is None:
            return False
        near = self.roles[place : min(place + _ATTRIBUTION, last)]
        source, cue = near[0]
        if cue >= source:
            return bool(cue >= _LIKELY and is_speech_verb(self.words[place]) and near[1:3, 0].max(initial=0) >= _LIKELY)
        if source < _LIKELY:
            return False
        verb = place + int(np.argmax(near[:, 1] >= _LIKELY))
        return bool(near[verb - place, 1] >= _LIKELY and is_speech_verb(self.words[verb]))


def _attributes(text: str, words: list[str], starts: list[int], place: int, last: int) -> bool:
    """Whether “he said”, “said engineer Jane Smith”, “Jane Smith said” or “the chief engineer said” stands here."""
    if is_speech_verb(words[place]):
        following = range(place + 1, min(place + 1 + _TITLE, last))
        if not following:
            return False
        if words[place + 1] in PRONOUNS or words[place + 1] == "the" or text[starts[place + 1]].isupper():
            return True
        titled = next((i for i in following if not words[i][0].isalpha() or text[starts[i]].isupper()), place)
        return words[place] in _PLAIN_CUES and text[starts[titled]].isupper()
    if words[place] in PRONOUNS:
        return is_speech_verb(words[place + 1])
    if words[place] in _DETERMINERS:
        for verb in range(place + 2, min(place + _ATTRIBUTION, last)):
            if words[verb] in _TELLING:
                return True
            if not words[verb][0].isalpha() or words[verb] in _CLAUSES or is_speech_verb(words[verb]):
                return False
    while place < last and text[starts[place]].isupper():
        place += 1
        if place < last and is_speech_verb(words[place]):
            return True
    return False


def _quoted(text: str, pairs: Sequence[MarkPair]) -> NDArray[np.bool_]:
    """Where the marks make speech direct, as PolNeAR's kinds have it: '' and ” do not open, nor does a dash."""
    counted = [pair for pair in pairs if pair.kind == "single" or text[pair.start] in _OPENING]
    return inside(text, counted) > 0


def faint_spans(view: TokenView, role: Role, taken: Sequence[RoleSpan], threshold: float) -> list[RoleSpan]:
    """Stretches outside all the spans taken in which a role is at least this probable, in text order."""
    if view.labels is None or not len(view):
        return []
    column = 2 * _ROLES.index(role) + 1
    probability = view.labels.role_probabilities[:, column : column + 2].sum(axis=1)
    likely = probability >= threshold
    for span in taken:
        likely[span.first : span.last] = False
    paragraph = np.asarray(view.paragraph)
    joined = likely[1:] & likely[:-1] & (paragraph[1:] == paragraph[:-1])
    firsts = np.flatnonzero(likely & np.concatenate(([True], ~joined))).tolist()
    lasts = (np.flatnonzero(likely & np.concatenate((~joined, [True]))) + 1).tolist()
    found = []
    for first, last in zip(firsts, lasts, strict=True):
        low, high = _trimmed(view, first, last)
        if low < high and view.quotable[low]:
            found.append(RoleSpan(role, low, high, float(probability[low:high].mean())))
    return found


def _trimmed(view: TokenView, first: int, last: int) -> tuple[int, int]:
    """Without the stops and marks at both ends."""
    while first < last and not is_word(view.words[first]):
        first += 1
    while last > first and not is_word(view.words[last - 1]):
        last -= 1
    return first, last


def labelled_spans(view: TokenView) -> list[RoleSpan]:
    """The spans that the labels give in quotable text: cues and sources within a sentence and without stops around."""
    if view.labels is None or not len(view):
        return []
    found = []
    for span in role_spans(view.labels.roles.tolist(), view.labels.role_probabilities):
        if not view.quotable[span.first]:
            continue
        if span.role == "content":
            low, high = _without_last_stop(view, span.first, span.last)
        else:
            high = span.last
            while view.sentence[high - 1] != view.sentence[span.first]:
                high -= 1
            low, high = _trimmed(view, span.first, high)
        if low < high:
            found.append(RoleSpan(span.role, low, high, span.confidence))
    return found


def _without_last_stop(view: TokenView, first: int, last: int) -> tuple[int, int]:
    """A full stop or comma at the end belongs to the content only inside marks."""
    if last - first > 1 and view.words[last - 1] in (".", ",", ";") and not view.depth[last - 1]:
        return first, last - 1
    return first, last


def role_spans(roles: Sequence[int], probabilities: NDArray[np.float32] | None = None) -> list[RoleSpan]:
    """Read the spans off role codes; a span's confidence is the mean probability of its role over its tokens."""
    spans: list[RoleSpan] = []
    first, current = 0, ""

    def finish(last: int) -> None:
        if current:
            confidence = 1.0
            if probabilities is not None:
                columns = [code for code, role in enumerate(_ROLE_OF_TAG) if role == current]
                confidence = float(probabilities[first:last][:, columns].sum(axis=1).mean())
            spans.append(RoleSpan(current, first, last, confidence))  # type: ignore[arg-type]

    for index, code in enumerate(roles):
        role = _ROLE_OF_TAG[code]
        if role != current or _BEGINS[code]:
            finish(index)
            first, current = index, role
    finish(len(roles))
    return spans

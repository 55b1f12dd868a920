"""Which words in quotation marks are speech, and which are titles, nicknames, slogans or scare quotes."""

from __future__ import annotations

from collections import Counter
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.quotations.lexicon import is_speech_verb, is_word
from sayso.analysers.quotations.view import TokenView
from sayso.marks import MarkPair

__all__ = [
    "LABEL_COLUMNS",
    "MARKS",
    "PAUSES",
    "STOPS",
    "first_letter",
    "last_within",
    "outer_pairs",
    "pair_features",
    "pair_tokens",
    "stands_free",
    "usual_kind",
]

_INDENT: Final = 20  # characters; space after an opening mark
LABEL_COLUMNS: Final = 13  # the last columns of the features, -1 where there are no labels

MARKS: Final = frozenset([*"“”\"‘’'`«»„‟‹›‚—―", "``", "''", "--"])
PAUSES: Final = frozenset([",", "?", "!", "…", "...", "—", "--", "–", "-"])
STOPS: Final = frozenset([*",.?!…—-–", "...", "--", "?!", "!!"])
_KINDS: Final = ("curly", "straight", "latex", "guillemets", "single", "dash")
_FIRST: Final = frozenset(["i", "we", "my", "our", "me", "us", "you", "your", "'m", "’m", "let"])
_ARTICLES: Final = frozenset(
    ["a", "an", "the", "his", "her", "its", "their", "this", "these", "called", "named", "titled"]
)
_PERSONAL: Final = frozenset(["he", "she", "they", "i", "we", "it"])


def outer_pairs(view: TokenView) -> list[int]:
    """The pairs of marks that lie in no other and hold at least one word of quotable text."""
    found = []
    for index in sorted(set(view.pair) - {-1}):
        first, last = view.tokens_in(view.pairs[index].start, view.pairs[index].end)
        if view.quotable[first] and any(is_word(word) for word in view.words[first:last]):
            found.append(index)
    return found


def pair_tokens(view: TokenView, index: int) -> list[tuple[int, int]]:
    """The stretches of tokens of one pair of marks, the marks included: one a paragraph."""
    stretches = [view.tokens_in(start, end) for start, end in view.pairs[index].parts]
    return [(first, last) for first, last in stretches if first < last]


def stands_free(view: TokenView, index: int) -> bool:
    """Whether the marks have space on both sides, as in text that was tokenised before (novels in LitBank).

    There each part of a split quotation is annotated by itself.
    """
    pair = view.pairs[index]
    if pair.kind in ("guillemets", "dash") or not pair.closed:
        return False
    return view.text[pair.inner.start].isspace() and view.text[pair.inner.end - 1].isspace()


def last_within(view: TokenView, last: int) -> str:
    """The last word in the marks that close right before a token, the comma in: “He said, ‘Go,’”."""
    words = view.words[max(last - 3, 0) : last - 1]
    return next((word for word in reversed(words) if word not in MARKS or word in PAUSES), "")


def first_letter(view: TokenView, index: int) -> str:
    """The first character within marks that is no space, or nothing."""
    start, end = view.pairs[index].inner
    return view.text[start : min(end, start + _INDENT)].lstrip()[:1]


def pair_features(view: TokenView, pairs: list[int]) -> NDArray[np.float32]:
    """What the words in each pair of marks look like, what stands beside them, and what the labels say of them."""
    share = float(np.mean(view.depth > 0)) if len(view) else 0.0
    roles: NDArray[np.float32] | None = None
    if view.labels is not None and view.labels.role_probabilities.any():
        roles = view.labels.role_probabilities
    crowd: dict[int, int] = {}
    for index in pairs:
        paragraph = view.paragraph[view.tokens_in(view.pairs[index].start, view.pairs[index].end)[0]]
        crowd[paragraph] = crowd.get(paragraph, 0) + 1
    usual = usual_kind(view)
    rows = [
        [
            *_pair_row(view, view.pairs[index], crowd),
            view.pairs[index].kind != usual,
            share,
            *_label_row(view, view.pairs[index], roles),
        ]
        for index in pairs
    ]
    return np.array(rows, np.float32) if rows else np.zeros((0, 1), np.float32)


def usual_kind(view: TokenView) -> str:
    """The kind of most outer marks of a document."""
    counts = Counter(view.pairs[index].kind for index in set(view.pair) - {-1})
    return max(counts, key=lambda kind: (counts[kind], kind), default="")


def _pair_row(view: TokenView, pair: MarkPair, crowd: dict[int, int]) -> list[float]:
    first, last = view.tokens_in(pair.start, pair.end)
    paragraph = view.paragraph[first]
    words = [word for word in view.words[first:last] if is_word(word)]
    inner = [word for word in view.words[first:last] if word not in MARKS] or [""]
    letters = view.text[pair.inner.start : pair.inner.end].strip()
    capitals = sum(view.text[view.starts[i]].isupper() for i in range(first, last))
    before = _outside(view, range(first - 1, first - 6, -1), paragraph)
    after = _outside(view, range(last, last + 6), view.paragraph[last - 1])
    tags = view.pos[first:last] if view.pos is not None else []
    row: list[float] = [float(pair.kind == kind) for kind in _KINDS]
    row += [pair.closed, len(pair.parts), len(words), np.log1p(len(words)), capitals / len(words) if words else 0.0]
    row += [letters[:1].isupper(), letters[:1].islower(), inner[-1] == ",", inner[-1] in STOPS, inner[-1] in ("?", "!")]
    row += [sum(word in _FIRST for word in words), sum(word in STOPS for word in inner)]
    row += [sum(tag.startswith("V") or tag == "MD" for tag in tags), sum(tag.startswith("N") for tag in tags)]
    row += [not before and not after, not before, not after, crowd[paragraph]]
    row += [
        first > 0 and view.sentence[first - 1] != view.sentence[first],
        last < len(view) and view.sentence[last] != view.sentence[last - 1],
    ]
    row += _beside(view, before)
    row += _beside(view, after)
    return [float(value) for value in row]


def _outside(view: TokenView, places: range, paragraph: int) -> list[int]:
    """The tokens at these places up to the end of the paragraph or the next mark."""
    found = []
    for place in places:
        if not 0 <= place < len(view) or view.paragraph[place] != paragraph or view.depth[place]:
            break
        found.append(place)
    return found


def _beside(view: TokenView, places: list[int]) -> list[float]:
    words = [view.words[place] for place in places]
    nearest, second = [*words, "", ""][:2]
    verbs = [rank for rank, word in enumerate(words) if is_speech_verb(word)]
    tag = view.pos[places[0]] if view.pos is not None and places else ""
    return [
        nearest == ",", nearest in (":", ";"), nearest in (".", "?", "!", "..."), nearest in ("—", "--", "–", "-", "―"),
        nearest in ("that", "to", "how", "as"), nearest in _ARTICLES,
        nearest in ("of", "by", "for", "in", "about", "with", "and"), nearest in _PERSONAL,
        is_speech_verb(nearest), is_speech_verb(second), float(verbs[0]) if verbs else 9.0,
        bool(places) and view.text[view.starts[places[0]]].isupper(), tag.startswith("N"), tag.startswith("V"),
        len(words),
    ]  # fmt: skip


def _label_row(view: TokenView, pair: MarkPair, roles: NDArray[np.float32] | None) -> list[float]:
    if roles is None:
        return [-1.0] * LABEL_COLUMNS
    first, last = view.tokens_in(pair.start, pair.end)
    inner = roles[first:last, 1:3].sum(axis=1)
    before, after = _contents_outside(view, roles, first, -1), _contents_outside(view, roles, last - 1, 1)
    begins = roles[first, 1], roles[first, 2], roles[last, 1] if last < len(view) else 0.0
    row = [inner.mean(), inner.max(), inner.min(), inner[0], inner[-1], *begins, *before, *after]
    row.append(roles[first + 1 : last, 1].max(initial=0.0))
    return [float(value) for value in row]


def _contents_outside(view: TokenView, roles: NDArray[np.float32], edge: int, step: int) -> list[float]:
    """How much of a content the two nearest tokens on one side of the marks are."""
    near = [
        float(roles[place, 1:3].sum())
        for place in (edge + step, edge + 2 * step)
        if 0 <= place < len(view) and view.paragraph[place] == view.paragraph[edge]
    ]
    return [*near, 0.0, 0.0][:2]


def is_speech(view: TokenView, index: int) -> bool:
    """Judge words in marks by their own form and by what stands beside them, without any labels.

    Speech is a whole sentence, or something that a verb of saying leads in or out.
    """
    stretches = pair_tokens(view, index)
    first, last = stretches[0][0], stretches[-1][1]
    pair = view.pairs[index]
    inner = [word for word in view.words[first:last] if word not in MARKS]
    words = [word for word in inner if word not in STOPS]
    if not words:
        return False
    if len(stretches) > 1 or pair.kind == "dash":
        return True
    stopped = inner[-1] in STOPS
    text = view.text[pair.inner.start : pair.inner.end].strip()
    capital = text[:1].isupper() or not text[:1].isalpha()
    paragraph = view.paragraph[first]
    alone = (first == 0 or view.paragraph[first - 1] != paragraph) and (
        last == len(view) or view.paragraph[last] != paragraph
    )
    before = view.words[max(first - 4, 0) : first] if not alone else []
    after = view.words[last : last + 4] if not alone else []
    led_in = bool(before) and (
        (before[-1] in (",", ":") and any(map(is_speech_verb, before))) or is_speech_verb(before[-1])
    )
    led_out = stopped and any(map(is_speech_verb, after[:4]))
    if alone:
        return capital and stopped and len(words) >= 2
    if led_in or led_out:
        return True
    if before[-1:] == [":"] and capital:
        return len(words) >= 3
    return capital and stopped and len(words) >= 4 and (not before or before[-1] in (".", "?", "!", *MARKS))

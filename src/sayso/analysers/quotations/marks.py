"""Which words in quotation marks are speech, and which are titles, nicknames, slogans or scare quotes."""

from __future__ import annotations

from typing import Final

from sayso.analysers.quotations.lexicon import is_speech_verb
from sayso.analysers.quotations.view import TokenView

__all__ = ["is_speech", "marks_only", "pair_tokens"]

_MARKS: Final = frozenset(
    ["“", "”", '"', "``", "''", "‘", "’", "'", "`", "«", "»", "„", "‟", "‹", "›", "‚", "—", "--", "―"]
)
_STOPS: Final = frozenset([",", ".", "?", "!", "...", "…", "—", "--", "?!", "!!", "-", "–", ". . ."])


def marks_only(view: TokenView, first: int, last: int) -> bool:
    """Whether a stretch of tokens holds nothing but marks and stops."""
    return all(word in _MARKS or word in _STOPS for word in view.words[first:last])


def pair_tokens(view: TokenView, index: int) -> list[tuple[int, int]]:
    """The stretches of tokens of one pair of marks, the marks included: one a paragraph."""
    return [view.tokens_in(start, end) for start, end in view.pairs[index].parts]


def is_speech(view: TokenView, index: int) -> bool:
    """Judge words in marks by their own form and by what stands beside them, without any labels.

    Speech is a whole sentence, or something that a verb of saying leads in or out.
    """
    stretches = pair_tokens(view, index)
    first, last = stretches[0][0], stretches[-1][1]
    pair = view.pairs[index]
    inner = [word for word in view.words[first:last] if word not in _MARKS]
    words = [word for word in inner if word not in _STOPS]
    if not words:
        return False
    if len(stretches) > 1 or pair.kind == "dash":
        return True
    stopped = inner[-1] in _STOPS
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
    return capital and stopped and len(words) >= 4 and (not before or before[-1] in (".", "?", "!", *_MARKS))

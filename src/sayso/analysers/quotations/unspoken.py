"""Attributions that nobody speaks: titles, nicknames and so-called names in marks, with what befalls them for a cue."""

from __future__ import annotations

import re
from typing import Final

from sayso.analysers.quotations.joining import Draft
from sayso.analysers.quotations.lexicon import BE, is_speech_verb, is_word
from sayso.analysers.quotations.marks import MARKS, STOPS
from sayso.analysers.quotations.view import RoleSpan, TokenView

__all__ = ["is_unspoken"]

_SO_CALLED: Final = re.compile(r"\bso[- \u2010-\u2013]called\s+(?:[\w-]+\s+){0,2}\Z", re.IGNORECASE)
_CONTEXT: Final = 60  # characters before a mark
_LONGEST_NAME: Final = 6  # words
_LONGEST_NICKNAME: Final = 4
_LEADING: Final = 6  # tokens of a noun phrase before the name that it ends with
_NAMING: Final = frozenset(["called", "dubbed", "named", "termed", "labelled", "labeled"])
_TITLING: Final = frozenset(["nicknamed", "titled", "entitled", "subtitled"])
_WORKS: Final = frozenset(
    "album article book column commentary documentary editorial essay film memoir movie novel op-ed opera play poem"
    " sculpture series show song".split()
)
_UNSAID: Final = frozenset(["read", "sung", "begun", "charged", "pressed", "released"])


def is_unspoken(view: TokenView, draft: Draft, usual: str) -> bool:
    """Whether all contents are mere names in marks that grammar shows to be mentioned, not said, or are a heading.

    Args:
        view: the document.
        draft: the attribution to judge.
        usual: the kind of most marks of the document.
    """
    return _is_heading(view, draft, usual) or all(_is_mentioned(view, draft, content) for content in draft.contents)


def _is_heading(view: TokenView, draft: Draft, usual: str) -> bool:
    """A few words in marks that are a paragraph by themselves, and no line of a dialogue."""
    content = draft.contents[0]
    first, last, size = content.first, content.last, len(view)
    if len(draft.contents) > 1 or content.pair < 0 or content.apart or not 0 < first < last < size:
        return False
    if view.words[first - 1] == ":":
        return False
    paragraph = view.paragraph[first]
    if view.paragraph[first - 1] == paragraph or view.paragraph[last] == paragraph:
        return False
    if sum(is_word(word) for word in view.words[first:last]) > _LONGEST_NAME or view.depth[last]:
        return False
    before = view.paragraph_spans[view.paragraph[first - 1]].start
    return view.pairs[content.pair].kind != usual or view.text[before] not in MARKS


def _is_mentioned(view: TokenView, draft: Draft, content: RoleSpan) -> bool:
    index = view.pair[content.last - 1]
    if index < 0 or not view.pairs[index].closed or len(view.pairs[index].parts) > 1:
        return False
    first, last = view.tokens_in(view.pairs[index].start, view.pairs[index].end)
    if last != content.last or not content.first <= first <= content.first + _LEADING:
        return False
    words = sum(is_word(word) for word in view.words[first:last])
    if not 0 < words <= _LONGEST_NAME or last - first < 3:
        return False
    if first == content.first and _is_work(view, draft, first):
        return True
    if view.words[last - 2] in STOPS:
        return False
    if view.pos is not None and any(tag in ("VBD", "VBZ", "VBP", "MD") for tag in view.pos[content.first : first]):
        return False
    return (
        _is_so_called(view, draft, first == content.first, first)
        or _is_named(view, draft, first)
        or _is_undergone(view, draft, content)
        or (first == content.first and words <= _LONGEST_NICKNAME and _is_nickname(view, first, last))
    )


def _is_so_called(view: TokenView, draft: Draft, whole: bool, first: int) -> bool:
    """The so-called “miracle diet” – unless somebody says something about it."""
    start = view.starts[first]
    if not _SO_CALLED.search(view.text[max(start - _CONTEXT, 0) : start]):
        return False
    cue = draft.cue
    return whole or cue is None or not any(map(is_speech_verb, view.words[cue.first : cue.last]))


def _is_named(view: TokenView, draft: Draft, first: int) -> bool:
    """A tax, dubbed “the squeeze”, but neither what Lund called “a squeeze” nor what was called “a squeeze” by Lund."""
    verb = first - 1
    if verb < 1:
        return False
    if view.words[verb] in _TITLING:
        return True
    if view.words[verb] not in _NAMING:
        return False
    source = draft.source
    if source is None:
        return True
    by_source = source.first > 0 and "by" in (view.words[source.first - 1], view.words[source.first])
    before = 0 <= verb - source.last <= 2 and "," not in view.words[source.last : verb]
    return not by_source and not before


def _is_work(view: TokenView, draft: Draft, first: int) -> bool:
    """Her column, “Mind the Gap,” – unless somebody says it."""
    noun = first - 2 if first > 1 and view.words[first - 1] == "," else first - 1
    said = draft.cue is not None and any(map(is_speech_verb, view.words[draft.cue.first : draft.cue.last]))
    return noun >= 0 and view.words[noun] in _WORKS and not said


def _is_undergone(view: TokenView, draft: Draft, content: RoleSpan) -> bool:
    """The film “Cold Harbour” was shown: what stands for a cue is a passive verb that says nothing."""
    cue = draft.cue
    if cue is None or cue.first < content.last:
        return False
    words = view.words[cue.first : cue.last]
    if not BE.intersection(words) or any(is_speech_verb(word) and word not in _UNSAID for word in words):
        return False
    return view.pos is None or "VBN" in view.pos[cue.first : cue.last]


def _is_nickname(view: TokenView, first: int, last: int) -> bool:
    """Ada “The Crane” Lund: marks within a name."""
    if first < 1 or last >= len(view) or not view.sentence[first - 1] == view.sentence[first] == view.sentence[last]:
        return False
    text, starts = view.text, view.starts
    if view.pos is not None and not (view.pos[first - 1].startswith("NNP") and view.pos[last].startswith("NNP")):
        return False
    neighbours = text[starts[first - 1]].isupper() and text[starts[last]].isupper()
    return neighbours and any(text[starts[place]].isupper() for place in range(first + 1, last))

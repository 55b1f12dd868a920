"""Who says "I" outside quotation marks: who signs the letter, or whose name stands above the text."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Final

from sayso.analysers.coreference.facts import Facts
from sayso.analysers.coreference.view import View

__all__ = ["narrators"]

_LEADS: Final = frozenset(("by", "from"))
# A paragraph with so many tokens may be a name alone.
_MAX_TOKENS: Final = 8


def narrators(view: View, facts: Sequence[Facts]) -> dict[int, int]:
    """Paragraph → mention of whom its "I" means, where names stand alone below or above what they wrote.

    Names stand below, as in a page of letters, if somebody says "I" before the first of them; else they stand above.
    Whom the narrator goes on to name is told of, unless "by" stands before the name that is alone.
    """
    speaking = [f.paragraph for f in facts if f.family == "i" and f.quote < 0 and view.content_at[f.first] < 0]
    if not speaking:
        return {}
    alone = _names_alone(view, facts)
    if not alone:
        return {}
    below = min(speaking) < min(alone)
    found: dict[int, int] = {}
    if below:
        begin = 0
        for paragraph, mention in alone.items():
            found.update(dict.fromkeys(range(begin, paragraph), mention))
            begin = paragraph + 1
    else:
        order = [*alone, max(view.paragraph_of, default=0) + 1]
        for paragraph, end in itertools.pairwise(order):
            found.update(dict.fromkeys(range(paragraph + 1, end), alone[paragraph]))
    told = _told_of(view, facts, found, max(speaking))
    return {paragraph: mention for paragraph, mention in found.items() if mention not in told}


def _told_of(view: View, facts: Sequence[Facts], telling: Mapping[int, int], end: int) -> set[int]:
    """Names alone whose bearers the text under them names; after the last "I" it may tell who the author is."""
    told = set()
    for fact in facts:
        mention = telling.get(fact.paragraph, -1)
        if mention < 0 or fact.kind != "name" or fact.quote >= 0 or fact.paragraph > end:
            continue
        named = facts[mention]
        led = named.head_first > 0 and view.lower[named.head_first - 1] in _LEADS
        if not led and _words(view, fact) <= _words(view, named):
            told.add(mention)
    return told


def _words(view: View, fact: Facts) -> frozenset[str]:
    return frozenset(view.lower[fact.head_first : fact.head_last + 1])


def _names_alone(view: View, facts: Sequence[Facts]) -> dict[int, int]:
    """Paragraphs that hold one person's name in full and nothing else, in order, with the mention."""
    found: dict[int, int] = {}
    count = len(view.words)
    for fact in facts:
        number = view.name_at[fact.head_first]
        if fact.kind != "name" or number < 0 or view.names[number].label != "PER" or fact.head_last == fact.head_first:
            continue
        first, last = fact.head_first, fact.head_last
        while first > 0 and view.paragraph_of[first - 1] == fact.paragraph and fact.head_first - first < _MAX_TOKENS:
            first -= 1
        while last + 1 < count and view.paragraph_of[last + 1] == fact.paragraph and last - first < _MAX_TOKENS:
            last += 1
        if last - first < _MAX_TOKENS and all(_may_stand_by(view, fact, i) for i in range(first, last + 1)):
            found.setdefault(fact.paragraph, fact.index)
    return found


def _may_stand_by(view: View, fact: Facts, index: int) -> bool:
    """Whether a token may stand in the line of a signature: the name, a mark, "by", or where its bearer lives."""
    if fact.head_first <= index <= fact.head_last or not view.words[index][0].isalnum():
        return True
    if index < fact.head_first:
        return view.lower[index] in _LEADS
    number = view.name_at[index]
    return number >= 0 and (view.names[number].label != "PER" or view.name_tokens[number] == (index, index))

"""Titles, roles and appositions: what a text calls somebody, as pieces of the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sayso.analysers.coreference.mentions import Chunk, noun_phrases
from sayso.analysers.coreference.surfaces import KIN
from sayso.analysers.coreference.view import View
from sayso.records import Mention
from sayso.spans import Span

__all__ = ["describe", "role_and_affiliation"]

_HONORIFICS: Final = frozenset("mr mrs ms miss dr mr. mrs. ms. dr. sir madam the a an".split())
_LINKS: Final = frozenset(("of", "for", "at", "with", "from", "in", "to", "on"))
_MAX_APPOSITION: Final = 25


def describe(view: View, mention: Mention) -> Iterator[tuple[str, Span]]:
    """What stands before and after a name in apposition: (description, its span)."""
    before = _title(view, mention)
    if before is not None:
        yield before
    after = _apposition(view, mention)
    if after is not None:
        yield after
    ahead = _apposition_before(view, mention)
    if ahead is not None:
        yield ahead


def _piece(view: View, first: int, last: int) -> tuple[str, Span] | None:
    while first <= last and (view.lower[first] in _HONORIFICS or not view.words[first][0].isalnum()):
        first += 1
    while last >= first and not any(char.isalnum() for char in view.words[last]):
        last -= 1
    if last < first:
        return None
    span = Span(view.starts[first], view.ends[last])
    text = " ".join(view.text[span.start : span.end].split())
    return (text, span) if len(text) > 2 and any(char.isalpha() for char in text) else None


def _title(view: View, mention: Mention) -> tuple[str, Span] | None:
    first, _ = view.tokens_of(mention.span)
    head, _ = view.tokens_of(mention.head)
    return _piece(view, first, head - 1) if head > first else None


def _apposition(view: View, mention: Mention) -> tuple[str, Span] | None:
    """A noun phrase between commas after a name: "Jane Roe, the county's tax commissioner,"."""
    _, last = view.tokens_of(mention.span)
    start = last + 2
    if start >= len(view.words) or view.words[last + 1] != ",":
        return None
    sentence_end = view.last_of[view.sentence_of[last]]
    if start > sentence_end or not _begins_description(view, start):
        return None
    limit = min(sentence_end, start + _MAX_APPOSITION)
    phrases = noun_phrases(view, start, limit)
    if not phrases or phrases[0].first != start:
        return None
    chunk = phrases[0]
    while chunk.last < limit and view.pos[chunk.last + 1] == "POS" and len(phrases) > 1:
        phrases.pop(0)
        chunk = phrases[0]
    if chunk.name >= 0 or view.pos[chunk.last] not in ("NN", "NNP", "NNS"):
        return None
    number = view.name_at[view.tokens_of(mention.head)[0]]
    if view.pos[chunk.last] == "NNS" and number >= 0 and view.names[number].label == "PER":
        return None  # one person is no "buses"
    end = _with_links(view, chunk.last, limit)
    closing = end + 1
    if closing > sentence_end or (
        view.words[closing] not in (",", ".", ")", ";", "—", "–", ":", "!", "?") and view.pos[closing] != "WP"
    ):
        return None
    return _piece(view, start, end)


def _begins_description(view: View, index: int) -> bool:
    tag = view.pos[index]
    return (
        tag in ("DT", "PRP$", "JJ")
        or (tag in ("NN", "NNP") and view.name_at[index] < 0)
        or (view.name_at[index] >= 0 and _followed_by_role(view, index))
    )


def _followed_by_role(view: View, index: int) -> bool:
    last = view.name_tokens[view.name_at[index]][1]
    return last + 1 < len(view.pos) and (view.pos[last + 1] in ("POS", "NN"))


def _with_links(view: View, last: int, limit: int) -> int:
    """Extend over "of the county", "for the group"."""
    for _ in range(3):
        if last + 2 > limit or view.lower[last + 1] not in _LINKS:
            break
        following = noun_phrases(view, last + 2, min(limit, last + 14))
        if not following or following[0].first != last + 2:
            break
        chunk = following[0]
        while chunk.last < limit and view.pos[chunk.last + 1] == "POS" and len(following) > 1:
            following.pop(0)
            chunk = following[0]
        last = chunk.last
    return last


def _apposition_before(view: View, mention: Mention) -> tuple[str, Span] | None:
    """A definite role before the comma: "The group's leader, Jane Roe, said"."""
    first, _ = view.tokens_of(mention.span)
    begin = view.first_of[view.sentence_of[first]]
    if first - 2 < begin or view.words[first - 1] != "," or first != view.tokens_of(mention.head)[0]:
        return None
    start = max(begin, first - 12)
    phrases = noun_phrases(view, start, first - 2)
    if not phrases or phrases[-1].last != first - 2:
        return None
    while len(phrases) > 1 and view.lower[phrases[-1].first - 1] in _LINKS and _adjoins(phrases[-2], phrases[-1]):
        phrases.pop()  # "the president of Chile": the phrase begins before its complement
    phrase = phrases[-1]
    if phrase.name >= 0 or (
        view.pos[phrase.first] not in ("DT", "PRP$") and "POS" not in view.pos[phrase.first : phrase.last]
    ):
        return None
    after = view.tokens_of(mention.span)[1] + 1
    if after >= len(view.words) or view.words[after] not in (",", "."):
        return None
    return _piece(view, phrase.first, first - 2)


def _adjoins(one: Chunk, other: Chunk) -> bool:
    """Whether one word stands between two phrases."""
    return other.first == one.last + 2


def role_and_affiliation(view: View, descriptions: Sequence[tuple[str, Span]]) -> tuple[str | None, str | None]:
    """The first description's role noun phrase, and the organisation or place it is tied to, as the text words them."""
    for _, span in descriptions:
        first, last = view.tokens_of(span)
        role, affiliation = _split(view, first, last)
        if role:
            return role, affiliation
    return None, None


def _split(view: View, first: int, last: int) -> tuple[str | None, str | None]:
    affiliation: str | None = None
    begin = first
    for index in range(first, last + 1):
        number = view.name_at[index]
        if number >= 0 and view.names[number].label in ("ORG", "LOC") and index >= begin:
            end = min(view.name_tokens[number][1], last)
            affiliation = affiliation or _text(view, index, end)
            if begin == index:
                begin = end + 1
                if begin <= last and view.pos[begin] == "POS":
                    begin += 1
        elif view.pos[index] == "POS" and affiliation is None and index < last:
            affiliation = _text(view, first, index - 1)
            begin = index + 1
    end = last
    for index in range(begin, last + 1):
        if view.lower[index] in _LINKS:
            end = index - 1
            if affiliation is None and index < last:
                affiliation = _text(view, index + 1, last)
            break
    while begin <= end and view.lower[begin] in ("the", "a", "an", "its", "his", "her", "their"):
        begin += 1
    role = _text(view, begin, end) if begin <= end else None
    if role is not None and not any(view.pos[i] in ("NN", "NNP", "NNS") for i in range(begin, end + 1)):
        role = None
    if role is not None and role.split()[-1].casefold() in KIN:
        affiliation = None  # whose husband somebody is
    return role, affiliation


def _text(view: View, first: int, last: int) -> str:
    text = " ".join(view.text[view.starts[first] : view.ends[last]].split())
    return text[4:] if text.startswith(("the ", "The ")) else text

"""Quotations within quotations: words in inner marks that somebody inside the outer ones says."""

from __future__ import annotations

from typing import Final

from sayso.analysers.quotations.joining import Draft
from sayso.analysers.quotations.lexicon import BE, PRONOUNS, UTTERANCE_VERBS
from sayso.analysers.quotations.marks import STOPS
from sayso.analysers.quotations.view import RoleSpan, TokenView

__all__ = ["nested"]

_BESIDE: Final = 3  # tokens between a verb of saying and the inner marks
_CONFIDENCE: Final = 0.6
_REACH: Final = 8  # tokens of a subject, and of what stands between it and its verb
_HELPERS: Final = BE | frozenset(
    "has have had 've ’ve 'd ’d do does did can could will would may might must should 'll ’ll".split()
)
_ADVERBS: Final = frozenset("now then always never ever just also still even once often again really only".split())
_SUPPOSING: Final = frozenset(["would", "'d", "’d", "could", "might"])
_SPEAKING: Final = frozenset(["i", "we", "you"])
_TELLING: Final = frozenset("tell tells told telling ask asks asked asking".split())
_ANYBODY: Final = frozenset("people everybody everyone somebody someone anybody anyone nobody some others".split())
_JOINING: Final = frozenset(["and", "but", ","])
_BREAKS: Final = frozenset(["and", "but", "or", "that", "which", "if", "when", "because", "as", "to", "not", "n't"])


def nested(view: TokenView, drafts: list[Draft]) -> list[Draft]:
    """Inner marks that a verb of saying inside the outer ones leads in or out, and whose speaker is named there."""
    found = []
    for draft in drafts:
        for content in draft.contents:
            if content.pair < 0:
                continue
            for index in range(content.pair + 1, len(view.pairs)):
                if view.pairs[index].start >= view.ends[content.last - 1]:
                    break
                inner = _inner_draft(view, content, index)
                if inner is not None:
                    found.append(inner)
    return found


def _inner_draft(view: TokenView, outer: RoleSpan, index: int) -> Draft | None:
    pair = view.pairs[index]
    first, last = view.tokens_in(pair.start, pair.end)
    if not pair.closed or first <= outer.first or last > outer.last or last - first < 3:
        return None
    before = range(first - 1, max(first - 1 - _BESIDE, outer.first) - 1, -1)
    after = range(last, min(last + _BESIDE, outer.last)) if view.words[last - 2] in STOPS else range(0)
    for place in (*before, *after):
        if view.words[place] not in UTTERANCE_VERBS or view.depth[place] >= view.depth[first]:
            continue
        if view.words[place] not in _TELLING and PRONOUNS.intersection(view.words[place + 1 : first]):
            return None  # you say you ‘agree’
        if place == last:
            source = _subject_after(view, place, outer.last) or _subject_before(view, last, place)
        else:
            source = _subject_before(view, outer.first if place < first else last, place)
        if source is None or view.words[source.last - 1] in _ANYBODY:
            return None
        cue = RoleSpan("cue", place, place + 1, _CONFIDENCE)
        content = RoleSpan("content", first, last, _CONFIDENCE)
        return Draft([content], cue, source, confidence=_CONFIDENCE, reason="inside another quotation")
    return None


def _subject_before(view: TokenView, low: int, verb: int) -> RoleSpan | None:
    """Whose verb it is: “his people often said”, but neither “the right to say” nor “I would say”."""
    last, helpers = verb, set[str]()
    while last > low and (view.words[last - 1] in _HELPERS or _is_adverb(view, last - 1)):
        helpers.add(view.words[last - 1])
        last -= 1
    if view.words[verb].endswith("ing") and not helpers & BE:
        return None
    if last > low and view.words[last - 1] in _JOINING and not helpers & _HELPERS:
        earlier = _finite_before(view, max(low, last - _REACH), last, view.pos[verb] if view.pos is not None else "")
        return None if earlier is None else _noun_phrase_before(view, max(low, earlier - _REACH), earlier)
    found = _noun_phrase_before(view, max(low, last - _REACH), last)
    if found is None or (helpers & _SUPPOSING and view.words[found.first] in _SPEAKING):
        return None
    return found


def _finite_before(view: TokenView, low: int, joint: int, tag: str) -> int | None:
    """The verb that shares its subject with a past tense after “and”: the clerk rang me and said."""
    if view.pos is None or tag != "VBD":
        return None
    places = range(joint - 2, low - 1, -1)
    return next((at for at in places if view.pos[at] == "VBD" and view.sentence[at] == view.sentence[joint]), None)


def _is_adverb(view: TokenView, place: int) -> bool:
    word = view.words[place]
    if word in _BREAKS:
        return False
    return word in _ADVERBS or word.endswith("ly") or (view.pos is not None and view.pos[place].startswith("RB"))


def _noun_phrase_before(view: TokenView, low: int, last: int) -> RoleSpan | None:
    if last <= low or view.sentence[last - 1] != view.sentence[min(last, len(view) - 1)]:
        return None
    if view.words[last - 1] in PRONOUNS:
        return RoleSpan("source", last - 1, last, _CONFIDENCE)
    first = last
    while first > low and _is_nominal(view, first - 1):
        first -= 1
    return RoleSpan("source", first, last, _CONFIDENCE) if _is_noun(view, first, last) else None


def _subject_after(view: TokenView, verb: int, high: int) -> RoleSpan | None:
    """Who stands behind the verb: ‘…,’ whispered the old leader."""
    first = verb + 1
    if first >= high or view.sentence[first] != view.sentence[verb]:
        return None
    if view.words[first] in PRONOUNS:
        return RoleSpan("source", first, first + 1, _CONFIDENCE)
    last = first
    while last < min(high, first + _REACH) and _is_nominal(view, last):
        last += 1
    return RoleSpan("source", first, last, _CONFIDENCE) if _is_noun(view, first, last) else None


def _is_nominal(view: TokenView, place: int) -> bool:
    """Whether a token can be part of a plain noun phrase; without tags, a word with a capital."""
    word = view.words[place]
    if word in _BREAKS or not word[0].isalnum():
        return False
    if view.text[view.starts[place]].isupper() and word not in PRONOUNS:
        return True
    return view.pos is not None and view.pos[place] in ("NN", "NNS", "NNP", "NNPS", "JJ", "DT", "PRP$", "CD")


def _is_noun(view: TokenView, first: int, last: int) -> bool:
    """Whether a stretch ends as a noun phrase does."""
    if first >= last:
        return False
    named = view.text[view.starts[last - 1]].isupper()
    if view.pos is None:
        return named
    return view.pos[last - 1].startswith("N") or (named and view.pos[last - 1] not in ("DT", "IN", "RB", "WDT"))

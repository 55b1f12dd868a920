"""Who issued a document that speaks: "The council issued a statement" is whose statement "the statement" is."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from typing import Final

from sayso.analysers.coreference.facts import Facts
from sayso.analysers.coreference.view import View
from sayso.analysers.coreference.words import DOCUMENT_NOUNS

__all__ = ["Issuers"]

_ISSUING: Final = frozenset(
    "issue issued issues publish published publishes release released releases ran runs carried carries post posted"
    " posts print printed prints write wrote writes send sent sends file filed files deliver delivered delivers put"
    " compile compiled produce produced produces conduct conducted conducts commission commissioned".split()
)
_VERBS: Final = frozenset(("VBD", "VBZ", "VBP", "VBN", "VB"))
_ARTICLES: Final = frozenset("article articles piece story feature report column editorial op-ed headline".split())
_STATEMENTS: Final = frozenset("statement statements release communique declaration".split())
_BE: Final = frozenset(("is", "are", "was", "were", "be", "been", "being", "'s", "’s"))
# Tokens from the verb to the noun, and from the verb back to its subject.
_REACH: Final = 8
_BACK: Final = 4


class Issuers:
    """Finds who issued "the statement" or "the article", from the clauses that say so."""

    def __init__(self, view: View, by_head: Mapping[int, Facts]) -> None:
        self._issued: dict[str, list[tuple[int, Facts]]] = {}
        for index, word in enumerate(view.lower):
            if word in _ISSUING and view.pos[index] in _VERBS:
                subject = _subject(view, by_head, index)
                noun = _document(view, index) if subject is not None else None
                if subject is not None and noun is not None:
                    self._issued.setdefault(_kind(noun), []).append((index, subject))

    def issuer(self, document: Facts) -> Facts | None:
        """Who issued the latest document of that kind before the phrase, or None."""
        issued = self._issued.get(_kind(document.head), ())
        place = bisect_left(issued, document.first, key=lambda entry: entry[0])
        return issued[place - 1][1] if place else None


def _kind(noun: str) -> str:
    if noun in _ARTICLES:
        return "article"
    return "statement" if noun in _STATEMENTS else noun.removesuffix("s")


def _subject(view: View, by_head: Mapping[int, Facts], verb: int) -> Facts | None:
    """The name right before the verb, over "has" or an adverb; what "was sent" a letter issued none."""
    begin = view.first_of[view.sentence_of[verb]]
    for index in range(verb - 1, max(begin, verb - _BACK) - 1, -1):
        fact = by_head.get(index)
        if fact is not None:
            return fact if fact.kind == "name" and fact.role != "possessor" else None
        if view.lower[index] in _BE or view.pos[index] not in ("RB", "VBD", "VBZ", "VBP", "VBN"):
            return None
    return None


def _document(view: View, verb: int) -> str | None:
    """The document that is the verb's object: "a statement", "its report"."""
    end = min(view.last_of[view.sentence_of[verb]], verb + _REACH)
    if verb + 1 > end or view.lower[verb + 1] not in ("a", "an", "its", "their", "his", "her", "out", "this", "the"):
        return None
    for index in range(verb + 1, end + 1):
        if view.lower[index] in DOCUMENT_NOUNS or view.lower[index] in _ARTICLES:
            return view.lower[index]
        if view.pos[index] in ("IN", ",", ".", "WP", "WDT") and view.lower[index] != "out":
            return None
    return None

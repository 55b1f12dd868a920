"""From the words of a source to the mention that they are about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sayso.analysers.coreference.appositions import described_names, goes_on_as_clause
from sayso.analysers.coreference.facts import Facts
from sayso.analysers.coreference.issuers import Issuers
from sayso.analysers.coreference.mentions import noun_phrases
from sayso.analysers.coreference.view import View
from sayso.analysers.coreference.words import DOCUMENT_NOUNS, GROUP_NOUNS, RELATIVES

__all__ = ["SourceFinder"]

_PERSON_NOUN: Final = 0.3
_PLACE_NOUN: Final = 0.5
_LOOK_BACK: Final = 30
_WH: Final = frozenset(("WP", "WDT", "WP$"))
_WH_OR_THAT: Final = _WH | {"IN", "DT"}
_APPOSED: Final = frozenset((",", "''", "”", '"'))
_LINKS: Final = frozenset(("of", "for", "at", "with", "from", "in", "to", "on", "and", "'s"))


class SourceFinder:
    """Finds the mention behind a source span, by the head of its noun phrase."""

    def __init__(self, view: View, facts: Sequence[Facts]) -> None:
        self.view, self.facts = view, facts
        self._described = described_names(view, facts)
        self._by_head: dict[int, Facts] = {}
        for fact in facts:
            known = self._by_head.get(fact.head_last)
            if not fact.coordinated and (known is None or (fact.kind == "name") > (known.kind == "name")):
                self._by_head[fact.head_last] = fact
        self._issuers = Issuers(view, self._by_head)
        self._joint = {(fact.first, fact.last): fact for fact in facts if fact.coordinated}

    def find(self, span: tuple[int, int]) -> Facts | None:
        """The mention that a source span names, or None."""
        first, last = self.view.tokens_of(span)
        if last < first:
            return None
        relative = self.view.lower[first] in RELATIVES and not _is_acronym(self.view.words[first])
        if relative and self.view.pos[first] in (_WH if first < last else _WH_OR_THAT):
            found = self._antecedent(first)
            return (found and self._apposed_name(found)) or found or self._by_head.get(first)
        if (first, last) in self._joint:
            return self._joint[first, last]
        if first == last:
            found = self._by_head.get(first) or self._holding(first)
            return (found and self._apposed_name(found)) or found
        found = self._head_of_phrase(first, last)
        if found is not None and found.kind == "nominal" and found.head in DOCUMENT_NOUNS:
            return self._author(found, first, last) or self._issuer(found) or found
        return found

    def is_bare_place(self, fact: Facts) -> bool:
        """A common noun for a place that is no subject, as in "marched through the harbour demanding"."""
        return (
            fact.kind == "nominal"
            and fact.role in ("oblique", "object")
            and fact.place > _PLACE_NOUN
            and fact.place > 2 * max(fact.person, fact.org)
        )

    def who_acts(self, place: Facts) -> Facts | None:
        """The person or group that is the subject of the clause around the place."""
        begin = self.view.first_of[place.sentence]
        for index in range(place.first - 1, max(begin, place.first - _LOOK_BACK) - 1, -1):
            fact = self._by_head.get(index)
            if fact is None or fact.role != "subject":
                continue
            animate = fact.kind == "name" or max(fact.person, fact.org) > _PERSON_NOUN or fact.plural is True
            return fact if animate or fact.head in GROUP_NOUNS else None
        return None

    def _author(self, document: Facts, first: int, last: int) -> Facts | None:
        """Whose report it is: the name or pronoun before the noun, or after "by", "from" and "of"."""
        view = self.view
        for index in range(document.head_first - 1, max(first, document.first) - 1, -1):
            fact = self._by_head.get(index)
            if fact is not None and (fact.kind == "name" or view.pos[index] == "PRP$"):
                return fact
        for index in range(document.head_last + 1, min(last, document.head_last + 3)):
            if view.lower[index] in ("by", "from"):
                phrases = noun_phrases(view, index + 1, last)
                fact = self._by_head.get(phrases[0].last) if phrases else None
                return fact if fact is not None and fact.kind == "name" else None
        return None

    def _issuer(self, document: Facts) -> Facts | None:
        """Who issued it, for "the statement" that nothing in its phrase tells apart."""
        bare = document.determiner == "the" and not document.owners and document.last == document.head_last
        return self._issuers.issuer(document) if bare else None

    def _head_of_phrase(self, first: int, last: int) -> Facts | None:
        view = self.view
        chosen: Facts | None = None
        for chunk in noun_phrases(view, first, last):
            after = chunk.last + 1
            if after < last and view.pos[after] == "POS":
                continue
            fact = self._by_head.get(chunk.last)
            if fact is None:
                continue
            if chosen is None:
                if fact.kind == "name":
                    if self._is_modifier(chunk.last, last):
                        continue
                    return fact
                chosen = fact
            elif view.words[chunk.first - 1] in _APPOSED:
                # "the group's leader, Jane Roe": the name says who; any other apposition does not.
                return fact if self._names(chosen, fact) else chosen
            elif view.lower[chunk.first - 1] not in _LINKS:
                break
        if chosen is not None:
            return self._apposed_name(chosen) or chosen
        for index in range(first, last + 1):
            if index in self._by_head:
                return self._by_head[index]
        return self._holding(first)

    def _is_modifier(self, index: int, last: int) -> bool:
        """Whether what was taken for a name only modifies what follows: "Federal" in "Federal and state officials"."""
        view = self.view
        after = index + 1
        return (
            after + 2 <= last
            and view.lower[after] in ("and", "or")
            and view.pos[after + 1] in ("NN", "JJ")
            and view.words[after + 1].islower()
            and view.pos[after + 2] == "NNS"
            and not self._is_person(self._by_head[index])
        )

    def _names(self, chosen: Facts, name: Facts) -> bool:
        """Whether the name after the comma says who the phrase before it means."""
        if self._is_person(name):
            return chosen.plural is not True
        return self._described.get(chosen.index) == name.index

    def _apposed_name(self, fact: Facts) -> Facts | None:
        """The name before the comma, Jane Roe for the role in "Jane Roe, the commissioner"; or the name after it."""
        if fact.index in self._described:
            return self.facts[self._described[fact.index]]
        if fact.first < 2 or self.view.words[fact.first - 1] != "," or fact.determiner not in ("the", "possessive"):
            return None
        before = self._by_head.get(fact.first - 2)
        if before is None or before.kind != "name" or before.sentence != fact.sentence or before.role == "possessor":
            return None
        if goes_on_as_clause(self.view, fact.last + 1):
            return None
        if self._is_person(before):
            return before if fact.person > _PERSON_NOUN else None
        # A place or body is described as somebody's thing; a person after its comma is somebody else.
        described = fact.determiner == "possessive" and fact.person <= _PERSON_NOUN and fact.plural is False
        return before if described and self.view.pos[fact.first] != "PRP$" else None

    def _bare_complement(self, fact: Facts) -> bool:
        """Whether it only completes another noun, as "president" in "the nominee for president"."""
        return fact.kind == "nominal" and fact.determiner == "none" and fact.role == "oblique" and not fact.plural

    def _is_place(self, fact: Facts) -> bool:
        number = self.view.name_at[fact.head_first]
        return number >= 0 and self.view.names[number].label == "LOC"

    def _is_person(self, fact: Facts) -> bool:
        number = self.view.name_at[fact.head_first]
        return number >= 0 and self.view.names[number].label == "PER"

    def _holding(self, index: int) -> Facts | None:
        """A name that the token is part of."""
        number = self.view.name_at[index]
        return self._by_head.get(self.view.name_tokens[number][1]) if number >= 0 else None

    def _antecedent(self, index: int) -> Facts | None:
        """What "who" or "which" takes up: the noun phrase before it, a person for "who"."""
        view = self.view
        personal = view.lower[index] in ("who", "whom", "whose")
        begin = view.first_of[view.sentence_of[index]]
        nearest: Facts | None = None
        for before in range(index - 1, max(begin, index - _LOOK_BACK) - 1, -1):
            fact = self._by_head.get(before)
            if fact is None or fact.family == "this" or self._bare_complement(fact):
                continue
            nearest = nearest or fact
            # Whatever it was taken for but a place, "who" makes it a person.
            beside = fact.kind == "name" and before >= index - 2 and not self._is_place(fact)
            if not personal or beside or fact.kind == "pronoun" or fact.person > 0.25 or self._is_person(fact):
                return fact
        return nearest


def _is_acronym(word: str) -> bool:
    """Whether capitals say that the word is a name: the WHO is no "who"."""
    return len(word) > 1 and word.isupper()

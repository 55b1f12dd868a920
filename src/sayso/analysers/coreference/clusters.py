"""Clusters while they grow: what is known of an entity so far, from its names and the mentions joined to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sayso.analysers.coreference.appositions import goes_on_as_clause
from sayso.analysers.coreference.facts import Facts
from sayso.analysers.coreference.surfaces import NameGroup, name_words, role_of
from sayso.analysers.coreference.view import View
from sayso.analysers.coreference.words import FEMININE_NOUNS, MASCULINE_NOUNS
from sayso.records import EntityLabel, Mention

__all__ = ["Cluster", "is_narrator", "named_cluster", "single_cluster"]


@dataclass(slots=True, eq=False)
class Cluster:
    """An entity under construction; `members` are indices of mentions already joined, in text order.

    `described` are heads of phrases in apposition before the name ("The company, Lowmoor Mills,").
    `nouns` are those that may take up a place ("the city"), `last_words` those that names of several words end with.
    `proper` are words with a capital that no name covers.
    `introduced`: the text says what the named person is ("the economist Ada Roe").
    `narrates`: says "I" or "we" outside quotation marks.
    `gender` is feminine above and masculine below zero; `person`, `org` and `place` are in 0..1.
    """

    id: int
    label: EntityLabel | None
    members: list[int] = field(default_factory=list)
    names: frozenset[str] = frozenset()
    nouns: frozenset[str] = frozenset()
    roles: set[str] = field(default_factory=set)
    described: set[str] = field(default_factory=set)
    heads: set[str] = field(default_factory=set)
    last_words: set[str] = field(default_factory=set)
    phrases: set[str] = field(default_factory=set)
    proper: set[str] = field(default_factory=set)
    modifiers: set[str] = field(default_factory=set)
    owners: set[str] = field(default_factory=set)
    gender: float = 0.0
    plural: bool | None = None
    person: float = 0.0
    org: float = 0.0
    place: float = 0.0
    families: set[str] = field(default_factory=set)
    articled: bool = False
    first_name_mention: int = -1
    introduced: bool = False
    narrates: bool = False
    size: int = 0
    pronouns: int = 0

    def join(self, fact: Facts) -> None:
        """Take in one more mention and what it says of the entity."""
        self.members.append(fact.index)
        if fact.kind == "pronoun":
            self.families.add(fact.family)
            self.pronouns += 1
            self.gender += 0.6 * fact.gender
            self.narrates = self.narrates or is_narrator(fact)
            if fact.family in ("he", "she"):
                self.person = max(self.person, 0.95)
        elif fact.kind == "nominal":
            self.heads.add(fact.head)
            self.phrases.add(fact.phrase)
            if fact.proper:
                self.proper.add(fact.head)
            self.modifiers.update(fact.modifiers)
            self.owners.update(fact.owners)
            self.gender += 0.8 * fact.gender
        # A union may say "we" and stays one union.
        if fact.plural is not None and self.plural is None and (self.label is None or fact.plural is False):
            self.plural = fact.plural


def is_narrator(fact: Facts) -> bool:
    """Whether the pronoun means who tells the text: "I" or "we" outside quotation marks."""
    return fact.family in ("i", "we") and fact.quote < 0


def named_cluster(number: int, group: NameGroup, view: View, mentions: Sequence[Mention]) -> Cluster:
    """A cluster for names that mean one entity; its members join when the text is walked."""
    label = group.label
    appositions: set[str] = set()
    if label != "LOC":
        appositions.update(word for index in group.mentions for word in _apposition_heads(view, mentions[index]))
    gender = group.gender + sum(1.0 * ((w in FEMININE_NOUNS) - (w in MASCULINE_NOUNS)) for w in sorted(appositions))
    if label != "PER":
        before = {word for index in group.mentions for word in _words_before(view, mentions[index])}
        titles = before | appositions
    else:
        titles = group.titles | {role_of(word) for word in appositions}
    return Cluster(
        number,
        label,
        names=frozenset(word for surface in group.surfaces for word in surface.words if len(word) > 2),
        roles={word for word in titles if len(word) > 2},
        heads={surface.words[-1] for surface in group.surfaces if surface.words},
        last_words={surface.words[-1] for surface in group.surfaces if len(surface.words) > 1},
        phrases={" ".join(surface.words) for surface in group.surfaces},
        gender=gender,
        plural=False if label in ("PER", "LOC") else None,
        person=float(label == "PER"),
        org=float(label == "ORG"),
        place=float(label == "LOC"),
        articled=any(view.lower[view.tokens_of(mentions[index].span)[0]] in ("the", "a") for index in group.mentions),
        first_name_mention=group.mentions[0],
        size=len(group.mentions),
    )


def _words_before(view: View, mention: Mention) -> tuple[str, ...]:
    return name_words(view.text[mention.span.start : mention.head.start])


def _apposition_heads(view: View, mention: Mention) -> tuple[str, ...]:
    """Nouns of "the county's tax commissioner" in "Jane Roe, the county's tax commissioner,"."""
    _, last = view.tokens_of(mention.span)
    pos, count = view.pos, len(view.pos)
    index = last + 1
    if index + 1 >= count or view.words[index] not in (",", "—", "–", "("):
        return ()
    index += 1
    if not (pos[index] in ("DT", "PRP$", "JJ", "NN") or view.name_at[index] >= 0):
        return ()
    nouns = []
    limit = min(count, index + 9)
    while index < limit and (pos[index] in _PHRASE or view.name_at[index] >= 0):
        if pos[index] in ("NN", "NNS", "NNP") and view.name_at[index] < 0:
            nouns.append(view.lower[index])
        elif pos[index] == "POS":
            nouns.clear()  # the nominee's daughter is no nominee
        index += 1
    closed = index >= count or view.words[index] in (",", ".", ")", ";", "—", "–") or pos[index] in ("WP", "IN")
    return tuple(nouns) if closed and not goes_on_as_clause(view, index) else ()


_PHRASE = frozenset(("DT", "PRP$", "JJ", "NN", "NNP", "POS", "CD", "HYPH", "JJS", "VBN", "NNS"))


def single_cluster(number: int, fact: Facts) -> Cluster:
    """A cluster that begins with one nominal or pronoun."""
    cluster = Cluster(number, None, person=fact.person, org=fact.org, place=fact.place, size=1)
    cluster.join(fact)
    return cluster

"""From mentions to clusters: names by rule, then nominals and pronouns by a learnt ranker in reading order.

A mention-ranking model over clusters in the manner of Denis & Baldridge (2008) and Raghunathan et al. (2010): each
mention is compared with a bounded number of recent clusters, and joins the best one if the ranker thinks it likely.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from sayso.analysers.coreference.appositions import described_names
from sayso.analysers.coreference.candidates import candidates_of
from sayso.analysers.coreference.choosing import Chooser
from sayso.analysers.coreference.clusters import Cluster, named_cluster, single_cluster
from sayso.analysers.coreference.course import Course
from sayso.analysers.coreference.decisions import Decision
from sayso.analysers.coreference.facts import Facts, facts_of
from sayso.analysers.coreference.history import History
from sayso.analysers.coreference.lexicon import Lexicon
from sayso.analysers.coreference.naming import group_names
from sayso.analysers.coreference.narrators import narrators
from sayso.analysers.coreference.places import nouns_of_place
from sayso.analysers.coreference.rows import Rows
from sayso.analysers.coreference.speech import speaking_mentions
from sayso.analysers.coreference.surfaces import NameGroup, role_of
from sayso.analysers.coreference.view import View
from sayso.records import Mention

__all__ = ["Resolution", "Resolver"]


# A noun that names a person at least so often says what somebody is.
_PERSON_NOUN: Final = 0.5


class Resolution(NamedTuple):
    """Facts of every mention, its cluster's number (-1: none), the clusters, how sure each joining was, and who speaks.

    `sources` holds for a quotation the mention that speaks it; `groups` the names of named clusters.
    """

    facts: list[Facts]
    cluster_of: list[int]
    clusters: dict[int, Cluster]
    confidence: list[float]
    sources: dict[int, int]
    groups: dict[int, NameGroup]


class Resolver:
    """Walks once over the mentions of a document; `choose` picks candidates, so that training can follow the gold."""

    def __init__(self, view: View, mentions: Sequence[Mention], lexicon: Lexicon, choose: Chooser) -> None:
        self.view, self.mentions, self.lexicon, self.choose = view, mentions, lexicon, choose
        self.facts = facts_of(view, mentions, lexicon)
        self.sources = self._read_sources()
        kinds = view.doc.paragraphs.kinds if "paragraphs" in view.doc else ()
        headlines = frozenset(i for i, kind in enumerate(kinds) if kind in ("headline", "kicker"))
        self.cluster_of = [-1] * len(mentions)
        self.confidence = [1.0] * len(mentions)
        self.groups: dict[int, NameGroup] = {}
        self._course = Course(view, self.facts, self.sources, self.cluster_of, headlines)
        self._history = History(view, self.facts)
        self._rows = Rows(self._course, self._history)
        self._narrators = narrators(view, self.facts)
        self._describing = described_names(view, self.facts)
        self._place_names()
        for index, name in self._describing.items():
            self._describe(self.facts[index], self.cluster_of[name])

    def _read_sources(self) -> dict[int, int]:
        """Quotation → mention that is its source; other mentions inside the source's words are no sources."""
        found = {number: spoken.mention for number, spoken in speaking_mentions(self.view, self.facts).items()}
        speaking = set(found.values())
        for fact in self.facts:
            if fact.source >= 0 and fact.index not in speaking:
                fact.source = -1
        for number, index in found.items():
            self.facts[index].source = number
        return found

    def _place_names(self) -> None:
        for number, group in enumerate(group_names(self.view, self.mentions, self.lexicon)):
            cluster = named_cluster(number, group, self.view, self.mentions)
            cluster.introduced = any(self.lexicon.kinds(word)[0] > _PERSON_NOUN for word in sorted(cluster.roles))
            if group.label == "LOC":
                cluster.nouns = nouns_of_place(group, self.view, self.mentions, self.lexicon)
            self._course.clusters[number] = cluster
            self.groups[number] = group
            for index in group.mentions:
                self.cluster_of[index] = number
            first = group.mentions[0]
            self._course.later.setdefault(self.facts[first].sentence, []).append(number)
            for word in sorted(cluster.heads | cluster.roles):
                self._course.by_head.setdefault(word, {})[number] = None
        for fact in sorted((f for f in self.facts if self.cluster_of[f.index] >= 0), key=lambda f: f.first):
            self._history.name(fact, self.cluster_of[fact.index])

    def _describe(self, fact: Facts, number: int) -> None:
        """A phrase in apposition is no mention of its own, but tells what the named one is."""
        if number < 0:
            return
        cluster = self._course.clusters[number]
        cluster.roles.add(role_of(fact.head))
        cluster.described.add(fact.head)
        cluster.gender += fact.gender
        self._course.by_head.setdefault(fact.head, {}).setdefault(number, None)

    def run(self) -> Resolution:
        """Decide every mention in reading order."""
        for fact in self.facts:
            if fact.index in self._describing:
                continue
            number = self.cluster_of[fact.index]
            if number < 0:
                number = self._decide(fact)
            else:
                self._course.clusters[number].join(fact)
            if number >= 0:
                self._touch(number, fact)
        return Resolution(
            self.facts, self.cluster_of, self._course.clusters, self.confidence, self.sources, self.groups
        )

    def _decide(self, fact: Facts) -> int:
        narrator = self._narrators.get(fact.paragraph, -1) if fact.family == "i" and fact.quote < 0 else -1
        if narrator >= 0:
            number = self.cluster_of[fact.index] = self.cluster_of[narrator]
            self._course.clusters[number].join(fact)
            return number
        candidates = candidates_of(self._course, fact)
        chosen, confidence = -1, 1.0
        if candidates:
            decision = Decision(fact, candidates, self._rows.of(fact, candidates))
            chosen, confidence = self.choose(decision)
        if chosen >= 0:
            number = candidates[chosen].cluster.id
            self._course.clusters[number].join(fact)
        else:
            number = len(self._course.clusters)
            self._course.clusters[number] = single_cluster(number, fact)
        self.cluster_of[fact.index] = number
        self.confidence[fact.index] = confidence
        return number

    def _touch(self, number: int, fact: Facts) -> None:
        self._course.recent.pop(number, None)
        self._course.recent[number] = None
        self._history.touch(fact, number)
        if fact.kind == "nominal":
            heads = self._course.by_head.setdefault(fact.head, {})
            heads.pop(number, None)
            heads[number] = None
        if fact.source >= 0 and fact.quote < 0:
            self._course.speakers.setdefault(fact.source, number)
            self._course.last_speaker = number
            cluster = self._course.clusters[number]
            if cluster.person > _PERSON_NOUN and cluster.plural is not True:
                self._course.last_person = number

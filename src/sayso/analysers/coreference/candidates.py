"""Which clusters a mention may belong to: a bounded number, so that the work for a document stays linear."""

from __future__ import annotations

import itertools
from typing import Final

from sayso.analysers.coreference.clusters import Cluster, is_narrator
from sayso.analysers.coreference.course import Course
from sayso.analysers.coreference.decisions import Candidate
from sayso.analysers.coreference.facts import Facts
from sayso.analysers.coreference.places import PLACE_NOUNS
from sayso.analysers.coreference.surfaces import role_of
from sayso.analysers.coreference.words import PERSONAL

__all__ = ["candidates_of"]

# How many sentences back, and how many clusters, a mention is compared with.
_WINDOW: Final = {"he": 12, "she": 12, "it": 5, "they": 6, "i": 30, "we": 30, "you": 30, "this": 2, "nominal": 60}
_CANDIDATES: Final = 14
_NOMINAL_CANDIDATES: Final = 8
_LOOKED_AT: Final = 80
_SAME_HEAD: Final = 4
# Sentences back that a pronoun is read over which speaks a quotation: long quotations stand between.
_SPEAKER_WINDOW: Final = 40
_TELLING: Final = frozenset(("for", "of", "at", "with", "from", "who"))
# One noun is enough to bar the other gender: a cluster of "the man" alone has the gender -0.8.
_GENDERS_CLASH: Final = -0.75
# So many paragraphs open a text: headline, standfirst, lead.
_LEAD: Final = 4
_NOTHING: Final[dict[int, None]] = {}


def candidates_of(course: Course, fact: Facts) -> list[Candidate]:
    """Clusters that the mention may join, most recent first for a pronoun."""
    if fact.kind == "nominal":
        return _nominal_candidates(course, fact)
    window = _WINDOW[fact.family]
    if fact.family in ("he", "she") and fact.source >= 0 and fact.quote < 0:
        window = _SPEAKER_WINDOW
    found: list[Candidate] = []
    singular = fact.family in ("he", "she", "it", "i")
    for number in itertools.islice(reversed(course.recent), _LOOKED_AT):
        cluster = course.clusters[number]
        near: Facts | None = course.facts[cluster.members[-1]]
        if near is None or fact.sentence - near.sentence > window or len(found) >= _CANDIDATES:
            break
        if _holds(course, cluster, fact):
            continue
        if near.last >= fact.first and near.first <= fact.first:
            near = _before(course, cluster, fact)
            if near is None:
                continue
        if _possible(fact, cluster, singular) and not _is_set_aside(course, fact, cluster):
            found.append(Candidate(cluster, near))
    if fact.family in ("he", "she", "they", "it"):
        for number in course.later.get(fact.sentence, ())[:_LOOKED_AT]:
            cluster = course.clusters[number]
            near = course.facts[cluster.first_name_mention]
            if cluster.members or near.first <= fact.last or len(found) >= _CANDIDATES:
                continue
            if _possible(fact, cluster, singular):
                found.append(Candidate(cluster, near))
    return found


def _before(course: Course, cluster: Cluster, fact: Facts) -> Facts | None:
    """The cluster's latest mention that does not hold this one."""
    for index in reversed(cluster.members[-4:]):
        near = course.facts[index]
        if near.last < fact.first:
            return near
    return None


def _holds(course: Course, cluster: Cluster, fact: Facts) -> bool:
    """Whether the latest mention has the possessive in it: "her sister Ada" is not whose sister Ada is."""
    if fact.role != "possessor":
        return False
    latest = course.facts[cluster.members[-1]]
    return latest.first <= fact.first and fact.last < latest.head_first


def _possible(fact: Facts, cluster: Cluster, singular: bool) -> bool:
    """Whether a pronoun may take up a cluster at all; what is merely unlikely is left to the ranker."""
    family = fact.family
    if is_narrator(fact) and not _tells_only(cluster):
        return False  # who tells the text is nobody of whom it tells
    if _tells_only(cluster) and family not in ("i", "we", "you"):
        return False
    if family in ("he", "she"):
        if cluster.gender * fact.gender < _GENDERS_CLASH or cluster.plural is True:
            return False
        return _may_be_person(cluster)
    if family in ("it", "this"):
        return cluster.label != "PER" and not cluster.families & PERSONAL and cluster.person < 0.8
    if family in ("i", "you"):
        return cluster.plural is not True and (cluster.label in (None, "PER")) and _may_be_person(cluster)
    if family == "we":
        return cluster.person > 0.1 or cluster.org > 0.1 or bool(cluster.families) or cluster.label is not None
    return not (singular and cluster.plural is True)


def _tells_only(cluster: Cluster) -> bool:
    """Whether somebody is known as the narrator alone: who has signed may be told of in what others write."""
    return cluster.narrates and cluster.label is None


def _is_set_aside(course: Course, fact: Facts, cluster: Cluster) -> bool:
    if _only_in_own_words(course, fact, cluster):
        return True
    # "The man who warned of it" in a headline is named in the text, and the text is about the name.
    unnamed = cluster.label is None and fact.family in ("he", "she") and fact.paragraph not in course.headlines
    return unnamed and all(course.facts[i].paragraph in course.headlines for i in cluster.members[:_LOOKED_AT])


def _only_in_own_words(course: Course, fact: Facts, cluster: Cluster) -> bool:
    """Whether somebody is mentioned only in what this pronoun speaks, as the aunt in "My aunt left," she said."""
    if fact.source < 0 or fact.quote >= 0:
        return False
    places = course.view.content_at
    return all(places[course.facts[index].head_first] == fact.source for index in cluster.members[:_LOOKED_AT])


def _nominal_candidates(course: Course, fact: Facts) -> list[Candidate]:
    found: dict[int, Candidate] = {}
    for word in dict.fromkeys((fact.head, role_of(fact.head))):
        for number in itertools.islice(reversed(course.by_head.get(word, _NOTHING)), _SAME_HEAD):
            _offer(course, fact, number, found)
    if fact.source >= 0 and fact.paragraph < _LEAD and fact.determiner in ("none", "indefinite"):
        found.update(_named_ahead(course, fact))
    if fact.head in PLACE_NOUNS:
        for number in itertools.islice(reversed(course.recent), _LOOKED_AT):
            if fact.head in course.clusters[number].nouns and len(found) < _NOMINAL_CANDIDATES:
                _offer(course, fact, number, found)
    if fact.determiner in ("the", "demonstrative", "possessive") and not fact.coordinated:
        kinds = fact.person, fact.org, fact.place
        seen = 0
        for number in reversed(course.recent):
            seen += 1
            if seen > 30 or len(found) >= _NOMINAL_CANDIDATES:
                break
            cluster = course.clusters[number]
            if number in found or max(kinds) < 0.05 or fact.sentence - course.facts[cluster.members[-1]].sentence > 10:
                continue
            if kinds[0] * cluster.person + kinds[1] * cluster.org + kinds[2] * cluster.place > 0.05:
                _offer(course, fact, number, found)
    return list(found.values())


def _named_ahead(course: Course, fact: Facts) -> dict[int, Candidate]:
    """The one person who has the role that an opening gives: "Judge rejects plea", then Judge Ada Roe.

    A headline leaves "the" out, so that it may mean somebody named before; "a judge" means somebody named later, and
    "a judge for" somebody more closely told.
    """
    after = fact.last + 1
    told = fact.last > fact.head_last or (after < len(course.view.lower) and course.view.lower[after] in _TELLING)
    if fact.determiner == "indefinite" and told:
        return {}
    found = {}
    for number in itertools.islice(course.by_head.get(role_of(fact.head), _NOTHING), _CANDIDATES):
        cluster = course.clusters[number]
        if cluster.label == "PER" and role_of(fact.head) in cluster.roles:
            found[number] = Candidate(cluster, course.facts[cluster.first_name_mention])
    ahead = fact.determiner == "none" or all(near.first > fact.last for _, near in found.values())
    return found if len(found) == 1 and ahead and fact.plural is not True else {}


def _offer(course: Course, fact: Facts, number: int, found: dict[int, Candidate]) -> None:
    cluster = course.clusters[number]
    if not cluster.members or _tells_only(cluster):
        return
    near: Facts | None = course.facts[cluster.members[-1]]
    if near is not None and near.last >= fact.first:
        near = _before(course, cluster, fact)
    if near is None or cluster.gender * fact.gender < _GENDERS_CLASH:
        return
    if fact.plural is not None and cluster.plural is not None and fact.plural != cluster.plural:
        return
    if fact.owners and cluster.owners and not fact.owners & cluster.owners:
        return
    found[number] = Candidate(cluster, near)


def _may_be_person(cluster: Cluster) -> bool:
    if cluster.label is not None:
        return cluster.label == "PER" or (cluster.size <= 6 and not cluster.articled)
    return cluster.person >= 0.12 or bool(cluster.families & PERSONAL)

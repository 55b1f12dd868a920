"""What a mention means where the text says so outright: roles, descriptions, nouns that a name ends with.

Each rule gives the number of a candidate, or -1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sayso.analysers.coreference.clusters import Cluster
from sayso.analysers.coreference.decisions import Decision
from sayso.analysers.coreference.facts import Facts
from sayso.analysers.coreference.lexicon import PERSON_NOUN
from sayso.analysers.coreference.places import EMPHATIC, PLACE_NOUNS
from sayso.analysers.coreference.surfaces import KIN, role_of

__all__ = ["by_rule"]

# A headline and a standfirst leave articles out.
_HEADLINES: Final = 2
# So many sentences back, what has been named is still at hand.
_NEAR: Final = 3
# In sentences: what is named so far apart is weighed about alike.
_RECENCY: Final = 6
# Nouns that mean the same thing in every text, whatever has the word in its name.
_OF_ITS_OWN: Final = frozenset(("world",))


def by_rule(decision: Decision) -> int:
    """The candidate that the first rule to fit gives, or -1."""
    for rule in _RULES:
        taken = rule(decision)
        if taken >= 0:
            return taken
    return -1


def _by_role(decision: Decision) -> int:
    """The person to whom the text gave the role in a definite phrase: "the mayor" after "Mayor Ada Lund"."""
    fact = decision.fact
    if fact.kind != "nominal" or fact.plural is True or fact.person < PERSON_NOUN:
        return -1
    role = role_of(fact.head)
    related = fact.determiner == "possessive" and fact.source >= 0 and role in KIN
    if fact.determiner != "the" and not related:
        return -1
    modifiers = {role_of(word) for word in fact.modifiers}
    best, most = -1, -1.0
    for index, (cluster, _) in enumerate(decision.candidates):
        # Another country's president is somebody else; a mayor of nowhere in particular may be this one.
        elsewhere = fact.places and len(cluster.roles) > 1 and not fact.places & cluster.roles
        if cluster.label == "PER" and role in cluster.roles and not elsewhere:
            shared = len(modifiers & cluster.roles) - 0.1 * index
            if shared > most:
                best, most = index, shared
    return best


def _named_ahead(decision: Decision) -> int:
    """The person whose name comes later, for a role without "the" in headline or lead."""
    fact = decision.fact
    if fact.kind != "nominal" or fact.source < 0 or fact.determiner not in ("none", "indefinite"):
        return -1
    if fact.person < PERSON_NOUN:
        return -1
    role = role_of(fact.head)
    bearers = [i for i, (c, _) in enumerate(decision.candidates) if c.label == "PER" and role in c.roles]
    if len(bearers) != 1:
        return -1
    ahead = decision.candidates[bearers[0]].near.first > fact.last
    return bearers[0] if ahead or (fact.determiner == "none" and fact.paragraph < _HEADLINES) else -1


def _by_description(decision: Decision) -> int:
    """The body that the text described by that noun: "the company" after "The company, Lowmoor Mills,"."""
    fact = decision.fact
    if not _points_back(fact) or fact.determiner != "the" or fact.last > fact.head_last:
        return -1
    return _nearest(decision, lambda cluster, _: fact.head in cluster.described)


def _by_kind_of_place(decision: Decision) -> int:
    """The place that the noun can mean, one that is named often and near: "the city" for Nairobi."""
    fact = decision.fact
    if fact.head not in PLACE_NOUNS or not _points_back(fact, apart_from=EMPHATIC):
        return -1
    places = [(i, c, near) for i, (c, near) in enumerate(decision.candidates) if fact.head in c.nouns]
    if not places:
        return -1
    # How often a place is named weighs more than how near.
    likeliest = max(places, key=lambda place: place[1].size ** 2 / (_RECENCY + fact.sentence - place[2].sentence))
    return likeliest[0]


def _by_name(decision: Decision) -> int:
    """What has the noun at the end of its name: "the union" for the Farmers Union, near or far, "this festival"."""
    fact = decision.fact
    if not _points_back(fact):
        return -1

    def fits(cluster: Cluster, near: Facts) -> bool:
        if cluster.label == "ORG" and fact.determiner == "the":
            return fact.head in cluster.heads
        named_so = cluster.label in ("ORG", "LOC", "MISC") and fact.head in cluster.last_words
        return named_so and fact.sentence - near.sentence <= _NEAR and fact.head not in _OF_ITS_OWN

    return _nearest(decision, fits)


def _by_proper_noun(decision: Decision) -> int:
    """What the same capitalised word meant before, where names were overlooked."""
    fact = decision.fact
    if not fact.proper:
        return -1
    return _nearest(decision, lambda cluster, _: fact.head in cluster.proper)


_RULES: Final = (_by_role, _named_ahead, _by_description, _by_kind_of_place, _by_name, _by_proper_noun)


def _points_back(fact: Facts, *, apart_from: frozenset[str] = frozenset()) -> bool:
    """Whether it is "the company" or "this company" and no more: nothing tells which of several is meant."""
    bare = fact.kind == "nominal" and not (fact.coordinated or fact.restricted or fact.owners)
    bare = bare and not fact.modifiers - apart_from and fact.last <= fact.head_last + 1  # for a possessive mark
    return bare and fact.determiner in ("the", "demonstrative") and fact.plural is False


def _nearest(decision: Decision, fits: Callable[[Cluster, Facts], bool]) -> int:
    fitting = (i for i, (cluster, near) in enumerate(decision.candidates) if fits(cluster, near))
    return max(fitting, key=lambda i: decision.candidates[i].near.index, default=-1)

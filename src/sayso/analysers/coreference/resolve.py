"""From mentions to clusters: names by rule, then nominals and pronouns by a learnt ranker in reading order.

A mention-ranking model over clusters in the manner of Denis & Baldridge (2008) and Raghunathan et al. (2010): each
mention is compared with a bounded number of recent clusters, and joins the best one if the ranker thinks it likely.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.coreference.appositions import described_names
from sayso.analysers.coreference.clusters import Cluster, named_cluster, single_cluster
from sayso.analysers.coreference.facts import Facts, facts_of
from sayso.analysers.coreference.features import FEATURES, pair_features
from sayso.analysers.coreference.lexicon import Lexicon, Network, probabilities
from sayso.analysers.coreference.naming import ROLE_SYNONYMS, NameGroup, group_names
from sayso.analysers.coreference.speech import speaking_mentions
from sayso.analysers.coreference.view import View
from sayso.records import Mention

__all__ = ["Candidate", "Decision", "Resolution", "Resolver", "choose_by", "model_of"]

# How many sentences back, and how many clusters, a mention is compared with.
_WINDOW: Final = {"he": 12, "she": 12, "it": 5, "they": 6, "i": 30, "we": 30, "you": 30, "this": 2, "nominal": 60}
_CANDIDATES: Final = 14
_NOMINAL_CANDIDATES: Final = 8
_LOOKED_AT: Final = 80
_SAME_HEAD: Final = 4

Rows = NDArray[np.float32]


class Candidate(NamedTuple):
    """A cluster that a mention may belong to, with the cluster's mention nearest to it."""

    cluster: Cluster
    near: Facts


class Decision(NamedTuple):
    """One choice that the resolver had: the mention, its candidates, and their features."""

    fact: Facts
    candidates: list[Candidate]
    rows: Rows


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


_NOTHING: Final[dict[int, None]] = {}
_AND_OR: Final = frozenset(("and", "or", "&"))
_FINITE: Final = frozenset(("VBD", "VBZ", "VBP", "MD"))
# A noun that names a person at least so often can be a role, and a role decides with this confidence.
_PERSON_NOUN: Final = 0.3
_ROLE_CONFIDENCE: Final = 0.85
_ONLY_CONFIDENCE: Final = 0.6
# Sentences back that a pronoun is read over which speaks a quotation: long quotations stand between.
_SPEAKER_WINDOW: Final = 40
# So many quotations that follow one another bare make a dialogue.
_DIALOGUE: Final = 3
_LAST_SPEAKER: Final = FEATURES.index("last_speaker_news")
_IS_DIALOGUE: Final = FEATURES.index("dialogue")
_NEAR_IN_QUOTE: Final = FEATURES.index("near_in_quote")
_OWN_WORDS, _SAME_SENTENCE = FEATURES.index("own_words"), FEATURES.index("same_sentence")
_PREVIOUS_SENTENCE, _TWO_BACK = FEATURES.index("previous_sentence"), FEATURES.index("two_back")
_SAME_PARAGRAPH: Final = FEATURES.index("same_paragraph")
_LAST_SPEAKER_BONUS: Final = 3.0
_SPOKEN_OF_PENALTY: Final = 2.0
_OWN_WORDS_PENALTY: Final = 2.0
_SPEAKER_LENIENCY: Final = 0.3
_PERSONAL: Final = frozenset(("he", "she", "i", "you"))

Chooser = Callable[[Decision], tuple[int, float]]


def model_of(fact: Facts) -> str:
    """Which of the networks judges this mention."""
    if fact.kind == "nominal":
        return "nominal"
    return {"he": "gendered", "she": "gendered", "they": "they", "it": "it", "this": "it"}.get(fact.family, "speech")


class Resolver:
    """Walks once over the mentions of a document; `choose` picks candidates, so that training can follow the gold."""

    def __init__(self, view: View, mentions: Sequence[Mention], lexicon: Lexicon, choose: Chooser) -> None:
        self.view, self.mentions, self.lexicon, self.choose = view, mentions, lexicon, choose
        self.facts = facts_of(view, mentions, lexicon)
        self.sources = self._read_sources()
        self.dialogue = _is_dialogue(view)
        self._first_subjects: dict[int, int] = {}
        for fact in self.facts:
            if fact.role == "subject":
                self._first_subjects.setdefault(fact.sentence, fact.index)
        self.clusters: dict[int, Cluster] = {}
        self.cluster_of = [-1] * len(mentions)
        self.confidence = [1.0] * len(mentions)
        self.groups: dict[int, NameGroup] = {}
        self._recent: dict[int, None] = {}
        self._by_head: dict[str, dict[int, None]] = {}
        self._later: dict[int, list[int]] = {}
        self._speakers: dict[int, int] = {}
        self._last_speaker = -1
        self._running: tuple[list[int], list[int]] | None = None
        self._name_clusters: dict[int, int] | None = None
        kinds = view.doc.paragraphs.kinds if "paragraphs" in view.doc else ()
        self._headlines = frozenset(i for i, kind in enumerate(kinds) if kind in ("headline", "kicker"))
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
            self.clusters[number] = cluster
            self.groups[number] = group
            for index in group.mentions:
                self.cluster_of[index] = number
            first = group.mentions[0]
            self._later.setdefault(self.facts[first].sentence, []).append(number)
            for word in sorted(cluster.heads | cluster.roles):
                self._by_head.setdefault(word, {})[number] = None

    def _describe(self, fact: Facts, number: int) -> None:
        """A phrase in apposition is no mention of its own, but tells what the named one is."""
        if number < 0:
            return
        cluster = self.clusters[number]
        cluster.roles.add(ROLE_SYNONYMS.get(fact.head, fact.head))
        cluster.described.add(fact.head)
        cluster.gender += fact.gender
        self._by_head.setdefault(fact.head, {}).setdefault(number, None)

    def run(self) -> Resolution:
        """Decide every mention in reading order."""
        for fact in self.facts:
            if fact.index in self._describing:
                continue
            number = self.cluster_of[fact.index]
            if number < 0:
                number = self._decide(fact)
            else:
                self.clusters[number].join(fact)
            if number >= 0:
                self._touch(number, fact)
        return Resolution(self.facts, self.cluster_of, self.clusters, self.confidence, self.sources, self.groups)

    def _decide(self, fact: Facts) -> int:
        candidates = self._candidates(fact)
        chosen, confidence = -1, 1.0
        if candidates:
            decision = Decision(fact, candidates, self._rows(fact, candidates))
            chosen, confidence = self.choose(decision)
        if chosen >= 0:
            number = candidates[chosen].cluster.id
            self.clusters[number].join(fact)
        else:
            number = len(self.clusters)
            self.clusters[number] = single_cluster(number, fact)
        self.cluster_of[fact.index] = number
        self.confidence[fact.index] = confidence
        return number

    def _touch(self, number: int, fact: Facts) -> None:
        self._recent.pop(number, None)
        self._recent[number] = None
        if fact.kind == "nominal":
            heads = self._by_head.setdefault(fact.head, {})
            heads.pop(number, None)
            heads[number] = None
        if fact.source >= 0 and fact.quote < 0:
            self._speakers.setdefault(fact.source, number)
            self._last_speaker = number

    def _candidates(self, fact: Facts) -> list[Candidate]:
        if fact.kind == "nominal":
            return self._nominal_candidates(fact)
        window = _WINDOW[fact.family]
        if fact.family in ("he", "she") and fact.source >= 0 and fact.quote < 0:
            window = _SPEAKER_WINDOW
        found: list[Candidate] = []
        singular = fact.family in ("he", "she", "it", "i")
        for number in itertools.islice(reversed(self._recent), _LOOKED_AT):
            cluster = self.clusters[number]
            near: Facts | None = self.facts[cluster.members[-1]]
            if near is None or fact.sentence - near.sentence > window or len(found) >= _CANDIDATES:
                break
            if near.last >= fact.first and near.first <= fact.first:
                near = self._before(cluster, fact)
                if near is None:
                    continue
            if self._possible(fact, cluster, singular) and not self._is_set_aside(fact, cluster):
                found.append(Candidate(cluster, near))
        if fact.family in ("he", "she", "they", "it"):
            for number in self._later.get(fact.sentence, ())[:_LOOKED_AT]:
                cluster = self.clusters[number]
                near = self.facts[cluster.first_name_mention]
                if cluster.members or near.first <= fact.last or len(found) >= _CANDIDATES:
                    continue
                if self._possible(fact, cluster, singular):
                    found.append(Candidate(cluster, near))
        return found

    def _before(self, cluster: Cluster, fact: Facts) -> Facts | None:
        """The cluster's latest mention that does not hold this one."""
        for index in reversed(cluster.members[-4:]):
            near = self.facts[index]
            if near.last < fact.first:
                return near
        return None

    def _possible(self, fact: Facts, cluster: Cluster, singular: bool) -> bool:
        """Whether a pronoun may take up a cluster at all; what is merely unlikely is left to the ranker."""
        family = fact.family
        if family in ("he", "she"):
            if cluster.gender * fact.gender < -0.8 or cluster.plural is True:
                return False
            return _may_be_person(cluster)
        if family in ("it", "this"):
            return cluster.label != "PER" and not cluster.families & _PERSONAL and cluster.person < 0.8
        if family in ("i", "you"):
            return cluster.plural is not True and (cluster.label in (None, "PER")) and _may_be_person(cluster)
        if family == "we":
            return cluster.person > 0.1 or cluster.org > 0.1 or bool(cluster.families) or cluster.label is not None
        return not (singular and cluster.plural is True)

    def _is_set_aside(self, fact: Facts, cluster: Cluster) -> bool:
        if self._only_in_own_words(fact, cluster):
            return True
        # "The man who warned of it" in a headline is named in the text, and the text is about the name.
        unnamed = cluster.label is None and fact.family in ("he", "she") and fact.paragraph not in self._headlines
        return unnamed and all(self.facts[i].paragraph in self._headlines for i in cluster.members[:_LOOKED_AT])

    def _only_in_own_words(self, fact: Facts, cluster: Cluster) -> bool:
        """Whether somebody is mentioned only in what this pronoun speaks, as the aunt in "My aunt left," she said."""
        if fact.source < 0 or fact.quote >= 0 or self.view.quotations[fact.source].kind != "direct":
            return False
        return all(self.facts[index].quote == fact.source for index in cluster.members[:_LOOKED_AT])

    def _nominal_candidates(self, fact: Facts) -> list[Candidate]:
        found: dict[int, Candidate] = {}
        for word in dict.fromkeys((fact.head, ROLE_SYNONYMS.get(fact.head, fact.head))):
            for number in itertools.islice(reversed(self._by_head.get(word, _NOTHING)), _SAME_HEAD):
                self._offer(fact, number, found)
        if fact.determiner in ("the", "demonstrative", "possessive") and not fact.coordinated:
            kinds = fact.person, fact.org, fact.place
            seen = 0
            for number in reversed(self._recent):
                seen += 1
                if seen > 30 or len(found) >= _NOMINAL_CANDIDATES:
                    break
                cluster = self.clusters[number]
                if (
                    number in found
                    or max(kinds) < 0.05
                    or fact.sentence - self.facts[cluster.members[-1]].sentence > 10
                ):
                    continue
                if kinds[0] * cluster.person + kinds[1] * cluster.org + kinds[2] * cluster.place > 0.05:
                    self._offer(fact, number, found)
        return list(found.values())

    def _offer(self, fact: Facts, number: int, found: dict[int, Candidate]) -> None:
        cluster = self.clusters[number]
        if not cluster.members:
            return
        near: Facts | None = self.facts[cluster.members[-1]]
        if near is not None and near.last >= fact.first:
            near = self._before(cluster, fact)
        if near is None or cluster.gender * fact.gender < -0.8:
            return
        if fact.plural is not None and cluster.plural is not None and fact.plural != cluster.plural:
            return
        if fact.owners and cluster.owners and not fact.owners & cluster.owners:
            return
        found[number] = Candidate(cluster, near)

    def _rows(self, fact: Facts, candidates: Sequence[Candidate]) -> Rows:
        speaker = self._speakers.get(fact.quote, -1) if fact.quote >= 0 else -1
        inside = self._inside(fact) if fact.source >= 0 else frozenset()
        empty = fact.family == "it" and _expletive(self.view, fact)
        verbs, commas = self._counts()
        largest = max(candidate.cluster.size for candidate in candidates)
        after = fact.last + 1
        ends_clause = after < len(self.view.words) and self.view.pos[after] in (".", ",", ":")
        rows = []
        persons = subjects = 0
        here = [near.sentence for _, near in candidates]
        rivals = here.count(fact.sentence)
        for rank, (cluster, near) in enumerate(candidates):
            recent, subject = 0, False
            for index in reversed(cluster.members[-5:]):
                other = self.facts[index]
                if fact.sentence - other.sentence > 2:
                    break
                recent += 1
                subject = subject or other.role == "subject"
            left, right = sorted((near.last, fact.first))
            before = self.view.lower[near.first - 1] if near.first > 0 else ""
            following = self.view.lower[near.last + 1] if near.last + 1 < len(self.view.lower) else ""
            rows.append(
                pair_features(
                    fact,
                    cluster,
                    near,
                    rank=rank,
                    candidates=len(candidates),
                    recent=recent,
                    subject_recently=subject,
                    speaker=speaker,
                    last_speaker=self._last_speaker,
                    own_words=cluster.id in inside,
                    expletive=empty,
                    person_rank=persons,
                    topic=cluster.size == largest,
                    verbs=verbs[right] - verbs[left],
                    commas=commas[right] - commas[left],
                    listed=before in _AND_OR or following in _AND_OR,
                    after_comma=before == ",",
                    ends_clause=ends_clause,
                    dialogue=self.dialogue,
                    first_subject=self._first_subjects.get(near.sentence) == near.index,
                    subjects_between=subjects,
                    rivals=rivals,
                    lone=here.count(near.sentence) == 1,
                    opens_paragraph=self.view.paragraph_of[self.view.first_of[near.sentence] - 1] != near.paragraph
                    if self.view.first_of[near.sentence]
                    else True,
                )
            )
            subjects += near.role == "subject"
            persons += cluster.label == "PER" or cluster.person > 0.8
        return np.array(rows, dtype=np.float32)

    def _counts(self) -> tuple[list[int], list[int]]:
        """Finite verbs, and commas, before each token."""
        if self._running is None:
            verbs, commas = [0], [0]
            for tag in self.view.pos:
                verbs.append(verbs[-1] + (tag in _FINITE))
                commas.append(commas[-1] + (tag == ","))
            self._running = verbs, commas
        return self._running

    def _inside(self, fact: Facts) -> frozenset[int]:
        """Clusters mentioned by name in the words of the direct quotation whose source this is."""
        quotation = self.view.quotations[fact.source]
        if quotation.kind == "indirect":
            return frozenset()
        found = set()
        for span in quotation.content[:3]:
            first, last = self.view.tokens_of(span)
            for index in range(first, min(last, first + 60) + 1):
                name = self.view.name_at[index]
                if name >= 0:
                    found.add(self._cluster_of_name(name))
        return frozenset(found)

    def _cluster_of_name(self, name: int) -> int:
        if self._name_clusters is None:
            self._name_clusters = {
                self.view.name_at[fact.head_first]: self.cluster_of[fact.index]
                for fact in self.facts
                if fact.kind == "name"
            }
        return self._name_clusters.get(name, -1)


def _by_description(decision: Decision) -> int:
    """The body that the text described by that noun: "the company" after "The company, Lowmoor Mills,"; or -1."""
    fact = decision.fact
    if fact.kind != "nominal" or fact.determiner != "the" or fact.plural is True or fact.modifiers or fact.owners:
        return -1
    if fact.last > fact.head_last:
        return -1
    described = (i for i, (cluster, _) in enumerate(decision.candidates) if fact.head in cluster.described)
    return max(described, key=lambda i: decision.candidates[i].near.index, default=-1)


def _only_person(decision: Decision) -> int:
    """Who "she" must be that speaks in the narration: the one person named so far that "she" can mean; or -1."""
    fact = decision.fact
    if fact.family not in ("he", "she") or fact.source < 0 or fact.quote >= 0:
        return -1
    people = [
        (i, cluster.label == "PER")
        for i, (cluster, _) in enumerate(decision.candidates)
        if cluster.label == "PER" or cluster.person > _PERSON_NOUN or cluster.families & _PERSONAL
    ]
    named = [i for i, is_named in people if is_named]
    return named[0] if len(people) == len(named) == 1 else -1


def _by_role(decision: Decision) -> int:
    """The person to whom the text gave the role in a definite phrase: "the mayor" after "Mayor Ada Lund"; or -1."""
    fact = decision.fact
    if fact.kind != "nominal" or fact.determiner != "the" or fact.plural is True or fact.person < _PERSON_NOUN:
        return -1
    role = ROLE_SYNONYMS.get(fact.head, fact.head)
    modifiers = {ROLE_SYNONYMS.get(word, word) for word in fact.modifiers}
    best, most = -1, -1.0
    for index, (cluster, _) in enumerate(decision.candidates):
        # Another country's president is somebody else; a mayor of nowhere in particular may be this one.
        elsewhere = fact.places and len(cluster.roles) > 1 and not fact.places & cluster.roles
        if cluster.label == "PER" and role in cluster.roles and not elsewhere:
            shared = len(modifiers & cluster.roles) - 0.1 * index
            if shared > most:
                best, most = index, shared
    return best


def _agreement(decision: Decision) -> NDArray[np.bool_]:
    """A role with a complement ("the leader of the strike") means nobody named to whom the text gives no such role."""
    fact = decision.fact
    role = ROLE_SYNONYMS.get(fact.head, fact.head)
    free = fact.kind != "nominal" or fact.last == fact.head_last or fact.person < _PERSON_NOUN
    return np.array(
        [free or c.label != "PER" or role in c.roles or fact.head in c.heads for c, _ in decision.candidates]
    )


def _is_dialogue(view: View) -> bool:
    """Whether quotations answer each other without a word between them, as in fiction."""
    places = sorted(
        (view.tokens_of(quotation.content[0])[0], view.tokens_of(quotation.content[-1])[1])
        for quotation in view.quotations
        if quotation.kind == "direct" and quotation.parent is None
    )
    bare = 0
    for (_, last), (first, _) in itertools.pairwise(places):
        between = view.words[last + 1 : min(first, last + 6)]
        apart = first <= last + 6 and view.paragraph_of[first] != view.paragraph_of[last]
        bare += apart and not any(word[0].isalnum() for word in between)
    return bare >= _DIALOGUE


def _speaker_bonus(decision: Decision) -> Rows | float:
    """A pronoun that speaks in the narration takes up who spoke last rather than who is merely spoken of."""
    fact = decision.fact
    if fact.source < 0 or fact.quote >= 0 or fact.kind != "pronoun":
        return 0.0
    rows = decision.rows
    if rows[0, _IS_DIALOGUE]:
        return 0.0
    near = np.minimum(
        1.0, rows[:, _SAME_SENTENCE] + rows[:, _PREVIOUS_SENTENCE] + rows[:, _TWO_BACK] + rows[:, _SAME_PARAGRAPH]
    )
    return np.asarray(
        _LAST_SPEAKER_BONUS * rows[:, _LAST_SPEAKER] * near
        - _SPOKEN_OF_PENALTY * rows[:, _NEAR_IN_QUOTE]
        - _OWN_WORDS_PENALTY * rows[:, _OWN_WORDS],
        dtype=np.float32,
    )


def _leniency(fact: Facts) -> float:
    """A definite person who speaks ("the senator said") is nearly always somebody named before."""
    speaks = fact.kind == "nominal" and fact.source >= 0 and fact.person > 0.5 and fact.determiner == "the"
    return _SPEAKER_LENIENCY if speaks and fact.plural is not True else 1.0


def _may_be_person(cluster: Cluster) -> bool:
    if cluster.label is not None:
        return cluster.label == "PER" or (cluster.size <= 6 and not cluster.articled)
    return cluster.person >= 0.12 or bool(cluster.families & _PERSONAL)


def _expletive(view: View, fact: Facts) -> bool:
    """Whether "it" is empty: "it is clear that", "it seems", "it is time to"."""
    sentence_end = view.last_of[fact.sentence]
    words = view.lower[fact.last + 1 : min(sentence_end, fact.last + 9) + 1]
    tags = view.pos[fact.last + 1 : min(sentence_end, fact.last + 9) + 1]
    if not words:
        return False
    if words[0] in ("seems", "seemed", "appears", "appeared", "turns", "turned", "rained", "rains", "takes", "took"):
        return True
    be = next(
        (i for i, word in enumerate(words[:3]) if word in ("is", "was", "'s", "be", "been", "becomes", "became")), None
    )
    if be is None:
        return False
    rest = list(zip(words[be + 1 :], tags[be + 1 :], strict=True))
    return any(tag.startswith(("JJ", "NN", "VBN", "RB")) for _, tag in rest[:2]) and any(
        word in ("that", "to", "how", "whether", "who", "when", "for") for word, _ in rest[1:6]
    )


def choose_by(networks: Mapping[str, Network]) -> Chooser:
    """The chooser that asks the networks."""

    def choose(decision: Decision) -> tuple[int, float]:
        titled = _by_role(decision)
        if titled >= 0:
            return titled, _ROLE_CONFIDENCE
        described = _by_description(decision)
        if described >= 0:
            return described, _ROLE_CONFIDENCE
        network = networks.get(model_of(decision.fact))
        if network is None:
            return -1, 0.5
        scores = probabilities(network(decision.rows) + _speaker_bonus(decision)) * _agreement(decision)
        best = int(np.argmax(scores))
        score = float(scores[best])
        if score >= network.threshold * _leniency(decision.fact):
            return best, score
        only = _only_person(decision)
        return (only, _ONLY_CONFIDENCE) if only >= 0 else (-1, 1.0 - score)

    return choose

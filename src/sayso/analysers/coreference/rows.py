"""Rows of features for the ranker: what the walk over the document knows of a mention and its candidates."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.coreference.course import Course
from sayso.analysers.coreference.decisions import Candidate
from sayso.analysers.coreference.facts import Facts
from sayso.analysers.coreference.features import pair_features
from sayso.analysers.coreference.history import History
from sayso.analysers.coreference.surroundings import Surroundings
from sayso.analysers.coreference.view import View

__all__ = ["Rows"]

_AND_OR: Final = frozenset(("and", "or", "&"))
_FINITE: Final = frozenset(("VBD", "VBZ", "VBP", "MD"))
# So many quotations that follow one another bare make a dialogue.
_DIALOGUE: Final = 3


class Rows:
    """Makes the rows of each decision; counts over the document are taken once."""

    def __init__(self, course: Course, history: History) -> None:
        self._course, self._view, self._history = course, course.view, history
        self._surroundings = Surroundings(course.view)
        self._dialogue = _is_dialogue(course.view)
        self._first_subjects: dict[int, int] = {}
        for fact in course.facts:
            if fact.role == "subject":
                self._first_subjects.setdefault(fact.sentence, fact.index)
        self._running: tuple[list[int], list[int]] | None = None
        self._name_clusters: dict[int, int] | None = None

    def of(self, fact: Facts, candidates: Sequence[Candidate]) -> NDArray[np.float32]:
        """One row of features a candidate."""
        speaker = self._course.speakers.get(fact.quote, -1) if fact.quote >= 0 else -1
        inside = self._inside(fact) if fact.source >= 0 else frozenset()
        empty = fact.family == "it" and _expletive(self._view, fact)
        course = self._course
        last_speaker = course.last_person if fact.family in ("he", "she") else course.last_speaker
        verbs, commas = self._counts()
        largest = max(candidate.cluster.size for candidate in candidates)
        after = fact.last + 1
        ends_clause = after < len(self._view.words) and self._view.pos[after] in (".", ",", ":")
        rows = []
        persons = subjects = 0
        here = [near.sentence for _, near in candidates]
        rivals = here.count(fact.sentence)
        for rank, (cluster, near) in enumerate(candidates):
            recent, subject = 0, False
            for index in reversed(cluster.members[-5:]):
                other = self._course.facts[index]
                if fact.sentence - other.sentence > 2:
                    break
                recent += 1
                subject = subject or other.role == "subject"
            left, right = sorted((near.last, fact.first))
            before = self._view.lower[near.first - 1] if near.first > 0 else ""
            following = self._view.lower[near.last + 1] if near.last + 1 < len(self._view.lower) else ""
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
                    last_speaker=last_speaker,
                    own_words=cluster.id in inside,
                    expletive=empty,
                    person_rank=persons,
                    topic=cluster.size == largest,
                    verbs=verbs[right] - verbs[left],
                    commas=commas[right] - commas[left],
                    listed=before in _AND_OR or following in _AND_OR,
                    after_comma=before == ",",
                    ends_clause=ends_clause,
                    dialogue=self._dialogue,
                    first_subject=self._first_subjects.get(near.sentence) == near.index,
                    subjects_between=subjects,
                    rivals=rivals,
                    lone=here.count(near.sentence) == 1,
                    opens_paragraph=self._view.paragraph_of[self._view.first_of[near.sentence] - 1] != near.paragraph
                    if self._view.first_of[near.sentence]
                    else True,
                )
            )
            subjects += near.role == "subject"
            persons += cluster.label == "PER" or cluster.person > 0.8
        return np.concatenate(
            (
                np.array(rows, dtype=np.float32),
                self._history.rows(fact, candidates),
                self._surroundings.rows(fact, [near for _, near in candidates]),
            ),
            axis=1,
        )

    def _counts(self) -> tuple[list[int], list[int]]:
        """Finite verbs, and commas, before each token."""
        if self._running is None:
            verbs, commas = [0], [0]
            for tag in self._view.pos:
                verbs.append(verbs[-1] + (tag in _FINITE))
                commas.append(commas[-1] + (tag == ","))
            self._running = verbs, commas
        return self._running

    def _inside(self, fact: Facts) -> frozenset[int]:
        """Clusters mentioned by name in the words of the direct quotation whose source this is."""
        quotation = self._view.quotations[fact.source]
        if quotation.kind == "indirect":
            return frozenset()
        found = set()
        for span in quotation.content[:3]:
            first, last = self._view.tokens_of(span)
            for index in range(first, min(last, first + 60) + 1):
                name = self._view.name_at[index]
                if name >= 0:
                    found.add(self._cluster_of_name(name))
        return frozenset(found)

    def _cluster_of_name(self, name: int) -> int:
        if self._name_clusters is None:
            self._name_clusters = {
                self._view.name_at[fact.head_first]: self._course.cluster_of[fact.index]
                for fact in self._course.facts
                if fact.kind == "name"
            }
        return self._name_clusters.get(name, -1)


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

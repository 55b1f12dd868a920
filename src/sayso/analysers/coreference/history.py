"""What the text has made of an entity by the time of a mention: who was spoken of last, and who is named ahead."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.coreference.clusters import Cluster
from sayso.analysers.coreference.facts import Facts
from sayso.analysers.coreference.view import View

__all__ = ["HISTORY", "History"]

_AHEAD: Final = 12
_HOLDING: Final = 8

HISTORY: Final[tuple[str, ...]] = (
    "same_family_last", "same_family_last_here", "same_family_last_before", "family_silent",
    "once", "near_long_name", "near_titled", "log_gap", "share", "log_pronouns", "here_often", "first_here",
    "subject_before", "subject_of_clause", "subject_of_clause_owns", "subject_of_clause_bound",
    "ahead", "ahead_subject", "ahead_after_comma", "fronted_ahead_subject", "rival_ahead_subject",
    "best_agreement", "rival_agrees", "only_agrees", "kin_surname", "biggest_rival",
)  # fmt: skip


class History:
    """Kept up to date by the resolver while it walks over the mentions; every question costs the same."""

    def __init__(self, view: View, facts: Sequence[Facts]) -> None:
        self.view, self.facts = view, facts
        self._last_of_family: dict[str, tuple[int, int]] = {}
        self._subjects: dict[int, list[tuple[int, int]]] = {}
        self._named: dict[int, list[tuple[Facts, int]]] = {}

    def name(self, fact: Facts, cluster: int) -> None:
        """A name that will be met when its sentence is walked over; names are told in text order."""
        self._named.setdefault(fact.sentence, []).append((fact, cluster))

    def touch(self, fact: Facts, cluster: int) -> None:
        """A mention was decided."""
        if fact.kind == "pronoun":
            self._last_of_family[fact.family] = cluster, fact.sentence
        if fact.role == "subject":
            self._subjects.setdefault(fact.sentence, []).append((fact.first, cluster))

    def ahead(self, fact: Facts) -> dict[int, Facts]:
        """Clusters that are named later in the sentence, with the first such name."""
        found: dict[int, Facts] = {}
        names = self._named.get(fact.sentence, ())
        begin = bisect_right(names, fact.last, key=lambda entry: entry[0].first)
        for named, cluster in names[begin : begin + _AHEAD]:
            found.setdefault(cluster, named)
        return found

    def rows(self, fact: Facts, candidates: Sequence[tuple[Cluster, Facts]]) -> NDArray[np.float32]:
        """Features of each candidate, shape (candidates, len(HISTORY))."""
        family, family_sentence = self._last_of_family.get(fact.family, (-1, -1))
        before = self._subjects.get(fact.sentence - 1, ())
        first_subject = before[0][1] if before else -1
        acting = self._subjects.get(fact.sentence, ())
        opening_subject = acting[0][1] if acting and acting[0][0] < fact.first else -1
        clause_subject = next((cluster for first, cluster in reversed(acting) if first < fact.first), -1)
        ahead = self.ahead(fact) if fact.kind == "pronoun" else {}
        heads = [named for named in ahead.values() if named.role == "subject" and self._after_comma(named)]
        fronted = opening_subject < 0
        agreements = [max(-1.5, min(1.5, cluster.gender)) * fact.gender for cluster, _ in candidates]
        sizes = [cluster.size for cluster, _ in candidates]
        kin = self._possessed_name(fact)
        best, agreeing = max(agreements), sum(value > 0.3 for value in agreements)
        total, biggest = sum(sizes), max(sizes)
        rows = []
        for (cluster, near), agreement in zip(candidates, agreements, strict=True):
            named = ahead.get(cluster.id)
            named_subject = named is not None and named.role == "subject"
            earlier = [self.facts[index] for index in cluster.members[-2:]]
            gap = earlier[-1].sentence - earlier[0].sentence if len(earlier) == 2 else -1
            rows.append([
                family == cluster.id, family == cluster.id and family_sentence == fact.sentence,
                family == cluster.id and family_sentence == fact.sentence - 1, family < 0,
                len(cluster.members) == 1, near.kind == "name" and near.head_last > near.head_first,
                near.kind == "name" and (near.first < near.head_first or near.last > near.head_last),
                math.log1p(gap) if gap >= 0 else 0.0, cluster.size / total if total else 0.0,
                math.log1p(cluster.pronouns),
                sum(one.sentence == fact.sentence for one in earlier) == 2,
                opening_subject == cluster.id,
                first_subject == cluster.id, clause_subject == cluster.id,
                clause_subject == cluster.id and fact.role == "possessor",
                clause_subject == cluster.id and fact.role in ("object", "oblique"),
                named is not None, named_subject, named is not None and self._after_comma(named),
                fronted and named_subject and named is not None and self._after_comma(named),
                fronted and bool(heads) and not named_subject,
                agreement >= best, agreement < 0.3 and agreeing > 0, agreement > 0.3 and agreeing == 1,
                bool(kin & cluster.names), math.log1p(biggest - cluster.size),
            ])  # fmt: skip
        return np.array(rows, dtype=np.float32)

    def _after_comma(self, fact: Facts) -> bool:
        return fact.first > 0 and self.view.words[fact.first - 1] == ","

    def _possessed_name(self, fact: Facts) -> frozenset[str]:
        """The last name in "his wife Ada Roe": relatives bear it too."""
        if fact.role != "possessor":
            return frozenset()
        view = self.view
        for index in range(fact.last + 1, min(len(view.words), fact.last + _HOLDING)):
            number = view.name_at[index]
            if number >= 0:
                last = view.name_tokens[number][1]
                return frozenset((view.lower[last],)) if last > view.name_tokens[number][0] else frozenset()
            if not view.pos[index].startswith(("NN", "JJ", "HYPH", "CD", ",")):
                break
        return frozenset()

"""Which candidate a mention takes: rules where the text says it outright, else the ranker's networks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sayso.analysers.coreference.clusters import Cluster
from sayso.analysers.coreference.decisions import Decision, Rows
from sayso.analysers.coreference.facts import Facts
from sayso.analysers.coreference.features import FEATURES
from sayso.analysers.coreference.lexicon import PERSON_NOUN, Network, probabilities
from sayso.analysers.coreference.rules import by_rule
from sayso.analysers.coreference.surfaces import role_of
from sayso.analysers.coreference.words import PERSONAL, SAID_BODIES

__all__ = ["Chooser", "choose_by", "model_of"]

# A role decides with this confidence.
_ROLE_CONFIDENCE: Final = 0.85
_ONLY_CONFIDENCE: Final = 0.6
_LAST_SPEAKER: Final = FEATURES.index("last_speaker_news")
_IS_DIALOGUE: Final = FEATURES.index("dialogue")
_NEAR_IN_QUOTE: Final = FEATURES.index("near_in_quote")
_OWN_WORDS, _SAME_SENTENCE = FEATURES.index("own_words"), FEATURES.index("same_sentence")
_PREVIOUS_SENTENCE, _TWO_BACK = FEATURES.index("previous_sentence"), FEATURES.index("two_back")
_SAME_PARAGRAPH: Final = FEATURES.index("same_paragraph")
_SUBJECT_OF_CLAUSE: Final = FEATURES.index("subject_of_clause")
_AFTER_SUBORDINATOR: Final = FEATURES.index("before_subordinator")
_IS_ORG, _NEAR_SUBJECT = FEATURES.index("label_ORG"), FEATURES.index("near_subject")
_IS_PLACE: Final = FEATURES.index("label_LOC")
_PLACE_PENALTY: Final = 2.0
_LAST_SPEAKER_BONUS: Final = 4.0
_SPOKEN_OF_PENALTY: Final = 2.0
_OWN_WORDS_PENALTY: Final = 2.0
_SPEAKER_LENIENCY: Final = 0.4
_PLURAL_LENIENCY: Final = 0.7
_IS_PERSON, _INTRODUCED = FEATURES.index("label_PER"), FEATURES.index("introduced_otherwise")
_UNNAMED, _PERSON, _ORG = FEATURES.index("label_None"), FEATURES.index("person"), FEATURES.index("org")
_SPEECHLESS_PENALTY: Final = 3.0
_ACTING: Final = 1.5
_OTHERWISE: Final = 1.5

Chooser = Callable[[Decision], tuple[int, float]]


def model_of(fact: Facts) -> str:
    """Which of the networks judges this mention."""
    if fact.kind == "nominal":
        return "nominal"
    return {"he": "gendered", "she": "gendered", "they": "they", "it": "it", "this": "it"}.get(fact.family, "speech")


def _only_person(decision: Decision) -> int:
    """Who "she" must be that speaks in the narration: the one person named so far that "she" can mean; or -1."""
    fact = decision.fact
    if fact.family not in ("he", "she") or fact.source < 0 or fact.quote >= 0:
        return -1
    people = [
        (i, cluster.label == "PER")
        for i, (cluster, _) in enumerate(decision.candidates)
        if cluster.label == "PER" or cluster.person > PERSON_NOUN or cluster.families & PERSONAL
    ]
    named = [i for i, is_named in people if is_named]
    return named[0] if len(people) == len(named) == 1 else -1


def _speaks_by_role(fact: Facts) -> bool:
    """Whether a definite person speaks, "the senator said": nearly always somebody named before."""
    speaks = fact.kind == "nominal" and fact.source >= 0 and fact.quote < 0
    return speaks and fact.person > 0.5 and fact.determiner == "the" and fact.plural is not True


def _speaks_as_body(fact: Facts) -> bool:
    """Whether a body speaks that must have been named before: "the company said"."""
    speaks = fact.kind == "nominal" and fact.source >= 0 and fact.quote < 0 and fact.determiner == "the"
    return speaks and fact.head in SAID_BODIES and fact.last == fact.head_last


def _body_bonus(decision: Decision) -> Rows:
    """Which body speaks: the only one named around that acts or spoke last; of several the ranker chooses."""
    rows = decision.rows
    if rows[:, _IS_ORG].sum() > 1:
        return np.zeros(len(rows), dtype=np.float32)
    acts = np.maximum(rows[:, _LAST_SPEAKER], rows[:, _NEAR_SUBJECT] * (1 - rows[:, _NEAR_IN_QUOTE]))
    return np.asarray(rows[:, _IS_ORG] * _ACTING * (acts + rows[:, _LAST_SPEAKER]), dtype=np.float32)


def _role_bonus(decision: Decision) -> Rows:
    """Whom a role without a bearer means: who acts or spoke last rather than who was introduced as something else."""
    rows = decision.rows
    acts = np.maximum(rows[:, _LAST_SPEAKER], rows[:, _SUBJECT_OF_CLAUSE] * (1 - rows[:, _NEAR_IN_QUOTE]))
    return np.asarray(rows[:, _IS_PERSON] * (_ACTING * acts - _OTHERWISE * rows[:, _INTRODUCED]), dtype=np.float32)


def _agreement(decision: Decision) -> NDArray[np.bool_]:
    """A role with a complement ("the leader of the strike") means nobody named to whom the text gives no such role."""
    fact = decision.fact
    role = role_of(fact.head)
    free = fact.kind != "nominal" or fact.last == fact.head_last or fact.person < PERSON_NOUN
    speaks = _speaks_by_role(fact)

    def agrees(cluster: Cluster, near: Facts) -> bool:
        if free or cluster.label != "PER" or role in cluster.roles or fact.head in cluster.heads:
            return True
        # Who acts and was not introduced as anything may be called so when speaking.
        return speaks and not cluster.introduced and near.role == "subject"

    return np.array([agrees(cluster, near) for cluster, near in decision.candidates])


def _speaker_bonus(decision: Decision) -> Rows | float:
    """A pronoun that speaks in the narration takes up who spoke last rather than who is merely spoken of."""
    fact = decision.fact
    if _speaks_by_role(fact):
        return _role_bonus(decision)
    if _speaks_as_body(fact):
        return _body_bonus(decision)
    if fact.source < 0 or fact.quote >= 0 or fact.kind != "pronoun":
        return 0.0
    rows = decision.rows
    if fact.family == "they":
        speechless = rows[:, _IS_PERSON] + rows[:, _UNNAMED] * (rows[:, _PERSON] + rows[:, _ORG] < PERSON_NOUN / 3)
        return np.asarray(-_SPEECHLESS_PENALTY * speechless, dtype=np.float32)
    if rows[0, _IS_DIALOGUE]:
        return 0.0
    if rows[0, _AFTER_SUBORDINATOR] and (rows[:, _SUBJECT_OF_CLAUSE] * (1 - rows[:, _NEAR_IN_QUOTE])).any():
        return 0.0  # "Ada Roe frowned when she said": the clause around tells who
    near = np.minimum(
        1.0, rows[:, _SAME_SENTENCE] + rows[:, _PREVIOUS_SENTENCE] + rows[:, _TWO_BACK] + rows[:, _SAME_PARAGRAPH]
    )
    return np.asarray(
        _LAST_SPEAKER_BONUS * rows[:, _LAST_SPEAKER] * near
        - _SPOKEN_OF_PENALTY * rows[:, _NEAR_IN_QUOTE]
        - _OWN_WORDS_PENALTY * rows[:, _OWN_WORDS]
        - _PLACE_PENALTY * rows[:, _IS_PLACE],
        dtype=np.float32,
    )


def _leniency(fact: Facts) -> float:
    """Who speaks is nearly always somebody mentioned before, so that less certainty will do."""
    if _speaks_by_role(fact) or _speaks_as_body(fact):
        return _SPEAKER_LENIENCY
    return _PLURAL_LENIENCY if fact.family == "they" and fact.source >= 0 and fact.quote < 0 else 1.0


def choose_by(networks: Mapping[str, Network]) -> Chooser:
    """The chooser that asks the networks."""

    def choose(decision: Decision) -> tuple[int, float]:
        taken = by_rule(decision)
        if taken >= 0:
            return taken, _ROLE_CONFIDENCE
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

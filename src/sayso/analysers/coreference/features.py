"""What the ranker reads of a mention and a cluster that it may belong to."""

from __future__ import annotations

import math
from typing import Final

from sayso.analysers.coreference.clusters import Cluster
from sayso.analysers.coreference.facts import Facts
from sayso.analysers.coreference.history import HISTORY
from sayso.analysers.coreference.surfaces import role_of
from sayso.analysers.coreference.surroundings import SURROUNDINGS

__all__ = ["FEATURES", "pair_features"]

_ROLES: Final = ("subject", "object", "oblique", "possessor", "other")
_DETERMINERS: Final = ("the", "possessive", "demonstrative", "indefinite", "none")
_LABELS: Final = ("PER", "ORG", "LOC", "MISC", None)
_FAMILIES: Final = ("he", "she", "it", "they", "i", "we", "you", "this")

FEATURES: Final[tuple[str, ...]] = (
    "same_sentence", "previous_sentence", "two_back", "few_back", "far_back", "log_sentences", "log_tokens",
    "rank", "first_rank",
    "same_paragraph", "next_paragraph", "paragraph_parity", "after",
    "near_name", "near_nominal", "near_pronoun", "near_same_family",
    *(f"near_{role}" for role in _ROLES), *(f"is_{role}" for role in _ROLES), "both_subject", "near_opens", "opens",
    "subject_recently", "log_size", "recent_count", "log_joined", "opening",
    *(f"label_{label}" for label in _LABELS), "person", "org", "place", "gender", "gender_known", "gender_clash",
    "plural", "singular", "number_clash", "coordinated", "is_coordinated",
    "in_quote", "near_in_quote", "same_quote", "is_speaker", "is_source", "near_source", "last_speaker",
    "own_words", "across_quotes",
    "bound", "reflexive_bound", "possessive_bound",
    *(f"has_{family}" for family in _FAMILIES), *(f"is_{family}" for family in _FAMILIES),
    "head_match", "near_head_match", "phrase_match", "name_word", "role_word", "modifier_shared", "modifier_new",
    "kind_agrees", "kind_clash", "kind_unknown", *(f"determiner_{name}" for name in _DETERMINERS), "is_plural",
    "is_singular",
    "is_person", "is_org", "is_place", "expletive", "candidates",
    "person_rank", "first_person", "topic", "verbs_between", "commas_between", "near_listed", "near_after_comma",
    "ends_clause",
    "last_speaker_news", "near_source_news", "dialogue", "first_subject", "subjects_between", "same_role",
    "rivals_here", "clause_subject",
    "lone_in_sentence", "opens_paragraph", "introduced", "introduced_otherwise",
    *HISTORY, *SURROUNDINGS,
)  # fmt: skip


def pair_features(
    fact: Facts,
    cluster: Cluster,
    near: Facts,
    *,
    rank: int,
    candidates: int,
    recent: int,
    subject_recently: bool,
    speaker: int,
    last_speaker: int,
    own_words: bool,
    expletive: bool,
    person_rank: int,
    topic: bool,
    verbs: int,
    commas: int,
    listed: bool,
    after_comma: bool,
    ends_clause: bool,
    dialogue: bool,
    first_subject: bool,
    subjects_between: int,
    rivals: int,
    lone: bool,
    opens_paragraph: bool,
) -> list[float]:
    """One row for the ranker.

    Args:
        fact: the mention.
        cluster: what it may belong to.
        near: the cluster's mention nearest before this one (or after it, in the same sentence).
        rank: how many candidates were mentioned more recently.
        candidates: how many candidates there are.
        recent: the cluster's mentions in this and the two sentences before.
        subject_recently: one of those was a subject.
        speaker: cluster of whom the quotation around the mention is attributed to, or -1.
        last_speaker: cluster of the latest speaker before this mention, or -1.
        own_words: the mention is a source, and the cluster is mentioned inside what that source says.
        expletive: an "it" that the words around it show to be empty.
        person_rank: how many candidate persons were mentioned more recently.
        topic: no candidate is named more often.
        verbs: finite verbs between the two.
        commas: commas between the two.
        listed: the near mention stands beside "and" or "or".
        after_comma: the near mention follows a comma.
        ends_clause: the mention is followed by a stop or comma.
        dialogue: the document's quotations answer each other.
        first_subject: the near mention is the first subject of its sentence.
        subjects_between: more recent candidates whose near mention is a subject.
        rivals: candidates mentioned in the mention's own sentence.
        lone: no other candidate is mentioned in the near mention's sentence.
        opens_paragraph: the near mention is in the first sentence of its paragraph.
    """
    distance = abs(fact.sentence - near.sentence)
    paragraphs = abs(fact.paragraph - near.paragraph)
    tokens = abs(fact.first - near.last)
    gender = max(-1.5, min(1.5, cluster.gender))
    agreement = gender * fact.gender
    same_sentence = distance == 0
    bound = (
        same_sentence
        and near.role == "subject"
        and fact.role in ("object", "oblique")
        and tokens <= 7
        and fact.kind == "pronoun"
        and fact.quote == near.quote
    )
    plural = cluster.plural
    clash = fact.plural is not None and plural is not None and fact.plural != plural
    modifiers = fact.modifiers
    shared = len(modifiers & cluster.modifiers) + len(modifiers & cluster.names)
    kind_agrees = fact.person * cluster.person + fact.org * cluster.org + fact.place * cluster.place
    known = fact.person + fact.org + fact.place
    cluster_known = cluster.person + cluster.org + cluster.place
    is_nominal = fact.kind == "nominal"
    return [
        same_sentence, distance == 1, distance == 2, 3 <= distance <= 5, distance > 5, math.log1p(distance),
        math.log1p(tokens),
        math.log1p(rank), rank == 0,
        paragraphs == 0, paragraphs == 1, paragraphs % 2 == 0, near.first > fact.first,
        near.kind == "name", near.kind == "nominal", near.kind == "pronoun",
        near.family == fact.family and fact.family != "",
        *[near.role == role for role in _ROLES], *[fact.role == role for role in _ROLES],
        near.role == "subject" and fact.role == "subject", near.opens_sentence, fact.opens_sentence,
        subject_recently, math.log1p(cluster.size), min(recent, 5) / 2, math.log1p(len(cluster.members)),
        near.sentence == 0,
        *[cluster.label == label for label in _LABELS], cluster.person, cluster.org, cluster.place,
        agreement, abs(gender) * abs(fact.gender), agreement < -0.3,
        plural is True, plural is False, clash, near.coordinated, fact.coordinated,
        fact.quote >= 0, near.quote >= 0, fact.quote >= 0 and fact.quote == near.quote, speaker == cluster.id,
        fact.source >= 0, near.source >= 0 and dialogue, last_speaker == cluster.id and dialogue, own_words,
        (fact.quote >= 0) != (near.quote >= 0),
        bound and not fact.reflexive, fact.reflexive and same_sentence and near.role == "subject",
        fact.role == "possessor" and same_sentence and near.role == "subject",
        *[family in cluster.families for family in _FAMILIES], *[fact.family == family for family in _FAMILIES],
        is_nominal and fact.head in cluster.heads, is_nominal and fact.head == near.head,
        is_nominal and fact.phrase in cluster.phrases,
        is_nominal and fact.head in cluster.names,
        is_nominal and role_of(fact.head) in cluster.roles, min(shared, 2),
        len(modifiers) > shared,
        kind_agrees, known > 0.5 and cluster_known > 0.5 and kind_agrees < 0.1, known < 0.2,
        *[is_nominal and fact.determiner == name for name in _DETERMINERS], fact.plural is True, fact.plural is False,
        fact.person, fact.org, fact.place, expletive, math.log1p(candidates),
        math.log1p(person_rank), person_rank == 0, topic, math.log1p(verbs), math.log1p(commas), listed,
        after_comma, ends_clause,
        last_speaker == cluster.id and not dialogue, near.source >= 0 and not dialogue, dialogue, first_subject,
        math.log1p(subjects_between), near.role == fact.role, math.log1p(rivals),
        same_sentence and near.role == "subject" and fact.role != "subject" and verbs == 1, lone, opens_paragraph,
        cluster.introduced, is_nominal and cluster.introduced and role_of(fact.head) not in cluster.roles,
    ]  # fmt: skip

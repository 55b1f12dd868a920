import numpy as np
from tests.tagged_text import tagged

from sayso.analysers.coreference.clusters import named_cluster
from sayso.analysers.coreference.facts import facts_of
from sayso.analysers.coreference.history import HISTORY, History
from sayso.analysers.coreference.lexicon import Lexicon
from sayso.analysers.coreference.mentions import find_mentions
from sayso.analysers.coreference.naming import group_names
from sayso.analysers.coreference.resolve import Resolver
from sayso.analysers.coreference.view import View


def told(source, pronoun):
    """For each named person the features that are on at the pronoun, after all mentions before it were met."""
    view, lexicon = View(tagged(source)), Lexicon({}, {})
    mentions = find_mentions(view)
    facts = facts_of(view, mentions, lexicon)
    history = History(view, facts)
    clusters = []
    named = {}
    for number, group in enumerate(group_names(view, mentions, lexicon)):
        clusters.append(named_cluster(number, group, view, mentions))
        named.update(dict.fromkeys(group.mentions, number))
    for index in sorted(named):
        history.name(facts[index], named[index])
    (fact,) = [fact for fact in facts if fact.head == pronoun]
    candidates = []
    for cluster in clusters:
        for name in group_names(view, mentions, lexicon)[cluster.id].mentions:
            if facts[name].first < fact.first:
                cluster.join(facts[name])
                history.touch(facts[name], cluster.id)
        near = facts[cluster.members[-1] if cluster.members else cluster.first_name_mention]
        candidates.append((cluster, near))
    found = history.rows(fact, candidates)
    assert found.shape == (len(candidates), len(HISTORY))
    return [{HISTORY[i] for i in np.flatnonzero(row)} for row in found]


def test_who_is_named_ahead_after_an_opening_is_seen():
    other, ahead = told("[PER Moe/NNP] left/VBD ./. After/IN her/PRP$ win/NN ,/, [PER Lund/NNP] spoke/VBD ./.", "her")
    assert {"ahead", "ahead_subject", "ahead_after_comma", "fronted_ahead_subject"} <= ahead
    assert "ahead" not in other
    assert "rival_ahead_subject" in other


def test_the_subject_of_the_clause_owns_and_is_not_told():
    (owner, other) = told("[PER Lund/NNP] saw/VBD [PER Moe/NNP] and/CC praised/VBD her/PRP ./.", "her")
    assert {"subject_of_clause", "subject_of_clause_bound"} <= owner
    assert "subject_of_clause" not in other


def test_relatives_share_a_surname():
    lund, moe = told(
        "[PER Jon/NNP Lund/NNP] met/VBD [PER Max/NNP Moe/NNP] and/CC his/PRP$ wife/NN [PER Eva/NNP Moe/NNP] ./.", "his"
    )[:2]
    assert "kin_surname" in moe
    assert "kin_surname" not in lund


def test_many_names_before_the_pronoun_hide_none_after_it():
    crowd = " ,/, ".join("[PER Moe/NNP]" for _ in range(15))
    _, ahead = told(f"{crowd} met/VBD her/PRP$ aunt/NN and/CC [PER Lund/NNP] ./.", "her")
    assert "ahead" in ahead


def test_a_name_often_repeated_hides_no_other_that_comes_sooner():
    again = " ,/, ".join("[PER Lund/NNP]" for _ in range(15))
    view = View(tagged(f"It/PRP was/VBD [PER Lund/NNP] ,/, [PER Moe/NNP] ,/, {again} ./."))
    resolver = Resolver(view, find_mentions(view), Lexicon({}, {}), lambda _: (-1, 1.0))
    assert [named.head for named in resolver._history.ahead(resolver.facts[0]).values()] == ["lund", "moe"]
